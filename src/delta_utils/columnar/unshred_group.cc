#include <algorithm>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "delta_utils/columnar/list_layout.h"
#include "delta_utils/columnar/unshred_group_internal.h"

namespace delta_utils {

ValidBits::ValidBits(const arrow::Array& array) {
  if (array.null_count() == 0) return;
  bits_ = array.null_bitmap_data();
  offset_ = array.offset();
}

Result<UnshredGroup> UnshredGroup::OfColumn(const VariantColumn& column) {
  UnshredGroup group;
  group.type = column.shredding();
  group.value = column.value();
  if (!column.is_shredded()) return group;
  ARROW_RETURN_NOT_OK(group.TakeTyped(column.typed_value()));
  return group;
}

Result<UnshredGroup> UnshredGroup::Make(std::string name,
                                        const std::shared_ptr<arrow::Array>& array,
                                        const ShreddingType& type) {
  const auto& parts = static_cast<const arrow::StructArray&>(*array);
  UnshredGroup group;
  group.name = std::move(name);
  group.type = type;
  group.valid = ValidBits(parts);
  if (auto value = parts.GetFieldByName("value"); value != nullptr) {
    if (value->null_count() < value->length()) {
      ARROW_ASSIGN_OR_RAISE(group.value, BinaryCells::Make(std::move(value)));
    }
  }
  if (auto typed = parts.GetFieldByName("typed_value"); typed != nullptr) {
    ARROW_RETURN_NOT_OK(group.TakeTyped(std::move(typed)));
  }
  return group;
}

Status UnshredGroup::TakeTyped(std::shared_ptr<arrow::Array> array) {
  if (array->type_id() == arrow::Type::EXTENSION) {
    array = static_cast<const arrow::ExtensionArray&>(*array).storage();
  }
  typed = std::move(array);
  typed_valid = ValidBits(*typed);
  if (type.type == VariantType::kObject) {
    const auto& fields = static_cast<const arrow::StructArray&>(*typed);
    for (size_t i = 0; i < type.fields.size(); ++i) {
      ARROW_ASSIGN_OR_RAISE(UnshredGroup child,
                            Make(type.fields[i].name, fields.field(static_cast<int>(i)),
                                 type.fields[i].type));
      children.push_back(std::move(child));
    }
    // By name, which is the order of fields in every object.
    std::sort(children.begin(), children.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return Status::OK();
  }
  if (type.type == VariantType::kArray) {
    ARROW_ASSIGN_OR_RAISE(UnshredGroup child,
                          Make("element", ListEntries(*typed), type.element[0]));
    children.push_back(std::move(child));
    return Status::OK();
  }
  ARROW_ASSIGN_OR_RAISE(leaf, TypedLeaf::Make(typed, type));
  return Status::OK();
}

}  // namespace delta_utils
