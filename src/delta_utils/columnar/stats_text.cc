#include <chrono>
#include <cmath>
#include <cstdio>

#include "arrow/util/utf8.h"
#include "delta_utils/base/json_writer.h"
#include "delta_utils/columnar/stats_text_internal.h"

namespace delta_utils {
namespace {

constexpr int kMaxCharacters = 32;
constexpr int kMaxCharactersOfTieBreak = 64;
constexpr std::string_view kLastAscii = "\x7f";
constexpr std::string_view kLastCodePoint = "\xf4\x8f\xbf\xbf";

using Days = std::chrono::sys_days;

/// "yyyy-mm-dd", or nullopt.
std::optional<std::string> DateText(Days day) {
  constexpr Days kFirst{std::chrono::year{1} / 1 / 1};
  constexpr Days kLast{std::chrono::year{9999} / 12 / 31};
  if (day < kFirst || day > kLast) return std::nullopt;
  const std::chrono::year_month_day date(day);
  char text[16];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string Quoted(std::string_view text) {
  std::string json;
  AppendJsonString(text, &json);
  return json;
}

bool IsUtf8(std::string_view text) {
  arrow::util::InitializeUTF8();
  return arrow::util::ValidateUTF8(text);
}

/// The bytes of the code point at `position` of valid UTF-8.
std::string_view CodePointAt(std::string_view text, size_t position) {
  size_t end = position + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    ++end;
  }
  return text.substr(position, end - position);
}

/// The bytes of the first `count` code points of valid UTF-8, or all.
size_t PrefixBytes(std::string_view text, int count) {
  size_t position = 0;
  for (int i = 0; i < count && position < text.size(); ++i) {
    position += CodePointAt(text, position).size();
  }
  return position;
}

}  // namespace

std::optional<std::string> JsonDate(int64_t days) {
  if (days < INT32_MIN || days > INT32_MAX) return std::nullopt;
  const auto text = DateText(Days{std::chrono::days{static_cast<int32_t>(days)}});
  if (!text) return std::nullopt;
  return Quoted(*text);
}

std::optional<std::string> JsonTimestamp(int64_t micros, bool utc) {
  const std::chrono::sys_time<std::chrono::microseconds> instant{
      std::chrono::microseconds{micros}};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const auto date = DateText(day);
  if (!date) return std::nullopt;
  const std::chrono::hh_mm_ss time(
      std::chrono::floor<std::chrono::milliseconds>(instant - day));
  char text[40];
  std::snprintf(text, sizeof(text), "\"%sT%02d:%02d:%02d.%03d%s\"", date->c_str(),
                static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()), utc ? "Z" : "");
  return text;
}

std::string JsonDecimal(const arrow::Decimal128& value, int32_t scale) {
  std::string digits = value.ToIntegerString();
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  const auto fraction = static_cast<size_t>(scale);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  if (fraction > 0) digits.insert(digits.size() - fraction, ".");
  return negative ? "-" + digits : digits;
}

std::optional<std::string> JsonFloat(double value) {
  if (std::isinf(value)) return std::nullopt;
  if (std::isnan(value)) return "\"NaN\"";
  std::string json;
  AppendJsonDouble(value, &json);
  return json;
}

std::optional<std::string> JsonMinString(std::string_view text) {
  if (!IsUtf8(text)) return std::nullopt;
  return Quoted(text.substr(0, PrefixBytes(text, kMaxCharacters)));
}

std::optional<std::string> JsonMaxString(std::string_view text) {
  if (!IsUtf8(text)) return std::nullopt;
  size_t cut = PrefixBytes(text, kMaxCharacters);
  for (int i = kMaxCharacters; cut < text.size(); ++i) {
    if (i == kMaxCharactersOfTieBreak) return std::nullopt;
    const std::string_view next = CodePointAt(text, cut);
    const std::string prefix(text.substr(0, cut));
    if (next < kLastAscii) return Quoted(prefix + std::string(kLastAscii));
    if (next < kLastCodePoint) return Quoted(prefix + std::string(kLastCodePoint));
    cut += next.size();
  }
  return Quoted(text);
}

}  // namespace delta_utils
