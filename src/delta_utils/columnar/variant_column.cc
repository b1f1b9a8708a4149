#include "delta_utils/columnar/variant_column.h"

#include <string>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/shredding_internal.h"

namespace delta_utils {
namespace {

Result<BinaryCells> CellsOf(std::shared_ptr<arrow::Array> child, std::string_view name) {
  if (!IsBinaryLayout(*child->type())) {
    return Corrupt(name, child->type()->ToString() + " in place of binary");
  }
  auto cells = BinaryCells::Make(std::move(child));
  return cells.ok() ? std::move(cells)
                    : Result<BinaryCells>(WithPath(name, cells.status()));
}

}  // namespace

Result<VariantColumn> VariantColumn::Make(const std::shared_ptr<arrow::Array>& array) {
  if (array == nullptr || array->type_id() != arrow::Type::STRUCT) {
    return Corrupt("", "a Variant column is a struct, not " +
                           (array == nullptr ? "nothing" : array->type()->ToString()));
  }
  const auto& group = static_cast<const arrow::StructArray&>(*array);
  VariantColumn column;
  column.array_ = array;
  for (int i = 0; i < group.num_fields(); ++i) {
    const std::string& name = group.struct_type()->field(i)->name();
    const bool repeats = (name == "metadata" && !column.metadata_.is_absent()) ||
                         (name == "value" && !column.value_.is_absent()) ||
                         (name == "typed_value" && column.typed_value_ != nullptr);
    if (repeats) return Corrupt(name, "a Variant column has it twice");
    if (name == "metadata") {
      ARROW_ASSIGN_OR_RAISE(column.metadata_, CellsOf(group.field(i), name));
    } else if (name == "value") {
      ARROW_ASSIGN_OR_RAISE(column.value_, CellsOf(group.field(i), name));
    } else if (name == "typed_value") {
      column.typed_value_ = group.field(i);
      ARROW_ASSIGN_OR_RAISE(column.shredding_, ShreddingOf(*column.typed_value_->type()));
    } else {
      return Corrupt(name, "no part of a Variant column");
    }
  }
  if (column.metadata_.is_absent()) {
    return Corrupt("metadata", "a Variant column without it");
  }
  if (column.value_.is_absent() && !column.is_shredded()) {
    return Corrupt("value", "a Variant column without it, and without typed_value");
  }
  return column;
}

int64_t VariantColumn::length() const { return array_->length(); }

bool VariantColumn::IsNull(int64_t row) const { return array_->IsNull(row); }

}  // namespace delta_utils
