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
#include "delta_utils/columnar/struct_like.h"
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
      : column_(column), root_(type, match), names_(column.metadata(), IdsOf(Names())) {
    root_.Reserve(column.length());
  }

  Status ShredRow(int64_t row) {
    if (column_.IsNull(row)) return Status::OK();
    resolved_ = names_.Get(row);
    if (resolved_ == nullptr) return names_.status();
    const std::string_view value = column_.value().Get(row);
    work_left_ = variant_internal::MaxWorkBytes(value.size());
    const bool done = Shred(root_, row, VariantView(value, *resolved_->names));
    return done ? Status::OK() : status_;
  }

  ShredGroup& root() { return root_; }

 private:
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    NumberFields(root_, &names);
    return names;
  }

  // False: status_ says why. It is a member because most of the time goes to functions
  // that return nothing but success.
  bool Fail(Status status) {
    status_ = std::move(status);
    return false;
  }

  /// Children may share bytes; what is made of them does not.
  bool Spend(uint64_t bytes) {
    if (bytes > work_left_) [[unlikely]] {
      return Fail(Corrupt("", "values share bytes beyond measure"));
    }
    work_left_ -= bytes;
    return true;
  }

  bool Shred(ShredGroup& group, int64_t row, const VariantView& value) {
    if (group.is_object()) {
      const auto object = value.ToObject();
      if (object) return ShredObject(group, row, value, *object);
    } else if (group.is_array()) {
      if (const auto array = value.ToArray()) return ShredArray(group, row, *array);
    } else if (group.type.has_typed_value()) {
      const LeafOutput::Outcome outcome = group.leaf.Take(row, value);
      if (outcome == LeafOutput::Outcome::kTaken) return Spend(1);
      if (outcome == LeafOutput::Outcome::kNotText) {
        return Fail(Corrupt("", "a string that is not UTF-8"));
      }
    }
    const std::string_view bytes = BytesOf(value);
    if (bytes.empty()) return Fail(value.Check());
    group.value.Append(row, bytes);
    return Spend(bytes.size());
  }

  bool ShredArray(ShredGroup& group, int64_t row, const ArrayView& array) {
    if (!Spend(1 + uint64_t{array.size()})) return false;
    const int64_t begin = group.element_count;
    group.element_count += array.size();
    group.typed.Set(row);
    group.elements.Set(row, begin, group.element_count);
    for (uint32_t i = 0; i < array.size(); ++i) {
      if (!Shred(group.children[0], begin + i, array.value(i))) return false;
    }
    return true;
  }

  bool ShredObject(ShredGroup& group, int64_t row, const VariantView& value,
                   const ObjectView& object) {
    if (!Spend(1 + uint64_t{object.size()})) return false;
    group.typed.Set(row);
    const RawObject raw(value, object);
    const SplitPlan* const plan = plans_.For(*resolved_, group.first_name,
                                             group.children.size(), object, raw.ids());
    if (plan == nullptr) return Fail(plans_.status());
    if (!plan->left.empty() && !AppendLeft(group, row, *plan, raw)) return false;
    // A plan is good until the next one is asked for, by a child.
    const size_t first = taken_.size();
    taken_.insert(taken_.end(), plan->taken.begin(), plan->taken.end());
    const size_t end = taken_.size();
    for (size_t i = first; i < end; ++i) {
      const auto [field, child] = taken_[i];
      if (!Shred(group.children[child], row, raw.value(field))) return false;
    }
    taken_.resize(first);
    return true;
  }

  /// The residual object: the fields that the schema does not have.
  bool AppendLeft(ShredGroup& group, int64_t row, const SplitPlan& plan,
                  const RawObject& object) {
    left_.resize(plan.left.size());
    left_bytes_.resize(plan.left.size());
    uint64_t size = 0;
    for (size_t i = 0; i < left_.size(); ++i) {
      const auto [field, id] = plan.left[i];
      const std::string_view bytes = object.bytes(field);
      if (bytes.empty()) {
        return Fail(WithPath(resolved_->names->name(id), object.value(field).Check()));
      }
      left_[i] = {id, static_cast<uint32_t>(size)};
      left_bytes_[i] = bytes;
      size += bytes.size();
    }
    if (!Spend(size)) return false;
    if (size > variant_internal::kMaxEncodedBytes) {
      return Fail(Corrupt("", "a value of more than 1 GiB"));
    }
    const ContainerHeader header(/*is_object=*/true, left_.size(), plan.max_left_id,
                                 size);
    char* to = group.value.Add(row, header.size() + size);
    header.Write(left_, to);
    to += header.size();
    for (const std::string_view bytes : left_bytes_) {
      std::memcpy(to, bytes.data(), bytes.size());
      to += bytes.size();
    }
    return true;
  }

  const VariantColumn& column_;
  ShredGroup root_;
  RowNames names_;
  const RowNames::Entry* resolved_ = nullptr;
  SplitPlans plans_;
  std::vector<SplitPlan::Taken> taken_;  // of all objects that are being shredded
  std::vector<ReadyChild> left_;
  std::vector<std::string_view> left_bytes_;
  uint64_t work_left_ = 0;
  Status status_;
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
  ARROW_ASSIGN_OR_RAISE(const VariantColumn given, VariantColumn::Make(variants));
  if (given.is_shredded()) return InvalidArgument("", "the column is shredded already");
  ARROW_ASSIGN_OR_RAISE(const auto whole, UnshredVariants(variants));
  if (!type.has_typed_value()) return whole;
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(whole));
  ARROW_RETURN_NOT_OK(ToTypedValueType(type));
  Shredder shredder(column, type, options.match);
  for (int64_t row = 0; row < column.length(); ++row) {
    if (const Status status = shredder.ShredRow(row); !status.ok()) [[unlikely]]
      return WithPath("row " + std::to_string(row), status);
  }
  return Assemble(column, shredder.root());
}

}  // namespace delta_utils
