#include "delta_utils/variant/json_text_internal.h"

#include <cstdint>
#include <optional>

#include "delta_utils/base/hex.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {
namespace {

constexpr size_t kUnicodeEscape = 6;  // characters of \u0041

/// The code unit of the escape \uXXXX at the front of `text`; nullopt if there is none.
std::optional<uint32_t> CodeUnit(std::string_view text) {
  if (text.size() < kUnicodeEscape || !text.starts_with("\\u")) return std::nullopt;
  uint32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    const int digit = HexDigit(c);
    if (digit < 0) return std::nullopt;
    unit = unit << 4 | static_cast<uint32_t>(digit);
  }
  return unit;
}

bool IsHighSurrogate(uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void AppendUtf8(uint32_t code_point, std::string* out) {
  const auto append = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) return append(code_point);
  if (code_point < 0x800) {
    append(0xC0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      append(0xE0 | code_point >> 12);
    } else {
      append(0xF0 | code_point >> 18);
      append(0x80 | (code_point >> 12 & 0x3F));
    }
    append(0x80 | (code_point >> 6 & 0x3F));
  }
  append(0x80 | (code_point & 0x3F));
}

/// What a backslash and `c` stand for; 0: nothing.
char SimpleEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

/// Takes the escape at the front of `text`, of one or two code units, and appends what it
/// stands for. Returns how many characters it took; 0 and `problem` if it is malformed.
size_t TakeEscape(std::string_view text, std::string* out, std::string_view* problem) {
  const char simple = text.size() > 1 ? SimpleEscape(text[1]) : '\0';
  if (simple != 0) {
    out->push_back(simple);
    return 2;
  }
  const std::optional<uint32_t> unit = CodeUnit(text);
  if (!unit) {
    *problem = "not an escape";
    return 0;
  }
  if (!IsHighSurrogate(*unit) && !IsLowSurrogate(*unit)) {
    AppendUtf8(*unit, out);
    return kUnicodeEscape;
  }
  const std::optional<uint32_t> low =
      IsHighSurrogate(*unit) ? CodeUnit(text.substr(kUnicodeEscape)) : std::nullopt;
  if (!low || !IsLowSurrogate(*low)) {
    *problem = "a lone surrogate";
    return 0;
  }
  AppendUtf8(0x10000 + ((*unit - 0xD800) << 10 | (*low - 0xDC00)), out);
  return 2 * kUnicodeEscape;
}

/// The length of the UTF-8 sequence at `position`; 0 if it is malformed.
size_t SequenceAt(std::string_view text, size_t position) {
  for (size_t length = 1; length <= 4 && length <= text.size() - position; ++length) {
    if (IsUtf8(text.substr(position, length))) return length;
  }
  return 0;
}

}  // namespace

JsonTextProblem UnescapeJson(std::string_view content, std::string* out) {
  out->clear();
  size_t position = 0;
  while (true) {
    const size_t backslash = content.find('\\', position);
    out->append(content, position, backslash - position);
    if (backslash == std::string_view::npos) return {};
    std::string_view problem;
    const size_t taken = TakeEscape(content.substr(backslash), out, &problem);
    if (taken == 0) return {backslash, problem};
    position = backslash + taken;
  }
}

JsonTextProblem FindBadCharacter(std::string_view json) {
  bool in_string = false;
  size_t quote = 0;
  for (size_t i = 0; i < json.size();) {
    const size_t length = SequenceAt(json, i);
    if (length == 0) return {i, "not UTF-8"};
    const auto c = static_cast<uint8_t>(json[i]);
    if (in_string && c < 0x20) return {i, "a control character in a string"};
    if (c == '"') {
      in_string = !in_string;
      quote = i;
    }
    i += length;
    // Neither of them ends the string. Other escapes are examined elsewhere.
    const bool escapes = in_string && c == '\\' && i < json.size();
    if (escapes && (json[i] == '"' || json[i] == '\\')) ++i;
  }
  if (in_string) return {quote, "a string without an end"};
  return {};
}

}  // namespace delta_utils::variant_internal
