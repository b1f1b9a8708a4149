// The proleptic Gregorian calendar over all dates that an int64 of milliseconds holds.
//
//   CivilTime time = CivilOf(Date{0}.millis);         // 1970-01-01 00:00:00.000
//   std::optional<int64_t> millis = MillisOf(time);   // 0
//
// Source: ISO 8601 (weeks); days from years and back by the 400 years' period.
#pragma once

#include <cstdint>
#include <optional>

namespace delta_utils::internal {

constexpr int64_t kMillisPerSecond = 1000;
constexpr int64_t kMillisPerMinute = 60 * kMillisPerSecond;
constexpr int64_t kMillisPerHour = 60 * kMillisPerMinute;
constexpr int64_t kMillisPerDay = 24 * kMillisPerHour;

/// Rounds towards minus infinity; `b` is positive.
constexpr int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
constexpr int64_t FloorMod(int64_t a, int64_t b) { return a % b + (a % b < 0 ? b : 0); }

struct CivilTime {
  int64_t year = 1970;
  int64_t month = 1;  // 1..12
  int64_t day = 1;    // 1..31
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t millisecond = 0;
};

CivilTime CivilOf(int64_t millis);
/// Fields may be out of their ranges and carry over; nullopt: beyond int64.
std::optional<int64_t> MillisOf(const CivilTime& time);

/// Since 1970-01-01; month 1..12, the day any.
int64_t DaysOf(int64_t year, int64_t month, int64_t day);
int64_t DaysInMonth(int64_t year, int64_t month);
/// 1..366
int64_t DayOfYear(int64_t millis);
/// 1 (Monday)..7 (Sunday)
int64_t IsoDayOfWeek(int64_t millis);

struct IsoWeek {
  int64_t year;
  int64_t week;  // 1..53
};
IsoWeek IsoWeekOf(int64_t millis);

}  // namespace delta_utils::internal
