#include "delta_utils/filter/predicate_terms_internal.h"

#include <algorithm>

namespace delta_utils::filter_internal {
namespace {

using Kind = ColumnPredicate::Kind;

/// Whether the predicate is TRUE where the value that all of it is about is NULL.
bool IsTrueOfNull(const ColumnPredicate& predicate) {
  const auto& children = predicate.children;
  switch (predicate.kind) {
    case Kind::kTrue:
    case Kind::kIsNull:
      return true;
    case Kind::kAnd:
      return std::all_of(children.begin(), children.end(), IsTrueOfNull);
    case Kind::kOr:
      return std::any_of(children.begin(), children.end(), IsTrueOfNull);
    case Kind::kNot:
      return !IsTrueOfNull(children.front());
    default:
      return false;
  }
}

/// kAnd or kOr of children of which none is a constant nor of the kind itself.
ColumnPredicate Join(Kind kind, std::vector<ColumnPredicate> children) {
  if (children.empty()) return Constant(kind == Kind::kAnd);
  if (children.size() == 1) return std::move(children.front());
  ColumnPredicate joined{kind};
  for (const ColumnPredicate& child : children) {
    if (!child.is_exact()) joined.exactness = Exactness::kSuperset;
  }
  joined.children = std::move(children);
  return joined;
}

std::vector<ColumnPredicate> Flattened(Kind kind, std::vector<ColumnPredicate> children) {
  std::vector<ColumnPredicate> flat;
  flat.reserve(children.size());
  for (ColumnPredicate& child : children) {
    if (child.Is(kind)) {
      std::move(child.children.begin(), child.children.end(), std::back_inserter(flat));
    } else {
      flat.push_back(std::move(child));
    }
  }
  return flat;
}

/// Asked before they are flattened: what a joined one says too much is not in its
/// children.
bool AreExact(const std::vector<ColumnPredicate>& children) {
  return std::all_of(children.begin(), children.end(),
                     [](const ColumnPredicate& child) { return child.is_exact(); });
}

bool IsEquality(const ColumnPredicate& predicate) {
  return predicate.Is(Kind::kIn) ||
         (predicate.Is(Kind::kCompare) && predicate.op == CompareOp::kEq);
}

}  // namespace

Place Place::Child(const TypedColumn& child) const {
  Place place{ref, &child};
  place.ref.steps.emplace_back(child.name);
  return place;
}

Place Place::At(uint32_t index) const {
  Place place{ref, &column->children.front()};
  place.ref.steps.emplace_back(index);
  return place;
}

Place Place::Element() const { return {{ref.scope + 1, {}}, &column->children.front()}; }

ColumnPredicate Constant(bool value) {
  return ColumnPredicate{value ? Kind::kTrue : Kind::kFalse};
}

ColumnPredicate Unknown() { return {Kind::kTrue, Exactness::kSuperset}; }

ColumnPredicate And(std::vector<ColumnPredicate> children) {
  std::vector<ColumnPredicate> kept;
  const bool is_exact = AreExact(children);
  for (ColumnPredicate& child : Flattened(Kind::kAnd, std::move(children))) {
    if (child.Is(Kind::kFalse)) return Constant(false);
    if (!child.Is(Kind::kTrue)) kept.push_back(std::move(child));
  }
  ColumnPredicate joined = Join(Kind::kAnd, std::move(kept));
  if (!is_exact) joined.exactness = Exactness::kSuperset;
  return joined;
}

void AddAlternative(ColumnPredicate child, std::vector<ColumnPredicate>* alternatives) {
  if (child.Is(Kind::kFalse)) return;
  const bool joins = !alternatives->empty() && IsEquality(alternatives->back()) &&
                     IsEquality(child) && alternatives->back().ref == child.ref;
  if (!joins) {
    alternatives->push_back(std::move(child));
    return;
  }
  ColumnPredicate& in = alternatives->back();
  in.kind = Kind::kIn;
  if (!child.is_exact()) in.exactness = Exactness::kSuperset;
  std::move(child.operands.begin(), child.operands.end(),
            std::back_inserter(in.operands));
}

ColumnPredicate Or(std::vector<ColumnPredicate> children) {
  std::vector<ColumnPredicate> kept;
  const bool is_exact = AreExact(children);
  bool may_say_too_much = false;
  for (ColumnPredicate& child : Flattened(Kind::kOr, std::move(children))) {
    if (child.Is(Kind::kTrue)) {
      if (child.is_exact()) return Constant(true);
      may_say_too_much = true;
    }
    AddAlternative(std::move(child), &kept);
  }
  if (may_say_too_much) return Unknown();
  ColumnPredicate joined = Join(Kind::kOr, std::move(kept));
  if (!is_exact) joined.exactness = Exactness::kSuperset;
  return joined;
}

ColumnPredicate Not(ColumnPredicate child) {
  if (!child.is_exact()) return Unknown();
  if (child.Is(Kind::kTrue)) return Constant(false);
  if (child.Is(Kind::kFalse)) return Constant(true);
  if (child.Is(Kind::kNot)) return std::move(child.children.front());
  ColumnPredicate negation{Kind::kNot};
  negation.children.push_back(std::move(child));
  return negation;
}

ColumnPredicate Term(Kind kind, const Place& place, std::vector<Value> operands,
                     CompareOp op) {
  ColumnPredicate term{kind};
  term.ref = place.ref;
  term.column.type = place.column->type;
  term.column.precision = place.column->precision;
  term.column.scale = place.column->scale;
  term.op = op;
  term.operands = std::move(operands);
  return term;
}

ColumnPredicate AnyElement(const Place& list, ColumnPredicate of_element) {
  if (of_element.Is(Kind::kFalse)) return of_element;
  const Exactness exactness = of_element.exactness;
  ColumnPredicate any;
  if (of_element.Is(Kind::kTrue)) {
    any = Term(Kind::kLength, list, {Value(int64_t{0})}, CompareOp::kGt);
  } else {
    any = Term(Kind::kAnyElement, list);
    any.children.push_back(std::move(of_element));
  }
  any.exactness = exactness;
  return any;
}

ColumnPredicate Guard(const Place& place, bool on_null, ColumnPredicate predicate) {
  if (IsTrueOfNull(predicate) == on_null) return predicate;
  ColumnPredicate is_null = Term(Kind::kIsNull, place);
  std::vector<ColumnPredicate> both;
  both.push_back(on_null ? std::move(is_null) : Not(std::move(is_null)));
  both.push_back(std::move(predicate));
  return on_null ? Or(std::move(both)) : And(std::move(both));
}

}  // namespace delta_utils::filter_internal
