// One leaf of a filter, as a condition on a value that its path led to.
#pragma once

#include <string_view>

#include "delta_utils/filter/predicate_terms_internal.h"

namespace delta_utils::filter_internal {

class LeafTest {
 public:
  /// Borrows both; `leaf` is no Logical, ExprTest or SchemaTest.
  static Result<LeafTest> Make(const Filter& leaf, const PredicateLanguage& language);

  const Filter& leaf() const { return *leaf_; }
  bool on_missing() const { return on_missing_; }
  bool on_null() const { return on_null_; }
  /// Whether a list at the end of the path is tried element by element too.
  bool enters_lists() const;
  /// The condition on the value itself, no NULL, at `place`; what it says of NULL is of
  /// no account. Not for an ElementMatch.
  ColumnPredicate On(const Place& place) const;

 private:
  LeafTest(const Filter& leaf, const PredicateLanguage& language)
      : leaf_(&leaf), language_(&language) {}

  const Filter* leaf_;
  const PredicateLanguage* language_;
  bool on_missing_ = false;
  bool on_null_ = false;
};

/// The value at `place`, no NULL, stands to `operand` as `op` says.
ColumnPredicate CompareValue(const Place& place, CompareOp op, const Value& operand,
                             const PredicateLanguage& language);

bool IsSayable(std::string_view text, const PredicateLanguage& language);

}  // namespace delta_utils::filter_internal
