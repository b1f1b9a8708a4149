// JSON texts compared as values, for tests: exact in every number.
//
//   EXPECT_EQ(JsonValueOf(written), JsonValueOf(read));
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/json_writer.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/json_reader_internal.h"

namespace delta_utils {

/// Appends `value` with members sorted by key and no white space; numbers as they stand,
/// but that -0 is the integer 0.
inline Status AppendJsonValue(internal::JsonValue value, std::string* out) {
  using Type = simdjson::ondemand::json_type;
  const Type type = value.type().value_unsafe();
  if (type == Type::object) {
    std::vector<std::pair<std::string, std::string>> members;
    ARROW_ASSIGN_OR_RAISE(auto object, internal::ObjectOf(value));
    ARROW_RETURN_NOT_OK(internal::ForEachField(object, [&](auto key, auto member) {
      return AppendJsonValue(member, &members.emplace_back(key, "").second);
    }));
    std::ranges::sort(members);
    *out += '{';
    for (const auto& [key, text] : members) {
      AppendJsonString(key, out);
      *out += ':' + text + ',';
    }
    *out += '}';
  } else if (type == Type::array) {
    *out += '[';
    ARROW_ASSIGN_OR_RAISE(auto array, internal::ArrayOf(value));
    ARROW_RETURN_NOT_OK(internal::ForEachElement(array, [&](auto element) {
      const Status status = AppendJsonValue(element, out);
      *out += ',';
      return status;
    }));
    *out += ']';
  } else if (type == Type::string) {
    std::string text;
    ARROW_RETURN_NOT_OK(internal::ReadJson(value, &text));
    AppendJsonString(text, out);
  } else {
    std::string_view token = value.raw_json_token();
    token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    *out += token == "-0" ? "0" : token;
  }
  return Status::OK();
}

/// One text for every spelling of the same JSON value; `json` is an object.
inline std::string JsonValueOf(std::string_view json) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(json);
  simdjson::ondemand::document document;
  simdjson::ondemand::value value;
  DU_CHECK(parser.iterate(padded).get(document) == simdjson::SUCCESS);
  DU_CHECK(document.get_value().get(value) == simdjson::SUCCESS);
  std::string out;
  const Status status = AppendJsonValue(value, &out);
  DU_CHECK(status.ok());
  return out;
}

}  // namespace delta_utils
