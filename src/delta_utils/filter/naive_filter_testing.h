// MongoDB's filters once more, in the plainest code, from the rules and not from the
// other implementation: a second opinion for tests. It reads the user's document, so that
// the parser is judged too; operands are taken to be valid.
//
//   naive::Matches(*ParseDocument(R"({"v":[1,2]})"), *ParseDocument(R"({"v":2})"))  //
//   true
//
// Numbers, regular expressions, $expr and $jsonSchema are those of the headers below.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/naive_expression_testing.h"
#include "delta_utils/filter/naive_order_testing.h"
#include "delta_utils/filter/naive_path_testing.h"
#include "delta_utils/filter/naive_regex_testing.h"
#include "delta_utils/filter/naive_schema_testing.h"

namespace delta_utils::naive {

inline bool Matches(const Object& document, const Object& filter);
inline bool HoldOperators(const Reach& reach, const Object& operators);

inline bool IsNumber(const Value& value) { return ClassNumber(value) == 10; }

/// Whether a comparison that came out as `order` is what `op` asks for.
inline bool IsAsAsked(const std::string& op, int order) {
  if (op == "$eq") return order == 0;
  if (op == "$gt") return order > 0;
  if (op == "$gte") return order >= 0;
  if (op == "$lt") return order < 0;
  return order <= 0;
}

inline bool Compares(const std::string& op, const Value* value, const Value& operand) {
  const bool takes_equal = op != "$gt" && op != "$lt";
  if (operand.is<MinKey>() || operand.is<MaxKey>()) {
    const int missing = 0;
    const int of_value = value == nullptr ? missing : ClassNumber(*value);
    return IsAsAsked(op, Sign(of_value - ClassNumber(operand)));
  }
  if (operand.is<Null>()) {
    return takes_equal && (value == nullptr || value->is<Null>());
  }
  if (value == nullptr || ClassNumber(*value) != ClassNumber(operand)) return false;
  if (IsNumber(operand)) {
    const bool value_is_nan = FractionOf(*value).is_nan;
    const bool operand_is_nan = FractionOf(operand).is_nan;
    if (value_is_nan || operand_is_nan) {
      return takes_equal && value_is_nan && operand_is_nan;
    }
  }
  return IsAsAsked(op, Order(*value, operand));
}

/// What stands in a list or behind a field: a value, or a regular expression to find.
inline bool EqualsOrFinds(const Value* value, const Value& operand) {
  if (operand.is<Regex>()) return RegexMatches(operand.get<Regex>(), value);
  return Compares("$eq", value, operand);
}

inline bool IsTruthy(const Value& value) {
  if (value.is<bool>()) return value.get<bool>();
  if (IsNumber(value)) {
    const Fraction number = FractionOf(value);
    return number.is_nan || number.infinity != 0 || number.above != 0;
  }
  return !value.is<Null>() && !value.is<Undefined>();
}

/// By alias or by number.
inline std::set<ValueType> TypesOf(const Value& operand) {
  if (const auto* list = operand.get_if<Array>()) {
    std::set<ValueType> all;
    for (const Value& one : list->values) all.merge(TypesOf(one));
    return all;
  }
  std::set<ValueType> types;
  for (const auto& [alias, code, type] : TypeCodes()) {
    const bool is_named =
        operand.is<std::string>() && operand.get<std::string>() == alias;
    const bool is_coded = IsNumber(operand) && FractionOf(operand).above == code;
    if (is_named || is_coded) types.insert(type);
    const bool is_number = code == 1 || code == 16 || code == 18 || code == 19;
    if (operand.is<std::string>() && operand.get<std::string>() == "number" &&
        is_number) {
      types.insert(type);
    }
  }
  return types;
}

/// Cut to a whole number; nothing for what 64 bits do not hold.
inline std::optional<int64_t> Truncated(const Value& number) {
  const Fraction fraction = FractionOf(number);
  if (fraction.is_nan || fraction.infinity != 0) return {};
  const Int128 whole = fraction.above / fraction.below;
  if (whole < INT64_MIN || whole > INT64_MAX) return {};
  return static_cast<int64_t>(whole);
}

inline bool ModHolds(const Value* value, const Array& operand) {
  if (value == nullptr || !IsNumber(*value)) return false;
  const std::optional<int64_t> number = Truncated(*value);
  const Int128 divisor = *Truncated(operand.values[0]);
  return number && *number % divisor == *Truncated(operand.values[1]);
}

/// The bits that a mask, a list of positions or a binary names.
inline std::vector<int64_t> BitsOf(const Value& operand) {
  std::vector<int64_t> bits;
  if (const auto* list = operand.get_if<Array>()) {
    for (const Value& position : list->values) bits.push_back(*Truncated(position));
  } else if (IsNumber(operand)) {
    const int64_t mask = *Truncated(operand);
    for (int64_t bit = 0; bit < 63; ++bit) {
      if ((mask >> bit & 1) != 0) bits.push_back(bit);
    }
  } else {
    const std::string bytes = BinaryOf(operand).bytes;
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      if ((bytes[bit / 8] >> bit % 8 & 1) != 0) bits.push_back(static_cast<int64_t>(bit));
    }
  }
  return bits;
}

/// The number whose bits count: a decimal is rounded (halves to the even neighbour), one
/// that 64 bits do not hold, NaN too, is the least number. Others have to be whole.
inline std::optional<int64_t> NumberWithBits(const Value& value) {
  const std::optional<int64_t> cut = Truncated(value);
  if (!value.is<Decimal128>()) {
    if (!cut || Order(Value(*cut), value) != 0) return {};
    return cut;
  }
  if (!cut) return INT64_MIN;
  const Fraction fraction = FractionOf(value);
  const Int128 rest = fraction.above - *cut * fraction.below;
  const Int128 twice = (rest < 0 ? -rest : rest) * 2;
  const bool goes_on =
      twice > fraction.below || (twice == fraction.below && *cut % 2 != 0);
  return goes_on ? *cut + Sign(rest) : *cut;
}

/// Each bit of `positions` in a number of 64 bits with a sign without end, or in a binary
/// with zeros behind; nothing for what has no bits.
inline std::optional<std::vector<bool>> BitValues(const Value& value,
                                                  const std::vector<int64_t>& positions) {
  std::vector<bool> bits;
  if (value.is<Binary>() || value.is<Uuid>()) {
    const std::string bytes = BinaryOf(value).bytes;
    for (const int64_t position : positions) {
      const auto byte = static_cast<size_t>(position / 8);
      bits.push_back(byte < bytes.size() && (bytes[byte] >> position % 8 & 1) != 0);
    }
    return bits;
  }
  if (!IsNumber(value)) return {};
  const std::optional<int64_t> number = NumberWithBits(value);
  if (!number) return {};
  for (const int64_t position : positions) {
    bits.push_back(position >= 64 ? *number < 0 : (*number >> position & 1) != 0);
  }
  return bits;
}

inline bool BitsHold(const std::string& op, const Value* value, const Value& operand) {
  if (value == nullptr) return false;
  const auto bits = BitValues(*value, BitsOf(operand));
  if (!bits) return false;
  size_t set = 0;
  for (const bool bit : *bits) set += bit ? 1 : 0;
  if (op == "$bitsAllSet") return set == bits->size();
  if (op == "$bitsAnySet") return set > 0;
  if (op == "$bitsAllClear") return set == 0;
  return set < bits->size();  // $bitsAnyClear
}

/// Whether the operand of $elemMatch is about the elements themselves.
inline bool IsAboutElements(const Object& operand) {
  if (operand.fields.empty()) return false;
  const std::string& first = operand.fields[0].name;
  return first.starts_with("$") && first != "$and" && first != "$or" && first != "$nor" &&
         first != "$ref" && first != "$id" && first != "$db";
}

inline bool ElementMatches(const Value& element, const Object& operand) {
  if (IsAboutElements(operand)) return HoldOperators({{&element}, {&element}}, operand);
  if (element.is<Object>()) return Matches(element.get<Object>(), operand);
  if (!element.is<Array>()) return false;
  Object numbered;
  for (const Value& inner : element.get<Array>().values) {
    numbered.Append(std::to_string(numbered.size()), inner);
  }
  return Matches(numbered, operand);
}

inline bool HasElement(const Reach& reach, const Object& operand) {
  for (const Value* const whole : reach.wholes) {
    if (whole == nullptr || !whole->is<Array>()) continue;
    for (const Value& element : whole->get<Array>().values) {
      if (ElementMatches(element, operand)) return true;
    }
  }
  return false;
}

template <typename Test>
bool AnyValue(const Reach& reach, Test test) {
  for (const Value* const value : reach.values) {
    if (test(value)) return true;
  }
  return false;
}

inline bool HasAll(const Reach& reach, const Array& operand) {
  if (operand.values.empty()) return false;
  for (const Value& wanted : operand.values) {
    const auto* object = wanted.get_if<Object>();
    const Value* const of_element =
        object == nullptr ? nullptr : object->Find("$elemMatch");
    const bool holds =
        of_element != nullptr
            ? HasElement(reach, of_element->get<Object>())
            : AnyValue(reach, [&](const Value* v) { return EqualsOrFinds(v, wanted); });
    if (!holds) return false;
  }
  return true;
}

inline bool HasSize(const Reach& reach, int64_t size) {
  for (const Value* const whole : reach.wholes) {
    if (whole == nullptr || !whole->is<Array>()) continue;
    if (static_cast<int64_t>(whole->get<Array>().size()) == size) return true;
  }
  return false;
}

inline bool HasRegex(const Reach& reach, const Object& operators) {
  const Value& operand = *operators.Find("$regex");
  Regex regex =
      operand.is<Regex>() ? operand.get<Regex>() : Regex{operand.get<std::string>(), ""};
  const Value* const options = operators.Find("$options");
  if (options != nullptr) regex.options = options->get<std::string>();
  return AnyValue(reach, [&](const Value* v) { return RegexMatches(regex, v); });
}

inline bool IsNotEqual(const Reach& reach, const Value& operand) {
  return !AnyValue(reach, [&](const Value* v) { return Compares("$eq", v, operand); });
}

inline bool IsIn(const Reach& reach, const Array& operand) {
  for (const Value& wanted : operand.values) {
    if (AnyValue(reach, [&](const Value* v) { return EqualsOrFinds(v, wanted); })) {
      return true;
    }
  }
  return false;
}

inline bool IsThere(const Reach& reach) {
  return AnyValue(reach, [](const Value* v) { return v != nullptr; });
}

inline bool HasType(const Reach& reach, const Value& operand) {
  const std::set<ValueType> types = TypesOf(operand);
  return AnyValue(
      reach, [&](const Value* v) { return v != nullptr && types.contains(v->type()); });
}

/// $not of operators, or of a regular expression.
inline bool Holds(const Reach& reach, const Value& operand) {
  if (const auto* operators = operand.get_if<Object>()) {
    return HoldOperators(reach, *operators);
  }
  return AnyValue(reach, [&](const Value* v) { return EqualsOrFinds(v, operand); });
}

inline bool HoldsOperator(const Reach& reach, const std::string& op, const Value& operand,
                          const Object& operators) {
  if (op == "$ne") return IsNotEqual(reach, operand);
  if (op == "$in") return IsIn(reach, operand.get<Array>());
  if (op == "$nin") return !IsIn(reach, operand.get<Array>());
  if (op == "$exists") return IsThere(reach) == IsTruthy(operand);
  if (op == "$type") return HasType(reach, operand);
  if (op == "$size") return HasSize(reach, *Truncated(operand));
  if (op == "$all") return HasAll(reach, operand.get<Array>());
  if (op == "$elemMatch") return HasElement(reach, operand.get<Object>());
  if (op == "$regex") return HasRegex(reach, operators);
  if (op == "$options") return true;
  if (op == "$not") return !Holds(reach, operand);
  return AnyValue(reach, [&](const Value* v) {
    if (op == "$mod") return ModHolds(v, operand.get<Array>());
    if (op.starts_with("$bits")) return BitsHold(op, v, operand);
    DU_CHECK(op == "$eq" || op == "$gt" || op == "$gte" || op == "$lt" || op == "$lte");
    return Compares(op, v, operand);
  });
}

inline bool HoldOperators(const Reach& reach, const Object& operators) {
  for (const auto& [op, operand] : operators.fields) {
    if (!HoldsOperator(reach, op, operand, operators)) return false;
  }
  return true;
}

inline bool IsReference(const Object& object) {
  return object.Find("$ref") != nullptr && object.Find("$id") != nullptr;
}

inline bool FieldHolds(const Object& document, const std::string& path,
                       const Value& operand) {
  const Reach reach = FollowPath(document, path);
  const auto* object = operand.get_if<Object>();
  const bool has_operators = object != nullptr && !object->fields.empty() &&
                             object->fields[0].name.starts_with("$") &&
                             !IsReference(*object);
  if (has_operators) return HoldOperators(reach, *object);
  return AnyValue(reach, [&](const Value* v) { return EqualsOrFinds(v, operand); });
}

/// How many of a list of filters match.
inline size_t MatchingClauses(const Object& document, const Array& clauses) {
  size_t matching = 0;
  for (const Value& clause : clauses.values) {
    if (Matches(document, clause.get<Object>())) ++matching;
  }
  return matching;
}

inline bool ClauseHolds(const Object& document, const std::string& name,
                        const Value& operand) {
  if (name == "$comment") return true;
  if (name == "$expr") return IsTrue(Evaluate(operand, document));
  if (name == "$jsonSchema") return IsValid(Value(document), operand.get<Object>());
  if (!name.starts_with("$")) return FieldHolds(document, name, operand);
  const auto& clauses = operand.get<Array>();
  const size_t matching = MatchingClauses(document, clauses);
  if (name == "$and") return matching == clauses.size();
  if (name == "$or") return matching > 0;
  DU_CHECK(name == "$nor");
  return matching == 0;
}

inline bool Matches(const Object& document, const Object& filter) {
  for (const auto& [name, operand] : filter.fields) {
    if (!ClauseHolds(document, name, operand)) return false;
  }
  return true;
}

}  // namespace delta_utils::naive
