#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/list_layout.h"
#include "delta_utils/columnar/object_bytes_internal.h"
#include "delta_utils/columnar/raw_object_internal.h"
#include "delta_utils/columnar/residual_internal.h"
#include "delta_utils/columnar/row_names_internal.h"
#include "delta_utils/columnar/shredded_output_internal.h"
#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/struct_like.h"
#include "delta_utils/columnar/unshred_group_internal.h"
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
  Unshredder(const VariantColumn& column, UnshredGroup root, const UnshredWatch& watch)
      : column_(column),
        root_(std::move(root)),
        watch_(watch),
        names_(column.metadata(), IdsOf(Names())) {
    ends_.Reserve(column.length());
  }

  /// What readers must put right in the row before; nullptr: nothing.
  const char* mended() const { return mended_; }

  /// A row that is refused is left empty.
  Status UnshredRow(int64_t row) {
    const size_t begin = out_.size();
    mended_ = nullptr;
    row_ = row;
    const Status status = column_.IsNull(row) ? Status::OK() : Reconstruct(row);
    if (!status.ok()) out_.Truncate(begin);
    ends_.Set(row, static_cast<int64_t>(begin), static_cast<int64_t>(out_.size()));
    return status;
  }

  std::shared_ptr<arrow::Array> Finish() {
    bool is_large = false;
    auto offsets = ends_.Finish(column_.length(), &is_large);
    return arrow::MakeArray(
        arrow::ArrayData::Make(is_large ? arrow::large_binary() : arrow::binary(),
                               column_.length(), {nullptr, offsets, out_.Finish()}, 0));
  }

 private:
  /// kFailed: status_ says why. It is a member because most of the time goes to functions
  /// that return nothing but success.
  enum class Outcome { kPresent, kMissing, kFailed };

  /// A container whose children are being written, behind a guess of its header's size.
  struct Open {
    size_t begin;
    size_t header_size;
    size_t first_child;
  };

  std::vector<std::string> Names() {
    std::vector<std::string> names;
    NumberFields(root_, &names);
    return names;
  }

  Status Reconstruct(int64_t row) {
    resolved_ = names_.Get(row);
    if (resolved_ == nullptr) return names_.status();
    children_.clear();
    residual_.clear();
    const Outcome outcome = Append(root_, row);
    if (outcome == Outcome::kFailed) return status_;
    if (outcome == Outcome::kMissing) {
      AppendNull();
      if (root_.typed == nullptr) mended_ = "its value is NULL";
    }
    return Status::OK();
  }

  bool Fail(Status status) {
    status_ = std::move(status);
    return false;
  }

  void AppendNull() { *out_.Extend(1) = '\0'; }

  Outcome Append(UnshredGroup& group, int64_t row) {
    if (!group.valid[row]) {
      mended_ = "a field's or an element's group is NULL";
      return Outcome::kMissing;
    }
    const bool has_value = !group.value.IsNull(row);
    if (group.typed != nullptr && group.typed_valid[row]) {
      return AppendTyped(group, row, has_value) ? Outcome::kPresent : Outcome::kFailed;
    }
    if (!has_value) return Outcome::kMissing;
    const VariantView view = ValueOf(group, row);
    const std::string_view bytes = BytesOf(view);
    if (bytes.empty()) {
      status_ = view.Check();
      return Outcome::kFailed;
    }
    const VariantType type = group.type.type;
    const bool is_container = type == VariantType::kObject || type == VariantType::kArray;
    if (is_container && view.type() == type) {
      mended_ = "an object or array in the value though there is a typed_value for it";
    }
    out_.Append(bytes);
    return Outcome::kPresent;
  }

  /// The residual `value`, which is not null.
  VariantView ValueOf(const UnshredGroup& group, int64_t row) {
    const std::string_view value = group.value.Get(row);
    if (watch_.value) watch_.value(row_, group.name, value, *resolved_->names);
    return {value, *resolved_->names};
  }

  bool AppendTyped(UnshredGroup& group, int64_t row, bool has_value) {
    if (group.type.type == VariantType::kObject) {
      return AppendObject(group, row, has_value);
    }
    if (has_value) return Fail(Corrupt("", "both value and typed_value, and no object"));
    if (group.type.type == VariantType::kArray) return AppendArray(group, row);
    const char* const wrong = group.leaf.Append(row, &out_);
    if (wrong != nullptr) return Fail(Corrupt("", wrong));
    if (watch_.mended && !group.leaf.IsOfPrecision(row)) {
      mended_ = "a decimal of more digits than its column declares";
    }
    return true;
  }

  bool AppendArray(UnshredGroup& group, int64_t row) {
    const auto [first, length] = ListExtent(*group.typed, row);
    const Open open = Begin(group);
    for (int64_t element = first; element < first + length; ++element) {
      children_.push_back({0, Position(open)});
      const Outcome outcome = Append(group.children[0], element);
      if (outcome == Outcome::kFailed) return false;
      if (outcome == Outcome::kMissing) AppendNull();
    }
    return End(group, open, /*is_object=*/false);
  }

  /// The shredded fields and those of the residual object are both in the order of their
  /// names, and merged.
  bool AppendObject(UnshredGroup& group, int64_t row, bool has_value) {
    const size_t first_residual = residual_.size();
    if (has_value && !ReadResidual(ValueOf(group, row), group.value.Get(row).size())) {
      return false;
    }
    size_t next = first_residual;
    const size_t end = residual_.size();
    const Open open = Begin(group);
    const uint32_t* const ids = resolved_->kept.data() + group.first_name;
    size_t i = 0;
    for (UnshredGroup& child : group.children) {
      const uint32_t id = ids[i++];
      if (id != kNoId && next < end) {
        const uint32_t rank = resolved_->names->rank(id);
        for (; next < end && residual_[next].rank < rank; ++next) {
          AppendField(open, residual_[next]);
        }
        // Of a field that is in both places the shredded one counts, if it is missing,
        // too.
        if (next < end && residual_[next].rank == rank) {
          mended_ = "a field is both shredded and in the value beside it";
          ++next;
        }
      }
      if (!AppendShredded(child, row, id, open)) return false;
    }
    for (; next < end; ++next) AppendField(open, residual_[next]);
    residual_.resize(first_residual);
    return End(group, open, /*is_object=*/true);
  }

  bool AppendShredded(UnshredGroup& field, int64_t row, uint32_t id, const Open& open) {
    children_.push_back({id, Position(open)});
    switch (Append(field, row)) {
      case Outcome::kFailed:
        return Fail(WithPath(field.name, status_));
      case Outcome::kMissing:
        children_.pop_back();
        return true;
      case Outcome::kPresent:
        break;
    }
    if (id != kNoId) return true;
    return Fail(Corrupt(field.name, "the metadata does not have this name"));
  }

  bool ReadResidual(const VariantView& view, uint64_t size) {
    const MetadataIndex& names = *resolved_->names;
    const auto object = view.ToObject();
    if (!object) {
      return Fail(Corrupt("value", "beside an object's typed_value, and no object"));
    }
    const RawObject raw(view, *object);
    const size_t first = residual_.size();
    uint64_t work_left = variant_internal::MaxWorkBytes(size);
    for (uint32_t i = 0; i < object->size(); ++i) {
      const uint32_t id = object->id(i);
      if (id >= names.size()) return Fail(Corrupt("value", "field id out of range"));
      const std::string_view bytes = raw.bytes(i);
      if (bytes.empty()) return Fail(WithPath(names.name(id), raw.value(i).Check()));
      if (bytes.size() > work_left) {
        return Fail(Corrupt("value", "values share bytes beyond measure"));
      }
      work_left -= bytes.size();
      residual_.push_back({id, names.rank(id), bytes});
    }
    const Status sorted = SortResidual(names, residual_.data() + first,
                                       residual_.data() + residual_.size());
    return sorted.ok() || Fail(sorted);
  }

  Open Begin(const UnshredGroup& group) {
    const Open open{out_.size(), group.header_size, children_.size()};
    out_.Extend(open.header_size);
    return open;
  }

  uint64_t ValuesSize(const Open& open) const {
    return out_.size() - open.begin - open.header_size;
  }
  uint32_t Position(const Open& open) const {
    return static_cast<uint32_t>(ValuesSize(open));
  }

  void AppendField(const Open& open, const ResidualField& field) {
    children_.push_back({field.id, Position(open)});
    out_.Append(field.bytes);
  }

  /// Rows of one shape have headers of one size, so that the guess is mostly right.
  bool End(UnshredGroup& group, const Open& open, bool is_object) {
    const uint64_t values_size = ValuesSize(open);
    if (values_size > kMaxEncodedBytes) {
      return Fail(Corrupt("", "a value of more than 1 GiB"));
    }
    const std::span children = std::span(children_).subspan(open.first_child);
    uint32_t max_id = 0;
    for (const ReadyChild& child : children) max_id = std::max(max_id, child.id);
    const ContainerHeader header(is_object, children.size(), max_id, values_size);
    group.header_size = header.size();
    header.Write(children, out_.Resize(open.begin, open.header_size, header.size()));
    children_.resize(open.first_child);
    return true;
  }

  const VariantColumn& column_;
  UnshredGroup root_;
  const UnshredWatch& watch_;
  int64_t row_ = 0;  // of the column
  RowNames names_;
  const RowNames::Entry* resolved_ = nullptr;
  Status status_;
  const char* mended_ = nullptr;
  GrowingBytes out_;
  OffsetOutput ends_;
  // Of all containers that are open, the innermost one's at the end.
  std::vector<ReadyChild> children_;
  std::vector<ResidualField> residual_;
};

/// Whether a row that is there has no value.
bool LacksValue(const VariantColumn& column) {
  if (!column.value().may_have_nulls()) return false;
  for (int64_t row = 0; row < column.length(); ++row) {
    if (column.value().IsNull(row) && !column.IsNull(row)) return true;
  }
  return false;
}

}  // namespace

Result<std::shared_ptr<arrow::Array>> UnshredVariants(
    const std::shared_ptr<arrow::Array>& variants) {
  return UnshredVariants(variants, UnshredWatch());
}

Result<std::shared_ptr<arrow::Array>> UnshredVariants(
    const std::shared_ptr<arrow::Array>& variants, const UnshredWatch& watch) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(variants));
  if (!column.is_shredded() && !LacksValue(column)) return variants;
  ARROW_ASSIGN_OR_RAISE(UnshredGroup root, UnshredGroup::OfColumn(column));
  Unshredder unshredder(column, std::move(root), watch);
  std::vector<bool> refused;
  for (int64_t row = 0; row < column.length(); ++row) {
    const Status status = unshredder.UnshredRow(row);
    if (status.ok()) [[likely]] {
      if (unshredder.mended() != nullptr && watch.mended) {
        watch.mended(row, unshredder.mended());
      }
      continue;
    }
    const Status named = WithPath("row " + std::to_string(row), status);
    if (!watch.refused) return named;
    refused.resize(static_cast<size_t>(column.length()));
    refused[static_cast<size_t>(row)] = true;
    watch.refused(row, named);
  }
  const auto value = unshredder.Finish();
  const auto& source = static_cast<const arrow::StructArray&>(*variants);
  const arrow::FieldVector fields = {source.struct_type()->GetFieldByName("metadata"),
                                     arrow::field("value", value->type(), false)};
  return StructLike(source, fields, {source.GetFieldByName("metadata"), value}, refused);
}

Result<std::shared_ptr<arrow::Array>> ReshredVariants(
    const std::shared_ptr<arrow::Array>& variants, const ShreddingType& type,
    const ShredOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto plain, UnshredVariants(variants));
  return ShredVariants(plain, type, options);
}

}  // namespace delta_utils
