// JsonSchema: MongoDB's $jsonSchema, draft 4 with bsonType.
//
//   ARROW_ASSIGN_OR_RAISE(auto schema, JsonSchema::Parse(*ParseDocument(
//       R"({"required": ["name"], "properties": {"year": {"bsonType": "int"}}})")));
//   ARROW_ASSIGN_OR_RAISE(bool is_valid, schema->Matches(document));
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

class JsonSchema {
 public:
  static Result<std::shared_ptr<const JsonSchema>> Parse(const Object& schema);
  virtual ~JsonSchema() = default;

  virtual Result<bool> Matches(const Object& document) const = 0;
  /// The top-level fields that matter, sorted, each once; `*all` if others matter too.
  virtual std::vector<std::string> ReferencedFields(bool* all) const = 0;
};

}  // namespace delta_utils
