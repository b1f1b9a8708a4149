#include "arrow/array/array_nested.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/shredding_internal.h"

namespace delta_utils {

Result<std::shared_ptr<arrow::Array>> StructLike(const arrow::StructArray& source,
                                                 const arrow::FieldVector& fields,
                                                 const arrow::ArrayVector& children,
                                                 const std::vector<bool>& also_null) {
  if (source.null_count() == 0 && also_null.empty()) {
    return arrow::StructArray::Make(children, fields);
  }
  const int64_t rows = source.length();
  std::vector<uint8_t> validity(static_cast<size_t>(rows + 7) / 8);
  int64_t nulls = 0;
  for (int64_t row = 0; row < rows; ++row) {
    const auto i = static_cast<size_t>(row);
    if (source.IsNull(row) || (i < also_null.size() && also_null[i])) {
      ++nulls;
    } else {
      validity[i / 8] = static_cast<uint8_t>(validity[i / 8] | 1 << (i % 8));
    }
  }
  return arrow::StructArray::Make(children, fields,
                                  arrow::Buffer::FromVector(std::move(validity)), nulls);
}

}  // namespace delta_utils
