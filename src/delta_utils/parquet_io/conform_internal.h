// Arrow arrays as a Parquet file gives them -> arrays of the table's types.
//
//   ARROW_ASSIGN_OR_RAISE(auto arrays, ConformColumns(batch.schema()->fields(),
//                         batch.columns(), batch.num_rows(), wanted, mode));
//
// Errors have no path; they name the column. Pure functions.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_utils {

/// Whether a file's field holds what `wanted` asks for: by field id under mode kId, else
/// by physical name.
bool IsSameField(const arrow::Field& field, const StructField& wanted,
                 ColumnMappingMode mode);

/// "column 'a.b': message".
Status ColumnCorrupt(const std::string& column, const std::string& message);

/// One array for each field of `wanted`, in order, `rows` long.
Result<arrow::ArrayVector> ConformColumns(const arrow::FieldVector& fields,
                                          const arrow::ArrayVector& arrays, int64_t rows,
                                          const StructType& wanted,
                                          ColumnMappingMode mode);

/// A column without children; `target` is the Arrow form of its type.
Result<std::shared_ptr<arrow::Array>> ConformLeaf(
    const std::shared_ptr<arrow::Array>& array,
    const std::shared_ptr<arrow::DataType>& target, const std::string& column);

/// A list or map of type `target` with the rows of `list`, one that PlainList gave, and
/// other entries.
std::shared_ptr<arrow::Array> WithEntries(const arrow::ListArray& list,
                                          const std::shared_ptr<arrow::DataType>& target,
                                          std::shared_ptr<arrow::ArrayData> entries);

}  // namespace delta_utils
