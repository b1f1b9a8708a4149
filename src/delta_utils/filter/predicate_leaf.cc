#include "delta_utils/filter/predicate_leaf_internal.h"

#include <utility>

namespace delta_utils::filter_internal {
namespace {

using Kind = ColumnPredicate::Kind;

bool IsInteger(ColumnType type) {
  return type >= ColumnType::kInt8 && type <= ColumnType::kInt64;
}

bool IsTimestamp(ColumnType type) {
  return type == ColumnType::kTimestamp || type == ColumnType::kTimestampNtz;
}

bool IsTextDecimal(const TypedColumn& column) {
  return column.type == ColumnType::kDecimal && column.precision > kMaxDecimalDigits;
}

/// What values of the column read as; a timestamp by whether it is a date.
ValueType ReadsAs(const TypedColumn& column) {
  switch (column.type) {
    case ColumnType::kBoolean:
      return ValueType::kBool;
    case ColumnType::kInt64:
      return ValueType::kInt64;
    case ColumnType::kFloat:
    case ColumnType::kDouble:
      return ValueType::kDouble;
    case ColumnType::kDecimal:
      return IsTextDecimal(column) ? ValueType::kString : ValueType::kDecimal128;
    case ColumnType::kString:
      return ValueType::kString;
    case ColumnType::kBinary:
      return ValueType::kBinary;
    case ColumnType::kDate:
    case ColumnType::kTimestamp:
    case ColumnType::kTimestampNtz:
      return ValueType::kDate;
    case ColumnType::kStruct:
      return ValueType::kObject;
    case ColumnType::kList:
      return ValueType::kArray;
    default:
      return ValueType::kInt32;
  }
}

/// The condition of one leaf on the value at `place`.
struct OnValue {
  const Place& place;
  const PredicateLanguage& language;

  const TypedColumn& column() const { return *place.column; }
  ColumnType type() const { return place.column->type; }

  ColumnPredicate operator()(const Comparison& test) const {
    return CompareValue(place, test.op, test.operand, language);
  }

  ColumnPredicate operator()(const In& test) const {
    std::vector<ColumnPredicate> equal;
    for (const Value& operand : test.operands) {
      AddAlternative(CompareValue(place, CompareOp::kEq, operand, language), &equal);
    }
    return Or(std::move(equal));
  }

  ColumnPredicate operator()(const FieldExists&) const { return Constant(true); }

  ColumnPredicate operator()(const TypeTest& test) const {
    const bool is_wanted = test.types.Contains(ReadsAs(column()));
    if (!IsTimestamp(type())) return Constant(is_wanted);
    const bool text_is_wanted = test.types.Contains(ValueType::kString);
    if (is_wanted == text_is_wanted) return Constant(is_wanted);
    ColumnPredicate is_date = Term(Kind::kWhole, place);
    return is_wanted ? std::move(is_date) : Not(std::move(is_date));
  }

  ColumnPredicate operator()(const SizeTest& test) const {
    if (type() != ColumnType::kList) return Constant(false);
    return Term(Kind::kLength, place, {Value(test.size)});
  }

  ColumnPredicate operator()(const ModTest& test) const {
    if (IsNumber() && !IsInteger(type())) return Unknown();
    if (!IsInteger(type())) return Constant(false);
    // Nothing is left by 1; and the least integer by -1 is too much for some engines.
    if (test.divisor == 1 || test.divisor == -1) return Constant(test.remainder == 0);
    return Term(Kind::kRemainder, place, {Value(test.divisor), Value(test.remainder)});
  }

  ColumnPredicate operator()(const RegexTest& test) const {
    if (IsTimestamp(type())) return And({Not(Term(Kind::kWhole, place)), Unknown()});
    if (IsTextDecimal(column())) return Unknown();
    if (type() != ColumnType::kString) return Constant(false);
    const std::optional<PatternPrefix>& prefix = test.pattern->prefix();
    const std::optional<std::string>& literal = test.pattern->literal();
    if (literal && IsSayable(*literal, language)) {
      return Term(Kind::kContains, place, {Value(*literal)});
    }
    if (!prefix || !IsSayable(prefix->text, language)) return Unknown();
    ColumnPredicate begins = Term(Kind::kStartsWith, place, {Value(prefix->text)});
    return prefix->is_all ? std::move(begins) : And({std::move(begins), Unknown()});
  }

  ColumnPredicate operator()(const BitsTest& test) const {
    if ((IsNumber() && !IsInteger(type())) || type() == ColumnType::kBinary)
      return Unknown();
    if (!IsInteger(type())) return Constant(false);
    uint64_t bits = 0;
    // Behind the 64th bit there is the sign again.
    for (const uint32_t bit : test.bits) bits |= uint64_t{1} << (bit < 63 ? bit : 63);
    const Value mask(static_cast<int64_t>(bits));
    const Value none(int64_t{0});
    switch (test.kind) {
      case BitsTest::Kind::kAllSet:
        return Term(Kind::kBits, place, {mask, mask});
      case BitsTest::Kind::kAnySet:
        return Not(Term(Kind::kBits, place, {mask, none}));
      case BitsTest::Kind::kAllClear:
        return Term(Kind::kBits, place, {mask, none});
      case BitsTest::Kind::kAnyClear:
        return Not(Term(Kind::kBits, place, {mask, mask}));
    }
    return Unknown();
  }

  template <typename Other>
  ColumnPredicate operator()(const Other&) const {
    return Unknown();
  }

 private:
  bool IsNumber() const {
    return (type() >= ColumnType::kInt8 && type() <= ColumnType::kDecimal) &&
           !IsTextDecimal(column());
  }
};

/// `leaf` with another path.
Filter AtPath(const Filter& leaf, const char* path) {
  Filter moved = leaf;
  std::visit(
      [&](auto& node) {
        if constexpr (requires { node.path; }) node.path = FieldPath(path);
      },
      moved.node);
  return moved;
}

}  // namespace

Result<LeafTest> LeafTest::Make(const Filter& leaf, const PredicateLanguage& language) {
  LeafTest test(leaf, language);
  const Filter at_v = AtPath(leaf, "v");
  ARROW_ASSIGN_OR_RAISE(test.on_missing_, MatchesFilter({}, at_v));
  Object with_null;
  with_null.Append("v", Null{});
  ARROW_ASSIGN_OR_RAISE(test.on_null_, MatchesFilter(with_null, at_v));
  return test;
}

bool LeafTest::enters_lists() const {
  return !std::holds_alternative<SizeTest>(leaf_->node) &&
         !std::holds_alternative<ElementMatch>(leaf_->node);
}

ColumnPredicate LeafTest::On(const Place& place) const {
  if (place.column->type == ColumnType::kOther) return Unknown();
  return std::visit(OnValue{place, *language_}, leaf_->node);
}

}  // namespace delta_utils::filter_internal
