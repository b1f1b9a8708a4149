// A JSON schema, parsed: what json_schema_parse.cc makes and json_schema.cc asks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/expression/pattern.h"
#include "delta_utils/filter/type_set.h"

namespace delta_utils::internal {

struct SchemaNode;
struct PropertySchema;
struct PatternSchema;
/// Nullptr: nothing is demanded.
using SchemaPointer = std::unique_ptr<const SchemaNode>;

/// How many there may be of something.
struct CountRange {
  int64_t min = 0;
  std::optional<int64_t> max;
  bool Contains(int64_t count) const { return count >= min && (!max || count <= *max); }
};

struct NumberBound {
  Value value;
  bool is_exclusive = false;
};

/// Where a field is there, what else has to be.
struct SchemaDependency {
  std::string name;
  std::vector<std::string> fields;
  SchemaPointer schema;
};

struct SchemaNode {
  /// Nothing matches: what `false` stands for.
  bool is_never = false;

  TypeSet types = TypeSet::All();
  /// Ascending by Compare, WithSortedFields.
  std::optional<std::vector<Value>> enumeration;
  std::vector<SchemaNode> all_of;
  std::vector<SchemaNode> any_of;
  std::vector<SchemaNode> one_of;
  SchemaPointer negated;

  std::optional<NumberBound> minimum;
  std::optional<NumberBound> maximum;
  std::optional<DecimalParts> divisor;

  CountRange length;
  std::shared_ptr<const Pattern> pattern;

  CountRange item_count;
  bool has_unique_items = false;
  std::vector<SchemaNode> first_items;
  /// Of those behind `first_items`.
  SchemaPointer items;

  CountRange property_count;
  std::vector<std::string> required;       // sorted, each once
  std::vector<PropertySchema> properties;  // sorted by name
  std::vector<PatternSchema> pattern_properties;
  /// Of fields that neither of the two names.
  SchemaPointer additional_properties;
  std::vector<SchemaDependency> dependencies;  // sorted by name
};

struct PropertySchema {
  std::string name;
  SchemaNode schema;
};
struct PatternSchema {
  std::shared_ptr<const Pattern> pattern;
  SchemaNode schema;
};

Result<SchemaNode> ParseSchema(const Object& schema);

/// `value` with the fields of all its objects in the order of their names: enum and
/// uniqueItems do not tell the order.
Value WithSortedFields(const Value& value);

}  // namespace delta_utils::internal
