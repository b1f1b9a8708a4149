#include "delta_utils/base/decimal128.h"

#include <algorithm>

namespace delta_utils {
namespace {

constexpr int kMaxDigits = 34;
constexpr int kMinExponent = -6176;
constexpr int kMaxExponent = 6111;
constexpr int kExponentBias = 6176;
/// Exponents in text saturate here: far outside the format, far inside int64.
constexpr int64_t kExponentCap = int64_t{1} << 40;

constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint64_t kInfinityBits = uint64_t{0x1e} << 58;
constexpr uint64_t kNaNBits = uint64_t{0x1f} << 58;
constexpr uint64_t kSpecialMask = uint64_t{0x1f} << 58;
constexpr uint64_t kLargeFormMask = uint64_t{3} << 61;
constexpr uint64_t kExponentMask = 0x3fff;
constexpr int kExponentShift = 49;
constexpr int kLargeExponentShift = 47;
constexpr uint64_t kCoefficientHighMask = (uint64_t{1} << kExponentShift) - 1;

constexpr Uint128 kCoefficientLimit = PowerOfTen(kMaxDigits);

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(),
                    [](char a, char b) { return Lower(a) == b; });
}

Status Malformed(std::string_view text) {
  constexpr size_t kShown = 40;
  const std::string shown(text.substr(0, kShown));
  return InvalidArgument("", "'" + shown + (text.size() > kShown ? "...'" : "'") +
                                 " is not a decimal number");
}

/// A finite number as written: the digits without leading zeros, and the power of ten
/// that the last digit stands for.
struct ScannedDecimal {
  std::string digits;  // at most kMaxDigits
  int64_t exponent = 0;
  bool inexact = false;  // a digit other than 0 beyond kMaxDigits
};

/// Takes one digit of the number; `after_point` digits lower the exponent.
void TakeDigit(char digit, bool after_point, ScannedDecimal* number) {
  if (number->digits.size() == kMaxDigits) {
    if (digit != '0') number->inexact = true;
    if (!after_point) ++number->exponent;
    return;
  }
  if (digit != '0' || !number->digits.empty()) number->digits += digit;
  if (after_point) --number->exponent;
}

/// The digits after 'e'; nullopt if there are none or something else is among them.
std::optional<int64_t> ScanExponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  int64_t exponent = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    exponent = std::min(exponent * 10 + (c - '0'), kExponentCap);
  }
  return negative ? -exponent : exponent;
}

/// Reads digits ['.' digits] ['e' exponent]; nullopt if the text has another form.
std::optional<ScannedDecimal> ScanFinite(std::string_view text) {
  ScannedDecimal number;
  bool seen_point = false;
  bool seen_digit = false;
  size_t i = 0;
  for (; i < text.size() && Lower(text[i]) != 'e'; ++i) {
    if (text[i] == '.' && !seen_point) {
      seen_point = true;
    } else if (IsDigit(text[i])) {
      seen_digit = true;
      TakeDigit(text[i], seen_point, &number);
    } else {
      return std::nullopt;
    }
  }
  if (!seen_digit) return std::nullopt;
  if (i < text.size()) {
    const std::optional<int64_t> exponent = ScanExponent(text.substr(i + 1));
    if (!exponent) return std::nullopt;
    number.exponent += *exponent;
  }
  return number;
}

/// Brings the exponent into the format's range by moving zeros, which keeps the value.
Status Clamp(ScannedDecimal* number) {
  std::string& digits = number->digits;
  if (digits.empty()) {
    number->exponent = std::clamp<int64_t>(number->exponent, kMinExponent, kMaxExponent);
    return Status::OK();
  }
  while (number->exponent < kMinExponent) {
    if (digits.size() == 1 || digits.back() != '0') {
      return InvalidArgument("", "a decimal number is too small for decimal128");
    }
    digits.pop_back();
    ++number->exponent;
  }
  while (number->exponent > kMaxExponent) {
    if (digits.size() == kMaxDigits) {
      return InvalidArgument("", "a decimal number is too large for decimal128");
    }
    digits += '0';
    --number->exponent;
  }
  return Status::OK();
}

Decimal128 Special(uint64_t bits, bool negative) {
  return Decimal128{bits | (negative ? kSignBit : 0), 0};
}

std::string CoefficientText(Uint128 coefficient) {
  char buffer[kMaxDigits];
  char* begin = buffer + kMaxDigits;
  do {
    *--begin = static_cast<char>('0' + static_cast<int>(coefficient % 10));
    coefficient /= 10;
  } while (coefficient != 0);
  return std::string(begin, buffer + kMaxDigits);
}

std::string ScientificText(const std::string& digits, int adjusted_exponent) {
  std::string text = digits.substr(0, 1);
  if (digits.size() > 1) text += "." + digits.substr(1);
  text += adjusted_exponent < 0 ? "E" : "E+";
  return text + std::to_string(adjusted_exponent);
}

std::string PlainText(const std::string& digits, int exponent) {
  if (exponent == 0) return digits;
  const auto fraction = static_cast<size_t>(-exponent);
  if (fraction < digits.size()) {
    const size_t point = digits.size() - fraction;
    return digits.substr(0, point) + "." + digits.substr(point);
  }
  return "0." + std::string(fraction - digits.size(), '0') + digits;
}

}  // namespace

DecimalParts PartsOf(const Decimal128& decimal) {
  DecimalParts parts;
  parts.negative = (decimal.high & kSignBit) != 0;
  if ((decimal.high & kSpecialMask) >= kInfinityBits) {
    const bool nan = (decimal.high & kSpecialMask) == kNaNBits;
    parts.form = nan ? DecimalParts::Form::kNaN : DecimalParts::Form::kInfinity;
    return parts;
  }
  if ((decimal.high & kLargeFormMask) == kLargeFormMask) {
    // The form for coefficients from 2^113 up, which all have more than 34 digits.
    const uint64_t biased = (decimal.high >> kLargeExponentShift) & kExponentMask;
    parts.exponent = static_cast<int>(biased) - kExponentBias;
    return parts;
  }
  const uint64_t biased = (decimal.high >> kExponentShift) & kExponentMask;
  parts.exponent = static_cast<int>(biased) - kExponentBias;
  parts.coefficient = Uint128{decimal.high & kCoefficientHighMask} << 64 | decimal.low;
  if (parts.coefficient >= kCoefficientLimit) parts.coefficient = 0;
  return parts;
}

std::optional<Decimal128> MakeDecimal128(const DecimalParts& parts) {
  if (parts.form == DecimalParts::Form::kNaN) return Special(kNaNBits, parts.negative);
  if (parts.form == DecimalParts::Form::kInfinity) {
    return Special(kInfinityBits, parts.negative);
  }
  if (parts.coefficient >= kCoefficientLimit) return std::nullopt;
  if (parts.exponent < kMinExponent || parts.exponent > kMaxExponent) return std::nullopt;
  const auto biased = static_cast<uint64_t>(parts.exponent + kExponentBias);
  Decimal128 decimal;
  decimal.high = (parts.negative ? kSignBit : 0) | biased << kExponentShift |
                 static_cast<uint64_t>(parts.coefficient >> 64);
  decimal.low = static_cast<uint64_t>(parts.coefficient);
  return decimal;
}

Result<Decimal128> ParseDecimal128(std::string_view text) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest[0] == '-';
  if (negative || (!rest.empty() && rest[0] == '+')) rest.remove_prefix(1);
  if (EqualsIgnoringCase(rest, "nan")) return Special(kNaNBits, negative);
  if (EqualsIgnoringCase(rest, "inf") || EqualsIgnoringCase(rest, "infinity")) {
    return Special(kInfinityBits, negative);
  }
  std::optional<ScannedDecimal> number = ScanFinite(rest);
  if (!number) return Malformed(text);
  if (number->inexact) {
    return InvalidArgument("", "a decimal number has more than 34 significant digits");
  }
  ARROW_RETURN_NOT_OK(Clamp(&*number));
  DecimalParts parts;
  parts.negative = negative;
  parts.exponent = static_cast<int>(number->exponent);
  for (const char digit : number->digits) {
    parts.coefficient = parts.coefficient * 10 + static_cast<unsigned>(digit - '0');
  }
  const std::optional<Decimal128> decimal = MakeDecimal128(parts);
  DU_CHECK(decimal.has_value());
  return *decimal;
}

std::string ToString(const Decimal128& decimal) {
  const DecimalParts parts = PartsOf(decimal);
  if (parts.form == DecimalParts::Form::kNaN) return "NaN";
  const std::string sign = parts.negative ? "-" : "";
  if (parts.form == DecimalParts::Form::kInfinity) return sign + "Infinity";
  const std::string digits = CoefficientText(parts.coefficient);
  const int adjusted = parts.exponent + static_cast<int>(digits.size()) - 1;
  if (parts.exponent > 0 || adjusted < -6) return sign + ScientificText(digits, adjusted);
  return sign + PlainText(digits, parts.exponent);
}

}  // namespace delta_utils
