// JSON texts compared as values, for tests: exact in every number.
//
//   EXPECT_EQ(JsonValueOf(written), JsonValueOf(read));
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/json_writer.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// Appends `value` with members sorted by key and no white space; numbers as they
/// stand, but that -0 is the integer 0.
inline void AppendJsonValue(simdjson::ondemand::value value, std::string* out) {
  using Type = simdjson::ondemand::json_type;
  const Type type = value.type().value_unsafe();
  if (type == Type::object) {
    std::vector<std::pair<std::string, std::string>> members;
    for (auto field : value.get_object().value_unsafe()) {
      std::string key(field.unescaped_key().value_unsafe());
      AppendJsonValue(field.value().value_unsafe(),
                      &members.emplace_back(std::move(key), "").second);
    }
    std::ranges::sort(members);
    *out += '{';
    for (const auto& [key, text] : members) {
      AppendJsonString(key, out);
      *out += ':' + text + ',';
    }
    *out += '}';
  } else if (type == Type::array) {
    *out += '[';
    for (auto element : value.get_array().value_unsafe()) {
      AppendJsonValue(element.value_unsafe(), out);
      *out += ',';
    }
    *out += ']';
  } else if (type == Type::string) {
    AppendJsonString(value.get_string().value_unsafe(), out);
  } else {
    std::string_view token = value.raw_json_token();
    token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    *out += token == "-0" ? "0" : token;
  }
}

/// One text for every spelling of the same JSON value; `json` is an object.
inline std::string JsonValueOf(std::string_view json) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(json);
  simdjson::ondemand::document document;
  DU_CHECK(parser.iterate(padded).get(document) == simdjson::SUCCESS);
  std::string out;
  AppendJsonValue(document.get_value().value_unsafe(), &out);
  return out;
}

}  // namespace delta_utils
