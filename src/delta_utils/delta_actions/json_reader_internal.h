// Strict reading of untrusted JSON on top of simdjson's on-demand parser.
//
//   JsonText json(text);
//   Status s = json.VisitObject(0, json.size(), [&](JsonObject object) {
//     return ForEachField(object, [&](std::string_view key, JsonValue value) {
//       return key == "path" ? ReadJson(value, &path) : CheckJson(value, kDepth);
//     });
//   });
//
// The on-demand parser does not look at values nobody asks for, so a visitor must take
// every value: by ReadJson, RawJson or CheckJson. Errors have kind Corrupt and no path;
// callers put the field's and the file's name in front.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils::internal {

using JsonObject = simdjson::ondemand::object;
using JsonArray = simdjson::ondemand::array;
using JsonValue = simdjson::ondemand::value;

/// The most levels of nesting that any text may have.
inline constexpr int kMaxJsonDepth = 100;

Status BadJson(std::string_view message);
Status BadJson(simdjson::error_code error);

/// A copy of a text with the padding that simdjson needs, and its parser.
class JsonText {
 public:
  explicit JsonText(std::string_view text);

  size_t size() const { return size_; }

  /// Parses `length` bytes at `offset` as one object and hands it to `visit`, which
  /// takes all of it.
  template <typename Visit>
  Status VisitObject(size_t offset, size_t length, Visit&& visit) {
    simdjson::ondemand::document document;
    JsonObject object;
    if (auto error = Iterate(offset, length).get(document)) return BadJson(error);
    if (auto error = document.get_object().get(object)) return BadJson(error);
    ARROW_RETURN_NOT_OK(visit(object));
    // Past the last token there is no location; anything else is trailing text.
    if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) {
      return Status::OK();
    }
    return BadJson("bytes after the object");
  }

 private:
  simdjson::simdjson_result<simdjson::ondemand::document> Iterate(size_t offset,
                                                                  size_t length);
  std::string padded_;
  size_t size_;
  simdjson::ondemand::parser parser_;
};

/// Calls visit(decoded key, value) for every field; a failure gets the key as its path.
template <typename Visit>
Status ForEachField(JsonObject object, Visit&& visit) {
  for (auto item : object) {
    std::string_view key;
    JsonValue value;
    if (auto error = item.unescaped_key().get(key)) return BadJson(error);
    if (auto error = item.value().get(value)) return BadJson(error);
    const Status status = visit(key, value);
    if (!status.ok()) return WithPath(key, status);
  }
  return Status::OK();
}

/// Calls visit(value) for every element.
template <typename Visit>
Status ForEachElement(JsonArray array, Visit&& visit) {
  for (auto item : array) {
    JsonValue value;
    if (auto error = item.get(value)) return BadJson(error);
    ARROW_RETURN_NOT_OK(visit(value));
  }
  return Status::OK();
}

Result<JsonObject> ObjectOf(JsonValue value);
Result<JsonArray> ArrayOf(JsonValue value);
/// Takes the value if it is null, else leaves it.
Result<bool> TakeNull(JsonValue value);

Status ReadJson(JsonValue value, std::string* out);
Status ReadJson(JsonValue value, int64_t* out);
Status ReadJson(JsonValue value, int32_t* out);
Status ReadJson(JsonValue value, bool* out);
Status ReadJson(JsonValue value, std::vector<std::string>* out);
/// Values are strings or null; no key appears twice. `out` is empty.
Status ReadJson(JsonObject object,
                std::map<std::string, std::optional<std::string>>* out);
Status ReadJson(JsonValue value, std::map<std::string, std::optional<std::string>>* out);

/// Null reads as absent.
template <typename T>
Status ReadJson(JsonValue value, std::optional<T>* out) {
  ARROW_ASSIGN_OR_RAISE(const bool null, TakeNull(value));
  if (null) {
    out->reset();
    return Status::OK();
  }
  return ReadJson(value, &out->emplace());
}

/// The value's text as it stands (line breaks between its tokens become spaces), checked
/// to be JSON of at most kMaxJsonDepth levels when `depth` levels are open around it.
Result<std::string> RawJson(JsonValue value, int depth);
/// Takes the value, checked as by RawJson.
Status CheckJson(JsonValue value, int depth);

/// May stand at the beginning of a text, and is no JSON.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Without the white space around it; of an empty text, the end of `text`.
std::string_view Trim(std::string_view text);
/// Without the white space that may follow a token.
std::string_view TrimRight(std::string_view text);

/// A raw JSON string, decoded; nullopt if `raw` is no JSON string.
std::optional<std::string> DecodeJsonString(std::string_view raw);
/// A raw JSON integer; nullopt if `raw` is none, or does not fit.
std::optional<int64_t> DecodeJsonInteger(std::string_view raw);

}  // namespace delta_utils::internal
