#include <algorithm>
#include <vector>

#include "delta_utils/base/ext_json_parser_internal.h"
#include "delta_utils/base/ext_json_scalar_internal.h"

namespace delta_utils::internal {
namespace {

namespace ondemand = simdjson::ondemand;

/// Above this many fields, names are sorted to find a duplicate; below, compared in
/// pairs.
constexpr size_t kPairwiseFields = 16;
/// Keeps the walk's stack small, and below simdjson's own 1024 even with a wrapper
/// inside.
constexpr int kDepthCeiling = 1000;

const std::string* FindDuplicateInPairs(const std::vector<Field>& fields) {
  for (size_t i = 1; i < fields.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      if (fields[i].name == fields[k].name) return &fields[i].name;
    }
  }
  return nullptr;
}

/// A name that occurs twice, or nullptr. Sorting, unlike hashing, has no bad case that a
/// document's author could aim at.
const std::string* FindDuplicate(const std::vector<Field>& fields) {
  if (fields.size() <= kPairwiseFields) return FindDuplicateInPairs(fields);
  std::vector<const std::string*> names;
  names.reserve(fields.size());
  for (const Field& field : fields) names.push_back(&field.name);
  const auto less = [](const std::string* a, const std::string* b) { return *a < *b; };
  std::sort(names.begin(), names.end(), less);
  const auto equal = [](const std::string* a, const std::string* b) { return *a == *b; };
  const auto found = std::adjacent_find(names.begin(), names.end(), equal);
  return found == names.end() ? nullptr : *found;
}

Status CheckName(std::string_view name, const FieldPath* path) {
  if (name.find('\0') == std::string_view::npos) return Status::OK();
  return FieldError(path, "a field name holds NUL");
}

}  // namespace

Result<bool> Members::Next(std::string_view* name, JsonValue* value) {
  if (started_) ++current_;
  started_ = true;
  if (current_.error()) return FieldError(path_, current_.error());
  if (!(current_ != end_)) return false;
  ondemand::field field;
  if (const auto error = (*current_).get(field)) return FieldError(path_, error);
  if (const auto error = field.unescaped_key().get(*name))
    return FieldError(path_, error);
  *value = field.value();
  return true;
}

std::string_view TokenOf(JsonValue& value) {
  std::string_view token = value.raw_json_token();
  const size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last + 1);
}

Result<std::string_view> StringIn(JsonValue& value, std::string_view what,
                                  const FieldPath* path) {
  std::string_view text;
  const simdjson::error_code error = value.get_string().get(text);
  if (error == simdjson::INCORRECT_TYPE) {
    return FieldError(path, std::string(what) + ": expected a string");
  }
  if (error) return FieldError(path, error);
  return text;
}

Status ExtJsonParser::ParseValue(JsonValue& value, const FieldPath* path, int level,
                                 Value* out) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return FieldError(path, error);
  switch (type) {
    case ondemand::json_type::array:
      return ParseArray(value, path, level, out);
    case ondemand::json_type::object:
      return ParseObject(value, path, level, out);
    case ondemand::json_type::string: {
      std::string_view text;
      if (const auto error = value.get_string().get(text)) return FieldError(path, error);
      *out = text;
      return Status::OK();
    }
    case ondemand::json_type::number: {
      Result<Value> number = ParseJsonNumber(TokenOf(value));
      if (!number.ok()) return AtField(path, number.status());
      *out = std::move(*number);
      return Status::OK();
    }
    case ondemand::json_type::boolean: {
      bool truth = false;
      if (const auto error = value.get_bool().get(truth)) return FieldError(path, error);
      *out = truth;
      return Status::OK();
    }
    case ondemand::json_type::null:
      break;
  }
  bool is_null = false;
  if (const auto error = value.is_null().get(is_null)) return FieldError(path, error);
  if (!is_null) return FieldError(path, simdjson::N_ATOM_ERROR);
  *out = Null{};
  return Status::OK();
}

Status ExtJsonParser::CheckLevel(const FieldPath* path, int level) const {
  const int max_depth = std::min(limits_.max_depth, kDepthCeiling);
  if (level <= max_depth) return Status::OK();
  return FieldError(path,
                    "more than " + std::to_string(max_depth) + " levels of nesting");
}

Status ExtJsonParser::ParseArray(JsonValue& value, const FieldPath* path, int level,
                                 Value* out) {
  ARROW_RETURN_NOT_OK(CheckLevel(path, level));
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return FieldError(path, error);
  Array result;
  for (simdjson::simdjson_result<JsonValue> item : array) {
    FieldPath here{path, {}, result.values.size(), true};
    JsonValue element;
    if (const auto error = item.get(element)) return FieldError(path, error);
    ARROW_RETURN_NOT_OK(
        ParseValue(element, &here, level + 1, &result.values.emplace_back()));
  }
  *out = std::move(result);
  return Status::OK();
}

Status ExtJsonParser::ParseObject(JsonValue& value, const FieldPath* path, int level,
                                  Value* out) {
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return FieldError(path, error);
  Members members(object, path);
  Object result;
  std::string_view name;
  JsonValue member;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool more, members.Next(&name, &member));
    const bool is_wrapper = more && IsWrapperName(name);
    if (is_wrapper && result.fields.empty()) {
      return ParseWrapper(name, member, &members, path, level, out);
    }
    if (is_wrapper) return ParseLateWrapper(name, member, &members, path, result, out);
    // A wrapper is a leaf, so only here is it known that this object is a level.
    if (result.fields.empty()) ARROW_RETURN_NOT_OK(CheckLevel(path, level));
    if (!more) break;
    ARROW_RETURN_NOT_OK(CheckName(name, path));
    FieldPath here{path, name};
    Field& field = result.fields.emplace_back(Field{std::string(name), Value()});
    ARROW_RETURN_NOT_OK(ParseValue(member, &here, level + 1, &field.value));
  }
  if (const std::string* duplicate = FindDuplicate(result.fields)) {
    FieldPath here{path, *duplicate};
    return FieldError(&here, "duplicate key");
  }
  *out = std::move(result);
  return Status::OK();
}

Status ExtJsonParser::ParseWrapper(std::string_view name, JsonValue& value,
                                   Members* members, const FieldPath* path, int level,
                                   Value* out) {
  if (name == "$code") {
    ARROW_RETURN_NOT_OK(ParseCode(value, members, path, level, out));
  } else if (name == "$scope") {
    ARROW_RETURN_NOT_OK(ParseScopeFirst(value, members, path, level, out));
  } else {
    ARROW_RETURN_NOT_OK(ParsePlainWrapper(name, value, members, path, out));
  }
  return ExpectEnd(name, members, path);
}

Status ExtJsonParser::ExpectEnd(std::string_view wrapper, Members* members,
                                const FieldPath* path) {
  std::string_view name;
  JsonValue value;
  ARROW_ASSIGN_OR_RAISE(const bool more, members->Next(&name, &value));
  if (!more) return Status::OK();
  return FieldError(path, "unexpected '" + std::string(name.substr(0, 100)) +
                              "' beside '" + std::string(wrapper) + "'");
}

Status ExtJsonParser::ParseLateWrapper(std::string_view name, JsonValue& value,
                                       Members* members, const FieldPath* path,
                                       const Object& before, Value* out) {
  const std::string& first = before.fields.front().name;
  const std::string* subtype = before.fields.front().value.get_if<std::string>();
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return FieldError(path, error);
  const bool is_old_binary = name == "$binary" && first == "$type" &&
                             before.size() == 1 && subtype != nullptr &&
                             type == ondemand::json_type::string;
  if (!is_old_binary) {
    return FieldError(path, "unexpected '" + first.substr(0, 100) + "' beside '" +
                                std::string(name) + "'");
  }
  ARROW_ASSIGN_OR_RAISE(const std::string_view base64, StringIn(value, name, path));
  Result<Value> binary = ParseBinary(base64, *subtype);
  if (!binary.ok()) return AtField(path, binary.status());
  *out = std::move(*binary);
  return ExpectEnd(name, members, path);
}

Status ExtJsonParser::ParseCode(JsonValue& value, Members* members, const FieldPath* path,
                                int level, Value* out) {
  ARROW_ASSIGN_OR_RAISE(const std::string_view code, StringIn(value, "$code", path));
  std::string_view name;
  JsonValue scope;
  ARROW_ASSIGN_OR_RAISE(const bool more, members->Next(&name, &scope));
  if (!more) {
    *out = JavaScript{std::string(code)};
    return Status::OK();
  }
  if (name != "$scope") return FieldError(path, "$code: only '$scope' may be beside it");
  JavaScriptWithScope script{std::string(code), {}};
  ARROW_RETURN_NOT_OK(ParseScope(scope, path, level, &script.scope));
  *out = std::move(script);
  return Status::OK();
}

Status ExtJsonParser::ParseScopeFirst(JsonValue& value, Members* members,
                                      const FieldPath* path, int level, Value* out) {
  JavaScriptWithScope script;
  ARROW_RETURN_NOT_OK(ParseScope(value, path, level, &script.scope));
  std::string_view name;
  JsonValue code;
  ARROW_ASSIGN_OR_RAISE(const bool more, members->Next(&name, &code));
  if (!more || name != "$code")
    return FieldError(path, "$scope: expected '$code' beside it");
  ARROW_ASSIGN_OR_RAISE(const std::string_view text, StringIn(code, "$code", path));
  script.code = text;
  *out = std::move(script);
  return Status::OK();
}

Status ExtJsonParser::ParseScope(JsonValue& value, const FieldPath* path, int level,
                                 Object* out) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return FieldError(path, error);
  if (type != ondemand::json_type::object) {
    return FieldError(path, "$scope: expected a document");
  }
  FieldPath here{path, "$scope"};
  Value scope;
  ARROW_RETURN_NOT_OK(ParseObject(value, &here, level + 1, &scope));
  if (!scope.is<Object>()) return FieldError(path, "$scope: expected a document");
  *out = std::move(scope.get<Object>());
  return Status::OK();
}

}  // namespace delta_utils::internal
