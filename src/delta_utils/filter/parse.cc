#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/path_internal.h"

namespace delta_utils {
namespace {

constexpr int kMaxLevels = 100;
constexpr int kMaxNumericParts = 10;

/// MongoDB's operators that this library does not evaluate.
constexpr std::string_view kLaterFieldOperators[] = {
    "$regex",        "$options",       "$type",        "$size",         "$all",
    "$elemMatch",    "$mod",           "$bitsAllSet",  "$bitsAllClear", "$bitsAnySet",
    "$bitsAnyClear", "$geoIntersects", "$geoWithin",   "$within",       "$geoNear",
    "$near",         "$nearSphere",    "$minDistance", "$maxDistance",
};
constexpr std::string_view kLaterTopLevelOperators[] = {
    "$expr",       "$jsonSchema", "$text",        "$where",
    "$sampleRate", "$alwaysTrue", "$alwaysFalse",
};

template <typename Names>
bool IsOneOf(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// Messages begin with the operator: "a.b: $in: needs an array".
Status WrongOperand(std::string_view path, std::string_view op,
                    std::string_view message) {
  return InvalidArgument(path, std::string(op) + ": " + std::string(message));
}
Status NotSupported(std::string_view path, std::string_view feature) {
  return Unsupported(path, std::string(feature) + " is not supported in filters");
}

Filter Conjunction(std::vector<Filter> clauses) {
  if (clauses.size() == 1) return std::move(clauses[0]);
  return {Logical{Logical::Kind::kAnd, std::move(clauses)}};
}
Filter Negation(Filter filter) {
  Logical nor{Logical::Kind::kNor, {}};
  nor.clauses.push_back(std::move(filter));
  return {std::move(nor)};
}

/// A DBRef is a plain value, although its names begin with $.
bool IsReference(const Object& object) {
  return object.Find("$ref") != nullptr && object.Find("$id") != nullptr;
}

/// Whether `object` says what to find instead of being it.
bool HoldsOperators(const Object& object) {
  return object.size() > 0 && object.fields[0].name.starts_with('$') &&
         !IsReference(object);
}

bool IsTrue(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
    case ValueType::kUndefined:
      return false;
    case ValueType::kBool:
      return value.get<bool>();
    case ValueType::kInt32:
    case ValueType::kInt64:
    case ValueType::kDouble:
    case ValueType::kDecimal128:
      return Compare(value, Value(int32_t{0})) != 0;
    default:
      return true;
  }
}

Result<Filter> ParseClauses(const Object& filter, int level);
Result<Filter> ParseOperators(std::string_view path, const Object& operators, int level);

Result<Filter> ParseLogical(Logical::Kind kind, std::string_view op, const Value& operand,
                            int level) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr || array->size() == 0) {
    return WrongOperand("", op, "needs an array of at least one filter");
  }
  Logical logical{kind, {}};
  for (const Value& element : array->values) {
    const auto* clause = element.get_if<Object>();
    if (clause == nullptr) return WrongOperand("", op, "each element must be an object");
    ARROW_ASSIGN_OR_RAISE(Filter parsed, ParseClauses(*clause, level + 1));
    logical.clauses.push_back(std::move(parsed));
  }
  return Filter{std::move(logical)};
}

Result<Filter> ParseTopLevelOperator(std::string_view op, const Value& operand,
                                     int level) {
  using Kind = Logical::Kind;
  if (op == "$and") return ParseLogical(Kind::kAnd, op, operand, level);
  if (op == "$or") return ParseLogical(Kind::kOr, op, operand, level);
  if (op == "$nor") return ParseLogical(Kind::kNor, op, operand, level);
  if (IsOneOf(kLaterTopLevelOperators, op)) return NotSupported("", op);
  return InvalidArgument("", "unknown top-level operator " + std::string(op));
}

Result<Filter> ParseComparison(std::string_view path, std::string_view op,
                               CompareOp comparison, const Value& operand) {
  if (operand.is<Undefined>())
    return WrongOperand(path, op, "cannot compare to undefined");
  // As an equal a regular expression is a value: it finds stored ones.
  if (operand.is<Regex>() && op != "$eq") {
    return WrongOperand(path, op, "cannot compare to a regular expression");
  }
  return Filter{Comparison{std::string(path), comparison, operand}};
}

Result<Filter> ParseIn(std::string_view path, std::string_view op, const Value& operand) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr) return WrongOperand(path, op, "needs an array");
  for (const Value& element : array->values) {
    if (element.is<Undefined>()) return WrongOperand(path, op, "cannot hold undefined");
    if (element.is<Regex>())
      return NotSupported(path, "a regular expression in " + std::string(op));
    const auto* object = element.get_if<Object>();
    if (object != nullptr && HoldsOperators(*object)) {
      return WrongOperand(path, op, "cannot hold the operator " + object->fields[0].name);
    }
  }
  In in{std::string(path), array->values, true};
  std::stable_sort(in.operands.begin(), in.operands.end(),
                   [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  const auto same = [](const Value& a, const Value& b) { return Compare(a, b) == 0; };
  in.operands.erase(std::unique(in.operands.begin(), in.operands.end(), same),
                    in.operands.end());
  return Filter{std::move(in)};
}

Result<Filter> ParseNot(std::string_view path, const Value& operand, int level) {
  if (operand.is<Regex>()) return NotSupported(path, "a regular expression in $not");
  const auto* object = operand.get_if<Object>();
  if (object == nullptr || object->size() == 0) {
    return WrongOperand(path, "$not", "needs an object of operators");
  }
  ARROW_ASSIGN_OR_RAISE(Filter inner, ParseOperators(path, *object, level + 1));
  return Negation(std::move(inner));
}

Result<Filter> ParseOperator(std::string_view path, std::string_view op,
                             const Value& operand, int level) {
  if (op == "$eq") return ParseComparison(path, op, CompareOp::kEq, operand);
  if (op == "$gt") return ParseComparison(path, op, CompareOp::kGt, operand);
  if (op == "$gte") return ParseComparison(path, op, CompareOp::kGte, operand);
  if (op == "$lt") return ParseComparison(path, op, CompareOp::kLt, operand);
  if (op == "$lte") return ParseComparison(path, op, CompareOp::kLte, operand);
  if (op == "$in") return ParseIn(path, op, operand);
  if (op == "$not") return ParseNot(path, operand, level);
  if (op == "$ne") {
    ARROW_ASSIGN_OR_RAISE(Filter equal,
                          ParseComparison(path, op, CompareOp::kEq, operand));
    return Negation(std::move(equal));
  }
  if (op == "$nin") {
    ARROW_ASSIGN_OR_RAISE(Filter in, ParseIn(path, op, operand));
    return Negation(std::move(in));
  }
  if (op == "$exists") {
    Filter exists{FieldExists{std::string(path)}};
    return IsTrue(operand) ? std::move(exists) : Negation(std::move(exists));
  }
  if (IsOneOf(kLaterFieldOperators, op)) return NotSupported(path, op);
  if (!op.starts_with('$')) {
    return InvalidArgument(
        path,
        "'" + std::string(op) + "' stands among operators; compare whole objects by $eq");
  }
  return InvalidArgument(path, "unknown operator " + std::string(op));
}

Result<Filter> ParseOperators(std::string_view path, const Object& operators, int level) {
  if (level > kMaxLevels) return InvalidArgument(path, "nested deeper than 100 levels");
  std::vector<Filter> clauses;
  for (const auto& [op, operand] : operators.fields) {
    ARROW_ASSIGN_OR_RAISE(Filter clause, ParseOperator(path, op, operand, level));
    clauses.push_back(std::move(clause));
  }
  return Conjunction(std::move(clauses));
}

Status CheckPath(std::string_view path) {
  int numeric_parts = 0;
  std::optional<std::string_view> rest = path;
  while (rest) {
    const filter_internal::PathSplit split = filter_internal::SplitPath(*rest);
    if (filter_internal::IndexOf(split.first)) ++numeric_parts;
    rest = split.rest;
  }
  if (numeric_parts <= kMaxNumericParts) return Status::OK();
  return InvalidArgument(path, "a path may have at most 10 numeric parts");
}

Result<Filter> ParseField(const std::string& path, const Value& value, int level) {
  ARROW_RETURN_NOT_OK(CheckPath(path));
  if (value.is<Regex>()) return NotSupported(path, "a regular expression");
  if (const auto* object = value.get_if<Object>()) {
    if (HoldsOperators(*object)) return ParseOperators(path, *object, level);
    for (const auto& [name, unused] : object->fields) {
      if (name.starts_with('$') && !IsReference(*object)) {
        return InvalidArgument(
            path,
            "the operator " + name + " stands among names; compare whole objects by $eq");
      }
    }
  }
  return ParseComparison(path, "$eq", CompareOp::kEq, value);
}

Result<Filter> ParseClauses(const Object& filter, int level) {
  if (level > kMaxLevels) return InvalidArgument("", "nested deeper than 100 levels");
  std::vector<Filter> clauses;
  for (const auto& [name, value] : filter.fields) {
    if (name == "$comment") continue;
    Result<Filter> clause = name.starts_with('$')
                                ? ParseTopLevelOperator(name, value, level)
                                : ParseField(name, value, level);
    ARROW_RETURN_NOT_OK(clause.status());
    clauses.push_back(*std::move(clause));
  }
  return Conjunction(std::move(clauses));
}

}  // namespace

Result<Filter> ParseFilter(const Object& filter) { return ParseClauses(filter, 1); }

Result<Filter> ParseFilter(std::string_view text) {
  ARROW_ASSIGN_OR_RAISE(const Object filter, ParseDocument(text));
  return ParseFilter(filter);
}

}  // namespace delta_utils
