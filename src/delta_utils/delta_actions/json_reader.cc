#include <algorithm>
#include <charconv>
#include <limits>

#include "delta_utils/delta_actions/json_reader_internal.h"

namespace delta_utils::internal {

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return text.substr(text.size());
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

std::string_view TrimRight(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

namespace {

bool TakeDigits(std::string_view* text) {
  const size_t count = std::min(text->find_first_not_of("0123456789"), text->size());
  text->remove_prefix(count);
  return count > 0;
}

/// RFC 8259, section 6. Numbers stay text, so their size does not matter here.
bool IsNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const size_t before = text.size();
  if (!TakeDigits(&text)) return false;
  if (zero && before - text.size() > 1) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!TakeDigits(&text)) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (!TakeDigits(&text)) return false;
  }
  return text.empty();
}

Status CheckObject(JsonObject object, int depth) {
  return ForEachField(
      object, [&](std::string_view, JsonValue field) { return CheckJson(field, depth); });
}

Status CheckArray(JsonArray array, int depth) {
  return ForEachElement(array,
                        [&](JsonValue element) { return CheckJson(element, depth); });
}

Status CheckScalar(JsonValue value, simdjson::ondemand::json_type type) {
  using Type = simdjson::ondemand::json_type;
  if (type == Type::string) {
    std::string_view text;
    if (auto error = value.get_string().get(text)) return BadJson(error);
    return Status::OK();
  }
  if (type == Type::boolean) {
    bool unused;
    return ReadJson(value, &unused);
  }
  if (type == Type::number) {
    return IsNumber(TrimRight(value.raw_json_token())) ? Status::OK()
                                                       : BadJson("not a number");
  }
  ARROW_ASSIGN_OR_RAISE(const bool null, TakeNull(value));
  return null ? Status::OK() : BadJson("not a value");
}

std::string OnOneLine(std::string_view text) {
  std::string line(TrimRight(text));
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\r', ' ');
  return line;
}

Result<simdjson::ondemand::json_type> TypeOf(JsonValue value) {
  simdjson::ondemand::json_type type;
  if (auto error = value.type().get(type)) return BadJson(error);
  return type;
}

Status TooDeep() {
  return BadJson("more than " + std::to_string(kMaxJsonDepth) + " levels of nesting");
}

/// The text of an array or object, and then a second walk over it to check it.
template <typename Container, typename Check>
Result<std::string> RawContainer(Container container, Check check) {
  std::string_view raw;
  bool not_empty;
  if (auto error = container.raw_json().get(raw)) return BadJson(error);
  if (auto error = container.reset().get(not_empty)) return BadJson(error);
  std::string text = OnOneLine(raw);
  ARROW_RETURN_NOT_OK(check(container));
  return text;
}

}  // namespace

Status BadJson(std::string_view message) { return Corrupt("", message); }

Status BadJson(simdjson::error_code error) {
  return BadJson(std::string("not valid JSON, or not of the expected type: ") +
                 simdjson::error_message(error));
}

JsonText::JsonText(std::string_view text) : size_(text.size()) {
  padded_.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  padded_.append(text);
  padded_.append(simdjson::SIMDJSON_PADDING, ' ');
}

simdjson::simdjson_result<simdjson::ondemand::document> JsonText::Iterate(size_t offset,
                                                                          size_t length) {
  DU_CHECK(offset <= size_ && length <= size_ - offset);
  return parser_.iterate(simdjson::padded_string_view(padded_.data() + offset, length,
                                                      padded_.size() - offset));
}

Result<JsonObject> ObjectOf(JsonValue value) {
  JsonObject object;
  if (auto error = value.get_object().get(object)) return BadJson(error);
  return object;
}

Result<JsonArray> ArrayOf(JsonValue value) {
  JsonArray array;
  if (auto error = value.get_array().get(array)) return BadJson(error);
  return array;
}

Result<bool> TakeNull(JsonValue value) {
  bool null;
  if (auto error = value.is_null().get(null)) return BadJson(error);
  return null;
}

Status ReadJson(JsonValue value, std::string* out) {
  std::string_view text;
  if (auto error = value.get_string().get(text)) return BadJson(error);
  out->assign(text);
  return Status::OK();
}

Status ReadJson(JsonValue value, int64_t* out) {
  if (auto error = value.get_int64().get(*out)) return BadJson(error);
  return Status::OK();
}

Status ReadJson(JsonValue value, int32_t* out) {
  int64_t wide;
  ARROW_RETURN_NOT_OK(ReadJson(value, &wide));
  if (wide < std::numeric_limits<int32_t>::min() ||
      wide > std::numeric_limits<int32_t>::max()) {
    return BadJson("a number beyond 32 bits");
  }
  *out = static_cast<int32_t>(wide);
  return Status::OK();
}

Status ReadJson(JsonValue value, bool* out) {
  if (auto error = value.get_bool().get(*out)) return BadJson(error);
  return Status::OK();
}

Status ReadJson(JsonValue value, std::vector<std::string>* out) {
  ARROW_ASSIGN_OR_RAISE(JsonArray array, ArrayOf(value));
  return ForEachElement(
      array, [&](JsonValue element) { return ReadJson(element, &out->emplace_back()); });
}

Status ReadJson(JsonValue value, std::map<std::string, std::optional<std::string>>* out) {
  ARROW_ASSIGN_OR_RAISE(JsonObject object, ObjectOf(value));
  return ReadJson(object, out);
}

Status ReadJson(JsonObject object,
                std::map<std::string, std::optional<std::string>>* out) {
  return ForEachField(object, [&](std::string_view key, JsonValue field) {
    const auto [entry, is_new] = out->try_emplace(std::string(key));
    if (!is_new) return BadJson("the key appears twice");
    return ReadJson(field, &entry->second);
  });
}

Status CheckJson(JsonValue value, int depth) {
  using Type = simdjson::ondemand::json_type;
  ARROW_ASSIGN_OR_RAISE(const Type type, TypeOf(value));
  if (type != Type::object && type != Type::array) return CheckScalar(value, type);
  if (depth >= kMaxJsonDepth) return TooDeep();
  if (type == Type::object) {
    ARROW_ASSIGN_OR_RAISE(JsonObject object, ObjectOf(value));
    return CheckObject(object, depth + 1);
  }
  ARROW_ASSIGN_OR_RAISE(JsonArray array, ArrayOf(value));
  return CheckArray(array, depth + 1);
}

Result<std::string> RawJson(JsonValue value, int depth) {
  using Type = simdjson::ondemand::json_type;
  ARROW_ASSIGN_OR_RAISE(const Type type, TypeOf(value));
  if (type != Type::object && type != Type::array) {
    std::string text(TrimRight(value.raw_json_token()));
    ARROW_RETURN_NOT_OK(CheckScalar(value, type));
    return text;
  }
  if (depth >= kMaxJsonDepth) return TooDeep();
  if (type == Type::object) {
    ARROW_ASSIGN_OR_RAISE(JsonObject object, ObjectOf(value));
    return RawContainer(object, [&](JsonObject o) { return CheckObject(o, depth + 1); });
  }
  ARROW_ASSIGN_OR_RAISE(JsonArray array, ArrayOf(value));
  return RawContainer(array, [&](JsonArray a) { return CheckArray(a, depth + 1); });
}

std::optional<std::string> DecodeJsonString(std::string_view raw) {
  if (raw.size() < 2 || !raw.starts_with('"') || !raw.ends_with('"')) return {};
  if (raw.find('\\') == std::string_view::npos) {
    return std::string(raw.substr(1, raw.size() - 2));
  }
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(raw);
  simdjson::ondemand::document document;
  std::string_view text;
  if (parser.iterate(padded).get(document)) return {};
  if (document.get_string().get(text)) return {};
  return std::string(text);
}

std::optional<int64_t> DecodeJsonInteger(std::string_view raw) {
  int64_t number;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (error != std::errc() || end != raw.data() + raw.size()) return {};
  return number;
}

}  // namespace delta_utils::internal
