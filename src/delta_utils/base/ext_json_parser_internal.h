// The Extended JSON parser's parts: a walk over simdjson's on-demand document, and where
// in the document it stands.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "delta_utils/base/ext_json.h"

namespace delta_utils::internal {

/// One step from a document to a field; the chain up to the document is the field's path.
/// It lives on the stack of the walk and becomes text only when something fails.
struct FieldPath {
  const FieldPath* parent = nullptr;
  std::string_view name;
  size_t index = 0;
  bool is_index = false;
};

/// kInvalidArgument with "field 'a.b.3': message", or `message` alone at the document.
Status FieldError(const FieldPath* path, std::string_view message);
/// The same for simdjson's errors.
Status FieldError(const FieldPath* path, simdjson::error_code error);
/// `status`, which has no path yet, at `path`.
Status AtField(const FieldPath* path, const Status& status);

using JsonValue = simdjson::ondemand::value;

/// The members of an object, in order.
class Members {
 public:
  Members(simdjson::ondemand::object& object, const FieldPath* path)
      : current_(object.begin()), end_(object.end()), path_(path) {}

  /// Moves to the next member; false behind the last one.
  Result<bool> Next(std::string_view* name, JsonValue* value);

 private:
  simdjson::simdjson_result<simdjson::ondemand::object_iterator> current_;
  simdjson::simdjson_result<simdjson::ondemand::object_iterator> end_;
  const FieldPath* path_;
  bool started_ = false;
};

class ExtJsonParser {
 public:
  explicit ExtJsonParser(const ExtJsonLimits& limits) : limits_(limits) {}

  /// `level` counts from 1 for the document; a container at `level` > max_depth is
  /// refused before anything inside it is looked at.
  Status ParseValue(JsonValue& value, const FieldPath* path, int level, Value* out);

 private:
  Status ParseArray(JsonValue& value, const FieldPath* path, int level, Value* out);
  Status ParseObject(JsonValue& value, const FieldPath* path, int level, Value* out);
  Status CheckLevel(const FieldPath* path, int level) const;

  /// `name` is a wrapper's first member and `value` is its value.
  Status ParseWrapper(std::string_view name, JsonValue& value, Members* members,
                      const FieldPath* path, int level, Value* out);
  /// `name` is a wrapper's member behind other fields, which only the older binary form
  /// {"$type": ..., "$binary": ...} may have.
  Status ParseLateWrapper(std::string_view name, JsonValue& value, Members* members,
                          const FieldPath* path, const Object& before, Value* out);
  Status ExpectEnd(std::string_view wrapper, Members* members, const FieldPath* path);
  Status ParseCode(JsonValue& value, Members* members, const FieldPath* path, int level,
                   Value* out);
  Status ParseScopeFirst(JsonValue& value, Members* members, const FieldPath* path,
                         int level, Value* out);
  Status ParseScope(JsonValue& value, const FieldPath* path, int level, Object* out);

  const ExtJsonLimits& limits_;
};

/// Whether `name` belongs to a type wrapper ("$oid", "$scope", ...), as its first member.
bool IsWrapperName(std::string_view name);

/// The wrappers without nested values. `members` stands behind `name`'s.
Status ParsePlainWrapper(std::string_view name, JsonValue& value, Members* members,
                         const FieldPath* path, Value* out);

/// The text of a scalar other than a string, without white space around it.
std::string_view TokenOf(JsonValue& value);

/// The string in `value`; anything else is an error that names `what`.
Result<std::string_view> StringIn(JsonValue& value, std::string_view what,
                                  const FieldPath* path);

/// Parses one JSON object at `text`, behind which at least simdjson::SIMDJSON_PADDING
/// bytes up to `capacity` may be read.
Result<Object> ParsePaddedDocument(const char* text, size_t size, size_t capacity,
                                   const ExtJsonLimits& limits);

}  // namespace delta_utils::internal
