// ColumnPredicate: a filter as a condition on typed columns, from which texts of SQL and
// expressions of Arrow are made.
//
//   ColumnPredicate p = PredicateOf(filter, columns, {.has_lists = true});
//   p.is_exact();   // TRUE for exactly the rows that match; else for others too
//
// The type rules are decided here, once: brackets (a text is never above a number),
// numbers between two values of a column's type (an integer is above 2.5 if it is above
// 2), NaN, null and missing, arrays by element and as a whole. What is left is
// three-valued: a condition is TRUE, or it is FALSE or NULL.
//
// Safe direction: what cannot be said becomes TRUE, and the predicate a superset; below a
// negation, the whole negation does. Threads: values.
// Source: MongoDB's rules as filter.h has them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/typed_columns.h"

namespace delta_utils {

enum class Exactness : uint8_t { kExact, kSuperset };

/// A value of a row, or of an element that a kAnyElement is about.
struct ColumnRef {
  /// A struct's child, or a list's element, counted from 0.
  using Step = std::variant<std::string, uint32_t>;
  /// 0: the row; n: the element of the nth kAnyElement around this.
  int scope = 0;
  std::vector<Step> steps;
  bool operator==(const ColumnRef&) const = default;
};

struct ColumnPredicate {
  enum class Kind : uint8_t {
    kTrue,
    kFalse,
    kAnd,
    kOr,
    kNot,         // the one child is not TRUE
    kIsNull,      // alone it is never NULL itself
    kIsNaN,       // kFloat, kDouble
    kCompare,     // `op operands[0]`; never of NaN, which fails
    kIn,          // equals one of `operands`
    kLength,      // elements of a list or bytes of a binary: `op operands[0]`
    kWhole,       // a timestamp on a whole millisecond
    kStartsWith,  // a text, with operands[0]
    kContains,
    kRemainder,   // divided by operands[0] leaves operands[1]; the sign is the dividend's
    kBits,        // and operands[0] is operands[1]
    kAnyElement,  // the child is TRUE for an element of the list
  };

  Kind kind = Kind::kTrue;
  /// False where TRUE may say too much.
  Exactness exactness = Exactness::kExact;
  std::vector<ColumnPredicate> children;
  ColumnRef ref;
  /// Of what `ref` leads to. Its name and children are left out.
  TypedColumn column;
  CompareOp op = CompareOp::kEq;
  /// In the column's type: bool; int64; double; Decimal128 of the column's scale, with
  /// its sign and digits in the coefficient; text; Binary of subtype 0; Date (of kDate: a
  /// midnight), from year 1 to year 9999.
  std::vector<Value> operands;

  bool is_exact() const { return exactness == Exactness::kExact; }
  bool Is(Kind wanted) const { return kind == wanted; }
};

/// What the language that is translated to can say.
struct PredicateLanguage {
  /// kAnyElement, and steps into elements.
  bool has_lists = true;
  /// Texts with a NUL.
  bool has_nul = true;
};

/// A predicate of at most some 10,000 conditions; what would need more is TRUE.
Result<ColumnPredicate> PredicateOf(const Filter& filter, const TypedColumns& columns,
                                    const PredicateLanguage& language);

}  // namespace delta_utils
