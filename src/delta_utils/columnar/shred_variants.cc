#include <cstring>
#include <string>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/object_bytes_internal.h"
#include "delta_utils/columnar/raw_object_internal.h"
#include "delta_utils/columnar/row_names_internal.h"
#include "delta_utils/columnar/shred_group_internal.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/split_plan_internal.h"
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
      if (const auto object = value.ToObject())
        return ShredObject(group, row, value, *object);
    } else if (group.is_array()) {
      if (const auto array = value.ToArray()) return ShredArray(group, row, *array);
    } else if (group.type.has_typed_value()) {
      ARROW_ASSIGN_OR_RAISE(const bool taken, group.leaf.Take(row, value));
      if (taken) return Spend(1);
    }
    const std::string_view bytes = BytesOf(value);
    if (bytes.empty()) return value.Check();
    ARROW_RETURN_NOT_OK(Spend(bytes.size()));
    return group.value.Append(row, bytes);
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

  Status ShredObject(ShredGroup& group, int64_t row, const VariantView& value,
                     const ObjectView& object) {
    ARROW_RETURN_NOT_OK(Spend(1 + uint64_t{object.size()}));
    group.typed.Set(row);
    const RawObject raw(value, object);
    ARROW_ASSIGN_OR_RAISE(const SplitPlan* const plan,
                          plans_.For(*resolved_, group.first_name, group.children.size(),
                                     object, raw.ids()));
    if (!plan->left.empty()) ARROW_RETURN_NOT_OK(AppendLeft(group, row, *plan, raw));
    // A plan is good until the next one is asked for, by a child.
    const size_t first = taken_.size();
    taken_.insert(taken_.end(), plan->taken.begin(), plan->taken.end());
    const size_t end = taken_.size();
    for (size_t i = first; i < end; ++i) {
      const auto [field, child] = taken_[i];
      ARROW_RETURN_NOT_OK(Shred(group.children[child], row, raw.value(field)));
    }
    taken_.resize(first);
    return Status::OK();
  }

  /// The residual object: the fields that the schema does not have.
  Status AppendLeft(ShredGroup& group, int64_t row, const SplitPlan& plan,
                    const RawObject& object) {
    left_.clear();
    left_bytes_.clear();
    uint64_t size = 0;
    for (const auto [field, id] : plan.left) {
      const VariantView value = object.value(field);
      const std::string_view bytes = BytesOf(value);
      if (bytes.empty()) return WithPath(resolved_->names->name(id), value.Check());
      left_.push_back({id, static_cast<uint32_t>(size)});
      left_bytes_.push_back(bytes);
      size += bytes.size();
    }
    ARROW_RETURN_NOT_OK(Spend(size));
    if (size > variant_internal::kMaxEncodedBytes) {
      return Corrupt("", "a value of more than 1 GiB");
    }
    const ContainerHeader header(/*is_object=*/true, left_.size(), plan.max_left_id,
                                 size);
    ARROW_ASSIGN_OR_RAISE(char* to, group.value.Add(row, header.size() + size));
    header.Write(left_, to);
    to += header.size();
    for (const std::string_view bytes : left_bytes_) {
      std::memcpy(to, bytes.data(), bytes.size());
      to += bytes.size();
    }
    return Status::OK();
  }

  const VariantColumn& column_;
  ShredGroup root_;
  RowNames names_;
  const RowNames::Resolved* resolved_ = nullptr;
  SplitPlans plans_;
  std::vector<SplitPlan::Taken> taken_;  // of all objects that are being shredded
  std::vector<ReadyChild> left_;
  std::vector<std::string_view> left_bytes_;
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
