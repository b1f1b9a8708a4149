#include "delta_utils/columnar/struct_like.h"

#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/memory_pool.h"
#include "arrow/type.h"
#include "arrow/util/bitmap_ops.h"

namespace delta_utils {
namespace {

using BufferPtr = std::shared_ptr<arrow::Buffer>;

BufferPtr ValidityBut(const arrow::Array& like, const std::vector<bool>& also_null) {
  std::vector<uint8_t> validity(static_cast<size_t>(like.length() + 7) / 8);
  for (int64_t row = 0; row < like.length(); ++row) {
    const auto i = static_cast<size_t>(row);
    if (like.IsNull(row) || also_null[i]) continue;
    validity[i / 8] = static_cast<uint8_t>(validity[i / 8] | 1 << (i % 8));
  }
  return arrow::Buffer::FromVector(std::move(validity));
}

}  // namespace

Result<BufferPtr> ValidityAtZero(const arrow::Array& array) {
  if (array.null_count() == 0) return BufferPtr();
  const BufferPtr& bitmap = array.null_bitmap();
  if (bitmap == nullptr || array.offset() == 0) return bitmap;
  return arrow::internal::CopyBitmap(arrow::default_memory_pool(), bitmap->data(),
                                     array.offset(), array.length());
}

Result<std::shared_ptr<arrow::Array>> StructLike(const arrow::Array& like,
                                                 const arrow::FieldVector& fields,
                                                 const arrow::ArrayVector& children,
                                                 const std::vector<bool>& also_null) {
  BufferPtr validity;
  if (also_null.empty()) {
    ARROW_ASSIGN_OR_RAISE(validity, ValidityAtZero(like));
  } else {
    validity = ValidityBut(like, also_null);
  }
  arrow::ArrayDataVector parts;
  for (const auto& child : children) parts.push_back(child->data());
  return arrow::MakeArray(arrow::ArrayData::Make(
      arrow::struct_(fields), like.length(), {std::move(validity)}, std::move(parts)));
}

}  // namespace delta_utils
