#include "delta_utils/variant/text_internal.h"

#include <algorithm>
#include <charconv>

#include "delta_utils/base/int128.h"

namespace delta_utils::variant_internal {
namespace {

/// At most 38 digits, without leading zeros. Returns their end.
char* WriteDigits(Uint128 n, char* out) {
  constexpr uint64_t kHalf = 10'000'000'000'000'000'000U;
  constexpr int kHalfDigits = 19;
  char* const end = out + 2 * kHalfDigits;
  if (n < kHalf) return std::to_chars(out, end, static_cast<uint64_t>(n)).ptr;
  char* const low = std::to_chars(out, end, static_cast<uint64_t>(n / kHalf)).ptr;
  char digits[kHalfDigits];
  const char* const digits_end =
      std::to_chars(digits, digits + kHalfDigits, static_cast<uint64_t>(n % kHalf)).ptr;
  char* const low_end = low + kHalfDigits;
  std::fill(low, low_end, '0');
  std::copy_backward(static_cast<const char*>(digits), digits_end, low_end);
  return low_end;
}

}  // namespace

char* WritePlainDecimal(Int128 unscaled, int scale, char* out) {
  auto magnitude = static_cast<Uint128>(unscaled);
  if (unscaled < 0) {
    magnitude = -magnitude;
    *out++ = '-';
  }
  if (scale == 0) return WriteDigits(magnitude, out);
  char digits[2 * 19];
  const char* const end = WriteDigits(magnitude, digits);
  const auto count = static_cast<int>(end - digits);
  const char* const fraction = digits + std::max(count - scale, 0);
  if (count <= scale) {
    *out++ = '0';
  } else {
    out = std::copy(static_cast<const char*>(digits), fraction, out);
  }
  *out++ = '.';
  out = std::fill_n(out, std::max(scale - count, 0), '0');
  return std::copy(fraction, end, out);
}

std::string PlainDecimal(Int128 unscaled, int scale) {
  char text[kMaxPlainDecimal];
  return {text, WritePlainDecimal(unscaled, scale, text)};
}

}  // namespace delta_utils::variant_internal
