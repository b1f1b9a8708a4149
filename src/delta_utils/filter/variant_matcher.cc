#include "delta_utils/filter/variant_matcher.h"

#include <utility>

#include "delta_utils/filter/evaluator_internal.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {

using filter_internal::BoundNode;
using filter_internal::BoundPart;
using filter_internal::Evaluator;

BoundNode::BoundNode(const Filter& bound, const MetadataIndex& names) : filter(&bound) {
  if (const FieldPath* const field = PathOf(bound)) {
    parts.reserve(field->parts().size());
    for (const PathPart& part : field->parts()) parts.emplace_back(part, names);
  }
  const std::vector<Filter>* inner = nullptr;
  if (const auto* logical = std::get_if<Logical>(&bound.node)) inner = &logical->clauses;
  if (const auto* match = std::get_if<ElementMatch>(&bound.node)) inner = &match->of;
  if (inner == nullptr) return;
  children.reserve(inner->size());
  for (const Filter& clause : *inner) children.emplace_back(clause, names);
}

struct VariantMatcher::Bound::Impl {
  const Filter* filter;
  const FilterFields* fields;
  BoundNode root;
  /// Objects of this metadata may stand for something else.
  bool may_wrap = false;
};

namespace {

bool HasDollarName(const MetadataIndex& names) {
  for (uint32_t id = 0; id < names.size(); ++id) {
    if (names.name(id).starts_with('$')) return true;
  }
  return false;
}

/// The document, or of its fields those that matter; nullopt: it is none.
Result<std::optional<Object>> DecodeFields(const VariantView& document,
                                           const FilterFields& fields) {
  const auto object = document.ToObject();
  if (!object) return document.Check();
  bool is_plain = !fields.all;
  for (uint32_t i = 0; is_plain && i < object->size(); ++i) {
    const auto name = object->name(i);
    is_plain = name && !name->starts_with('$');
  }
  if (!is_plain) {
    ARROW_ASSIGN_OR_RAISE(Value whole, DecodeVariant(document));
    if (!whole.is<Object>()) return std::nullopt;
    return std::optional(std::move(whole.get<Object>()));
  }
  Object decoded;
  for (const std::string& name : fields.names) {
    const auto field = object->Find(name);
    if (!field) continue;
    ARROW_ASSIGN_OR_RAISE(Value value, DecodeVariant(*field));
    decoded.Append(name, std::move(value));
  }
  return std::optional(std::move(decoded));
}

}  // namespace

VariantMatcher::Bound::Bound(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
VariantMatcher::Bound::~Bound() = default;
VariantMatcher::Bound::Bound(Bound&&) noexcept = default;
VariantMatcher::Bound& VariantMatcher::Bound::operator=(Bound&&) noexcept = default;

Result<bool> VariantMatcher::Bound::Matches(const VariantView& document,
                                            LeafContext* context) const {
  if (document.type() != VariantType::kObject) {
    ARROW_RETURN_NOT_OK(document.Check());
    return false;
  }
  if (impl_->may_wrap) [[unlikely]] {
    ARROW_ASSIGN_OR_RAISE(const auto decoded, DecodeFields(document, *impl_->fields));
    if (!decoded) return false;
    return MatchesFilter(*decoded, *impl_->filter, context);
  }
  const bool matches = Evaluator<BoundNode>(context).Matches(impl_->root, {document});
  if (!context->status.ok()) [[unlikely]] {
    return std::exchange(context->status, Status::OK());
  }
  return matches;
}

VariantMatcher::VariantMatcher(Filter filter)
    : filter_(std::move(filter)), fields_(ReferencedFields(filter_)) {}
VariantMatcher::~VariantMatcher() = default;

VariantMatcher::Bound VariantMatcher::Bind(const MetadataIndex& names) const {
  return Bound(std::make_unique<const Bound::Impl>(
      Bound::Impl{&filter_, &fields_, BoundNode(filter_, names), HasDollarName(names)}));
}

}  // namespace delta_utils
