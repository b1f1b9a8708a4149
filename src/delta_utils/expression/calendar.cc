#include "delta_utils/expression/calendar_internal.h"

#include "delta_utils/base/int128.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kDaysPerEra = 146097;  // 400 years
// From 0000-03-01, where years of this count begin, so that a leap day ends one.
constexpr int64_t kDaysToEpoch = 719468;

bool IsLeap(int64_t year) {
  return FloorMod(year, 4) == 0 && (FloorMod(year, 100) != 0 || FloorMod(year, 400) == 0);
}

}  // namespace

int64_t DaysOf(int64_t year, int64_t month, int64_t day) {
  const int64_t shifted = month > 2 ? year : year - 1;
  const int64_t era = FloorDiv(shifted, 400);
  const int64_t year_of_era = FloorMod(shifted, 400);
  const int64_t month_of_year = month > 2 ? month - 3 : month + 9;
  const int64_t day_of_year = (153 * month_of_year + 2) / 5 + day - 1;
  const int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kDaysToEpoch;
}

int64_t DaysInMonth(int64_t year, int64_t month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

CivilTime CivilOf(int64_t millis) {
  const int64_t days = FloorDiv(millis, kMillisPerDay) + kDaysToEpoch;
  const int64_t time = FloorMod(millis, kMillisPerDay);
  const int64_t day_of_era = FloorMod(days, kDaysPerEra);
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                               day_of_era / (kDaysPerEra - 1)) /
                              365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_of_year = (5 * day_of_year + 2) / 153;
  CivilTime civil;
  civil.day = day_of_year - (153 * month_of_year + 2) / 5 + 1;
  civil.month = month_of_year < 10 ? month_of_year + 3 : month_of_year - 9;
  civil.year =
      year_of_era + FloorDiv(days, kDaysPerEra) * 400 + (civil.month <= 2 ? 1 : 0);
  civil.hour = time / kMillisPerHour;
  civil.minute = time / kMillisPerMinute % 60;
  civil.second = time / kMillisPerSecond % 60;
  civil.millisecond = time % kMillisPerSecond;
  return civil;
}

std::optional<int64_t> MillisOf(const CivilTime& time) {
  // Far outside of what int64 milliseconds hold, far inside of what the sums do.
  constexpr int64_t kMaxYear = 1'000'000'000;
  if (time.year > kMaxYear || time.year < -kMaxYear) return std::nullopt;
  constexpr int64_t kMaxMonths = int64_t{1} << 40;
  if (time.month > kMaxMonths || time.month < -kMaxMonths) return std::nullopt;
  const int64_t year = time.year + FloorDiv(time.month - 1, 12);
  if (year > kMaxYear || year < -kMaxYear) return std::nullopt;
  // Parts may leave the range of int64 on the way to a sum that lies in it.
  Int128 total = Int128{DaysOf(year, FloorMod(time.month - 1, 12) + 1, 1)} + time.day - 1;
  total *= kMillisPerDay;
  total += Int128{time.hour} * kMillisPerHour + Int128{time.minute} * kMillisPerMinute;
  total += Int128{time.second} * kMillisPerSecond + time.millisecond;
  const auto millis = static_cast<int64_t>(total);
  return millis == total ? std::optional<int64_t>(millis) : std::nullopt;
}

int64_t DayOfYear(int64_t millis) {
  const int64_t year = CivilOf(millis).year;
  return FloorDiv(millis, kMillisPerDay) - DaysOf(year, 1, 1) + 1;
}

int64_t IsoDayOfWeek(int64_t millis) {
  // 1970-01-01 was a Thursday.
  return FloorMod(FloorDiv(millis, kMillisPerDay) + 3, 7) + 1;
}

IsoWeek IsoWeekOf(int64_t millis) {
  // A week belongs to the year of its Thursday.
  const int64_t thursday = FloorDiv(millis, kMillisPerDay) + 4 - IsoDayOfWeek(millis);
  // Not by CivilOf(thursday): as milliseconds it may be beyond int64.
  int64_t year = CivilOf(millis).year;
  if (thursday >= DaysOf(year + 1, 1, 1)) ++year;
  if (thursday < DaysOf(year, 1, 1)) --year;
  return {year, (thursday - DaysOf(year, 1, 1)) / 7 + 1};
}

}  // namespace delta_utils::internal
