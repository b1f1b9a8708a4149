#include "delta_utils/base/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

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

/// Numbers of at most 15 digits, of which at most six are behind the point, as most are
/// that people write; nullptr for others. If such a decimal reads as `value`, it is the
/// shortest that does: no two decimals of 15 digits are the same double.
char* WriteFewDigits(double value, double magnitude, char* out) {
  constexpr double kScale = 1e6;
  constexpr uint64_t kWhole = 1'000'000;
  if (!(magnitude >= 1e-4 && magnitude < 1e9)) return nullptr;
  const auto scaled = static_cast<uint64_t>(magnitude * kScale + 0.5);
  // Both are exact, so that the quotient is what the decimal reads as.
  if (static_cast<double>(scaled) / kScale != magnitude) return nullptr;
  if (value < 0) *out++ = '-';
  const auto whole = static_cast<uint32_t>(scaled / kWhole);
  auto fraction = static_cast<uint32_t>(scaled % kWhole);
  out = std::to_chars(out, out + 10, whole).ptr;
  *out++ = '.';
  size_t digits = 6;
  while (digits > 1 && fraction % 10 == 0) {
    fraction /= 10;
    --digits;
  }
  for (size_t i = digits; i-- > 0; fraction /= 10) {
    out[i] = static_cast<char>('0' + fraction % 10);
  }
  return out + digits;
}

template <typename Float>
char* WriteShortest(Float value, char* out) {
  // Left to itself, to_chars writes 100000.0 as "1e+05"; within these bounds plain digits
  // read better and stay short.
  const Float magnitude = std::fabs(value);
  const bool plain = magnitude == 0 || (magnitude >= Float(1e-4) && magnitude < 1e16);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  char* end = std::to_chars(out, out + kMaxJsonDouble, value, format).ptr;
  if (plain && std::find(out, end, '.') == end) {
    *end++ = '.';
    *end++ = '0';
  }
  return end;
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
  char buffer[kMaxJsonDouble];
  out->append(buffer, WriteJsonDouble(value, buffer));
}

char* WriteJsonDouble(double value, char* out) {
  char* const end = WriteFewDigits(value, std::fabs(value), out);
  return end != nullptr ? end : WriteShortest(value, out);
}

char* WriteJsonFloat(float value, char* out) { return WriteShortest(value, out); }

}  // namespace delta_utils
