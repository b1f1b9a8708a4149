// Zone maps of a Delta file, from its add action alone: partition values and statistics.
//
//   std::optional<ZoneColumn> year = FindZoneColumn(schema, "year");
//   ZoneMap map = ZoneOfStats(*year, stats, mode);
//
// Nothing here is an error: what is malformed, or of a type whose bounds are not those of
// documents, is unknown. Statistics bound from outside. Timestamps are cut to
// milliseconds by their writers, so a maximum is one more, and say nothing without their
// zone; a double that passed for a
// decimal of more than 15 digits may be off by its last bit, so such bounds are widened.
// Of a file with a deletion vector, or with "tightBounds": false, bounds hold, and of
// null counts only none and all.
//
// Source: PROTOCOL.md, "Per-file Statistics" and "Partition Value Serialization".
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "delta_utils/columnar/zone_column.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {

/// `text` as in an add action. A value that cannot be read gives what the schema says.
ZoneMap ZoneOfPartitionValue(const ZoneColumn& column,
                             const std::optional<std::string>& text, ZoneCount rows);

/// `is_tight`: the statistics' own word, and that the file has no deletion vector.
ZoneMap ZoneOfStats(const ZoneColumn& column, const FileStats& stats, bool is_tight,
                    ColumnMappingMode mode);

/// The records of the file's statistics.
ZoneCount RowsOf(const FileStats& stats);

}  // namespace delta_utils
