#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "delta_utils/base/base64.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json_scalar_internal.h"
#include "delta_utils/base/hex.h"

namespace delta_utils::internal {
namespace {

Status Malformed(std::string_view wrapper, std::string_view expected) {
  return InvalidArgument("",
                         std::string(wrapper) + ": expected " + std::string(expected));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

size_t CountDigits(std::string_view text, size_t from) {
  size_t end = from;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end - from;
}

/// What a JSON number consists of; `valid` is false for any other text.
struct NumberShape {
  bool valid = false;
  bool whole = false;
};

NumberShape ShapeOf(std::string_view token) {
  size_t i = token.starts_with('-') ? 1 : 0;
  const size_t integer_digits = CountDigits(token, i);
  if (integer_digits == 0 || (integer_digits > 1 && token[i] == '0')) return {};
  i += integer_digits;
  NumberShape shape{true, i == token.size()};
  if (i < token.size() && token[i] == '.') {
    const size_t digits = CountDigits(token, i + 1);
    if (digits == 0) return {};
    i += 1 + digits;
  }
  if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
    ++i;
    if (i < token.size() && (token[i] == '+' || token[i] == '-')) ++i;
    const size_t digits = CountDigits(token, i);
    if (digits == 0) return {};
    i += digits;
  }
  shape.valid = i == token.size();
  return shape;
}

/// Whether a number that double cannot hold has failed by being too near to zero.
bool IsTiny(std::string_view number) {
  const size_t first = number.find_first_of("123456789");
  const size_t exponent_mark = std::min(number.find_first_of("eE"), number.size());
  if (first >= exponent_mark) return true;
  int64_t exponent = 0;
  if (exponent_mark < number.size()) {
    std::string_view digits = number.substr(exponent_mark + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (error != std::errc()) return digits.starts_with('-');
  }
  const size_t point = std::min(number.find('.'), exponent_mark);
  return exponent + static_cast<int64_t>(point) - static_cast<int64_t>(first) < 0;
}

/// The nearest double; nullopt if the number is beyond the largest one.
std::optional<double> NearestDouble(std::string_view number) {
  double value = 0;
  const char* end = number.data() + number.size();
  const std::errc error = std::from_chars(number.data(), end, value).ec;
  if (error == std::errc()) return value;
  if (!IsTiny(number)) return std::nullopt;
  return number.starts_with('-') ? -0.0 : 0.0;
}

/// A whole number of any length that fits T; nullopt otherwise.
template <typename T>
std::optional<T> WholeNumber(std::string_view text) {
  T number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Exactly `size` bytes from twice as many digits.
bool DecodeHex(std::string_view text, size_t size, uint8_t* out) {
  if (text.size() != 2 * size) return false;
  for (size_t i = 0; i < size; ++i) {
    const int high = HexDigit(text[2 * i]);
    const int low = HexDigit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace

Result<Value> ParseJsonNumber(std::string_view token) {
  const NumberShape shape = ShapeOf(token);
  if (!shape.valid) return InvalidArgument("", "malformed JSON: not a number");
  if (shape.whole) {
    if (const std::optional<int32_t> small = WholeNumber<int32_t>(token)) return *small;
    if (const std::optional<int64_t> large = WholeNumber<int64_t>(token)) return *large;
  }
  const std::optional<double> value = NearestDouble(token);
  if (!value) return InvalidArgument("", "a number is too large for a double");
  return *value;
}

Result<int64_t> ParseJsonInteger(std::string_view token, int64_t least, int64_t most) {
  const NumberShape shape = ShapeOf(token);
  const std::optional<int64_t> number = WholeNumber<int64_t>(token);
  if (!shape.valid || !number || *number < least || *number > most) {
    return InvalidArgument("", "not a whole number from " + std::to_string(least) +
                                   " to " + std::to_string(most));
  }
  return *number;
}

Result<Value> ParseNumberInt(std::string_view text) {
  const std::optional<int32_t> number = WholeNumber<int32_t>(text);
  if (!number) return Malformed("$numberInt", "a 32-bit whole number");
  return *number;
}

Result<Value> ParseNumberLong(std::string_view text) {
  const std::optional<int64_t> number = WholeNumber<int64_t>(text);
  if (!number) return Malformed("$numberLong", "a 64-bit whole number");
  return *number;
}

Result<Value> ParseNumberDouble(std::string_view text) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return kInfinity;
  if (text == "-Infinity") return -kInfinity;
  const std::optional<double> value =
      ShapeOf(text).valid ? NearestDouble(text) : std::nullopt;
  if (!value) return Malformed("$numberDouble", "a number within a double's range");
  return *value;
}

Result<Value> ParseNumberDecimal(std::string_view text) {
  Result<Decimal128> decimal = ParseDecimal128(text);
  if (!decimal.ok()) {
    return InvalidArgument("", "$numberDecimal: " + decimal.status().message());
  }
  return *decimal;
}

Result<Value> ParseObjectId(std::string_view text) {
  ObjectId id;
  if (!DecodeHex(text, id.bytes.size(), id.bytes.data())) {
    return Malformed("$oid", "24 hexadecimal digits");
  }
  return id;
}

Result<Value> ParseUuid(std::string_view text) {
  std::string digits(text.substr(0, 36));
  if (text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' &&
      text[23] == '-') {
    std::erase(digits, '-');
  }
  Uuid uuid;
  if (text.size() > 36 || !DecodeHex(digits, uuid.bytes.size(), uuid.bytes.data())) {
    return Malformed("$uuid", "32 hexadecimal digits, in groups of 8-4-4-4-12");
  }
  return uuid;
}

Result<Value> ParseBinary(std::string_view base64, std::string_view subtype) {
  const std::string two_digits = subtype.size() == 1 ? "0" + std::string(subtype)
                                                     : std::string(subtype.substr(0, 3));
  uint8_t number = 0;
  if (!DecodeHex(two_digits, 1, &number)) {
    return Malformed("$binary", "a subtype of one or two hexadecimal digits");
  }
  std::optional<std::string> bytes = DecodeBase64(base64);
  if (!bytes) return Malformed("$binary", "base64 text with padding");
  return MakeBinary(number, std::move(*bytes));
}

Result<Value> ParseRegex(std::string_view pattern, std::string_view options) {
  if (pattern.find('\0') != std::string_view::npos ||
      options.find('\0') != std::string_view::npos) {
    return Malformed("$regularExpression", "text without NUL");
  }
  Regex regex{std::string(pattern), std::string(options)};
  std::sort(regex.options.begin(), regex.options.end());
  return regex;
}

}  // namespace delta_utils::internal
