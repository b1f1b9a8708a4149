#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/filter/json_schema_parse_internal.h"
#include "delta_utils/filter/schema_number_internal.h"

namespace delta_utils::internal {
namespace {

struct TypeAlias {
  std::string_view name;
  ValueType type;
};
constexpr TypeAlias kJsonTypes[] = {
    {"array", ValueType::kArray},   {"boolean", ValueType::kBool},
    {"null", ValueType::kNull},     {"object", ValueType::kObject},
    {"string", ValueType::kString},
};

TypeSet TypesNamed(std::string_view alias, bool is_json_type) {
  if (alias == "number") return TypeSet::OfClass(TypeClass::kNumber);
  TypeSet types;
  if (is_json_type) {
    for (const auto& [name, type] : kJsonTypes) {
      if (name == alias) types.Add(type);
    }
    return types;
  }
  for (int i = 0; i < kValueTypeCount; ++i) {
    const auto type = static_cast<ValueType>(i);
    if (TypeName(type) == alias) types.Add(type);
  }
  return types;
}

Result<TypeSet> ParseAlias(const SchemaKeyword& keyword, const std::string& alias) {
  if (alias == "integer") {
    return Unsupported(keyword.path(),
                       "$jsonSchema type 'integer' is not currently supported");
  }
  const TypeSet types = TypesNamed(alias, keyword.name == "type");
  if (types.empty()) {
    return InvalidArgument(keyword.path(), "Unknown type name alias: " + alias);
  }
  return types;
}

Status ParseTypes(const SchemaKeyword& keyword, SchemaNode* node) {
  if (const auto* alias = keyword.operand.get_if<std::string>()) {
    return ParseAlias(keyword, *alias).Value(&node->types);
  }
  if (!keyword.operand.is<Array>()) {
    return keyword.Wrong("must be either a string or an array of strings");
  }
  ARROW_ASSIGN_OR_RAISE(
      const std::vector<std::string> names,
      ParseNames(keyword, keyword.operand, "must name at least one type"));
  node->types = {};
  for (const std::string& name : names) {
    ARROW_ASSIGN_OR_RAISE(const TypeSet types, ParseAlias(keyword, name));
    node->types = node->types.Or(types);
  }
  return Status::OK();
}

Status ParseEnum(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* operands = keyword.operand.get_if<Array>();
  if (operands == nullptr) return keyword.WrongType("an array");
  if (operands->values.empty()) return keyword.Wrong("cannot be an empty array");
  std::vector<Value> values;
  for (const Value& value : operands->values) values.push_back(WithSortedFields(value));
  std::sort(values.begin(), values.end(),
            [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  const auto twice = std::adjacent_find(
      values.begin(), values.end(),
      [](const Value& a, const Value& b) { return Compare(a, b) == 0; });
  if (twice != values.end())
    return keyword.Wrong("array cannot contain duplicate values");
  node->enumeration = std::move(values);
  return Status::OK();
}

Status ParseBound(const SchemaKeyword& keyword, std::optional<NumberBound>* bound) {
  if (!keyword.operand.is_number()) return keyword.Wrong("must be a number");
  const bool is_exclusive = bound->has_value() && (*bound)->is_exclusive;
  *bound = NumberBound{keyword.operand, is_exclusive};
  return Status::OK();
}
Status ParseMinimum(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseBound(keyword, &node->minimum);
}
Status ParseMaximum(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseBound(keyword, &node->maximum);
}

/// The bound itself may come before or behind.
Status ParseExclusive(const SchemaKeyword& keyword, std::string_view bound_name,
                      std::optional<NumberBound>* bound) {
  const auto* is_exclusive = keyword.operand.get_if<bool>();
  if (is_exclusive == nullptr) return keyword.Wrong("must be a boolean");
  if (keyword.schema.Find(bound_name) == nullptr) {
    return InvalidArgument(keyword.path(),
                           "$jsonSchema keyword '" + std::string(bound_name) +
                               "' must be present if '" + std::string(keyword.name) +
                               "' is present");
  }
  if (!bound->has_value()) *bound = NumberBound{};
  (*bound)->is_exclusive = *is_exclusive;
  return Status::OK();
}
Status ParseExclusiveMinimum(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseExclusive(keyword, "minimum", &node->minimum);
}
Status ParseExclusiveMaximum(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseExclusive(keyword, "maximum", &node->maximum);
}

Status ParseMultipleOf(const SchemaKeyword& keyword, SchemaNode* node) {
  if (!keyword.operand.is_number()) return keyword.Wrong("must be a number");
  const DecimalParts divisor = PartsOfNumber(keyword.operand);
  if (divisor.form != DecimalParts::Form::kFinite) return keyword.Wrong("must be finite");
  if (divisor.negative || divisor.coefficient == 0) {
    return keyword.Wrong("must have a positive value");
  }
  node->divisor = divisor;
  return Status::OK();
}

Result<int64_t> ParseCount(const SchemaKeyword& keyword) {
  const std::optional<int64_t> count = WholeNumberOf(keyword.operand);
  if (!count || *count < 0) return keyword.Wrong("must be a non-negative integer");
  return *count;
}
template <CountRange SchemaNode::*kRange>
Status ParseLeast(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseCount(keyword).Value(&(node->*kRange).min);
}
template <CountRange SchemaNode::*kRange>
Status ParseMost(const SchemaKeyword& keyword, SchemaNode* node) {
  ARROW_ASSIGN_OR_RAISE((node->*kRange).max, ParseCount(keyword));
  return Status::OK();
}

Status ParsePattern(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* text = keyword.operand.get_if<std::string>();
  if (text == nullptr) return keyword.Wrong("must be a string");
  return CompilePattern(keyword.path(), *text).Value(&node->pattern);
}

Status ParseRemark(const SchemaKeyword& keyword, SchemaNode*) {
  if (!keyword.operand.is<std::string>()) return keyword.Wrong("must be of type string");
  return Status::OK();
}

Status ParseUniqueItems(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* is_unique = keyword.operand.get_if<bool>();
  if (is_unique == nullptr) return keyword.Wrong("must be a boolean");
  node->has_unique_items = *is_unique;
  return Status::OK();
}

struct KeywordParser {
  std::string_view name;
  Status (*parse)(const SchemaKeyword&, SchemaNode*);
};
constexpr KeywordParser kKeywords[] = {
    {"additionalItems", ParseAdditionalItems},
    {"additionalProperties", ParseAdditionalProperties},
    {"allOf", ParseAllOf},
    {"anyOf", ParseAnyOf},
    {"bsonType", ParseTypes},
    {"dependencies", ParseDependencies},
    {"description", ParseRemark},
    {"enum", ParseEnum},
    {"exclusiveMaximum", ParseExclusiveMaximum},
    {"exclusiveMinimum", ParseExclusiveMinimum},
    {"items", ParseItems},
    {"maxItems", ParseMost<&SchemaNode::item_count>},
    {"maxLength", ParseMost<&SchemaNode::length>},
    {"maxProperties", ParseMost<&SchemaNode::property_count>},
    {"maximum", ParseMaximum},
    {"minItems", ParseLeast<&SchemaNode::item_count>},
    {"minLength", ParseLeast<&SchemaNode::length>},
    {"minProperties", ParseLeast<&SchemaNode::property_count>},
    {"minimum", ParseMinimum},
    {"multipleOf", ParseMultipleOf},
    {"not", ParseNot},
    {"oneOf", ParseOneOf},
    {"pattern", ParsePattern},
    {"patternProperties", ParsePatternProperties},
    {"properties", ParseProperties},
    {"required", ParseRequired},
    {"title", ParseRemark},
    {"type", ParseTypes},
    {"uniqueItems", ParseUniqueItems},
};
constexpr std::string_view kUnsupportedKeywords[] = {
    "$ref",   "$schema", "default", "definitions",
    "format", "id",      "encrypt", "encryptMetadata",
};

Status ParseKeyword(const SchemaKeyword& keyword, SchemaNode* node) {
  for (const KeywordParser& parser : kKeywords) {
    if (parser.name == keyword.name) return parser.parse(keyword, node);
  }
  for (const std::string_view name : kUnsupportedKeywords) {
    if (name != keyword.name) continue;
    return Unsupported(
        keyword.place->path(),
        "$jsonSchema keyword '" + std::string(name) + "' is not currently supported");
  }
  return InvalidArgument(keyword.place->path(),
                         "Unknown $jsonSchema keyword: " + std::string(keyword.name));
}

}  // namespace

Result<SchemaNode> ParseSchemaAt(const Object& schema, const SchemaPlace* place) {
  constexpr int kMaxLevels = 100;
  if (place->level > kMaxLevels) {
    return InvalidArgument("", "$jsonSchema is nested deeper than 100 levels");
  }
  if (schema.Find("type") != nullptr && schema.Find("bsonType") != nullptr) {
    return InvalidArgument(
        place->path(), "Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
  }
  SchemaNode node;
  for (const auto& [name, operand] : schema.fields) {
    ARROW_RETURN_NOT_OK(ParseKeyword({name, operand, schema, place}, &node));
  }
  return node;
}

Result<SchemaNode> ParseSchema(const Object& schema) {
  const SchemaPlace root;
  return ParseSchemaAt(schema, &root);
}

}  // namespace delta_utils::internal
