#include <optional>
#include <string>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/residual_internal.h"
#include "delta_utils/columnar/row_names_internal.h"
#include "delta_utils/columnar/shred_group_internal.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using ArrayResult = Result<std::shared_ptr<arrow::Array>>;

/// The names of all objects' fields, object by object.
void NumberFields(ShredGroup& group, std::vector<std::string>* names) {
  group.first_name = names->size();
  for (const ShreddingField& field : group.type.fields) names->push_back(field.name);
  for (ShredGroup& child : group.children) NumberFields(child, names);
}

class Shredder {
 public:
  Shredder(const VariantColumn& column, const ShreddingType& type, ShreddingMatch match)
      : column_(column), root_(type, match), names_(column.metadata(), Names()) {
    root_.Reserve(column.length());
  }

  Status ShredRow(int64_t row) {
    if (column_.IsNull(row)) return Status::OK();
    ARROW_ASSIGN_OR_RAISE(resolved_, names_.At(row));
    if (column_.value().IsNull(row))
      return Corrupt("value", "NULL, though the row is not");
    if (marks_.size() < resolved_->names->size()) {
      marks_.resize(resolved_->names->size());
    }
    const std::string_view value = column_.value().Get(row);
    work_left_ = variant_internal::MaxWorkBytes(value.size());
    return Shred(root_, row, VariantView(value, *resolved_->names));
  }

  ShredGroup& root() { return root_; }

 private:
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    NumberFields(root_, &names);
    return names;
  }

  /// Children may share bytes; what is made of them does not.
  Status Spend(uint64_t bytes) {
    if (bytes > work_left_) return Corrupt("", "values share bytes beyond measure");
    work_left_ -= bytes;
    return Status::OK();
  }

  Status Shred(ShredGroup& group, int64_t row, VariantView value) {
    if (group.is_object()) {
      if (const auto object = value.ToObject()) return ShredObject(group, row, *object);
    } else if (group.is_array()) {
      if (const auto array = value.ToArray()) return ShredArray(group, row, *array);
    } else if (group.type.has_typed_value()) {
      ARROW_ASSIGN_OR_RAISE(const bool taken, group.leaf.Take(row, value));
      if (taken) return Spend(1);
    }
    const std::string_view bytes = value.bytes();
    if (bytes.empty()) return value.Check();
    ARROW_RETURN_NOT_OK(Spend(bytes.size()));
    group.value.Append(row, bytes);
    return Status::OK();
  }

  Status ShredArray(ShredGroup& group, int64_t row, const ArrayView& array) {
    ARROW_RETURN_NOT_OK(Spend(1 + uint64_t{array.size()}));
    const int64_t begin = group.element_count;
    group.element_count += array.size();
    group.typed.Set(row);
    group.elements.Set(row, begin, group.element_count);
    for (uint32_t i = 0; i < array.size(); ++i) {
      ARROW_RETURN_NOT_OK(Shred(group.children[0], begin + i, array.value(i)));
    }
    return Status::OK();
  }

  Status ShredObject(ShredGroup& group, int64_t row, const ObjectView& object) {
    ARROW_RETURN_NOT_OK(Spend(1 + uint64_t{object.size()}));
    group.typed.Set(row);
    Mark(group, /*on=*/true);
    const Status status = Split(group, object);
    Mark(group, /*on=*/false);
    ARROW_RETURN_NOT_OK(status);
    ARROW_RETURN_NOT_OK(AppendResidualOf(group, row));
    for (size_t i = 0; i < group.children.size(); ++i) {
      if (!group.found[i]) continue;
      const VariantView child = *std::exchange(group.found[i], std::nullopt);
      ARROW_RETURN_NOT_OK(Shred(group.children[i], row, child));
    }
    return Status::OK();
  }

  /// Notes for each id which field of the group it is, or that it is none again.
  void Mark(const ShredGroup& group, bool on) {
    const MetadataIndex& names = *resolved_->names;
    for (size_t i = 0; i < group.children.size(); ++i) {
      const uint32_t id = resolved_->ids[group.first_name + i];
      if (id == RowNames::kNoId) continue;
      const uint32_t mark = on ? static_cast<uint32_t>(i) + 1 : 0;
      marks_[id] = mark;
      if (!names.has_duplicates()) [[likely]]
        continue;
      for (const uint32_t same : names.FindAll(names.name(id))) marks_[same] = mark;
    }
  }

  /// Fields of the schema to group.found, others to residual_.
  Status Split(ShredGroup& group, const ObjectView& object) {
    const MetadataIndex& names = *resolved_->names;
    residual_.clear();
    for (uint32_t i = 0; i < object.size(); ++i) {
      const uint32_t id = object.id(i);
      if (id >= names.size()) return Corrupt("", "field id out of range");
      const VariantView value = object.value(i);
      if (const uint32_t mark = marks_[id]; mark != 0) {
        if (group.found[mark - 1]) {
          return Corrupt(names.name(id), "an object has the field twice");
        }
        group.found[mark - 1] = value;
        continue;
      }
      const std::string_view bytes = value.bytes();
      if (bytes.empty()) return WithPath(names.name(id), value.Check());
      ARROW_RETURN_NOT_OK(Spend(bytes.size()));
      residual_.push_back({id, names.rank(id), bytes});
    }
    return SortResidual(names, residual_.data(), residual_.data() + residual_.size());
  }

  Status AppendResidualOf(ShredGroup& group, int64_t row) {
    if (residual_.empty()) return Status::OK();
    std::string* const data = group.value.data();
    const auto begin = static_cast<int64_t>(data->size());
    ARROW_RETURN_NOT_OK(AppendResidual(residual_, &scratch_, data));
    group.value.End(row, begin);
    return Status::OK();
  }

  const VariantColumn& column_;
  ShredGroup root_;
  RowNames names_;
  const RowNames::Resolved* resolved_ = nullptr;
  std::vector<uint32_t> marks_;  // by id; 0: no field of the group at hand
  std::vector<ResidualField> residual_;
  std::vector<ReadyChild> scratch_;
  uint64_t work_left_ = 0;
};

ArrayResult Assemble(const VariantColumn& column, ShredGroup& root) {
  const auto& source = static_cast<const arrow::StructArray&>(*column.array());
  const int64_t rows = column.length();
  const auto metadata = source.struct_type()->GetFieldByName("metadata");
  ARROW_ASSIGN_OR_RAISE(auto parts, root.Finish(rows));
  const auto& group = static_cast<const arrow::StructArray&>(*parts);
  const arrow::FieldVector fields = {metadata, group.struct_type()->field(0),
                                     group.struct_type()->field(1)};
  return StructLike(source, fields,
                    {source.GetFieldByName("metadata"), group.field(0), group.field(1)});
}

}  // namespace

Result<std::shared_ptr<arrow::Array>> ShredVariants(
    const std::shared_ptr<arrow::Array>& variants, const ShreddingType& type,
    const ShredOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(variants));
  if (column.is_shredded()) return InvalidArgument("", "the column is shredded already");
  if (!type.has_typed_value()) return variants;
  ARROW_RETURN_NOT_OK(ToTypedValueType(type));
  Shredder shredder(column, type, options.match);
  for (int64_t row = 0; row < column.length(); ++row) {
    if (const Status status = shredder.ShredRow(row); !status.ok()) [[unlikely]]
      return WithPath("row " + std::to_string(row), status);
  }
  return Assemble(column, shredder.root());
}

}  // namespace delta_utils
