// Which leaf columns of a Parquet file must be read for the columns wanted of it.
//
//   ARROW_ASSIGN_OR_RAISE(std::vector<int> leaves,
//                         SelectColumns(reader->manifest(), wanted, mode));
//
// Errors have no path. Pure function.
#pragma once

#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"

namespace parquet::arrow {
struct SchemaManifest;
}

namespace delta_utils {

/// Ascending leaf indices, none if the file has nothing that is wanted. A struct of which
/// the file has no wanted child gives one leaf all the same: it tells which rows have the
/// struct. Corrupt: mode kId, and a file without field ids.
Result<std::vector<int>> SelectColumns(const parquet::arrow::SchemaManifest& manifest,
                                       const StructType& wanted, ColumnMappingMode mode);

}  // namespace delta_utils
