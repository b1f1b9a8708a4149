#include "delta_utils/variant/text_internal.h"

namespace delta_utils::variant_internal {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr int64_t kSecondsPerDay = 86400;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int64_t FloorDivide(int64_t n, int64_t by) { return n / by - (n % by < 0 ? 1 : 0); }

/// `n` >= 0 with at least `width` digits.
std::string Padded(int64_t n, size_t width) {
  std::string digits = std::to_string(n);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

/// Proleptic Gregorian "YYYY-MM-DD". std::chrono's years end at 32767, Variant's do not.
/// Counts in years that begin on 1 March, so that the leap day is a year's last.
std::string IsoDate(int64_t days) {
  constexpr int64_t kDaysPerEra = 146097;    // 400 years
  constexpr int64_t kMarchOfYear0 = 719468;  // 0000-03-01, in days before the epoch
  const int64_t shifted = days + kMarchOfYear0;
  const int64_t era = FloorDivide(shifted, kDaysPerEra);
  const int64_t day_of_era = shifted - era * kDaysPerEra;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int64_t month =
      month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  const std::string sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  return sign + Padded(year < 0 ? -year : year, 4) + "-" + Padded(month, 2) + "-" +
         Padded(day, 2);
}

std::string TimeOfDay(int64_t seconds, int64_t fraction, size_t fraction_digits) {
  return Padded(seconds / 3600, 2) + ":" + Padded(seconds / 60 % 60, 2) + ":" +
         Padded(seconds % 60, 2) + "." + Padded(fraction, fraction_digits);
}

}  // namespace

std::string ToHex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text.push_back(kHexDigits[static_cast<uint8_t>(c) >> 4]);
    text.push_back(kHexDigits[static_cast<uint8_t>(c) & 15]);
  }
  return text;
}

std::optional<std::string> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = HexDigit(text[i]);
    const int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

std::string IsoTimestamp(int64_t since_epoch, TimeUnit unit, bool utc) {
  const int64_t per_second = unit == TimeUnit::kMicros ? 1'000'000 : 1'000'000'000;
  const int64_t seconds = FloorDivide(since_epoch, per_second);
  const int64_t days = FloorDivide(seconds, kSecondsPerDay);
  // Not since_epoch - seconds * per_second: that product can overflow.
  const int64_t remainder = since_epoch % per_second;
  const int64_t fraction = remainder < 0 ? remainder + per_second : remainder;
  return IsoDate(days) + "T" +
         TimeOfDay(seconds - days * kSecondsPerDay, fraction,
                   unit == TimeUnit::kMicros ? 6 : 9) +
         (utc ? "Z" : "");
}

std::string IsoTime(int64_t micros) {
  return TimeOfDay(micros / 1'000'000, micros % 1'000'000, 6);
}

std::string PlainDecimal(Int128 unscaled, int scale) {
  const bool negative = unscaled < 0;
  std::string reversed;
  while (unscaled != 0 || reversed.size() <= static_cast<size_t>(scale)) {
    const int digit = static_cast<int>(unscaled % 10);
    reversed.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    unscaled /= 10;
  }
  if (scale > 0) reversed.insert(static_cast<size_t>(scale), 1, '.');
  if (negative) reversed.push_back('-');
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace delta_utils::variant_internal
