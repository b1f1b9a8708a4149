#include <algorithm>

#include "delta_utils/filter/json_schema_parse_internal.h"

namespace delta_utils::internal {
namespace {

std::string Join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

/// The schema `operand` at `name` within `keyword` (the keyword itself, if that is
/// empty).
Result<SchemaNode> ParseNested(const SchemaKeyword& keyword, std::string_view name,
                               const Object& schema) {
  const int level = keyword.place->level + 1;
  const SchemaPlace at_keyword{keyword.place, keyword.name, level};
  if (name.empty()) return ParseSchemaAt(schema, &at_keyword);
  const SchemaPlace within{&at_keyword, name, level};
  return ParseSchemaAt(schema, &within);
}

Result<SchemaPointer> ParseOnlySchema(const SchemaKeyword& keyword,
                                      const Object& schema) {
  ARROW_ASSIGN_OR_RAISE(SchemaNode node, ParseNested(keyword, "", schema));
  return std::make_unique<const SchemaNode>(std::move(node));
}

Result<SchemaPointer> ParseSchemaOrBool(const SchemaKeyword& keyword,
                                        const std::string& complaint) {
  if (const auto* schema = keyword.operand.get_if<Object>()) {
    return ParseOnlySchema(keyword, *schema);
  }
  const auto* is_allowed = keyword.operand.get_if<bool>();
  if (is_allowed == nullptr) return keyword.Wrong(complaint);
  if (*is_allowed) return nullptr;
  SchemaNode never;
  never.is_never = true;
  return std::make_unique<const SchemaNode>(std::move(never));
}

Status ParseSchemaList(const SchemaKeyword& keyword, std::vector<SchemaNode>* list) {
  const auto* operands = keyword.operand.get_if<Array>();
  if (operands == nullptr) return keyword.Wrong("must be an array");
  if (operands->values.empty()) return keyword.Wrong("must be a non-empty array");
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& operand = operands->values[i];
    if (!operand.is<Object>()) {
      return keyword.Wrong("must be an array of objects, but found an element of type " +
                           std::string(TypeName(operand.type())));
    }
    ARROW_ASSIGN_OR_RAISE(SchemaNode node,
                          ParseNested(keyword, std::to_string(i), operand.get<Object>()));
    list->push_back(std::move(node));
  }
  return Status::OK();
}

template <typename Named>
void SortByName(std::vector<Named>* list) {
  std::sort(list->begin(), list->end(),
            [](const Named& a, const Named& b) { return a.name < b.name; });
}

}  // namespace

std::string SchemaPlace::path() const {
  return parent == nullptr ? std::string(name) : Join(parent->path(), name);
}

std::string SchemaKeyword::path() const { return Join(place->path(), name); }

Status SchemaKeyword::Wrong(const std::string& complaint) const {
  return InvalidArgument(place->path(),
                         "$jsonSchema keyword '" + std::string(name) + "' " + complaint);
}

Status SchemaKeyword::WrongType(const std::string& wanted) const {
  return Wrong("must be " + wanted + ", but found an element of type " +
               std::string(TypeName(operand.type())));
}

Result<std::vector<std::string>> ParseNames(const SchemaKeyword& keyword,
                                            const Value& operand,
                                            const std::string& complaint_if_empty) {
  std::vector<std::string> names;
  for (const Value& value : operand.get<Array>().values) {
    if (!value.is<std::string>()) {
      return keyword.Wrong("must be an array of strings, but found an element of type " +
                           std::string(TypeName(value.type())));
    }
    names.push_back(value.get<std::string>());
  }
  if (names.empty()) return keyword.Wrong(complaint_if_empty);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    return keyword.Wrong("array cannot contain duplicate values, as " + *twice);
  }
  return names;
}

Result<std::shared_ptr<const Pattern>> CompilePattern(const std::string& path,
                                                      const std::string& text) {
  Result<std::shared_ptr<const Pattern>> pattern = Pattern::Compile({text, ""});
  if (!pattern.ok()) return WithPath(path, pattern.status());
  return pattern;
}

Status ParseAllOf(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseSchemaList(keyword, &node->all_of);
}
Status ParseAnyOf(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseSchemaList(keyword, &node->any_of);
}
Status ParseOneOf(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseSchemaList(keyword, &node->one_of);
}

Status ParseNot(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* schema = keyword.operand.get_if<Object>();
  if (schema == nullptr) return keyword.WrongType("an object");
  return ParseOnlySchema(keyword, *schema).Value(&node->negated);
}

Status ParseItems(const SchemaKeyword& keyword, SchemaNode* node) {
  if (const auto* schema = keyword.operand.get_if<Object>()) {
    return ParseOnlySchema(keyword, *schema).Value(&node->items);
  }
  const auto* schemas = keyword.operand.get_if<Array>();
  if (schemas == nullptr) {
    return keyword.Wrong("must be an array or an object, not " +
                         std::string(TypeName(keyword.operand.type())));
  }
  for (size_t i = 0; i < schemas->size(); ++i) {
    const auto* schema = schemas->values[i].get_if<Object>();
    if (schema == nullptr) {
      return keyword.Wrong(
          "requires that each element of the array is an object, but "
          "found a " +
          std::string(TypeName(schemas->values[i].type())));
    }
    ARROW_ASSIGN_OR_RAISE(SchemaNode item,
                          ParseNested(keyword, std::to_string(i), *schema));
    node->first_items.push_back(std::move(item));
  }
  return Status::OK();
}

Status ParseAdditionalItems(const SchemaKeyword& keyword, SchemaNode* node) {
  ARROW_ASSIGN_OR_RAISE(
      SchemaPointer schema,
      ParseSchemaOrBool(keyword, "must be either an object or a boolean, but got a " +
                                     std::string(TypeName(keyword.operand.type()))));
  const Value* const items = keyword.schema.Find("items");
  if (items != nullptr && items->is<Array>()) node->items = std::move(schema);
  return Status::OK();
}

Status ParseRequired(const SchemaKeyword& keyword, SchemaNode* node) {
  if (!keyword.operand.is<Array>()) return keyword.WrongType("an array");
  return ParseNames(keyword, keyword.operand, "cannot be an empty array")
      .Value(&node->required);
}

Status ParseProperties(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* properties = keyword.operand.get_if<Object>();
  if (properties == nullptr) return keyword.Wrong("must be an object");
  for (const auto& [name, operand] : properties->fields) {
    if (!operand.is<Object>()) {
      return InvalidArgument(keyword.path(), "Nested schema for $jsonSchema property '" +
                                                 name + "' must be an object");
    }
    ARROW_ASSIGN_OR_RAISE(SchemaNode schema,
                          ParseNested(keyword, name, operand.get<Object>()));
    node->properties.push_back({name, std::move(schema)});
  }
  SortByName(&node->properties);
  return Status::OK();
}

Status ParsePatternProperties(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* patterns = keyword.operand.get_if<Object>();
  if (patterns == nullptr) return keyword.Wrong("must be an object");
  for (const auto& [text, operand] : patterns->fields) {
    if (!operand.is<Object>()) {
      return keyword.Wrong("has property '" + text + "' which is not an object");
    }
    ARROW_ASSIGN_OR_RAISE(auto pattern, CompilePattern(keyword.path(), text));
    ARROW_ASSIGN_OR_RAISE(SchemaNode schema,
                          ParseNested(keyword, text, operand.get<Object>()));
    node->pattern_properties.push_back({std::move(pattern), std::move(schema)});
  }
  return Status::OK();
}

Status ParseAdditionalProperties(const SchemaKeyword& keyword, SchemaNode* node) {
  return ParseSchemaOrBool(keyword, "must be an object or a boolean")
      .Value(&node->additional_properties);
}

Status ParseDependencies(const SchemaKeyword& keyword, SchemaNode* node) {
  const auto* dependencies = keyword.operand.get_if<Object>();
  if (dependencies == nullptr) return keyword.Wrong("must be an object");
  for (const auto& [name, operand] : dependencies->fields) {
    SchemaDependency dependency{name, {}, nullptr};
    if (const auto* schema = operand.get_if<Object>()) {
      ARROW_ASSIGN_OR_RAISE(SchemaNode nested, ParseNested(keyword, name, *schema));
      dependency.schema = std::make_unique<const SchemaNode>(std::move(nested));
    } else if (operand.is<Array>()) {
      ARROW_ASSIGN_OR_RAISE(
          dependency.fields,
          ParseNames(keyword, operand,
                     "has '" + name + "', which cannot be an empty array"));
    } else {
      return InvalidArgument(keyword.path(),
                             "property '" + name +
                                 "' in $jsonSchema keyword 'dependencies' "
                                 "must be either an object or an array");
    }
    node->dependencies.push_back(std::move(dependency));
  }
  SortByName(&node->dependencies);
  return Status::OK();
}

}  // namespace delta_utils::internal
