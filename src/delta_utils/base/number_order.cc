#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/hash_internal.h"
#include "delta_utils/base/number_order_internal.h"

namespace delta_utils::internal {
namespace {

using Form = DecimalParts::Form;

constexpr double kTwoTo53 = 9007199254740992.0;
constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr int kMaxInt64Digits = 19;

template <typename T>
int Sign(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

std::optional<int64_t> AsInteger(const Value& number) {
  if (const int32_t* small = number.get_if<int32_t>()) return *small;
  if (const int64_t* large = number.get_if<int64_t>()) return *large;
  return std::nullopt;
}

Uint128 Magnitude(int64_t number) {
  const auto bits = static_cast<uint64_t>(number);
  return number < 0 ? ~bits + 1 : bits;
}

/// A number taken apart. A double that is finite and not a whole number below 2^53 keeps
/// its own form, `binary`, because its decimal digits may be many.
struct Exact {
  DecimalParts decimal;
  double binary = 0;  // magnitude; 0 if `decimal` says it all
};

Exact ExactOf(double number) {
  Exact exact;
  exact.decimal.negative = std::signbit(number);
  const double magnitude = std::fabs(number);
  if (std::isnan(number)) {
    exact.decimal.form = Form::kNaN;
  } else if (std::isinf(number)) {
    exact.decimal.form = Form::kInfinity;
  } else if (magnitude < kTwoTo53 && std::trunc(magnitude) == magnitude) {
    exact.decimal.coefficient = static_cast<uint64_t>(magnitude);
  } else {
    exact.binary = magnitude;
  }
  return exact;
}

Exact ExactOf(const Value& number) {
  if (const double* binary = number.get_if<double>()) return ExactOf(*binary);
  Exact exact;
  if (const Decimal128* decimal = number.get_if<Decimal128>()) {
    exact.decimal = PartsOf(*decimal);
  } else {
    const int64_t integer = *AsInteger(number);
    exact.decimal.negative = integer < 0;
    exact.decimal.coefficient = Magnitude(integer);
  }
  return exact;
}

/// The number's place among NaN, -infinity, negative, zero, positive, infinity.
int RankOf(const Exact& number) {
  if (number.decimal.form == Form::kNaN) return 0;
  const bool negative = number.decimal.negative;
  if (number.decimal.form == Form::kInfinity) return negative ? 1 : 5;
  if (number.decimal.coefficient == 0 && number.binary == 0) return 3;
  return negative ? 2 : 4;
}

int CountDigits(Uint128 coefficient) {
  int digits = 0;
  for (; coefficient != 0; coefficient /= 10) ++digits;
  return digits;
}

Uint128 ScaleUp(Uint128 coefficient, int zeros) {
  for (; zeros > 0; --zeros) coefficient *= 10;
  return coefficient;
}

/// Both are finite and not zero.
int CompareDecimalMagnitudes(const DecimalParts& a, const DecimalParts& b) {
  if (a.exponent == b.exponent) return Sign(a.coefficient, b.coefficient);
  const int a_leading = CountDigits(a.coefficient) + a.exponent;
  const int b_leading = CountDigits(b.coefficient) + b.exponent;
  if (a_leading != b_leading) return Sign(a_leading, b_leading);
  // With the leading digits in one place, the one with the higher exponent has as many
  // digits fewer, so scaling it up stays within 34.
  const int common = std::min(a.exponent, b.exponent);
  return Sign(ScaleUp(a.coefficient, a.exponent - common),
              ScaleUp(b.coefficient, b.exponent - common));
}

/// A magnitude as 0.DIGITS * 10^leading, the digits without zeros at either end.
struct Digits {
  std::string text;
  int leading = 0;
};

void StripZerosBehind(std::string* text) {
  text->resize(text->find_last_not_of('0') + 1);
}

Digits DigitsOf(const DecimalParts& decimal) {
  Digits digits;
  for (Uint128 rest = decimal.coefficient; rest != 0; rest /= 10) {
    digits.text.insert(digits.text.begin(), static_cast<char>('0' + int(rest % 10)));
  }
  digits.leading = static_cast<int>(digits.text.size()) + decimal.exponent;
  StripZerosBehind(&digits.text);
  return digits;
}

/// Every double is a finite decimal: with e binary places it has e decimal places.
Digits DigitsOf(double magnitude) {
  int exponent = 0;
  const auto mantissa = static_cast<uint64_t>(
      std::ldexp(std::frexp(magnitude, &exponent), std::numeric_limits<double>::digits));
  const int places =
      std::numeric_limits<double>::digits - exponent - std::countr_zero(mantissa);
  char buffer[1500];  // 309 digits, a point and 1074 places at most
  const char* end = std::to_chars(buffer, buffer + sizeof(buffer), magnitude,
                                  std::chars_format::fixed, std::max(places, 0))
                        .ptr;
  Digits digits;
  digits.text.assign(buffer, static_cast<size_t>(end - buffer));
  const size_t point = std::min(digits.text.find('.'), digits.text.size());
  if (point < digits.text.size()) digits.text.erase(point, 1);
  const size_t zeros = digits.text.find_first_not_of('0');
  digits.text.erase(0, zeros);
  digits.leading = static_cast<int>(point) - static_cast<int>(zeros);
  StripZerosBehind(&digits.text);
  return digits;
}

Digits DigitsOf(const Exact& number) {
  return number.binary != 0 ? DigitsOf(number.binary) : DigitsOf(number.decimal);
}

int CompareMagnitudes(const Exact& a, const Exact& b) {
  if (a.binary == 0 && b.binary == 0)
    return CompareDecimalMagnitudes(a.decimal, b.decimal);
  const Digits a_digits = DigitsOf(a);
  const Digits b_digits = DigitsOf(b);
  if (a_digits.leading != b_digits.leading)
    return Sign(a_digits.leading, b_digits.leading);
  return Sign(a_digits.text, b_digits.text);
}

int CompareExact(const Exact& a, const Exact& b) {
  const int rank = RankOf(a);
  if (const int by_rank = Sign(rank, RankOf(b))) return by_rank;
  if (rank != 2 && rank != 4) return 0;
  const int by_magnitude = CompareMagnitudes(a, b);
  return rank == 2 ? -by_magnitude : by_magnitude;
}

// Hashing: whole numbers within int64 hash as such, others that a double can hold hash as
// that double, and what is left, decimals only, by digits and exponent.

constexpr uint64_t kIntegerSeed = 1;
constexpr uint64_t kDoubleSeed = 2;
constexpr uint64_t kDecimalSeed = 3;
constexpr uint64_t kNaNHash = 0x7ff8;

uint64_t HashInteger(int64_t number) {
  return HashMix(kIntegerSeed, static_cast<uint64_t>(number));
}

uint64_t HashDouble(double number) {
  if (std::isnan(number)) return kNaNHash;
  if (number >= -kTwoTo63 && number < kTwoTo63 && std::trunc(number) == number) {
    return HashInteger(static_cast<int64_t>(number));
  }
  return HashMix(kDoubleSeed, std::bit_cast<uint64_t>(number));
}

/// The integer that `decimal`, which has no zeros at the end, stands for.
std::optional<int64_t> IntegerIn(const DecimalParts& decimal) {
  if (decimal.exponent < 0) return std::nullopt;
  if (CountDigits(decimal.coefficient) + decimal.exponent > kMaxInt64Digits) {
    return std::nullopt;
  }
  const Uint128 magnitude = ScaleUp(decimal.coefficient, decimal.exponent);
  const Uint128 limit = (Uint128{1} << 63) - (decimal.negative ? 0 : 1);
  if (magnitude > limit) return std::nullopt;
  const auto bits = static_cast<uint64_t>(magnitude);
  return static_cast<int64_t>(decimal.negative ? ~bits + 1 : bits);
}

/// The double that is exactly `decimal`.
std::optional<double> DoubleIn(const DecimalParts& decimal) {
  // A fraction in lowest terms over 10^n is binary only if the fives cancel out.
  if (decimal.exponent < 0 && decimal.coefficient % 5 != 0) return std::nullopt;
  const std::string text = ToString(*MakeDecimal128(decimal));
  double nearest = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), nearest);
  if (error != std::errc()) return std::nullopt;
  Exact exact;
  exact.decimal = decimal;
  if (CompareExact(exact, ExactOf(nearest)) != 0) return std::nullopt;
  return nearest;
}

uint64_t HashDecimal(DecimalParts decimal) {
  if (decimal.form == Form::kNaN) return kNaNHash;
  if (decimal.form == Form::kInfinity) {
    return HashDouble(decimal.negative ? -HUGE_VAL : HUGE_VAL);
  }
  if (decimal.coefficient == 0) return HashInteger(0);
  constexpr int kMaxExponent = 6111;
  while (decimal.coefficient % 10 == 0 && decimal.exponent < kMaxExponent) {
    decimal.coefficient /= 10;
    ++decimal.exponent;
  }
  if (const std::optional<int64_t> integer = IntegerIn(decimal))
    return HashInteger(*integer);
  if (const std::optional<double> binary = DoubleIn(decimal)) return HashDouble(*binary);
  uint64_t hash = HashMix(kDecimalSeed, static_cast<uint64_t>(decimal.coefficient >> 64));
  hash = HashMix(hash, static_cast<uint64_t>(decimal.coefficient));
  return HashMix(hash, static_cast<uint64_t>(decimal.exponent) * 2 + decimal.negative);
}

}  // namespace

int CompareDoubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return Sign(!std::isnan(a), !std::isnan(b));
  return Sign(a, b);
}

int CompareIntegerToDouble(int64_t a, double b) {
  if (std::isnan(b)) return 1;
  if (b >= kTwoTo63) return -1;
  if (b < -kTwoTo63) return 1;
  const double whole = std::trunc(b);
  const int by_whole = Sign(a, static_cast<int64_t>(whole));
  return by_whole != 0 ? by_whole : Sign(whole, b);
}

int CompareNumbers(const Value& a, const Value& b) {
  const std::optional<int64_t> a_integer = AsInteger(a);
  const std::optional<int64_t> b_integer = AsInteger(b);
  if (a_integer && b_integer) return Sign(*a_integer, *b_integer);
  const double* a_double = a.get_if<double>();
  const double* b_double = b.get_if<double>();
  if (a_double != nullptr && b_double != nullptr)
    return CompareDoubles(*a_double, *b_double);
  if (a_integer && b_double != nullptr)
    return CompareIntegerToDouble(*a_integer, *b_double);
  if (a_double != nullptr && b_integer) {
    return -CompareIntegerToDouble(*b_integer, *a_double);
  }
  return CompareExact(ExactOf(a), ExactOf(b));
}

uint64_t HashNumber(const Value& number) {
  if (const std::optional<int64_t> integer = AsInteger(number))
    return HashInteger(*integer);
  if (const double* binary = number.get_if<double>()) return HashDouble(*binary);
  return HashDecimal(PartsOf(number.get<Decimal128>()));
}

bool IsNaNNumber(const Value& number) {
  if (const double* binary = number.get_if<double>()) return std::isnan(*binary);
  const Decimal128* decimal = number.get_if<Decimal128>();
  return decimal != nullptr && PartsOf(*decimal).form == Form::kNaN;
}

}  // namespace delta_utils::internal
