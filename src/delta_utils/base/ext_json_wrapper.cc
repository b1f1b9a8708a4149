#include <algorithm>
#include <array>
#include <limits>

#include "delta_utils/base/ext_json_parser_internal.h"
#include "delta_utils/base/ext_json_scalar_internal.h"
#include "delta_utils/base/iso_date.h"

namespace delta_utils::internal {
namespace {

Result<Value> ParseSymbol(std::string_view text) { return Symbol{std::string(text)}; }

/// The wrappers around one string.
struct StringWrapper {
  std::string_view name;
  Result<Value> (*parse)(std::string_view text);
};

constexpr StringWrapper kStringWrappers[] = {
    {"$oid", ParseObjectId},
    {"$numberLong", ParseNumberLong},
    {"$numberInt", ParseNumberInt},
    {"$numberDouble", ParseNumberDouble},
    {"$numberDecimal", ParseNumberDecimal},
    {"$uuid", ParseUuid},
    {"$symbol", ParseSymbol},
};

constexpr std::string_view kOtherWrapperNames[] = {
    "$date",      "$binary", "$timestamp", "$regularExpression", "$code", "$scope",
    "$dbPointer", "$minKey", "$maxKey",    "$undefined",
};

const StringWrapper* FindStringWrapper(std::string_view name) {
  for (const StringWrapper& wrapper : kStringWrappers) {
    if (wrapper.name == name) return &wrapper;
  }
  return nullptr;
}

Status Expected(std::string_view wrapper, std::string_view what, const FieldPath* path) {
  return FieldError(path, std::string(wrapper) + ": expected " + std::string(what));
}

/// Reads an object that has exactly the members `names`, in any order: calls
/// take(index in names, value) for each.
template <size_t N, typename Take>
Status ReadExactly(JsonValue& value, std::string_view wrapper,
                   const std::array<std::string_view, N>& names, const FieldPath* path,
                   Take take) {
  std::string shape = "an object of";
  for (const std::string_view name : names) shape += " '" + std::string(name) + "'";
  simdjson::ondemand::object object;
  if (value.get_object().get(object)) return Expected(wrapper, shape, path);
  Members members(object, path);
  std::array<bool, N> seen{};
  std::string_view name;
  JsonValue member;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool more, members.Next(&name, &member));
    if (!more) break;
    const size_t index =
        static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (index == N || seen[index]) return Expected(wrapper, shape, path);
    seen[index] = true;
    ARROW_RETURN_NOT_OK(take(index, member));
  }
  const bool complete = std::find(seen.begin(), seen.end(), false) == seen.end();
  return complete ? Status::OK() : Expected(wrapper, shape, path);
}

/// Reads an object that has exactly two members, both strings.
Status ReadTwoStrings(JsonValue& value, std::string_view wrapper,
                      const std::array<std::string_view, 2>& names, const FieldPath* path,
                      std::array<std::string_view, 2>* out) {
  return ReadExactly(value, wrapper, names, path, [&](size_t index, JsonValue& member) {
    return StringIn(member, wrapper, path).Value(&(*out)[index]);
  });
}

Status SetOrFail(Result<Value> parsed, const FieldPath* path, Value* out) {
  if (!parsed.ok()) return AtField(path, parsed.status());
  *out = std::move(*parsed);
  return Status::OK();
}

Result<int64_t> IntegerIn(JsonValue& value, std::string_view wrapper, int64_t least,
                          int64_t most, const FieldPath* path) {
  const Result<int64_t> number = ParseJsonInteger(TokenOf(value), least, most);
  if (number.ok()) return number;
  return FieldError(path, std::string(wrapper) + ": " + number.status().message());
}

Status ParseDate(JsonValue& value, const FieldPath* path, Value* out) {
  simdjson::ondemand::json_type type;
  if (const auto error = value.type().get(type)) return FieldError(path, error);
  if (type == simdjson::ondemand::json_type::string) {
    ARROW_ASSIGN_OR_RAISE(const std::string_view text, StringIn(value, "$date", path));
    const Result<Date> date = ParseIsoDate(text);
    if (!date.ok()) return FieldError(path, "$date: " + date.status().message());
    *out = *date;
    return Status::OK();
  }
  if (type == simdjson::ondemand::json_type::number) {
    ARROW_ASSIGN_OR_RAISE(const int64_t millis,
                          IntegerIn(value, "$date", std::numeric_limits<int64_t>::min(),
                                    std::numeric_limits<int64_t>::max(), path));
    *out = Date{millis};
    return Status::OK();
  }
  std::string_view text;
  ARROW_RETURN_NOT_OK(ReadExactly<1>(
      value, "$date", {"$numberLong"}, path, [&](size_t, JsonValue& member) {
        return StringIn(member, "$date", path).Value(&text);
      }));
  ARROW_RETURN_NOT_OK(SetOrFail(ParseNumberLong(text), path, out));
  *out = Date{out->get<int64_t>()};
  return Status::OK();
}

Status ParseTimestamp(JsonValue& value, const FieldPath* path, Value* out) {
  std::array<int64_t, 2> parts{};
  ARROW_RETURN_NOT_OK(ReadExactly<2>(
      value, "$timestamp", {"t", "i"}, path, [&](size_t index, JsonValue& member) {
        return IntegerIn(member, "$timestamp", 0, std::numeric_limits<uint32_t>::max(),
                         path)
            .Value(&parts[index]);
      }));
  *out = Timestamp{static_cast<uint32_t>(parts[0]), static_cast<uint32_t>(parts[1])};
  return Status::OK();
}

Status ParseDbPointer(JsonValue& value, const FieldPath* path, Value* out) {
  std::string_view ns;
  Value id;
  const auto take_oid = [&](size_t, JsonValue& member) -> Status {
    ARROW_ASSIGN_OR_RAISE(const std::string_view text, StringIn(member, "$oid", path));
    return SetOrFail(ParseObjectId(text), path, &id);
  };
  ARROW_RETURN_NOT_OK(ReadExactly<2>(
      value, "$dbPointer", {"$ref", "$id"}, path, [&](size_t index, JsonValue& member) {
        if (index == 0) return StringIn(member, "$dbPointer", path).Value(&ns);
        return ReadExactly<1>(member, "$dbPointer", {"$oid"}, path, take_oid);
      }));
  *out = DbPointer{std::string(ns), id.get<ObjectId>()};
  return Status::OK();
}

/// {"$binary": {"base64": ..., "subType": ...}}, or the older {"$binary": ..., "$type":
/// ...}.
Status ParseBinaryWrapper(JsonValue& value, Members* members, const FieldPath* path,
                          Value* out) {
  std::array<std::string_view, 2> texts;
  simdjson::ondemand::json_type type;
  if (const auto error = value.type().get(type)) return FieldError(path, error);
  if (type != simdjson::ondemand::json_type::string) {
    ARROW_RETURN_NOT_OK(
        ReadTwoStrings(value, "$binary", {"base64", "subType"}, path, &texts));
    return SetOrFail(ParseBinary(texts[0], texts[1]), path, out);
  }
  ARROW_RETURN_NOT_OK(StringIn(value, "$binary", path).Value(&texts[0]));
  std::string_view name;
  JsonValue subtype;
  ARROW_ASSIGN_OR_RAISE(const bool more, members->Next(&name, &subtype));
  if (!more || name != "$type") return Expected("$binary", "an object or '$type'", path);
  ARROW_RETURN_NOT_OK(StringIn(subtype, "$type", path).Value(&texts[1]));
  return SetOrFail(ParseBinary(texts[0], texts[1]), path, out);
}

/// {"$minKey": 1}, {"$maxKey": 1}
template <typename Key>
Status ParseExtremeKey(std::string_view name, JsonValue& value, const FieldPath* path,
                       Value* out) {
  ARROW_RETURN_NOT_OK(IntegerIn(value, name, 1, 1, path).status());
  *out = Key{};
  return Status::OK();
}

Status ParseUndefined(JsonValue& value, const FieldPath* path, Value* out) {
  bool truth = false;
  if (value.get_bool().get(truth) || !truth) return Expected("$undefined", "true", path);
  *out = Undefined{};
  return Status::OK();
}

Status ParseRegexWrapper(JsonValue& value, const FieldPath* path, Value* out) {
  std::array<std::string_view, 2> texts;
  ARROW_RETURN_NOT_OK(
      ReadTwoStrings(value, "$regularExpression", {"pattern", "options"}, path, &texts));
  return SetOrFail(ParseRegex(texts[0], texts[1]), path, out);
}

}  // namespace

bool IsWrapperName(std::string_view name) {
  if (!name.starts_with('$')) return false;
  const auto* end = std::end(kOtherWrapperNames);
  return FindStringWrapper(name) != nullptr ||
         std::find(std::begin(kOtherWrapperNames), end, name) != end;
}

Status ParsePlainWrapper(std::string_view name, JsonValue& value, Members* members,
                         const FieldPath* path, Value* out) {
  if (const StringWrapper* wrapper = FindStringWrapper(name)) {
    ARROW_ASSIGN_OR_RAISE(const std::string_view text, StringIn(value, name, path));
    return SetOrFail(wrapper->parse(text), path, out);
  }
  if (name == "$date") return ParseDate(value, path, out);
  if (name == "$binary") return ParseBinaryWrapper(value, members, path, out);
  if (name == "$timestamp") return ParseTimestamp(value, path, out);
  if (name == "$regularExpression") return ParseRegexWrapper(value, path, out);
  if (name == "$dbPointer") return ParseDbPointer(value, path, out);
  if (name == "$minKey") return ParseExtremeKey<MinKey>(name, value, path, out);
  if (name == "$maxKey") return ParseExtremeKey<MaxKey>(name, value, path, out);
  DU_CHECK(name == "$undefined");
  return ParseUndefined(value, path, out);
}

}  // namespace delta_utils::internal
