// Statistics of data files in the form of a struct, as checkpoints have them in
// `stats_parsed`, read as the statistics that JSON gives.
//
//   FileStats stats = StatsOfStruct(stats_parsed, row, schema, mode);
//   ZoneMap map = ZoneOfStats(*year, stats, /*is_tight=*/stats.tight_bounds, mode);
//
// Fields numRecords, tightBounds, minValues, maxValues and nullCount, each of which may
// be missing; columns by their physical names. Bounds become the text that JSON would
// hold (stats_collector.h): cut and rounded outwards, so that both forms say the same and
// one reader reads both. Nothing here is an error: a field of another type than the
// table's schema asks for, or NULL, is left out, and so unknown.
//
// Source: PROTOCOL.md, "Checkpoints", "Per-file Statistics". Threads: a pure function.
#pragma once

#include <cstdint>

#include "arrow/type_fwd.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {

/// `schema`: the table's. `row` is within `stats`.
FileStats StatsOfStruct(const arrow::StructArray& stats, int64_t row,
                        const StructType& schema, ColumnMappingMode mode);

}  // namespace delta_utils
