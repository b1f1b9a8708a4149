#include "arrow/array/array_nested.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/shred_group_internal.h"

namespace delta_utils {
namespace {

using ArrayResult = Result<std::shared_ptr<arrow::Array>>;

std::shared_ptr<arrow::Array> NestedArray(std::shared_ptr<arrow::DataType> type,
                                          int64_t rows, BitOutput& validity,
                                          std::shared_ptr<arrow::Buffer> offsets,
                                          const arrow::ArrayVector& children) {
  const int64_t nulls = rows - validity.set();
  std::vector<std::shared_ptr<arrow::Buffer>> buffers = {
      nulls == 0 ? nullptr : validity.Finish(rows)};
  if (offsets != nullptr) buffers.push_back(std::move(offsets));
  std::vector<std::shared_ptr<arrow::ArrayData>> data;
  for (const auto& child : children) data.push_back(child->data());
  return arrow::MakeArray(arrow::ArrayData::Make(
      std::move(type), rows, std::move(buffers), std::move(data), nulls));
}

}  // namespace

ShredGroup::ShredGroup(const ShreddingType& type, ShreddingMatch match) : type(type) {
  if (is_object()) {
    children.reserve(type.fields.size());
    for (const auto& field : type.fields) children.emplace_back(field.type, match);
  } else if (is_array()) {
    children.emplace_back(type.element[0], match);
  } else if (type.has_typed_value()) {
    leaf = LeafOutput(type, match);
  }
}

void ShredGroup::Reserve(int64_t rows) {
  value.Reserve(rows);
  if (is_object()) {
    typed.Reserve(rows);
    for (ShredGroup& child : children) child.Reserve(rows);
  } else if (is_array()) {
    typed.Reserve(rows);
    elements.Reserve(rows);
  } else if (type.has_typed_value()) {
    leaf.Reserve(rows);
  }
}

ArrayResult ShredGroup::Finish(int64_t rows) {
  arrow::ArrayVector parts = {value.Finish(rows, /*is_text=*/false)};
  arrow::FieldVector fields = {arrow::field("value", parts[0]->type())};
  if (type.has_typed_value()) {
    ARROW_ASSIGN_OR_RAISE(auto typed_value, FinishTyped(rows));
    fields.push_back(arrow::field("typed_value", typed_value->type()));
    parts.push_back(std::move(typed_value));
  }
  return arrow::StructArray::Make(parts, fields);
}

ArrayResult ShredGroup::FinishTyped(int64_t rows) {
  if (is_object()) {
    arrow::ArrayVector arrays;
    arrow::FieldVector fields;
    for (size_t i = 0; i < children.size(); ++i) {
      ARROW_ASSIGN_OR_RAISE(auto array, children[i].Finish(rows));
      fields.push_back(arrow::field(type.fields[i].name, array->type(), false));
      arrays.push_back(std::move(array));
    }
    return NestedArray(arrow::struct_(fields), rows, typed, nullptr, arrays);
  }
  if (is_array()) {
    ARROW_ASSIGN_OR_RAISE(auto array, children[0].Finish(element_count));
    bool is_large = false;
    auto offsets = elements.Finish(rows, &is_large);
    const auto field = arrow::field("element", array->type(), false);
    return NestedArray(is_large ? arrow::large_list(field) : arrow::list(field), rows,
                       typed, std::move(offsets), {array});
  }
  return leaf.Finish(rows);
}

}  // namespace delta_utils
