#include "delta_utils/columnar/variant_column.h"

#include <string>
#include <utility>

#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/compute/cast.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
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

Result<std::shared_ptr<arrow::Array>> Decoded(const arrow::DictionaryArray& coded) {
  const auto& values = coded.dictionary();
  const bool is_text = values->type_id() == arrow::Type::STRING_VIEW;
  if (!is_text && values->type_id() != arrow::Type::BINARY_VIEW) {
    return arrow::compute::Cast(coded, values->type());
  }
  // Arrow cannot take views by their places.
  ARROW_ASSIGN_OR_RAISE(
      const auto plain,
      arrow::compute::Cast(*values, is_text ? arrow::utf8() : arrow::binary()));
  const arrow::DictionaryArray recoded(
      arrow::dictionary(coded.indices()->type(), plain->type()), coded.indices(), plain);
  return arrow::compute::Cast(recoded, plain->type());
}

/// `array`, or, if there is a dictionary at or below it, the same values without: readers
/// make one of a column whose writer had it so in memory.
Result<std::shared_ptr<arrow::Array>> WithoutDictionaries(
    std::shared_ptr<arrow::Array> array) {
  if (array->type_id() == arrow::Type::DICTIONARY) {
    return Decoded(static_cast<const arrow::DictionaryArray&>(*array));
  }
  arrow::FieldVector fields = array->type()->fields();
  if (fields.empty()) return array;
  auto data = array->data()->Copy();
  bool is_changed = false;
  for (size_t i = 0; i < fields.size(); ++i) {
    const auto& child = data->child_data[i];
    ARROW_ASSIGN_OR_RAISE(const auto plain, WithoutDictionaries(arrow::MakeArray(child)));
    if (plain->type()->Equals(*child->type)) continue;
    fields[i] = fields[i]->WithType(plain->type());
    data->child_data[i] = plain->data();
    is_changed = true;
  }
  if (!is_changed) return array;
  data->type = WithFields(data->type, fields);
  return arrow::MakeArray(std::move(data));
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
      ARROW_ASSIGN_OR_RAISE(column.shredding_, ShreddingOf(*group.field(i)->type()));
      auto typed = WithoutDictionaries(group.field(i));
      if (!typed.ok()) return Corrupt(name, typed.status().message());
      column.typed_value_ = std::move(*typed);
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
