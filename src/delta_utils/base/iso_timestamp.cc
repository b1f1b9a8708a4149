#include "delta_utils/base/iso_timestamp.h"

namespace delta_utils {
namespace {

constexpr int64_t kSecondsPerDay = 86400;

int64_t FloorDivide(int64_t n, int64_t by) { return n / by - (n % by < 0 ? 1 : 0); }

/// `n` >= 0 with at least `width` digits.
std::string Padded(int64_t n, size_t width) {
  std::string digits = std::to_string(n);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string TimeOfDay(int64_t seconds, int64_t fraction, size_t fraction_digits) {
  return Padded(seconds / 3600, 2) + ":" + Padded(seconds / 60 % 60, 2) + ":" +
         Padded(seconds % 60, 2) + "." + Padded(fraction, fraction_digits);
}

}  // namespace

// std::chrono's years end at 32767, Variant's do not. Counts in years that begin on
// 1 March, so that the leap day is a year's last.
std::string IsoDate(int64_t days_since_epoch) {
  constexpr int64_t kDaysPerEra = 146097;    // 400 years
  constexpr int64_t kMarchOfYear0 = 719468;  // 0000-03-01, in days before the epoch
  const int64_t shifted = days_since_epoch + kMarchOfYear0;
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

std::string IsoTimestamp(int64_t since_epoch, IsoFraction unit, bool utc) {
  const int64_t per_second = unit == IsoFraction::kMicros ? 1'000'000 : 1'000'000'000;
  const int64_t seconds = FloorDivide(since_epoch, per_second);
  const int64_t days = FloorDivide(seconds, kSecondsPerDay);
  // Not since_epoch - seconds * per_second: that product can overflow.
  const int64_t remainder = since_epoch % per_second;
  const int64_t fraction = remainder < 0 ? remainder + per_second : remainder;
  return IsoDate(days) + "T" +
         TimeOfDay(seconds - days * kSecondsPerDay, fraction,
                   unit == IsoFraction::kMicros ? 6 : 9) +
         (utc ? "Z" : "");
}

std::string IsoTime(int64_t micros) {
  return TimeOfDay(micros / 1'000'000, micros % 1'000'000, 6);
}

}  // namespace delta_utils
