// Terms of column predicates, simplified as they are made.
#pragma once

#include <utility>
#include <vector>

#include "delta_utils/filter/column_predicate.h"

namespace delta_utils::filter_internal {

/// Where a value of known type lies.
struct Place {
  ColumnRef ref;
  const TypedColumn* column;

  Place Child(const TypedColumn& child) const;
  Place At(uint32_t index) const;
  /// The element that a kAnyElement of this list is about.
  Place Element() const;
};

ColumnPredicate Constant(bool value);
/// TRUE, which may say too much.
ColumnPredicate Unknown();
ColumnPredicate And(std::vector<ColumnPredicate> children);
/// Equalities of one value side by side become a kIn, also as they are added.
void AddAlternative(ColumnPredicate child, std::vector<ColumnPredicate>* alternatives);
ColumnPredicate Or(std::vector<ColumnPredicate> children);
/// Unknown if the child is not exact.
ColumnPredicate Not(ColumnPredicate child);
/// A condition on what lies at `place`.
ColumnPredicate Term(ColumnPredicate::Kind kind, const Place& place,
                     std::vector<Value> operands = {}, CompareOp op = CompareOp::kEq);
ColumnPredicate AnyElement(const Place& list, ColumnPredicate of_element);

/// `predicate`, which is about the value at `place`, made `on_null` where that is NULL.
ColumnPredicate Guard(const Place& place, bool on_null, ColumnPredicate predicate);

/// `op operand` of a number, date or timestamp at `place` and an operand of its class,
/// neither of them NaN.
ColumnPredicate CompareOrdered(const Place& place, CompareOp op, const Value& operand);

/// At most so many digits are read as a number.
inline constexpr int kMaxDecimalDigits = 34;

}  // namespace delta_utils::filter_internal
