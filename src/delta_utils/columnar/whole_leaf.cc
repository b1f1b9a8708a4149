#include <algorithm>
#include <string_view>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "arrow/util/bitmap_ops.h"
#include "delta_utils/columnar/whole_leaf_internal.h"

namespace delta_utils {
namespace {

/// What must be there for a typed value to be there, but for the last one itself.
std::vector<const arrow::Array*> Ancestors(const arrow::Array& column,
                                           const ShreddedPath& path) {
  std::vector<const arrow::Array*> ancestors = {&column};
  const auto& levels = path.levels();
  for (size_t k = 0; k < levels.size(); ++k) {
    if (k > 0) ancestors.push_back(levels[k].group.get());
    if (k + 1 < levels.size()) ancestors.push_back(levels[k].typed.get());
  }
  return ancestors;
}

/// The rows in which all arrays are valid, as TypedRows gives them.
Result<std::shared_ptr<arrow::Buffer>> CommonRows(
    const std::vector<const arrow::Array*>& arrays, int64_t offset) {
  std::shared_ptr<arrow::Buffer> common;
  for (const arrow::Array* array : arrays) {
    if (array->null_count() == 0) continue;
    const int64_t length = array->length();
    const uint8_t* bits = array->null_bitmap_data();
    if (common == nullptr) {
      ARROW_ASSIGN_OR_RAISE(common, arrow::AllocateEmptyBitmap(offset + length));
      arrow::internal::CopyBitmap(bits, array->offset(), length, common->mutable_data(),
                                  offset);
    } else {
      arrow::internal::BitmapAnd(common->data(), offset, bits, array->offset(), length,
                                 offset, common->mutable_data());
    }
  }
  return common;
}

/// Whether a row may have a value in a `value` on the way: one that is not Variant's
/// null, where the typed value beside it is null. Where that is set, what is left of the
/// object in `value` does not have the path's field.
bool HasValueElsewhere(const ShreddedPath& path, int64_t rows) {
  constexpr std::string_view kNull("\x00", 1);
  const auto is_elsewhere = [&](const ShreddedPath::Level& level, int64_t row) {
    return level.typed_nulls.IsNull(row) && !level.value.IsNull(row) &&
           level.value.Get(row) != kNull;
  };
  return std::any_of(path.levels().begin(), path.levels().end(),
                     [&](const ShreddedPath::Level& level) {
                       if (level.value.is_absent() || level.typed->null_count() == 0)
                         return false;
                       for (int64_t row = 0; row < rows; ++row) {
                         if (is_elsewhere(level, row)) return true;
                       }
                       return false;
                     });
}

}  // namespace

Result<std::shared_ptr<arrow::Buffer>> TypedRows(const arrow::Array& column,
                                                 const ShreddedPath& path,
                                                 int64_t offset) {
  std::vector<const arrow::Array*> arrays = Ancestors(column, path);
  arrays.push_back(path.last().typed.get());
  return CommonRows(arrays, offset);
}

Result<std::shared_ptr<arrow::Array>> TakeWholeLeaf(const VariantColumn& column,
                                                    const ShreddedPath& path,
                                                    const arrow::DataType& type) {
  const std::shared_ptr<arrow::Array>& leaf = path.last().typed;
  const bool leads_to_it = path.steps_left() == 0 && leaf != nullptr &&
                           leaf->type()->Equals(type) && !path.is_through_lists();
  if (!leads_to_it || HasValueElsewhere(path, column.length())) return nullptr;

  const std::vector<const arrow::Array*> ancestors = Ancestors(*column.array(), path);
  const bool shows_all =
      std::all_of(ancestors.begin(), ancestors.end(),
                  [](const arrow::Array* array) { return array->null_count() == 0; });
  if (shows_all) return leaf;
  std::shared_ptr<arrow::ArrayData> data = leaf->data()->Copy();
  ARROW_ASSIGN_OR_RAISE(data->buffers[0], TypedRows(*column.array(), path, data->offset));
  data->SetNullCount(arrow::kUnknownNullCount);
  return arrow::MakeArray(std::move(data));
}

}  // namespace delta_utils
