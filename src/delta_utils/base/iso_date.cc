#include "delta_utils/base/iso_date.h"

#include <chrono>
#include <cstdio>
#include <optional>

namespace delta_utils {
namespace {

constexpr int64_t kMillisPerSecond = 1000;
constexpr int64_t kMillisPerMinute = 60 * kMillisPerSecond;
constexpr int64_t kMillisPerDay = 24 * 60 * kMillisPerMinute;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes pieces off the front of a text; every Take tells whether the piece was there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool TakeNumber(size_t digits, int* number) {
    if (rest_.size() < digits) return false;
    *number = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!IsDigit(c)) return false;
      *number = *number * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }

  bool TakeAny(std::string_view characters, char* taken = nullptr) {
    if (rest_.empty() || characters.find(rest_[0]) == std::string_view::npos)
      return false;
    if (taken != nullptr) *taken = rest_[0];
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view TakeDigits() {
    size_t count = 0;
    while (count < rest_.size() && IsDigit(rest_[count])) ++count;
    const std::string_view digits = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return digits;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// "2012-12-24" as milliseconds; nullopt if there is no such day.
std::optional<int64_t> TakeDay(Scanner* scanner) {
  int year, month, day;
  if (!scanner->TakeNumber(4, &year) || !scanner->TakeAny("-") ||
      !scanner->TakeNumber(2, &month) || !scanner->TakeAny("-") ||
      !scanner->TakeNumber(2, &day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kMillisPerDay;
}

/// "12:15:30" as milliseconds.
std::optional<int64_t> TakeTime(Scanner* scanner) {
  int hour, minute, second;
  if (!scanner->TakeNumber(2, &hour) || !scanner->TakeAny(":") ||
      !scanner->TakeNumber(2, &minute) || !scanner->TakeAny(":") ||
      !scanner->TakeNumber(2, &second)) {
    return std::nullopt;
  }
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return (hour * 60 + minute) * kMillisPerMinute + second * kMillisPerSecond;
}

/// ".501" or nothing, as milliseconds.
std::optional<int64_t> TakeFraction(Scanner* scanner) {
  if (!scanner->TakeAny(".")) return 0;
  const std::string_view digits = scanner->TakeDigits();
  if (digits.empty()) return std::nullopt;
  if (digits.size() > 3 && digits.find_first_not_of('0', 3) != std::string_view::npos) {
    return std::nullopt;
  }
  int64_t millis = 0;
  for (size_t i = 0; i < 3; ++i)
    millis = millis * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return millis;
}

/// "Z", "+01:00" or "+0100", as milliseconds ahead of UTC.
std::optional<int64_t> TakeOffset(Scanner* scanner) {
  if (scanner->TakeAny("Zz")) return 0;
  char sign = '+';
  int hours, minutes;
  if (!scanner->TakeAny("+-", &sign) || !scanner->TakeNumber(2, &hours))
    return std::nullopt;
  scanner->TakeAny(":");
  if (!scanner->TakeNumber(2, &minutes) || hours > 23 || minutes > 59)
    return std::nullopt;
  const int64_t offset = (hours * 60 + minutes) * kMillisPerMinute;
  return sign == '-' ? -offset : offset;
}

}  // namespace

void AppendIsoDate(const Date& date, std::string* out) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds(date.millis)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day ymd(day);
  const std::chrono::hh_mm_ss time_of_day(time - day);
  char buffer[40];
  int size = std::snprintf(
      buffer, sizeof(buffer), "%04d-%02u-%02uT%02d:%02d:%02d",
      static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
      static_cast<unsigned>(ymd.day()), static_cast<int>(time_of_day.hours().count()),
      static_cast<int>(time_of_day.minutes().count()),
      static_cast<int>(time_of_day.seconds().count()));
  out->append(buffer, static_cast<size_t>(size));
  const auto millis = static_cast<int>(time_of_day.subseconds().count());
  if (millis != 0) {
    size = std::snprintf(buffer, sizeof(buffer), ".%03d", millis);
    out->append(buffer, static_cast<size_t>(size));
  }
  *out += 'Z';
}

Result<Date> ParseIsoDate(std::string_view text) {
  Scanner scanner(text);
  const std::optional<int64_t> day = TakeDay(&scanner);
  const bool has_time = day && scanner.TakeAny("Tt");
  const std::optional<int64_t> time = has_time ? TakeTime(&scanner) : std::nullopt;
  if (!time) return InvalidArgument("", "not an ISO-8601 date and time");
  const std::optional<int64_t> fraction = TakeFraction(&scanner);
  if (!fraction)
    return InvalidArgument("", "a date's fraction must be whole milliseconds");
  const std::optional<int64_t> offset = TakeOffset(&scanner);
  if (!offset || !scanner.at_end()) {
    return InvalidArgument("", "a date must end in Z or an offset such as +01:00");
  }
  return Date{*day + *time + *fraction - *offset};
}

}  // namespace delta_utils
