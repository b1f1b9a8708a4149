// Which rows of a Parquet file a filter may match, by the file's own metadata.
//
//   ParquetPruning pruning{.zones = zones, .sources = sources};
//   ParquetReadOptions options{.columns = wanted, .pruning = pruning};   // reads fewer
//   ARROW_ASSIGN_OR_RAISE(ParquetSelection seen,                         // or only looks
//                         PruneParquet(store, path, size_bytes, pruning));
//
// Level after level, each asked only of what is left: the bounds and null counts of row
// groups, those of pages, bloom filters. Safe direction: a row may be selected in vain;
// none is left out that matches. Page indexes and bloom filters are read only where the
// footer says that there are any.
//
// Threads: pure functions. Errors: those of opening the file; what of its metadata cannot
// be read says nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/zone_column.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/filter/zone_map.h"
#include "delta_utils/parquet_io/parquet_zone_maps.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

/// What there is to be known of one of ZoneFilter::paths().
struct PathSource {
  /// nullopt: nothing.
  std::optional<ZoneColumn> column;
  /// The same in every row of the file, as partition values are.
  std::optional<ZoneMap> constant;
  /// Another column may say otherwise: the file is asked only if it lacks that one.
  bool is_overlaid = false;
};

struct ParquetPruning {
  std::shared_ptr<const ZoneFilter> zones;
  /// One for each of zones->paths(). They borrow the table's schema.
  std::vector<PathSource> sources;
  /// The column that is laid over others; null: none.
  const StructField* overlay = nullptr;
  ColumnMappingMode mode = ColumnMappingMode::kNone;
};

/// Blocks of one kind: those looked at, and those found to hold no match.
struct BlockCount {
  int64_t total = 0;
  int64_t skipped = 0;
  bool operator==(const BlockCount&) const = default;
};

struct ParquetSelection {
  struct RowGroup {
    int index = 0;
    std::vector<RowRange> rows;  // ascending, apart; none: all of them
  };
  std::vector<RowGroup> row_groups;  // those to be read, ascending
  BlockCount by_row_group;
  /// Of the row groups left: blocks of rows as ParquetZoneMaps::OpenPages cuts them.
  BlockCount by_page;
  /// Of the row groups left: those that have a bloom filter for a path.
  BlockCount by_bloom;
  /// Why the first block that was left out was, in words: "year in 1990..2004".
  std::string reason;
};

Result<ParquetSelection> PruneParquet(ObjectStore& store, const ObjectPath& path,
                                      std::optional<int64_t> size_bytes,
                                      const ParquetPruning& pruning);

/// Of an open file.
ParquetSelection SelectRows(parquet::arrow::FileReader& file,
                            const ParquetPruning& pruning);

}  // namespace delta_utils
