// $year, $month, ... $isoDayOfWeek, $dateToParts, $dateFromParts.
// MongoDB manual, "Date Expression Operators".
#include "delta_utils/expression/dates_internal.h"
#include "delta_utils/expression/number_internal.h"

namespace delta_utils::internal {
namespace {

int64_t YearOf(int64_t millis) { return CivilOf(millis).year; }
int64_t MonthOf(int64_t millis) { return CivilOf(millis).month; }
int64_t DayOfMonthOf(int64_t millis) { return CivilOf(millis).day; }
/// 1 (Sunday)..7 (Saturday)
int64_t DayOfWeekOf(int64_t millis) { return IsoDayOfWeek(millis) % 7 + 1; }
int64_t HourOf(int64_t millis) { return CivilOf(millis).hour; }
int64_t MinuteOf(int64_t millis) { return CivilOf(millis).minute; }
int64_t SecondOf(int64_t millis) { return CivilOf(millis).second; }
int64_t MillisecondOf(int64_t millis) { return CivilOf(millis).millisecond; }
/// The week of the year: 0 before its first Sunday.
int64_t WeekOf(int64_t millis) {
  return (DayOfYear(millis) + 7 - DayOfWeekOf(millis)) / 7;
}
int64_t IsoWeekNumber(int64_t millis) { return IsoWeekOf(millis).week; }
int64_t IsoWeekYear(int64_t millis) { return IsoWeekOf(millis).year; }

/// Local milliseconds of the date (operand 0) in its time zone (1); nullopt: null.
Result<std::optional<int64_t>> LocalMillis(const Operands& operands) {
  if (IsNullish(operands[0])) return std::optional<int64_t>();
  ARROW_ASSIGN_OR_RAISE(const int64_t millis, MillisOfOperand(operands[0]));
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset, OffsetOperand(operands, 1));
  if (!offset) return std::optional<int64_t>();
  ARROW_ASSIGN_OR_RAISE(const int64_t local, Shifted(millis, *offset));
  return std::optional<int64_t>(local);
}

template <int64_t (*kPart)(int64_t), ValueType kType = ValueType::kInt32>
Result<Value> Part(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> local, LocalMillis(*operands));
  if (!local) return Value(Null{});
  return MakeInteger(kPart(*local), kType);
}

Result<Value> DateToParts(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> local, LocalMillis(*operands));
  const Value& iso = (*operands)[2];
  if (operands->is_given(2) && !iso.is<bool>() && !IsNullish(iso)) {
    return InvalidArgument(
        "", "iso8601 must evaluate to a bool, found " + std::string(NameOfType(iso)));
  }
  if (!local || (operands->is_given(2) && IsNullish(iso))) return Value(Null{});
  Object parts;
  const auto add = [&](const char* name, int64_t number) {
    parts.Append(name, MakeInteger(number, ValueType::kInt32));
  };
  const CivilTime time = CivilOf(*local);
  if (operands->is_given(2) && iso.get<bool>()) {
    add("isoWeekYear", IsoWeekYear(*local));
    add("isoWeek", IsoWeekNumber(*local));
    add("isoDayOfWeek", IsoDayOfWeek(*local));
  } else {
    add("year", time.year);
    add("month", time.month);
    add("day", time.day);
  }
  add("hour", time.hour);
  add("minute", time.minute);
  add("second", time.second);
  add("millisecond", time.millisecond);
  return Value(std::move(parts));
}

constexpr Parameter kFromParts[] = {
    {"year"}, {"month"},  {"day"},    {"isoWeekYear"}, {"isoWeek"}, {"isoDayOfWeek"},
    {"hour"}, {"minute"}, {"second"}, {"millisecond"}, {"timezone"}};
constexpr size_t kTimezone = 10;

/// A part of $dateFromParts, `absent` if it is not given.
Result<int64_t> PartOperand(const Operands& operands, size_t i, int64_t absent,
                            int64_t min, int64_t max) {
  if (!operands.is_given(i)) return absent;
  const std::string name = "'" + std::string(kFromParts[i].name) + "'";
  const std::optional<int64_t> number = WholeInt64(operands[i]);
  if (!number) {
    return InvalidArgument("", name + " must evaluate to an integer, found " +
                                   std::string(NameOfType(operands[i])) + " with value " +
                                   Shown(operands[i]));
  }
  if (*number < min || *number > max) {
    return InvalidArgument("", name + " must evaluate to a value in the range [" +
                                   std::to_string(min) + ", " + std::to_string(max) +
                                   "]; value " + std::to_string(*number) +
                                   " is not in range");
  }
  return *number;
}

Status CheckKindOfParts(const Operands& operands) {
  const bool is_iso =
      operands.is_given(3) || operands.is_given(4) || operands.is_given(5);
  const bool is_plain =
      operands.is_given(0) || operands.is_given(1) || operands.is_given(2);
  if (is_iso && is_plain) {
    return InvalidArgument(
        "", "$dateFromParts does not allow mixing natural dates with ISO dates");
  }
  if (!operands.is_given(0) && !operands.is_given(3)) {
    return InvalidArgument("",
                           "$dateFromParts requires either 'year' or 'isoWeekYear' to be "
                           "present");
  }
  return Status::OK();
}

Result<Value> DateFromParts(Operands* given) {
  const Operands& operands = *given;
  constexpr int64_t kMax = 32767;
  ARROW_RETURN_NOT_OK(CheckKindOfParts(operands));
  for (size_t i = 0; i < operands.size(); ++i) {
    if (operands.is_given(i) && IsNullish(operands[i])) return Value(Null{});
  }
  int64_t parts[kTimezone];
  for (size_t i = 0; i < kTimezone; ++i) {
    const bool is_year = i == 0 || i == 3;
    const bool is_small = i != 8 && i != 9;  // seconds and milliseconds may be many
    const int64_t low = is_small ? -kMax - 1 : -(int64_t{1} << 50);
    const int64_t high = is_small ? kMax : int64_t{1} << 50;
    ARROW_ASSIGN_OR_RAISE(parts[i],
                          PartOperand(operands, i, i < 6 ? 1 : 0, is_year ? 1 : low,
                                      is_year ? 9999 : high));
  }
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset,
                        OffsetOperand(operands, kTimezone));
  CivilTime time{parts[0], parts[1], parts[2], parts[6], parts[7], parts[8], parts[9]};
  if (operands.is_given(3)) {
    // The week of January 4 is the first one.
    const int64_t fourth = DaysOf(parts[3], 1, 4);
    const int64_t monday = FloorDiv(fourth + 3, 7) * 7 - 3;
    time.year = 1970;
    time.month = 1;
    time.day = 1 + monday + (parts[4] - 1) * 7 + parts[5] - 1;
  }
  const std::optional<int64_t> millis = MillisOf(time);
  if (!millis) return given->Fail(": the date is out of range");
  ARROW_ASSIGN_OR_RAISE(const int64_t shifted, Shifted(*millis, -*offset));
  return Value(Date{shifted});
}

}  // namespace

std::span<const Operator> DatePartOperators() {
  static constexpr Parameter kDate[] = {{"date", true}, {"timezone"}};
  static constexpr Parameter kToParts[] = {{"date", true}, {"timezone"}, {"iso8601"}};
  static constexpr Operator kOperators[] = {
      {"$year", Part<YearOf>, 1, 1, kDate, true},
      {"$month", Part<MonthOf>, 1, 1, kDate, true},
      {"$week", Part<WeekOf>, 1, 1, kDate, true},
      {"$dayOfMonth", Part<DayOfMonthOf>, 1, 1, kDate, true},
      {"$dayOfWeek", Part<DayOfWeekOf>, 1, 1, kDate, true},
      {"$dayOfYear", Part<DayOfYear>, 1, 1, kDate, true},
      {"$hour", Part<HourOf>, 1, 1, kDate, true},
      {"$minute", Part<MinuteOf>, 1, 1, kDate, true},
      {"$second", Part<SecondOf>, 1, 1, kDate, true},
      {"$millisecond", Part<MillisecondOf>, 1, 1, kDate, true},
      {"$isoWeek", Part<IsoWeekNumber>, 1, 1, kDate, true},
      {"$isoWeekYear", Part<IsoWeekYear, ValueType::kInt64>, 1, 1, kDate, true},
      {"$isoDayOfWeek", Part<IsoDayOfWeek>, 1, 1, kDate, true},
      {"$dateToParts", DateToParts, 1, 1, kToParts},
      {"$dateFromParts", DateFromParts, 1, 1, kFromParts},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
