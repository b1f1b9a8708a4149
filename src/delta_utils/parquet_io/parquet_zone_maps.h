// ParquetZoneMaps: what a Parquet file's own metadata knows of the paths of documents, by
// row group and by page.
//
//   ParquetZoneMaps maps(reader, ColumnMappingMode::kNone);
//   const int year = maps.Add(*FindZoneColumn(schema, "year"));
//   ZoneMap map = maps.OfRowGroup(0, year, Probes::kWith);
//
// Columns, children of structs, elements of lists (also lists of structs), and the leaves
// of shredded VARIANT columns, of which bounds hold only where no residual `value` beside
// or above the leaf has one (explicit nulls in the leaf's own aside: then kNull is among
// the others). A column that the file lacks is NULL in every row. Unknown is what the
// file does not say: an absent null count is not 0; nor do INT96, unsigned integers,
// NaN, or statistics of an unknown order say anything.
//
// Pages are cut at the row boundaries of all the columns added, so that one block has one
// page of each.
//
// Source: parquet.thrift Statistics, ColumnIndex, OffsetIndex; VariantShredding.md, "Data
// Skipping". Threads: one. Errors: none; what cannot be read is unknown.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "delta_utils/columnar/zone_column.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/filter/zone_map.h"

namespace parquet::arrow {
class FileReader;
}

namespace delta_utils {

struct ZoneSource;

/// Rows of a row group, counted from its first.
struct RowRange {
  int64_t begin = 0;
  int64_t end = 0;
  bool operator==(const RowRange&) const = default;
};

class ParquetZoneMaps {
 public:
  /// Borrows the reader.
  ParquetZoneMaps(parquet::arrow::FileReader& file, ColumnMappingMode mode);
  ~ParquetZoneMaps();

  /// Whether the file has this top-level column.
  bool HasColumn(const StructField& field) const;

  /// A path to be asked of; its number. Borrows the schema, as `column` does.
  int Add(const ZoneColumn& column);

  /// kWith: asking the map's probe reads the row group's bloom filter.
  enum class Probes : uint8_t { kWithout, kWith };
  ZoneMap OfRowGroup(int row_group, int path, Probes probes) const;
  bool HasBloomFilter(int row_group) const;

  /// The blocks into which the pages of the paths cut the row group; empty: no index, or
  /// one that cannot be. Reads the indexes.
  std::vector<RowRange> OpenPages(int row_group);
  /// Of the block that begins at `row`, after OpenPages; `row_group`: its map.
  ZoneMap OfPages(int64_t row, int path, const ZoneMap& row_group) const;

 private:
  struct Pages;

  parquet::arrow::FileReader& file_;
  const ColumnMappingMode mode_;
  std::vector<ZoneSource> sources_;
  std::vector<Pages> pages_;  // of the open row group, one for each path
};

}  // namespace delta_utils
