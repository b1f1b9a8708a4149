#include <algorithm>
#include <iterator>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/expression/expression.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/json_schema.h"
#include "delta_utils/filter/parse_internal.h"

namespace delta_utils {
namespace filter_internal {
namespace {

constexpr int kMaxNumericParts = 10;
constexpr size_t kMaxOperandText = 120;

/// Operators of MongoDB's that this library refuses by name.
constexpr std::string_view kRefusedFieldOperators[] = {
    "$geoIntersects", "$geoWithin",  "$within",      "$geoNear",
    "$near",          "$nearSphere", "$minDistance", "$maxDistance",
};
constexpr std::string_view kRefusedTopLevelOperators[] = {
    "$text", "$where", "$sampleRate", "$alwaysTrue", "$alwaysFalse",
};

template <typename Names>
bool IsOneOf(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

Result<Filter> ParseLogical(Logical::Kind kind, std::string_view op, const Value& operand,
                            int level, bool is_top) {
  const auto* array = operand.get_if<Array>();
  if (array == nullptr || array->size() == 0) {
    return WrongOperand("", std::string(op) + " must be a nonempty array", operand);
  }
  Logical logical{kind, {}};
  for (const Value& element : array->values) {
    const auto* clause = element.get_if<Object>();
    if (clause == nullptr) {
      return WrongOperand("", "$or/$and/$nor entries need to be full objects", element);
    }
    Result<Filter> parsed = ParseClauses(*clause, level + 1, is_top);
    if (!parsed.ok()) {
      const std::string place = std::to_string(logical.clauses.size());
      return WithPath(std::string(op) + "." + place, parsed.status());
    }
    logical.clauses.push_back(*std::move(parsed));
  }
  return Filter{std::move(logical)};
}

Result<Filter> ParseExpr(const Value& operand, bool is_top) {
  if (!is_top) {
    return InvalidArgument("", "$expr can only be applied to the top-level document");
  }
  auto expression = Expression::Parse(operand);
  if (!expression.ok()) return WithPath("$expr", expression.status());
  return Filter{ExprTest{*std::move(expression)}};
}

Result<Filter> ParseSchema(const Value& operand) {
  const auto* object = operand.get_if<Object>();
  if (object == nullptr) {
    return WrongOperand("", "$jsonSchema must be an object", operand);
  }
  auto schema = JsonSchema::Parse(*object);
  if (!schema.ok()) return WithPath("$jsonSchema", schema.status());
  return Filter{SchemaTest{*std::move(schema)}};
}

Result<Filter> ParseTopLevelOperator(std::string_view op, const Value& operand, int level,
                                     bool is_top) {
  using Kind = Logical::Kind;
  if (op == "$and") return ParseLogical(Kind::kAnd, op, operand, level, is_top);
  if (op == "$or") return ParseLogical(Kind::kOr, op, operand, level, is_top);
  if (op == "$nor") return ParseLogical(Kind::kNor, op, operand, level, is_top);
  if (op == "$expr") return ParseExpr(operand, is_top);
  if (op == "$jsonSchema") return ParseSchema(operand);
  // Names of a reference's parts, not operators.
  if (IsReferencePart(op)) return ParseComparison(op, "$eq", CompareOp::kEq, operand);
  if (IsOneOf(kRefusedTopLevelOperators, op)) return NotSupported("", op);
  return InvalidArgument(
      "", "unknown top level operator: " + std::string(op) +
              ". If you have a field name that starts with a '$' symbol, consider $eq");
}

Result<Filter> ParseNot(std::string_view path, const Value& operand, int level) {
  if (operand.is<Regex>()) {
    ARROW_ASSIGN_OR_RAISE(Filter inner, ParseRegex(path, operand, nullptr));
    return Negation(std::move(inner));
  }
  const auto* object = operand.get_if<Object>();
  if (object == nullptr)
    return WrongOperand(path, "$not needs a regex or a document", operand);
  if (object->size() == 0) return InvalidArgument(path, "$not cannot be empty");
  ARROW_ASSIGN_OR_RAISE(Filter inner, ParseOperators(path, *object, level + 1));
  return Negation(std::move(inner));
}

struct NamedComparison {
  std::string_view name;
  CompareOp op;
};
constexpr NamedComparison kComparisons[] = {
    {"$eq", CompareOp::kEq}, {"$gt", CompareOp::kGt},   {"$gte", CompareOp::kGte},
    {"$lt", CompareOp::kLt}, {"$lte", CompareOp::kLte},
};

struct NamedBits {
  std::string_view name;
  BitsTest::Kind kind;
};
constexpr NamedBits kBits[] = {
    {"$bitsAllSet", BitsTest::Kind::kAllSet},
    {"$bitsAnySet", BitsTest::Kind::kAnySet},
    {"$bitsAllClear", BitsTest::Kind::kAllClear},
    {"$bitsAnyClear", BitsTest::Kind::kAnyClear},
};

Result<Filter> Negated(Result<Filter> filter) {
  ARROW_RETURN_NOT_OK(filter.status());
  return Negation(*std::move(filter));
}

Result<Filter> ParseOperator(std::string_view path, std::string_view op,
                             const Value& operand, int level) {
  for (const NamedComparison& named : kComparisons) {
    if (op == named.name) return ParseComparison(path, op, named.op, operand);
  }
  for (const NamedBits& named : kBits) {
    if (op == named.name) return ParseBits(path, op, named.kind, operand);
  }
  if (op == "$ne") return Negated(ParseComparison(path, op, CompareOp::kEq, operand));
  if (op == "$in") return ParseIn(path, op, operand);
  if (op == "$nin") return Negated(ParseIn(path, op, operand));
  if (op == "$not") return ParseNot(path, operand, level);
  if (op == "$exists") {
    Filter exists{FieldExists{path}};
    return IsTruthy(operand) ? std::move(exists) : Negation(std::move(exists));
  }
  if (op == "$type") return ParseType(path, operand);
  if (op == "$size") return ParseSize(path, operand);
  if (op == "$mod") return ParseMod(path, operand);
  if (op == "$all") return ParseAll(path, operand, level);
  if (op == "$elemMatch") return ParseElementMatch(path, operand, level);
  if (IsOneOf(kRefusedFieldOperators, op)) return NotSupported(path, op);
  return InvalidArgument(path, "unknown operator: " + std::string(op));
}

Status CheckPath(const FieldPath& path) {
  int numeric_parts = 0;
  for (const PathPart& part : path.parts()) numeric_parts += part.index ? 1 : 0;
  if (numeric_parts <= kMaxNumericParts) return Status::OK();
  return InvalidArgument(path.text(), "a path may have at most 10 numeric parts");
}

Result<Filter> ParseField(const std::string& path, const Value& value, int level) {
  ARROW_RETURN_NOT_OK(CheckPath(path));
  if (value.is<Regex>()) return ParseRegex(path, value, nullptr);
  // The first name tells: {b: 2, $gt: 1} is an object to be equal to.
  if (const auto* object = value.get_if<Object>(); object && HoldsOperators(*object)) {
    return ParseOperators(path, *object, level);
  }
  return ParseComparison(path, "$eq", CompareOp::kEq, value);
}

}  // namespace

Status WrongOperand(std::string_view path, std::string_view message,
                    const Value& operand) {
  const std::string text =
      CutText(ToExtJson(operand, ExtJsonMode::kRelaxed), kMaxOperandText);
  return InvalidArgument(path, std::string(message) + ": " + text);
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

bool IsReferencePart(std::string_view name) {
  return name == "$ref" || name == "$id" || name == "$db";
}

bool IsReference(const Object& object) {
  return object.Find("$ref") != nullptr && object.Find("$id") != nullptr;
}

bool HoldsOperators(const Object& object) {
  return object.size() > 0 && object.fields[0].name.starts_with('$') &&
         !IsReference(object);
}

Result<Filter> ParseOperators(std::string_view path, const Object& operators, int level) {
  if (level > kMaxLevels) return InvalidArgument(path, "nested deeper than 100 levels");
  std::vector<Filter> clauses;
  for (const auto& [op, operand] : operators.fields) {
    if (op == "$options") {
      if (operators.Find("$regex") != nullptr) continue;
      return InvalidArgument(path, "$options needs a $regex");
    }
    Result<Filter> clause = op == "$regex"
                                ? ParseRegex(path, operand, operators.Find("$options"))
                                : ParseOperator(path, op, operand, level);
    ARROW_RETURN_NOT_OK(clause.status());
    clauses.push_back(*std::move(clause));
  }
  return Conjunction(std::move(clauses));
}

Result<Filter> ParseClauses(const Object& filter, int level, bool is_top) {
  if (level > kMaxLevels) return InvalidArgument("", "nested deeper than 100 levels");
  std::vector<Filter> clauses;
  for (const auto& [name, value] : filter.fields) {
    if (name == "$comment") continue;
    Result<Filter> clause = name.starts_with('$')
                                ? ParseTopLevelOperator(name, value, level, is_top)
                                : ParseField(name, value, level);
    ARROW_RETURN_NOT_OK(clause.status());
    clauses.push_back(*std::move(clause));
  }
  return Conjunction(std::move(clauses));
}

}  // namespace filter_internal

Result<Filter> ParseFilter(const Object& filter) {
  return filter_internal::ParseClauses(filter, 1, /*is_top=*/true);
}

Result<Filter> ParseFilter(std::string_view text) {
  ARROW_ASSIGN_OR_RAISE(const Object filter, ParseDocument(text));
  return ParseFilter(filter);
}

}  // namespace delta_utils
