// ZoneSource: the leaf column of a Parquet file that tells of a path of documents.
//
//   const ZoneSource source = ResolveZone(reader.manifest(), column, mode);
//
// Threads: values; they borrow the schema of the table.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "delta_utils/columnar/zone_column.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/filter/zone_map.h"

namespace parquet {
class RowGroupMetaData;
}
namespace parquet::arrow {
struct SchemaManifest;
}

namespace delta_utils {

struct ZoneSource {
  /// `column.column`: what the leaf's values read as; a typed leaf's in a VARIANT.
  ZoneColumn column;
  /// The file has no such column: NULL in every row.
  bool is_lacking = false;
  std::optional<int> leaf;
  /// In a VARIANT: the `value` leaves above, and beside, the typed one. What they hold is
  /// not in it.
  std::vector<int> residuals;
  std::optional<int> own_residual;
  /// What is true of any rows: types, and what NULL stands for.
  ZoneMap map;
  /// The same where the residuals may hold something.
  ZoneMap unknown;
};

ZoneSource ResolveZone(const parquet::arrow::SchemaManifest& manifest,
                       const ZoneColumn& column, ColumnMappingMode mode);

enum class Residuals : uint8_t {
  kNone,     // all null
  kNulls,    // beside the leaf explicit nulls, else all null
  kUnknown,  // they may hold anything
};
/// For use inside CatchParquet: throws.
Residuals ResidualsOf(const ZoneSource& source, const parquet::RowGroupMetaData& group);

}  // namespace delta_utils
