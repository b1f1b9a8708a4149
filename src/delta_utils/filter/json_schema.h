// JsonSchema: MongoDB's $jsonSchema, draft 4 of JSON Schema with bsonType.
//
//   ARROW_ASSIGN_OR_RAISE(auto schema, JsonSchema::Parse(*ParseDocument(
//       R"({"required": ["name"], "properties": {"year": {"bsonType": "int"}}})")));
//   ARROW_ASSIGN_OR_RAISE(bool is_valid, schema->Matches(document));
//
// Keywords, each of which speaks of values of one kind and lets all others pass:
//   any value  bsonType, type, enum, allOf, anyOf, oneOf, not
//   numbers    minimum, maximum, exclusiveMinimum, exclusiveMaximum (booleans, beside the
//              bound), multipleOf
//   strings    minLength, maxLength (code points), pattern (expression/pattern.h, without
//              options, found anywhere); symbols are no strings here
//   arrays     items (a schema for all, or one for each position), additionalItems (of
//              account only behind a list), minItems, maxItems, uniqueItems
//   objects    required, properties, patternProperties, additionalProperties,
//              minProperties, maxProperties, dependencies (fields, or a schema)
//   nothing    title, description: strings
//
// bsonType has the aliases of $type, "number" among them; type has "object", "array",
// "string", "number", "boolean" and "null". A value has to be of the type itself: unlike
// elsewhere in filters, arrays are not looked into, and null is not missing.
//
// Numbers of the four types compare by exact value, NaN as filters have it. multipleOf
// counts in decimal: a double stands for its first 15 digits there, so that 0.3 is a
// multiple of 0.1, as in MongoDB; infinities and NaN are multiples of nothing. enum and
// uniqueItems take objects for equal whatever the order of their fields.
//
// Refused, with the place in the schema as the path: keywords that MongoDB refuses too
// ($ref, $schema, default, definitions, format, id, the type "integer") and those for
// encryption, as Unsupported; unknown keywords, operands of the wrong type, empty lists,
// duplicates and more than 100 levels as InvalidArgument. Apart from MongoDB: names in
// properties, required and dependencies are field names, never dotted paths.
//
// Errors while matching: InvalidArgument where a pattern exceeds its limit.
// Threads: immutable and shared. Time: a schema's size times that of the document, at
// most; uniqueItems sorts.
// Source: MongoDB manual, "$jsonSchema"; JSON Schema draft 4, "Validation".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

class PatternScratch;

class JsonSchema {
 public:
  static Result<std::shared_ptr<const JsonSchema>> Parse(const Object& schema);
  virtual ~JsonSchema() = default;

  Result<bool> Matches(const Object& document) const;
  /// With `scratch` for the patterns of many documents.
  virtual Result<bool> Matches(const Object& document, PatternScratch* scratch) const = 0;
  /// The top-level fields that matter, sorted, each once; `*all` is set to whether others
  /// matter too.
  virtual std::vector<std::string> ReferencedFields(bool* all) const = 0;
};

}  // namespace delta_utils
