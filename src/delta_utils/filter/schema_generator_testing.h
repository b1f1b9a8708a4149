// Random schemas, of the keywords that naive_schema_testing.h knows, for values at hand.
//
//   testing::DocumentGenerator generator(seed);
//   Object document = generator.Document();
//   Object schema = testing::RandomSchema(Value(document), /*levels=*/3, &generator);
#pragma once

#include <string>
#include <utility>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/document_generator_testing.h"

namespace delta_utils::testing {

inline Object RandomSchema(const Value& value, int levels, DocumentGenerator* generator);

/// A field and a schema that has to do with its value.
inline Object RandomProperties(const Object& object, int levels,
                               DocumentGenerator* generator) {
  Object properties;
  for (const auto& [name, value] : object.fields) {
    if (generator->Chance(40)) continue;
    properties.Append(name, RandomSchema(value, levels - 1, generator));
  }
  return properties;
}

inline Array RandomNames(const Object& object, DocumentGenerator* generator) {
  Array names;
  for (const Field& field : object.fields) {
    if (generator->Chance(40)) names.values.push_back(field.name);
  }
  if (names.values.empty()) names.values.push_back(generator->Name());
  return names;
}

inline Array RandomSchemas(const Value& value, int levels, DocumentGenerator* generator) {
  Array schemas;
  for (uint64_t i = 1 + generator->Small() / 2; i > 0; --i) {
    schemas.values.push_back(RandomSchema(value, levels - 1, generator));
  }
  return schemas;
}

inline Value RandomNumberOf(const Value& value, DocumentGenerator* generator) {
  return value.is_number() && generator->Chance(50) ? value : generator->Number();
}

inline Value RandomOperandOf(const std::string& keyword, const Value& value, int levels,
                             DocumentGenerator* generator) {
  const Object none;
  const Object& object = value.is<Object>() ? value.get<Object>() : none;
  const auto count = static_cast<int32_t>(generator->Small());
  if (keyword == "bsonType") {
    if (generator->Chance(70)) return TypeName(value.type());
    return generator->Pick<Value>({"int", "string", "number", "object", "array"});
  }
  if (keyword == "enum") {
    const bool is_container = value.is<Object>() || value.is<Array>();
    Array values{{Object{{{"in no document", true}}}}};
    values.values.push_back(is_container ? generator->Scalar() : value);
    return values;
  }
  if (keyword == "minimum" || keyword == "maximum") {
    return RandomNumberOf(value, generator);
  }
  if (keyword == "required") return RandomNames(object, generator);
  if (keyword == "properties") return RandomProperties(object, levels, generator);
  if (keyword == "items") {
    const auto* array = value.get_if<Array>();
    const bool has_items = array != nullptr && !array->values.empty();
    return RandomSchema(has_items ? generator->Pick(array->values) : Value(), levels - 1,
                        generator);
  }
  if (keyword == "not") return RandomSchema(value, levels - 1, generator);
  if (keyword == "anyOf" || keyword == "oneOf") {
    return RandomSchemas(value, levels, generator);
  }
  return count;  // minItems, maxItems, minProperties
}

inline std::string RandomKeyword(const Value& value, int levels,
                                 DocumentGenerator* generator) {
  if (levels > 0 && generator->Chance(20)) {
    return generator->Pick<std::string>({"not", "anyOf", "oneOf"});
  }
  if (generator->Chance(20)) return generator->Pick<std::string>({"bsonType", "enum"});
  if (value.is<Object>()) {
    if (levels > 0 && generator->Chance(70)) return "properties";
    return generator->Pick<std::string>({"required", "minProperties"});
  }
  if (value.is<Array>()) {
    if (levels > 0 && generator->Chance(50)) return "items";
    return generator->Pick<std::string>({"minItems", "maxItems"});
  }
  return generator->Pick<std::string>({"bsonType", "enum", "minimum", "maximum"});
}

/// At most `levels` schemas inside each other, and one without others.
inline Object RandomSchema(const Value& value, int levels, DocumentGenerator* generator) {
  Object schema;
  for (uint64_t i = 1 + generator->Small() / 2; i > 0; --i) {
    std::string keyword = RandomKeyword(value, levels, generator);
    if (schema.Find(keyword) != nullptr) continue;
    Value operand = RandomOperandOf(keyword, value, levels, generator);
    schema.Append(std::move(keyword), std::move(operand));
  }
  return schema;
}

}  // namespace delta_utils::testing
