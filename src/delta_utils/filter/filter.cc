#include "delta_utils/filter/filter.h"

#include <algorithm>

#include "delta_utils/expression/expression.h"
#include "delta_utils/filter/json_schema.h"

namespace delta_utils {
namespace {

/// Of an Expression or a JsonSchema.
template <typename Reader>
void CollectFrom(const Reader& reader, FilterFields* fields) {
  bool all = false;
  for (std::string& name : reader.ReferencedFields(&all)) {
    fields->names.push_back(std::move(name));
  }
  fields->all |= all;
}

void Collect(const Filter& filter, FilterFields* fields) {
  if (const auto* logical = std::get_if<Logical>(&filter.node)) {
    for (const Filter& clause : logical->clauses) Collect(clause, fields);
  } else if (const auto* expr = std::get_if<ExprTest>(&filter.node)) {
    CollectFrom(*expr->expression, fields);
  } else if (const auto* schema = std::get_if<SchemaTest>(&filter.node)) {
    CollectFrom(*schema->schema, fields);
  } else {
    fields->names.push_back(PathOf(filter)->parts().front().name);
  }
}

}  // namespace

bool RegexTest::operator==(const RegexTest& other) const {
  return path == other.path && pattern->regex() == other.pattern->regex();
}

bool ElementMatch::operator==(const ElementMatch& other) const {
  return path == other.path && kind == other.kind && of == other.of;
}

bool Logical::operator==(const Logical& other) const {
  return kind == other.kind && clauses == other.clauses;
}

FilterFields ReferencedFields(const Filter& filter) {
  FilterFields fields;
  Collect(filter, &fields);
  std::sort(fields.names.begin(), fields.names.end());
  const auto repeated = std::unique(fields.names.begin(), fields.names.end());
  fields.names.erase(repeated, fields.names.end());
  return fields;
}

const FieldPath* PathOf(const Filter& filter) {
  return std::visit(
      [](const auto& node) -> const FieldPath* {
        if constexpr (requires { node.path; }) {
          return &node.path;
        } else {
          return nullptr;
        }
      },
      filter.node);
}

}  // namespace delta_utils
