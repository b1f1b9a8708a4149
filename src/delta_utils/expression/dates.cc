#include "delta_utils/expression/dates_internal.h"

#include <algorithm>

namespace delta_utils::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes exactly so many digits off the front.
bool TakeDigits(std::string_view* text, size_t count, int64_t* number) {
  if (text->size() < count) return false;
  *number = 0;
  for (const char c : text->substr(0, count)) {
    if (!IsDigit(c)) return false;
    *number = *number * 10 + (c - '0');
  }
  text->remove_prefix(count);
  return true;
}

bool Take(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

std::optional<int64_t> TakeNumericOffset(std::string_view text) {
  const bool is_minus = Take(&text, '-');
  int64_t hours = 0;
  int64_t minutes = 0;
  if ((!is_minus && !Take(&text, '+')) || !TakeDigits(&text, 2, &hours))
    return std::nullopt;
  if (!text.empty()) {
    Take(&text, ':');
    if (!TakeDigits(&text, 2, &minutes)) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  // Any digits do: +05:70 is ten past six.
  const int64_t offset = hours * kMillisPerHour + minutes * kMillisPerMinute;
  return is_minus ? -offset : offset;
}

/// [":mm"[":ss"["."digits]]] behind the hour; digits beyond milliseconds are cut.
bool TakeClock(std::string_view* text, CivilTime* time) {
  if (!TakeDigits(text, 2, &time->hour)) return false;
  if (!Take(text, ':')) return true;
  if (!TakeDigits(text, 2, &time->minute)) return false;
  if (!Take(text, ':')) return true;
  if (!TakeDigits(text, 2, &time->second)) return false;
  if (!Take(text, '.')) return true;
  if (text->empty() || !IsDigit(text->front())) return false;
  for (int64_t unit = 100; !text->empty() && IsDigit(text->front()); unit /= 10) {
    time->millisecond += (text->front() - '0') * unit;
    text->remove_prefix(1);
  }
  return true;
}

/// The day and the time; what is left of the text is the offset.
bool TakeDayAndClock(std::string_view* text, CivilTime* time) {
  if (!TakeDigits(text, 4, &time->year) || !Take(text, '-') ||
      !TakeDigits(text, 2, &time->month) || !Take(text, '-') ||
      !TakeDigits(text, 2, &time->day)) {
    return false;
  }
  if (text->empty()) return true;
  if (!Take(text, 'T') && !Take(text, 't') && !Take(text, ' ')) return false;
  if (!TakeClock(text, time)) return false;
  while (Take(text, ' ')) continue;
  return true;
}

bool IsReal(const CivilTime& time) {
  return time.month >= 1 && time.month <= 12 && time.day >= 1 &&
         time.day <= DaysInMonth(time.year, time.month) && time.hour <= 23 &&
         time.minute <= 59 && time.second <= 59;
}

}  // namespace

Result<int64_t> MillisOfOperand(const Value& value) {
  if (const Date* date = value.get_if<Date>()) return date->millis;
  if (const auto* timestamp = value.get_if<Timestamp>()) {
    return int64_t{timestamp->seconds} * kMillisPerSecond;
  }
  if (const auto* id = value.get_if<ObjectId>()) {
    // MongoDB reads the seconds as signed.
    uint32_t seconds = 0;
    for (size_t i = 0; i < 4; ++i) seconds = seconds << 8 | id->bytes[i];
    return int64_t{static_cast<int32_t>(seconds)} * kMillisPerSecond;
  }
  return InvalidArgument(
      "", "can't convert from BSON type " + std::string(NameOfType(value)) + " to Date");
}

Result<int64_t> ParseOffset(std::string_view text) {
  if (text == "UTC" || text == "GMT" || text == "Z") return 0;
  if (const std::optional<int64_t> offset = TakeNumericOffset(text)) return *offset;
  const std::string quoted = "\"" + std::string(text.substr(0, 60)) + "\"";
  const bool is_name = !text.empty() &&
                       std::all_of(text.begin(), text.end(),
                                   [](char c) {
                                     return (c >= 'A' && c <= 'Z') ||
                                            (c >= 'a' && c <= 'z') || IsDigit(c) ||
                                            c == '/' || c == '_' || c == '-' || c == '+';
                                   }) &&
                       !IsDigit(text[0]) && text[0] != '+' && text[0] != '-';
  if (is_name) {
    return Unsupported("", "the time zone " + quoted +
                               ": only UTC and offsets such as +01:00 are known");
  }
  return InvalidArgument("", "unrecognized time zone identifier: " + quoted);
}

Result<std::optional<int64_t>> OffsetOperand(const Operands& operands, size_t i) {
  if (!operands.is_given(i)) return std::optional<int64_t>(0);
  const Value& value = operands[i];
  if (IsNullish(value)) return std::optional<int64_t>();
  const std::string* text = value.get_if<std::string>();
  if (text == nullptr) {
    return InvalidArgument("", "timezone must evaluate to a string, found " +
                                   std::string(NameOfType(value)));
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t offset, ParseOffset(*text));
  return std::optional<int64_t>(offset);
}

Result<int64_t> Shifted(int64_t millis, int64_t offset) {
  int64_t shifted = 0;
  if (!__builtin_add_overflow(millis, offset, &shifted)) return shifted;
  return InvalidArgument("", "the date is out of range");
}

Result<Date> ParseDateText(std::string_view text, std::optional<int64_t> offset) {
  const std::string quoted =
      "Error parsing date string '" + std::string(text.substr(0, 60)) + "'";
  CivilTime time;
  std::string_view rest = text;
  if (!TakeDayAndClock(&rest, &time)) {
    return InvalidArgument("", quoted + ": not a date of ISO 8601");
  }
  if (!IsReal(time)) return InvalidArgument("", quoted + ": no such day or time");
  int64_t ahead = offset.value_or(0);
  if (!rest.empty()) {
    if (offset) {
      return InvalidArgument("", quoted + ": a timezone is given beside the one in it");
    }
    const bool is_utc = rest == "Z" || rest == "z";
    const std::optional<int64_t> own = is_utc ? 0 : TakeNumericOffset(rest);
    if (!own) return InvalidArgument("", quoted + ": a bad offset of the timezone");
    ahead = *own;
  }
  const std::optional<int64_t> millis = MillisOf(time);
  DU_CHECK(millis.has_value());
  return Date{*millis - ahead};
}

Result<TimeUnit> UnitOperand(const Operands& operands, size_t i) {
  static constexpr std::string_view kNames[] = {"year",   "quarter", "month",
                                                "week",   "day",     "hour",
                                                "minute", "second",  "millisecond"};
  const std::string name(operands.name());
  const std::string* text = operands[i].get_if<std::string>();
  if (text == nullptr) {
    return InvalidArgument("", name + " requires 'unit' to be a string, but got " +
                                   std::string(NameOfType(operands[i])));
  }
  const auto found = std::find(std::begin(kNames), std::end(kNames), *text);
  if (found == std::end(kNames)) {
    return InvalidArgument("", name +
                                   " parameter 'unit' value cannot be recognized as a "
                                   "time unit: " +
                                   *text);
  }
  return static_cast<TimeUnit>(found - std::begin(kNames));
}

Result<int64_t> StartOfWeekOperand(const Operands& operands, size_t i) {
  static constexpr std::string_view kNames[] = {"mon", "tue", "wed", "thu",
                                                "fri", "sat", "sun"};
  static constexpr std::string_view kLongNames[] = {
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  constexpr int64_t kSunday = 6;
  if (!operands.is_given(i)) return kSunday;
  const std::string name(operands.name());
  const std::string* text = operands[i].get_if<std::string>();
  if (text == nullptr) {
    return InvalidArgument("", name + " requires 'startOfWeek' to be a string, but got " +
                                   std::string(NameOfType(operands[i])));
  }
  std::string lower = *text;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (int64_t day = 0; day < 7; ++day) {
    if (lower == kNames[day] || lower == kLongNames[day]) return day;
  }
  return InvalidArgument("", name +
                                 " parameter 'startOfWeek' value cannot be recognized as "
                                 "a day of a week: " +
                                 *text);
}

}  // namespace delta_utils::internal
