#include "delta_utils/variant/json_number_internal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/word_internal.h"

namespace delta_utils::variant_internal {
namespace {

using Fractions = VariantJsonReadOptions::Fractions;

constexpr size_t kMaxDigits64 = 19;  // that 64 bits without a sign always hold
constexpr size_t kMaxDigits128 = 38;

constexpr std::array<uint64_t, 9> kPowersOfTen = {
    1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

/// The number that eight digits, 0 to 9 and the first in the lowest byte, stand for.
/// Neighbours are joined: digits to pairs, pairs to fours, fours to the number.
constexpr uint64_t EightDigits(uint64_t digits) {
  constexpr uint64_t kEveryFourth = 0x000000FF000000FF;
  const uint64_t pairs = digits * 10 + (digits >> 8);
  return ((pairs & kEveryFourth) * (100 + (uint64_t{1'000'000} << 32)) +
          (pairs >> 16 & kEveryFourth) * (1 + (uint64_t{10'000} << 32))) >>
         32;
}

/// Takes all digits at the front and joins them to `n`, which wraps around beyond 64
/// bits.
const char* TakeDigits(const char* text, uint64_t* n) {
  while (true) {
    const uint64_t digits = LoadWord(text) - kLowBits * '0';
    // A byte above '9' carries into its top bit, or has it; one below '0' borrows.
    const uint64_t others = (digits + kLowBits * (0x80 - 10)) | digits;
    const int count = std::countr_zero(others & kTopBits) / 8;
    if (count == 0) return text;
    *n = *n * kPowersOfTen[static_cast<size_t>(count)] +
         EightDigits(digits << (64 - 8 * count));
    text += count;
    if (count < 8) return text;
  }
}

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

/// Where the parts of a number are.
struct Parts {
  const char* begin;
  bool negative;
  std::string_view whole;
  std::string_view fraction;
  uint64_t digits = 0;  // of both; wrong beyond kMaxDigits64
};

/// The digits of both parts as one number; false if there are more than 38.
bool Join(const Parts& parts, Int128* out) {
  Int128 n = parts.digits;
  if (parts.whole.size() + parts.fraction.size() > kMaxDigits64) {
    size_t significant = 0;
    n = 0;
    for (const std::string_view text : {parts.whole, parts.fraction}) {
      for (const char c : text) {
        if (significant > 0 || c != '0') ++significant;
        if (significant > kMaxDigits128) return false;
        n = n * 10 + (c - '0');
      }
    }
  }
  *out = parts.negative ? -n : n;
  return true;
}

/// from_chars has one error for what is too large and for what is too small. Tells
/// whether a number other than zero is below 1.
bool IsSmall(std::string_view number) {
  const size_t e = std::min(number.find_first_of("eE"), number.size());
  const std::string_view mantissa = number.substr(0, e);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const size_t first = mantissa.find_first_of("123456789");
  // The exponent of the first digit that counts. Texts are far shorter than 2^62.
  int64_t exponent =
      static_cast<int64_t>(point) - static_cast<int64_t>(first) - (first < point ? 1 : 0);
  if (e < number.size()) {
    std::string_view digits = number.substr(e + 1);
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    int64_t written = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), written);
    constexpr int64_t kBeyond = int64_t{1} << 62;
    if (error != std::errc()) written = kBeyond;
    written = std::min(written, kBeyond);
    exponent += negative ? -written : written;
  }
  return exponent < 0;
}

JsonNumberEnd ReadDouble(const char* begin, const char* end, VariantBuilder* builder) {
  double number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc()) {
    if (!IsSmall(Between(begin, end))) return {nullptr, "a number beyond the doubles"};
    number = *begin == '-' ? -0.0 : 0.0;
  }
  builder->Double(number);
  return {end, {}};
}

JsonNumberEnd ReadInteger(const Parts& parts, const char* end, VariantBuilder* builder) {
  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  if (parts.whole.size() <= kMaxDigits64 &&
      parts.digits <= kMax + (parts.negative ? 1 : 0)) {
    if (parts.negative && parts.digits == 0) {
      builder->Double(-0.0);
    } else {
      builder->Int(static_cast<int64_t>(parts.negative ? -parts.digits : parts.digits));
    }
    return {end, {}};
  }
  Int128 n = 0;
  if (!Join(parts, &n)) return ReadDouble(parts.begin, end, builder);
  builder->Decimal({n, 0});
  return {end, {}};
}

JsonNumberEnd ReadFraction(const Parts& parts, const char* end, Fractions fractions,
                           VariantBuilder* builder) {
  constexpr uint64_t kMaxExact = uint64_t{1} << 53;
  constexpr size_t kMaxExactPower = 22;
  if (fractions == Fractions::kDouble && parts.digits <= kMaxExact &&
      parts.whole.size() + parts.fraction.size() <= kMaxDigits64 &&
      parts.fraction.size() <= kMaxExactPower) {
    // Both the digits and the power of ten are exact, so that one division rounds once.
    const double magnitude = NearestDouble(
        {static_cast<Int128>(parts.digits), static_cast<uint8_t>(parts.fraction.size())});
    builder->Double(parts.negative ? -magnitude : magnitude);
    return {end, {}};
  }
  Int128 n = 0;
  if (fractions == Fractions::kDouble ||
      parts.fraction.size() > static_cast<size_t>(kMaxDecimalScale) || !Join(parts, &n) ||
      (parts.negative && n == 0)) {
    return ReadDouble(parts.begin, end, builder);
  }
  builder->Decimal({n, static_cast<uint8_t>(parts.fraction.size())});
  return {end, {}};
}

}  // namespace

JsonNumberEnd ReadJsonNumber(const char* begin, Fractions fractions,
                             VariantBuilder* builder) {
  Parts parts{begin, *begin == '-', {}, {}};
  const char* const whole = begin + (parts.negative ? 1 : 0);
  const char* text = TakeDigits(whole, &parts.digits);
  parts.whole = Between(whole, text);
  if (parts.whole.empty()) return {nullptr, "a minus without a digit"};
  if (*whole == '0' && parts.whole.size() > 1) return {nullptr, "a leading zero"};
  if (*text == '.') {
    const char* const fraction = text + 1;
    text = TakeDigits(fraction, &parts.digits);
    parts.fraction = Between(fraction, text);
    if (parts.fraction.empty()) return {nullptr, "no digit behind the point"};
  }
  if (*text == 'e' || *text == 'E') {
    ++text;
    if (*text == '+' || *text == '-') ++text;
    uint64_t exponent = 0;
    const char* const end = TakeDigits(text, &exponent);
    if (end == text) return {nullptr, "an exponent without a digit"};
    return ReadDouble(begin, end, builder);
  }
  if (parts.fraction.empty()) return ReadInteger(parts, text, builder);
  return ReadFraction(parts, text, fractions, builder);
}

}  // namespace delta_utils::variant_internal
