// Parsing of a JSON schema, keyword by keyword; those that hold further schemas are in
// json_schema_parse_nested.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/filter/json_schema_internal.h"

namespace delta_utils::internal {

/// Where a schema is inside the outermost: a chain of names, spelled only for errors.
struct SchemaPlace {
  const SchemaPlace* parent = nullptr;
  std::string_view name;
  int level = 1;
  /// "properties.year"; "" of the outermost.
  std::string path() const;
};

struct SchemaKeyword {
  std::string_view name;
  const Value& operand;
  const Object& schema;
  const SchemaPlace* place;

  std::string path() const;
  /// "$jsonSchema keyword 'x' <complaint>".
  Status Wrong(const std::string& complaint) const;
  /// "$jsonSchema keyword 'x' must be <wanted>, but found an element of type ...".
  Status WrongType(const std::string& wanted) const;
};

Result<SchemaNode> ParseSchemaAt(const Object& schema, const SchemaPlace* place);

/// A list of strings, sorted: not empty, no array of other things, none twice.
Result<std::vector<std::string>> ParseNames(const SchemaKeyword& keyword,
                                            const Value& operand,
                                            const std::string& complaint_if_empty);
Result<std::shared_ptr<const Pattern>> CompilePattern(const std::string& path,
                                                      const std::string& text);

Status ParseAllOf(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseAnyOf(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseOneOf(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseNot(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseItems(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseAdditionalItems(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseRequired(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseProperties(const SchemaKeyword& keyword, SchemaNode* node);
Status ParsePatternProperties(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseAdditionalProperties(const SchemaKeyword& keyword, SchemaNode* node);
Status ParseDependencies(const SchemaKeyword& keyword, SchemaNode* node);

}  // namespace delta_utils::internal
