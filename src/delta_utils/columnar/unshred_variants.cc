#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/object_bytes_internal.h"
#include "delta_utils/columnar/raw_object_internal.h"
#include "delta_utils/columnar/residual_internal.h"
#include "delta_utils/columnar/row_names_internal.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/unshred_group_internal.h"
#include "delta_utils/columnar/value_output_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {
namespace {

using variant_internal::kMaxEncodedBytes;

/// The names of all objects' fields, object by object.
void NumberFields(UnshredGroup& group, std::vector<std::string>* names) {
  group.first_name = names->size();
  if (group.type.type == VariantType::kObject) {
    for (const UnshredGroup& child : group.children) names->push_back(child.name);
  }
  for (UnshredGroup& child : group.children) NumberFields(child, names);
}

class Unshredder {
 public:
  Unshredder(const VariantColumn& column, UnshredGroup root)
      : column_(column), root_(std::move(root)), names_(column.metadata(), Names()) {
    out_.Reserve(column.length());
  }

  /// A row that is refused is left empty.
  Status UnshredRow(int64_t row) {
    const int64_t begin = out_.size();
    const Status status = column_.IsNull(row) ? Status::OK() : Reconstruct(row);
    if (!status.ok()) out_.Rewind(begin);
    out_.EndRow();
    return status;
  }

  Result<std::shared_ptr<arrow::Array>> Finish() { return out_.Finish(); }

 private:
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    NumberFields(root_, &names);
    return names;
  }

  Status Reconstruct(int64_t row) {
    ARROW_ASSIGN_OR_RAISE(resolved_, names_.At(row));
    children_.clear();
    residual_.clear();
    ARROW_ASSIGN_OR_RAISE(const bool is_present, Append(root_, row));
    return is_present ? Status::OK() : AppendNull();
  }

  Status AppendNull() { return out_.Append({"\0", 1}); }

  /// False: the value is missing.
  Result<bool> Append(UnshredGroup& group, int64_t row) {
    if (!group.valid[row]) return false;
    const bool has_value = !group.value.IsNull(row);
    if (group.typed != nullptr && group.typed_valid[row]) {
      ARROW_RETURN_NOT_OK(AppendTyped(group, row, has_value));
      return true;
    }
    if (!has_value) return false;
    const VariantView view(group.value.Get(row), *resolved_->names);
    const std::string_view bytes = BytesOf(view);
    if (bytes.empty()) return view.Check();
    ARROW_RETURN_NOT_OK(out_.Append(bytes));
    return true;
  }

  Status AppendTyped(UnshredGroup& group, int64_t row, bool has_value) {
    if (group.type.type == VariantType::kObject) {
      return AppendObject(group, row, has_value);
    }
    if (has_value) return Corrupt("", "both value and typed_value, and no object");
    if (group.type.type == VariantType::kArray) return AppendArray(group, row);
    return group.leaf.Append(row, &out_);
  }

  Status AppendArray(UnshredGroup& group, int64_t row) {
    const auto [first, last] = group.Elements(row);
    ARROW_ASSIGN_OR_RAISE(const Open open, Begin(group));
    for (int64_t element = first; element < last; ++element) {
      children_.push_back({0, Position(open)});
      ARROW_ASSIGN_OR_RAISE(const bool is_present, Append(group.children[0], element));
      if (!is_present) ARROW_RETURN_NOT_OK(AppendNull());
    }
    return End(group, open, /*is_object=*/false);
  }

  /// The shredded fields and those of the residual object are both in the order of their
  /// names, and merged.
  Status AppendObject(UnshredGroup& group, int64_t row, bool has_value) {
    const size_t first_residual = residual_.size();
    if (has_value) ARROW_RETURN_NOT_OK(ReadResidual(group.value.Get(row)));
    size_t next = first_residual;
    const size_t end = residual_.size();
    ARROW_ASSIGN_OR_RAISE(const Open open, Begin(group));
    for (size_t i = 0; i < group.children.size(); ++i) {
      UnshredGroup& child = group.children[i];
      const uint32_t id = resolved_->ids[group.first_name + i];
      if (id != RowNames::kNoId) {
        const uint32_t rank = resolved_->names->rank(id);
        for (; next < end && residual_[next].rank < rank; ++next) {
          ARROW_RETURN_NOT_OK(AppendField(open, residual_[next]));
        }
        // Of a field that is in both places the shredded one counts, if it is missing,
        // too.
        if (next < end && residual_[next].rank == rank) ++next;
      }
      children_.push_back({id, Position(open)});
      auto is_present = Append(child, row);
      if (!is_present.ok()) return WithPath(child.name, is_present.status());
      if (!*is_present) {
        children_.pop_back();
      } else if (id == RowNames::kNoId) {
        return Corrupt(child.name, "the metadata does not have this name");
      }
    }
    for (; next < end; ++next) {
      ARROW_RETURN_NOT_OK(AppendField(open, residual_[next]));
    }
    residual_.resize(first_residual);
    return End(group, open, /*is_object=*/true);
  }

  Status ReadResidual(std::string_view value) {
    const MetadataIndex& names = *resolved_->names;
    const VariantView view(value, names);
    const auto object = view.ToObject();
    if (!object) return Corrupt("value", "beside an object's typed_value, and no object");
    const RawObject raw(view, *object);
    const size_t first = residual_.size();
    uint64_t work_left = variant_internal::MaxWorkBytes(value.size());
    for (uint32_t i = 0; i < object->size(); ++i) {
      const uint32_t id = object->id(i);
      if (id >= names.size()) return Corrupt("value", "field id out of range");
      const VariantView field = raw.value(i);
      const std::string_view bytes = BytesOf(field);
      if (bytes.empty()) return WithPath(names.name(id), field.Check());
      if (bytes.size() > work_left) {
        return Corrupt("value", "values share bytes beyond measure");
      }
      work_left -= bytes.size();
      residual_.push_back({id, names.rank(id), bytes});
    }
    return SortResidual(names, residual_.data() + first,
                        residual_.data() + residual_.size());
  }

  /// A container whose children are being written, behind a guess of its header's size.
  struct Open {
    int64_t begin;
    size_t header_size;
    size_t first_child;
  };

  Result<Open> Begin(const UnshredGroup& group) {
    const Open open{out_.size(), group.header_size, children_.size()};
    ARROW_RETURN_NOT_OK(out_.Extend(open.header_size));
    return open;
  }

  uint32_t Position(const Open& open) const {
    return static_cast<uint32_t>(ValuesSize(open));
  }
  uint64_t ValuesSize(const Open& open) const {
    return static_cast<uint64_t>(out_.size() - open.begin) - open.header_size;
  }

  Status AppendField(const Open& open, const ResidualField& field) {
    children_.push_back({field.id, Position(open)});
    return out_.Append(field.bytes);
  }

  /// Rows of one shape have headers of one size, so that the guess is mostly right.
  Status End(UnshredGroup& group, const Open& open, bool is_object) {
    const uint64_t values_size = ValuesSize(open);
    if (values_size > kMaxEncodedBytes) return Corrupt("", "a value of more than 1 GiB");
    const std::span children = std::span(children_).subspan(open.first_child);
    uint32_t max_id = 0;
    for (const ReadyChild& child : children) max_id = std::max(max_id, child.id);
    const ContainerHeader header(is_object, children.size(), max_id, values_size);
    group.header_size = header.size();
    ARROW_ASSIGN_OR_RAISE(char* const begin,
                          out_.Resize(open.begin, open.header_size, header.size()));
    header.Write(children, begin);
    children_.resize(open.first_child);
    return Status::OK();
  }

  const VariantColumn& column_;
  UnshredGroup root_;
  RowNames names_;
  const RowNames::Resolved* resolved_ = nullptr;
  ValueOutput out_;
  // Of all containers that are open, the innermost one's at the end.
  std::vector<ReadyChild> children_;
  std::vector<ResidualField> residual_;
};

Result<std::shared_ptr<arrow::Array>> Unshred(
    const std::shared_ptr<arrow::Array>& variants,
    const std::function<void(int64_t, const Status&)>* failed) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(variants));
  if (!column.is_shredded()) return variants;
  ARROW_ASSIGN_OR_RAISE(UnshredGroup root, UnshredGroup::OfColumn(column));
  Unshredder unshredder(column, std::move(root));
  std::vector<bool> refused;
  for (int64_t row = 0; row < column.length(); ++row) {
    const Status status = unshredder.UnshredRow(row);
    if (status.ok()) [[likely]]
      continue;
    const Status named = WithPath("row " + std::to_string(row), status);
    if (failed == nullptr) return named;
    refused.resize(static_cast<size_t>(column.length()));
    refused[static_cast<size_t>(row)] = true;
    (*failed)(row, named);
  }
  ARROW_ASSIGN_OR_RAISE(auto value, unshredder.Finish());
  const auto& source = static_cast<const arrow::StructArray&>(*variants);
  const arrow::FieldVector fields = {source.struct_type()->GetFieldByName("metadata"),
                                     arrow::field("value", value->type(), false)};
  return StructLike(source, fields, {source.GetFieldByName("metadata"), value}, refused);
}

}  // namespace

Result<std::shared_ptr<arrow::Array>> UnshredVariants(
    const std::shared_ptr<arrow::Array>& variants) {
  return Unshred(variants, nullptr);
}

Result<std::shared_ptr<arrow::Array>> UnshredVariants(
    const std::shared_ptr<arrow::Array>& variants,
    const std::function<void(int64_t, const Status&)>& failed) {
  return Unshred(variants, &failed);
}

Result<std::shared_ptr<arrow::Array>> ReshredVariants(
    const std::shared_ptr<arrow::Array>& variants, const ShreddingType& type,
    const ShredOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(variants));
  if (column.shredding() == type) return variants;
  ARROW_ASSIGN_OR_RAISE(const auto plain, UnshredVariants(variants));
  return ShredVariants(plain, type, options);
}

}  // namespace delta_utils
