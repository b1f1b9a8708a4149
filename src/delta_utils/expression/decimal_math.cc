#include "delta_utils/expression/decimal_math_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

namespace delta_utils::internal {
namespace {

using Form = DecimalParts::Form;

constexpr int kDigits = 34;
constexpr int kMinExponent = -6176;
constexpr int kMaxExponent = 6111;

/// Digits, the most significant first; no sign. Numbers of any length are simplest so,
/// and decimals are rare.
using Digits = std::string;

Digits DigitsOf(Uint128 number) {
  Digits digits;
  for (; number != 0; number /= 10) {
    digits += static_cast<char>('0' + static_cast<int>(number % 10));
  }
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Decimal128 Join(const DecimalParts& parts) {
  const std::optional<Decimal128> decimal = MakeDecimal128(parts);
  DU_CHECK(decimal.has_value());
  return *decimal;
}

Decimal128 NaN() { return Join({Form::kNaN}); }
Decimal128 Infinity(bool negative) { return Join({Form::kInfinity, negative}); }

/// Adds one to the last digit.
void Increment(Digits* digits) {
  size_t i = digits->size();
  while (i > 0 && (*digits)[i - 1] == '9') (*digits)[--i] = '0';
  if (i == 0) {
    digits->insert(digits->begin(), '1');
  } else {
    ++(*digits)[i - 1];
  }
}

/// Whether cutting `rest` off behind `kept` must make its last digit one more.
bool RoundsUp(const Digits& kept, std::string_view rest, bool negative,
              Rounding rounding) {
  const bool is_exact = rest.find_first_not_of('0') == std::string_view::npos;
  if (is_exact || rounding == Rounding::kTowardZero) return false;
  if (rounding == Rounding::kFloor) return negative;
  if (rounding == Rounding::kCeiling) return !negative;
  if (rest[0] != '5') return rest[0] > '5';
  if (rest.find_first_not_of('0', 1) != std::string_view::npos) return true;
  return !kept.empty() && (kept.back() - '0') % 2 == 1;
}

/// Takes `count` digits off the end.
void Cut(Digits* digits, size_t count, bool negative, Rounding rounding) {
  if (count > digits->size()) digits->insert(0, count - digits->size(), '0');
  Digits kept = digits->substr(0, digits->size() - count);
  if (RoundsUp(kept, std::string_view(*digits).substr(kept.size()), negative, rounding)) {
    Increment(&kept);
  }
  *digits = std::move(kept);
}

/// digits * 10^exponent as the nearest decimal.
Decimal128 Finish(bool negative, Digits digits, int64_t exponent) {
  digits.erase(0, digits.find_first_not_of('0'));
  const int64_t size = static_cast<int64_t>(digits.size());
  const int64_t extra = std::max(size - kDigits, size > 0 ? kMinExponent - exponent : 0);
  if (extra > 0) {
    Cut(&digits, static_cast<size_t>(std::min<int64_t>(extra, size + 1)), negative,
        Rounding::kHalfEven);
    exponent += extra;
    digits.erase(0, digits.find_first_not_of('0'));
    if (digits.size() > kDigits) {
      digits.pop_back();
      ++exponent;
    }
  }
  while (exponent > kMaxExponent && !digits.empty() && digits.size() < kDigits) {
    digits += '0';
    --exponent;
  }
  if (exponent > kMaxExponent && !digits.empty()) return Infinity(negative);
  DecimalParts parts{Form::kFinite, negative};
  parts.exponent =
      static_cast<int>(std::clamp<int64_t>(exponent, kMinExponent, kMaxExponent));
  for (const char digit : digits) {
    parts.coefficient = parts.coefficient * 10 + static_cast<unsigned>(digit - '0');
  }
  return Join(parts);
}

void PadLeft(Digits* digits, size_t size) {
  if (digits->size() < size) digits->insert(0, size - digits->size(), '0');
}

/// Both have the same size.
Digits Sum(const Digits& a, const Digits& b) {
  Digits sum = "0" + a;
  for (size_t i = b.size(); i > 0; --i) {
    sum[i] = static_cast<char>(sum[i] + (b[i - 1] - '0'));
    if (sum[i] > '9') {
      sum[i] = static_cast<char>(sum[i] - 10);
      ++sum[i - 1];
    }
  }
  return sum;
}

/// Both have the same size, and a >= b.
Digits Difference(Digits a, const Digits& b) {
  for (size_t i = b.size(); i > 0; --i) {
    a[i - 1] = static_cast<char>(a[i - 1] - (b[i - 1] - '0'));
    if (a[i - 1] < '0') {
      a[i - 1] = static_cast<char>(a[i - 1] + 10);
      --a[i - 2];
    }
  }
  return a;
}

Decimal128 AddFinite(DecimalParts a, DecimalParts b) {
  if (a.exponent < b.exponent) std::swap(a, b);
  Digits high = DigitsOf(a.coefficient);
  Digits low = DigitsOf(b.coefficient);
  int64_t exponent = b.exponent;
  if (!high.empty()) {
    // Beyond so many zeros only this counts of `b`: whether it is zero.
    constexpr int kFar = 2 * kDigits + 2;
    int shift = a.exponent - b.exponent;
    if (shift > kFar) {
      exponent += shift - kFar;
      shift = kFar;
      if (!low.empty()) low = "1";
    }
    high.append(static_cast<size_t>(shift), '0');
  }
  const size_t size = std::max(high.size(), low.size());
  PadLeft(&high, size);
  PadLeft(&low, size);
  if (a.negative == b.negative) return Finish(a.negative, Sum(high, low), exponent);
  if (high == low) return Finish(false, "", exponent);
  return high > low ? Finish(a.negative, Difference(std::move(high), low), exponent)
                    : Finish(b.negative, Difference(std::move(low), high), exponent);
}

Digits Product(const Digits& a, const Digits& b) {
  std::string columns(a.size() + b.size(), '\0');
  for (size_t i = a.size(); i > 0; --i) {
    int carry = 0;
    for (size_t j = b.size(); j > 0; --j) {
      const int column = columns[i + j - 1] + (a[i - 1] - '0') * (b[j - 1] - '0') + carry;
      columns[i + j - 1] = static_cast<char>(column % 10);
      carry = column / 10;
    }
    columns[i - 1] = static_cast<char>(columns[i - 1] + carry);
  }
  for (char& column : columns) column = static_cast<char>(column + '0');
  return columns;
}

bool IsZero(const DecimalParts& parts) {
  return parts.form == Form::kFinite && parts.coefficient == 0;
}

Decimal128 DivideFinite(const DecimalParts& a, const DecimalParts& b) {
  const bool negative = a.negative != b.negative;
  Uint128 rest = a.coefficient % b.coefficient;
  Digits quotient = DigitsOf(a.coefficient / b.coefficient);
  const int64_t ideal = int64_t{a.exponent} - b.exponent;
  int64_t exponent = ideal;
  // One digit more than there will be, and one for whether anything follows.
  while (rest != 0 && quotient.size() <= kDigits) {
    rest *= 10;
    const int digit = static_cast<int>(rest / b.coefficient);
    if (digit != 0 || !quotient.empty()) quotient += static_cast<char>('0' + digit);
    rest %= b.coefficient;
    --exponent;
  }
  if (rest != 0) {
    quotient += '1';
    --exponent;
  }
  while (exponent < ideal && !quotient.empty() && quotient.back() == '0') {
    quotient.pop_back();
    ++exponent;
  }
  return Finish(negative, std::move(quotient), exponent);
}

}  // namespace

Decimal128 AddDecimals(const Decimal128& a, const Decimal128& b) {
  const DecimalParts left = PartsOf(a);
  const DecimalParts right = PartsOf(b);
  if (left.form == Form::kNaN || right.form == Form::kNaN) return NaN();
  if (left.form == Form::kInfinity) {
    const bool is_opposite =
        right.form == Form::kInfinity && left.negative != right.negative;
    return is_opposite ? NaN() : a;
  }
  return right.form == Form::kInfinity ? b : AddFinite(left, right);
}

Decimal128 Negated(const Decimal128& decimal) {
  DecimalParts parts = PartsOf(decimal);
  parts.negative = !parts.negative;
  return Join(parts);
}

Decimal128 MultiplyDecimals(const Decimal128& a, const Decimal128& b) {
  const DecimalParts left = PartsOf(a);
  const DecimalParts right = PartsOf(b);
  const bool negative = left.negative != right.negative;
  if (left.form == Form::kNaN || right.form == Form::kNaN) return NaN();
  if (left.form == Form::kInfinity || right.form == Form::kInfinity) {
    return IsZero(left) || IsZero(right) ? NaN() : Infinity(negative);
  }
  return Finish(negative,
                Product(DigitsOf(left.coefficient), DigitsOf(right.coefficient)),
                int64_t{left.exponent} + right.exponent);
}

Decimal128 DivideDecimals(const Decimal128& a, const Decimal128& b) {
  const DecimalParts left = PartsOf(a);
  const DecimalParts right = PartsOf(b);
  const bool negative = left.negative != right.negative;
  if (left.form == Form::kNaN || right.form == Form::kNaN) return NaN();
  if (left.form == Form::kInfinity) {
    return right.form == Form::kInfinity ? NaN() : Infinity(negative);
  }
  if (right.form == Form::kInfinity) return Finish(negative, "", kMinExponent);
  if (IsZero(right)) return IsZero(left) ? NaN() : Infinity(negative);
  return DivideFinite(left, right);
}

Decimal128 RemainderOfDecimals(const Decimal128& a, const Decimal128& b) {
  const DecimalParts left = PartsOf(a);
  const DecimalParts right = PartsOf(b);
  if (left.form != Form::kFinite || right.form == Form::kNaN || IsZero(right))
    return NaN();
  if (right.form == Form::kInfinity) return a;
  Uint128 divisor = right.coefficient;
  for (int i = left.exponent; i < right.exponent; ++i) {
    if (divisor > left.coefficient) return a;
    divisor *= 10;
  }
  Uint128 rest = left.coefficient % divisor;
  for (int i = right.exponent; i < left.exponent; ++i) rest = rest * 10 % divisor;
  DecimalParts parts{Form::kFinite, left.negative, rest};
  parts.exponent = std::min(left.exponent, right.exponent);
  return Join(parts);
}

Decimal128 RoundDecimal(const Decimal128& decimal, int exponent, Rounding rounding) {
  const DecimalParts parts = PartsOf(decimal);
  if (parts.form != Form::kFinite) return decimal;
  Digits digits = DigitsOf(parts.coefficient);
  const int zeros = parts.exponent - exponent;
  if (zeros >= 0) {
    const bool fits =
        digits.empty() || zeros + static_cast<int>(digits.size()) <= kDigits;
    if (!fits) return decimal;
    digits.append(digits.empty() ? 0 : static_cast<size_t>(zeros), '0');
    return Finish(parts.negative, std::move(digits), exponent);
  }
  const size_t cut = std::min(static_cast<size_t>(-zeros), digits.size() + 1);
  Cut(&digits, cut, parts.negative, rounding);
  return Finish(parts.negative, std::move(digits), exponent);
}

Decimal128 DecimalOfInteger(int64_t integer) {
  DecimalParts parts{Form::kFinite, integer < 0};
  const auto bits = static_cast<uint64_t>(integer);
  parts.coefficient = integer < 0 ? ~bits + 1 : bits;
  return Join(parts);
}

Decimal128 DecimalOfDouble(double number, int digits) {
  if (std::isnan(number)) return NaN();
  if (std::isinf(number)) return Infinity(number < 0);
  if (number == 0) return Join({Form::kFinite, std::signbit(number)});
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", digits - 1, number);
  const Result<Decimal128> decimal = ParseDecimal128(text);
  DU_CHECK(decimal.ok());
  return *decimal;
}

double DoubleOfDecimal(const Decimal128& decimal) {
  return std::strtod(ToString(decimal).c_str(), nullptr);
}

std::optional<int64_t> IntegerOfDecimal(const Decimal128& decimal) {
  const DecimalParts parts = PartsOf(RoundDecimal(decimal, 0, Rounding::kTowardZero));
  if (parts.form != Form::kFinite) return std::nullopt;
  constexpr Uint128 kLimit = Uint128{1} << 63;
  Uint128 number = parts.coefficient;
  for (int i = 0; i < parts.exponent && number != 0; ++i) {
    number *= 10;
    if (number > kLimit) return std::nullopt;
  }
  if (number > kLimit || (number == kLimit && !parts.negative)) return std::nullopt;
  const auto bits = static_cast<uint64_t>(number);
  return static_cast<int64_t>(parts.negative ? ~bits + 1 : bits);
}

}  // namespace delta_utils::internal
