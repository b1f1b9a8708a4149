#include <array>
#include <charconv>
#include <cstring>
#include <string>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/text_internal.h"

namespace delta_utils::variant_internal {

std::optional<int64_t> MicrosOf(Date date) {
  int64_t micros = 0;
  if (__builtin_mul_overflow(date.millis, int64_t{1000}, &micros)) return std::nullopt;
  return micros;
}

std::optional<VariantDecimal> ScaledOf(const Decimal128& decimal) {
  const DecimalParts parts = PartsOf(decimal);
  if (parts.form != DecimalParts::Form::kFinite) return std::nullopt;
  if (parts.exponent > 0 || parts.exponent < -kMaxDecimalScale) return std::nullopt;
  if (parts.negative && parts.coefficient == 0) return std::nullopt;
  // A coefficient of more than 34 digits means zero, but its bits are not zero's.
  if (MakeDecimal128(parts) != decimal) return std::nullopt;
  const Int128 magnitude = static_cast<Int128>(parts.coefficient);
  return VariantDecimal{parts.negative ? -magnitude : magnitude,
                        static_cast<uint8_t>(-parts.exponent)};
}

double NearestDouble(const VariantDecimal& decimal) {
  constexpr Int128 kExact = Int128{1} << 53;
  constexpr int kMaxExactPower = 22;
  static constexpr std::array<double, kMaxExactPower + 1> kPowers = {
      1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (decimal.unscaled >= -kExact && decimal.unscaled <= kExact &&
      decimal.scale <= kMaxExactPower) {
    // Both numbers are exact, so that the quotient is rounded once.
    return static_cast<double>(static_cast<int64_t>(decimal.unscaled)) /
           kPowers[decimal.scale];
  }
  const std::string text = PlainDecimal(decimal.unscaled, decimal.scale);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

/// The length of the UTF-8 sequence at the front of `text`, which is not empty; 0 if it
/// is malformed. The bounds of the second byte rule out overlong forms and surrogates.
size_t SequenceLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < length) return 0;
  const uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  if (IsShortAscii(text)) return true;
  while (!text.empty()) {
    uint64_t eight = kHighBits;
    if (text.size() >= sizeof(eight)) std::memcpy(&eight, text.data(), sizeof(eight));
    if ((eight & kHighBits) == 0) {
      text.remove_prefix(sizeof(eight));
      continue;
    }
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace delta_utils::variant_internal
