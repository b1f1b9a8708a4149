#include "delta_utils/base/json_writer.h"

#include <charconv>
#include <cmath>

namespace delta_utils {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

bool NeedsEscape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

void AppendEscape(unsigned char c, std::string* out) {
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\b':
      *out += "\\b";
      return;
    case '\f':
      *out += "\\f";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      *out += "\\u00";
      *out += kHexDigits[c >> 4];
      *out += kHexDigits[c & 15];
  }
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  *out += '"';
  size_t copied = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!NeedsEscape(c)) continue;
    out->append(text, copied, i - copied);
    AppendEscape(c, out);
    copied = i + 1;
  }
  out->append(text, copied, text.size() - copied);
  *out += '"';
}

void AppendJsonDouble(double value, std::string* out) {
  // Left to itself, to_chars writes 100000.0 as "1e+05"; within these bounds plain digits
  // read better and stay short.
  const double magnitude = std::fabs(value);
  const bool plain = value == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  char buffer[32];
  const char* end = std::to_chars(buffer, buffer + sizeof(buffer), value, format).ptr;
  const std::string_view digits(buffer, static_cast<size_t>(end - buffer));
  *out += digits;
  if (plain && digits.find('.') == std::string_view::npos) *out += ".0";
}

}  // namespace delta_utils
