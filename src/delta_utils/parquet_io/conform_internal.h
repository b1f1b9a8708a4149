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

/// A list's or map's entries, cut to what it shows of them, with offsets from 0.
struct Entries {
  std::shared_ptr<arrow::Buffer> validity;
  std::shared_ptr<arrow::Buffer> offsets;
  std::shared_ptr<arrow::Array> values;
};
Result<Entries> EntriesOf(const arrow::Array& array);

/// A list or map of type `target`, as `array` is, of these entries with other values.
std::shared_ptr<arrow::Array> WithEntries(const arrow::Array& array,
                                          const std::shared_ptr<arrow::DataType>& target,
                                          Entries entries,
                                          std::shared_ptr<arrow::ArrayData> values);

}  // namespace delta_utils
