// $dateToString, $dateFromString. MongoDB manual, "$dateToString (aggregation)",
// "Format Specifiers".
#include <cstdio>

#include "delta_utils/expression/dates_internal.h"
#include "delta_utils/expression/text_internal.h"

namespace delta_utils::internal {
namespace {

constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

void AppendPadded(int64_t number, int width, std::string* out) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", width, static_cast<long long>(number));
  *out += text;
}

void AppendOffset(int64_t offset, std::string* out) {
  *out += offset < 0 ? '-' : '+';
  const int64_t minutes = (offset < 0 ? -offset : offset) / kMillisPerMinute;
  AppendPadded(minutes / 60, 2, out);
  AppendPadded(minutes % 60, 2, out);
}

/// A year that four digits show.
Status AppendYear(int64_t year, std::string* out) {
  if (year < 0 || year > 9999) {
    return InvalidArgument("",
                           "Could not convert date to string: date component was "
                           "outside the supported range of 0-9999: " +
                               std::to_string(year));
  }
  AppendPadded(year, 4, out);
  return Status::OK();
}

struct LocalTime {
  int64_t millis;  // local
  int64_t offset;
  CivilTime civil;
};

/// False: there is no such directive.
Result<bool> AppendDirective(char directive, const LocalTime& time, std::string* out) {
  switch (directive) {
    case '%':
      *out += '%';
      return true;
    case 'Y':
      ARROW_RETURN_NOT_OK(AppendYear(time.civil.year, out));
      return true;
    case 'G':
      ARROW_RETURN_NOT_OK(AppendYear(IsoWeekOf(time.millis).year, out));
      return true;
    case 'm':
      AppendPadded(time.civil.month, 2, out);
      return true;
    case 'b':
      out->append(kMonths[time.civil.month - 1], 3);
      return true;
    case 'B':
      *out += kMonths[time.civil.month - 1];
      return true;
    case 'd':
      AppendPadded(time.civil.day, 2, out);
      return true;
    case 'H':
      AppendPadded(time.civil.hour, 2, out);
      return true;
    case 'M':
      AppendPadded(time.civil.minute, 2, out);
      return true;
    case 'S':
      AppendPadded(time.civil.second, 2, out);
      return true;
    case 'L':
      AppendPadded(time.civil.millisecond, 3, out);
      return true;
    case 'j':
      AppendPadded(DayOfYear(time.millis), 3, out);
      return true;
    case 'u':
      AppendPadded(IsoDayOfWeek(time.millis), 1, out);
      return true;
    case 'w':
      AppendPadded(IsoDayOfWeek(time.millis) % 7 + 1, 1, out);
      return true;
    case 'U':
      AppendPadded((DayOfYear(time.millis) + 6 - IsoDayOfWeek(time.millis) % 7) / 7, 2,
                   out);
      return true;
    case 'V':
      AppendPadded(IsoWeekOf(time.millis).week, 2, out);
      return true;
    case 'z':
      AppendOffset(time.offset, out);
      return true;
    case 'Z':
      *out += std::to_string(time.offset / kMillisPerMinute);
      return true;
    default:
      return false;
  }
}

Result<std::string> FormatDate(std::string_view format, const LocalTime& time) {
  std::string text;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    if (++i == format.size()) {
      return InvalidArgument("", "Unmatched '%' at end of format string");
    }
    ARROW_ASSIGN_OR_RAISE(const bool is_known, AppendDirective(format[i], time, &text));
    if (!is_known) {
      return InvalidArgument("", std::string("Invalid format character '%") + format[i] +
                                     "' in format string");
    }
    ARROW_RETURN_NOT_OK(CheckStringSize("$dateToString", text.size()));
  }
  return text;
}

Result<Value> DateToString(Operands* given) {
  const Operands& operands = *given;
  if (IsNullish(operands[0])) {
    return operands.is_given(3) ? given->Take(3) : Value(Null{});
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t millis, MillisOfOperand(operands[0]));
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset, OffsetOperand(operands, 2));
  const bool has_format = operands.is_given(1);
  if (!offset || (has_format && IsNullish(operands[1]))) return Value(Null{});
  std::string_view format =
      *offset == 0 ? "%Y-%m-%dT%H:%M:%S.%LZ" : "%Y-%m-%dT%H:%M:%S.%L";
  if (has_format) {
    const std::string* text = operands[1].get_if<std::string>();
    if (text == nullptr) {
      return given->Fail(" requires that 'format' be a string, found: " +
                         std::string(NameOfType(operands[1])) + " with value " +
                         Shown(operands[1]));
    }
    format = *text;
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t local, Shifted(millis, *offset));
  ARROW_ASSIGN_OR_RAISE(std::string text,
                        FormatDate(format, {local, *offset, CivilOf(local)}));
  return Value(std::move(text));
}

Result<Value> DateFromString(Operands* given) {
  const Operands& operands = *given;
  if (IsNullish(operands[0])) {
    return operands.is_given(4) ? given->Take(4) : Value(Null{});
  }
  if (operands.is_given(1)) {
    return Unsupported("", "the option 'format' of $dateFromString");
  }
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset, OffsetOperand(operands, 2));
  if (!offset) return Value(Null{});
  const std::string* text = operands[0].get_if<std::string>();
  const bool has_offset = operands.is_given(2);
  const Result<Date> date =
      text == nullptr
          ? InvalidArgument("",
                            "$dateFromString requires that 'dateString' be a string, "
                            "found: " +
                                std::string(NameOfType(operands[0])) + " with value " +
                                Shown(operands[0]))
          : ParseDateText(*text, has_offset ? offset : std::nullopt);
  if (date.ok()) return Value(*date);
  return operands.is_given(3) ? Result<Value>(given->Take(3)) : date.status();
}

}  // namespace

std::span<const Operator> DateTextOperators() {
  static constexpr Parameter kTo[] = {
      {"date", true}, {"format"}, {"timezone"}, {"onNull"}};
  static constexpr Parameter kFrom[] = {
      {"dateString", true}, {"format"}, {"timezone"}, {"onError"}, {"onNull"}};
  static constexpr Operator kOperators[] = {
      {"$dateToString", DateToString, 1, 1, kTo},
      {"$dateFromString", DateFromString, 1, 1, kFrom},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
