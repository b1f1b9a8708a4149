// What each operator takes. Wording: MongoDB's, so that its users know it again.
#include <algorithm>
#include <cmath>

#include "delta_utils/base/compare.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/filter/leaf_test_internal.h"
#include "delta_utils/filter/parse_internal.h"

namespace delta_utils::filter_internal {
namespace {

constexpr int64_t kMaxBitPosition = std::numeric_limits<int32_t>::max();

struct TypeCode {
  int code;
  std::string_view alias;
  TypeSet types;
};
constexpr TypeCode kTypeCodes[] = {
    {1, "double", {ValueType::kDouble}},
    {2, "string", {ValueType::kString}},
    {3, "object", {ValueType::kObject}},
    {4, "array", {ValueType::kArray}},
    {5, "binData", {ValueType::kBinary, ValueType::kUuid}},
    {6, "undefined", {ValueType::kUndefined}},
    {7, "objectId", {ValueType::kObjectId}},
    {8, "bool", {ValueType::kBool}},
    {9, "date", {ValueType::kDate}},
    {10, "null", {ValueType::kNull}},
    {11, "regex", {ValueType::kRegex}},
    {12, "dbPointer", {ValueType::kDbPointer}},
    {13, "javascript", {ValueType::kJavaScript}},
    {14, "symbol", {ValueType::kSymbol}},
    {15, "javascriptWithScope", {ValueType::kJavaScriptWithScope}},
    {16, "int", {ValueType::kInt32}},
    {17, "timestamp", {ValueType::kTimestamp}},
    {18, "long", {ValueType::kInt64}},
    {19, "decimal", {ValueType::kDecimal128}},
    {-1, "minKey", {ValueType::kMinKey}},
    {127, "maxKey", {ValueType::kMaxKey}},
};

Result<TypeSet> ParseTypeName(std::string_view path, const Value& operand) {
  if (const auto* alias = operand.get_if<std::string>()) {
    if (*alias == "number") return TypeSet::OfClass(TypeClass::kNumber);
    for (const TypeCode& type : kTypeCodes) {
      if (type.alias == *alias) return type.types;
    }
    return InvalidArgument(path, "$type: unknown type name alias: " + *alias);
  }
  if (!operand.is_number()) {
    return WrongOperand(path, "$type must be represented as a number or a string",
                        operand);
  }
  const auto code = internal::WholeInt64(operand);
  for (const TypeCode& type : kTypeCodes) {
    if (code == type.code) return type.types;
  }
  return WrongOperand(path, "$type: invalid numerical type code", operand);
}

Result<std::vector<uint32_t>> BitsOfMask(std::string_view path, std::string_view op,
                                         const Value& operand) {
  const auto mask = internal::WholeInt64(operand);
  if (!mask || *mask < 0) {
    return WrongOperand(
        path, std::string(op) + ": expected a non-negative number of 64 bits", operand);
  }
  std::vector<uint32_t> bits;
  for (uint32_t bit = 0; bit < 63; ++bit) {
    if ((*mask >> bit & 1) != 0) bits.push_back(bit);
  }
  return bits;
}

Result<std::vector<uint32_t>> BitsOfPositions(std::string_view path, std::string_view op,
                                              const Array& positions) {
  std::vector<uint32_t> bits;
  for (const Value& position : positions.values) {
    const auto bit = internal::WholeInt64(position);
    if (!bit || *bit < 0 || *bit > kMaxBitPosition) {
      return WrongOperand(
          path,
          std::string(op) + ": bit positions must be non-negative integers of 32 bits",
          position);
    }
    bits.push_back(static_cast<uint32_t>(*bit));
  }
  std::sort(bits.begin(), bits.end());
  bits.erase(std::unique(bits.begin(), bits.end()), bits.end());
  return bits;
}

std::vector<uint32_t> BitsOfBytes(std::string_view bytes) {
  std::vector<uint32_t> bits;
  for (uint32_t bit = 0; bit < bytes.size() * 8; ++bit) {
    if ((static_cast<unsigned char>(bytes[bit / 8]) >> bit % 8 & 1) != 0) {
      bits.push_back(bit);
    }
  }
  return bits;
}

/// A number of $mod, cut to a whole one.
Result<int64_t> ParseModNumber(std::string_view path, std::string_view name,
                               const Value& operand) {
  if (operand.is_number()) {
    if (const auto cut = CutToInteger(Item::Of(operand))) return *cut;
  }
  return WrongOperand(path, "malformed mod, " + std::string(name) + " value is invalid",
                      operand);
}

Result<Filter> ParsePattern(std::string_view path, const Regex& regex) {
  auto pattern = Pattern::Compile(regex);
  if (!pattern.ok()) {
    return InvalidArgument(path, "$regex: " + pattern.status().message());
  }
  return Filter{RegexTest{path, *std::move(pattern)}};
}

/// The first operator of an object that has some.
const std::string* FirstOperator(const Value& value) {
  const auto* object = value.get_if<Object>();
  if (object == nullptr || !HoldsOperators(*object)) return nullptr;
  return &object->fields[0].name;
}

}  // namespace

Result<Filter> ParseComparison(std::string_view path, std::string_view op, CompareOp kind,
                               const Value& operand) {
  if (operand.is<Undefined>()) {
    return InvalidArgument(path, std::string(op) + " cannot compare to undefined");
  }
  // As an equal a regular expression is a value: it finds stored ones.
  if (operand.is<Regex>() && op != "$eq") {
    return WrongOperand(
        path, "can't have a regular expression as operand of " + std::string(op),
        operand);
  }
  return Filter{Comparison{path, kind, operand}};
}

Result<Filter> ParseIn(std::string_view path, std::string_view op, const Value& operand) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr) {
    return WrongOperand(path, std::string(op) + " needs an array", operand);
  }
  In in{path, {}, true};
  Logical either{Logical::Kind::kOr, {}};
  for (const Value& element : array->values) {
    if (element.is<Undefined>()) {
      return InvalidArgument(path, std::string(op) + " cannot compare to undefined");
    }
    if (const std::string* inner = FirstOperator(element)) {
      return InvalidArgument(path,
                             "cannot nest $ under " + std::string(op) + ": " + *inner);
    }
    const auto* regex = element.get_if<Regex>();
    if (regex == nullptr) {
      in.operands.push_back(element);
      continue;
    }
    ARROW_ASSIGN_OR_RAISE(Filter pattern, ParsePattern(path, *regex));
    either.clauses.push_back(std::move(pattern));
  }
  std::stable_sort(in.operands.begin(), in.operands.end(),
                   [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  const auto same = [](const Value& a, const Value& b) { return Compare(a, b) == 0; };
  in.operands.erase(std::unique(in.operands.begin(), in.operands.end(), same),
                    in.operands.end());
  if (either.clauses.empty()) return Filter{std::move(in)};
  if (!in.operands.empty())
    either.clauses.insert(either.clauses.begin(), {std::move(in)});
  if (either.clauses.size() == 1) return std::move(either.clauses[0]);
  return Filter{std::move(either)};
}

Result<Filter> ParseType(std::string_view path, const Value& operand) {
  TypeTest test{path, {}};
  const auto* array = operand.get_if<Array>();
  if (array == nullptr) {
    ARROW_ASSIGN_OR_RAISE(test.types, ParseTypeName(path, operand));
    return Filter{std::move(test)};
  }
  if (array->size() == 0) {
    return InvalidArgument(path, "$type must match at least one type");
  }
  for (const Value& element : array->values) {
    ARROW_ASSIGN_OR_RAISE(const TypeSet types, ParseTypeName(path, element));
    test.types = test.types.Or(types);
  }
  return Filter{std::move(test)};
}

Result<Filter> ParseSize(std::string_view path, const Value& operand) {
  const auto size = internal::WholeInt64(operand);
  if (!size) {
    return WrongOperand(path, "failed to parse $size, expected an integer", operand);
  }
  if (*size < 0) {
    return WrongOperand(path, "failed to parse $size, expected a non-negative number",
                        operand);
  }
  return Filter{SizeTest{path, *size}};
}

Result<Filter> ParseMod(std::string_view path, const Value& operand) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr) {
    return WrongOperand(path, "malformed mod, needs to be an array", operand);
  }
  if (array->size() != 2) {
    return WrongOperand(path,
                        array->size() < 2 ? "malformed mod, not enough elements"
                                          : "malformed mod, too many elements",
                        operand);
  }
  ModTest test{path, 1, 0};
  ARROW_ASSIGN_OR_RAISE(test.divisor, ParseModNumber(path, "divisor", array->values[0]));
  ARROW_ASSIGN_OR_RAISE(test.remainder,
                        ParseModNumber(path, "remainder", array->values[1]));
  if (test.divisor == 0) return InvalidArgument(path, "$mod: divisor cannot be 0");
  return Filter{std::move(test)};
}

Result<Filter> ParseBits(std::string_view path, std::string_view op, BitsTest::Kind kind,
                         const Value& operand) {
  BitsTest test{path, kind, {}};
  if (const auto* positions = operand.get_if<Array>()) {
    ARROW_ASSIGN_OR_RAISE(test.bits, BitsOfPositions(path, op, *positions));
  } else if (operand.is_number()) {
    ARROW_ASSIGN_OR_RAISE(test.bits, BitsOfMask(path, op, operand));
  } else if (operand.is<Binary>() || operand.is<Uuid>()) {
    test.bits = BitsOfBytes(BytesOf(operand));
  } else {
    return WrongOperand(path, std::string(op) + " takes an array, a number or a binary",
                        operand);
  }
  return Filter{std::move(test)};
}

Result<Filter> ParseRegex(std::string_view path, const Value& operand,
                          const Value* options) {
  Regex regex;
  if (const auto* whole = operand.get_if<Regex>()) {
    regex = *whole;
    if (options != nullptr && !regex.options.empty()) {
      return InvalidArgument(path, "options set in both $regex and $options");
    }
  } else if (const auto* text = operand.get_if<std::string>()) {
    regex.pattern = *text;
  } else {
    return WrongOperand(path, "$regex has to be a string", operand);
  }
  if (options != nullptr) {
    const auto* text = options->get_if<std::string>();
    if (text == nullptr) {
      return WrongOperand(path, "$options has to be a string", *options);
    }
    regex.options = *text;
  }
  return ParsePattern(path, regex);
}

Result<Filter> ParseAll(std::string_view path, const Value& operand, int level) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr) return WrongOperand(path, "$all needs an array", operand);
  if (array->size() == 0) return Filter{Logical{Logical::Kind::kOr, {}}};
  const auto is_match = [](const Value& value) {
    const std::string* const op = FirstOperator(value);
    return op != nullptr && *op == "$elemMatch";
  };
  const bool of_matches = is_match(array->values[0]);
  std::vector<Filter> clauses;
  for (const Value& element : array->values) {
    if (of_matches != is_match(element)) {
      return WrongOperand(path, "$all/$elemMatch has to be consistent", element);
    }
    if (!of_matches && FirstOperator(element) != nullptr) {
      return WrongOperand(path, "no $ expressions in $all", element);
    }
    Result<Filter> clause =
        of_matches            ? ParseOperators(path, element.get<Object>(), level + 1)
        : element.is<Regex>() ? ParsePattern(path, element.get<Regex>())
                              : ParseComparison(path, "$all", CompareOp::kEq, element);
    ARROW_RETURN_NOT_OK(clause.status());
    clauses.push_back(*std::move(clause));
  }
  return Conjunction(std::move(clauses));
}

Result<Filter> ParseElementMatch(std::string_view path, const Value& operand, int level) {
  const auto* object = operand.get_if<Object>();
  if (object == nullptr) return WrongOperand(path, "$elemMatch needs an Object", operand);
  ElementMatch match{path, ElementMatch::Kind::kObject, {}};
  const std::string* const op = FirstOperator(operand);
  constexpr std::string_view kOfDocuments[] = {
      "$and", "$nor", "$or", "$where", "$expr", "$text", "$jsonSchema", "$comment"};
  const bool is_value = op != nullptr && !IsReferencePart(*op) &&
                        std::find(std::begin(kOfDocuments), std::end(kOfDocuments),
                                  *op) == std::end(kOfDocuments);
  if (is_value) match.kind = ElementMatch::Kind::kValue;
  Result<Filter> of = is_value ? ParseOperators(path, *object, level + 1)
                               : ParseClauses(*object, level + 1, /*is_top=*/false);
  if (!of.ok()) {
    // The elements themselves go by the array's path already.
    if (is_value) return WithPath("$elemMatch", of.status());
    return WithPath(std::string(path) + ".$elemMatch", of.status());
  }
  match.of.push_back(*std::move(of));
  return Filter{std::move(match)};
}

}  // namespace delta_utils::filter_internal
