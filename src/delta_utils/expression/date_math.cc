// $dateAdd, $dateSubtract, $dateDiff, $dateTrunc.
// MongoDB manual, "Date Expression Operators".
#include <algorithm>

#include "delta_utils/expression/dates_internal.h"
#include "delta_utils/expression/number_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kDaysPerWeek = 7;

/// Months of a unit; 0 for those that are no whole number of months.
int64_t MonthsOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kYear:
      return 12;
    case TimeUnit::kQuarter:
      return 3;
    case TimeUnit::kMonth:
      return 1;
    default:
      return 0;
  }
}

/// Milliseconds of a unit that is shorter than a month.
int64_t MillisOfUnit(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kWeek:
      return kDaysPerWeek * kMillisPerDay;
    case TimeUnit::kDay:
      return kMillisPerDay;
    case TimeUnit::kHour:
      return kMillisPerHour;
    case TimeUnit::kMinute:
      return kMillisPerMinute;
    case TimeUnit::kSecond:
      return kMillisPerSecond;
    default:
      return 1;
  }
}

bool AnyNull(const Operands& operands) {
  for (size_t i = 0; i < operands.size(); ++i) {
    if (operands.is_given(i) && IsNullish(operands[i])) return true;
  }
  return false;
}

/// Local milliseconds of operand `i`; an error names it.
Result<int64_t> LocalOperand(const Operands& operands, size_t i, const char* what,
                             int64_t offset) {
  const Result<int64_t> millis = MillisOfOperand(operands[i]);
  if (!millis.ok()) {
    return InvalidArgument("", std::string(operands.name()) + " requires '" + what +
                                   "' to be a date, but got " +
                                   std::string(NameOfType(operands[i])));
  }
  return Shifted(*millis, offset);
}

/// A day that the month lacks becomes its last one.
std::optional<int64_t> AddMonths(int64_t local, int64_t months) {
  CivilTime time = CivilOf(local);
  int64_t month = 0;
  if (__builtin_add_overflow(time.year * 12 + time.month - 1, months, &month)) {
    return std::nullopt;
  }
  time.year = FloorDiv(month, 12);
  time.month = FloorMod(month, 12) + 1;
  time.day = std::min(time.day, DaysInMonth(time.year, time.month));
  return MillisOf(time);
}

std::optional<int64_t> AddUnits(int64_t local, TimeUnit unit, int64_t amount) {
  const int64_t months = MonthsOf(unit);
  int64_t total = 0;
  if (__builtin_mul_overflow(amount, months != 0 ? months : MillisOfUnit(unit), &total)) {
    return std::nullopt;
  }
  if (months != 0) return AddMonths(local, total);
  int64_t sum = 0;
  if (__builtin_add_overflow(local, total, &sum)) return std::nullopt;
  return sum;
}

Result<Value> AddToDate(Operands* given, int sign) {
  const Operands& operands = *given;
  if (AnyNull(operands) || IsNullish(operands[0]) || IsNullish(operands[2])) {
    return Value(Null{});
  }
  ARROW_ASSIGN_OR_RAISE(const TimeUnit unit, UnitOperand(operands, 1));
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset, OffsetOperand(operands, 3));
  ARROW_ASSIGN_OR_RAISE(const int64_t local,
                        LocalOperand(operands, 0, "startDate", *offset));
  std::optional<int64_t> amount = WholeInt64(operands[2]);
  if (!amount) return given->Fail(" expects integer amount of time units");
  int64_t signed_amount = 0;
  std::optional<int64_t> sum;
  if (!__builtin_mul_overflow(*amount, int64_t{sign}, &signed_amount)) {
    sum = AddUnits(local, unit, signed_amount);
  }
  if (!sum) return given->Fail(": the date is out of range");
  ARROW_ASSIGN_OR_RAISE(const int64_t millis, Shifted(*sum, -*offset));
  return Value(Date{millis});
}

Result<Value> DateAdd(Operands* operands) { return AddToDate(operands, 1); }
Result<Value> DateSubtract(Operands* operands) { return AddToDate(operands, -1); }

/// The day number moved so that each week begins at a multiple of 7.
int64_t WeekDays(int64_t local, int64_t start_of_week) {
  // Day 0 was a Thursday.
  return FloorDiv(local, kMillisPerDay) + 3 - start_of_week;
}

/// How many units have begun since a fixed time.
int64_t UnitNumber(int64_t local, TimeUnit unit, int64_t start_of_week) {
  const int64_t months = MonthsOf(unit);
  if (months != 0) {
    const CivilTime time = CivilOf(local);
    return FloorDiv(time.year * 12 + time.month - 1, months);
  }
  if (unit == TimeUnit::kWeek) {
    return FloorDiv(WeekDays(local, start_of_week), kDaysPerWeek);
  }
  return FloorDiv(local, MillisOfUnit(unit));
}

Result<Value> DateDiff(Operands* given) {
  const Operands& operands = *given;
  if (AnyNull(operands) || IsNullish(operands[0]) || IsNullish(operands[1])) {
    return Value(Null{});
  }
  ARROW_ASSIGN_OR_RAISE(const TimeUnit unit, UnitOperand(operands, 2));
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset, OffsetOperand(operands, 3));
  ARROW_ASSIGN_OR_RAISE(const int64_t start_of_week, StartOfWeekOperand(operands, 4));
  ARROW_ASSIGN_OR_RAISE(const int64_t begin,
                        LocalOperand(operands, 0, "startDate", *offset));
  ARROW_ASSIGN_OR_RAISE(const int64_t end, LocalOperand(operands, 1, "endDate", *offset));
  int64_t difference = 0;
  if (__builtin_sub_overflow(UnitNumber(end, unit, start_of_week),
                             UnitNumber(begin, unit, start_of_week), &difference)) {
    return given->Fail(": the difference overflows a long");
  }
  return Value(difference);
}

// $dateTrunc counts its bins from here: 2000-01-01, a Saturday.
constexpr int64_t kReferenceYear = 2000;
constexpr int64_t kReferenceDay = 10957;
constexpr int64_t kReferenceDayOfWeek = 5;  // from Monday, 0

std::optional<int64_t> Truncated(int64_t local, TimeUnit unit, int64_t bin_size,
                                 int64_t start_of_week) {
  const int64_t months = MonthsOf(unit);
  int64_t size = 0;
  if (__builtin_mul_overflow(bin_size, months != 0 ? months : MillisOfUnit(unit),
                             &size)) {
    return std::nullopt;
  }
  if (months != 0) {
    const CivilTime time = CivilOf(local);
    const int64_t since = (time.year - kReferenceYear) * 12 + time.month - 1;
    CivilTime begin;
    int64_t month = 0;
    if (__builtin_mul_overflow(FloorDiv(since, size), size, &month)) return std::nullopt;
    begin.year = kReferenceYear + FloorDiv(month, 12);
    begin.month = FloorMod(month, 12) + 1;
    return MillisOf(begin);
  }
  int64_t reference = kReferenceDay * kMillisPerDay;
  if (unit == TimeUnit::kWeek) {
    // The first such day of the week from there on.
    reference +=
        FloorMod(start_of_week - kReferenceDayOfWeek, kDaysPerWeek) * kMillisPerDay;
  }
  int64_t since = 0;
  int64_t begin = 0;
  if (__builtin_sub_overflow(local, reference, &since) ||
      __builtin_mul_overflow(FloorDiv(since, size), size, &begin) ||
      __builtin_add_overflow(begin, reference, &begin)) {
    return std::nullopt;
  }
  return begin;
}

Result<Value> DateTrunc(Operands* given) {
  const Operands& operands = *given;
  if (AnyNull(operands) || IsNullish(operands[0])) return Value(Null{});
  ARROW_ASSIGN_OR_RAISE(const TimeUnit unit, UnitOperand(operands, 1));
  const bool is_week = unit == TimeUnit::kWeek;
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> offset, OffsetOperand(operands, 3));
  int64_t start_of_week = 0;
  if (is_week) {
    ARROW_ASSIGN_OR_RAISE(start_of_week, StartOfWeekOperand(operands, 4));
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t local, LocalOperand(operands, 0, "date", *offset));
  const Value bin_size = operands.is_given(2) ? operands[2] : Value(int64_t{1});
  const std::optional<int64_t> bins = WholeInt64(bin_size);
  if (!bins) {
    return given->Fail(" requires 'binSize' to be a 64-bit integer, but got value '" +
                       Shown(bin_size) + "' of type " +
                       std::string(NameOfType(bin_size)));
  }
  if (*bins <= 0) {
    return given->Fail(" requires 'binSize' to be greater than 0, but got value " +
                       std::to_string(*bins));
  }
  const std::optional<int64_t> begin = Truncated(local, unit, *bins, start_of_week);
  if (!begin) return given->Fail(": the date is out of range");
  ARROW_ASSIGN_OR_RAISE(const int64_t millis, Shifted(*begin, -*offset));
  return Value(Date{millis});
}

}  // namespace

std::span<const Operator> DateMathOperators() {
  static constexpr Parameter kAdd[] = {
      {"startDate", true}, {"unit", true}, {"amount", true}, {"timezone"}};
  static constexpr Parameter kDiff[] = {{"startDate", true},
                                        {"endDate", true},
                                        {"unit", true},
                                        {"timezone"},
                                        {"startOfWeek"}};
  static constexpr Parameter kTrunc[] = {
      {"date", true}, {"unit", true}, {"binSize"}, {"timezone"}, {"startOfWeek"}};
  static constexpr Operator kOperators[] = {
      {"$dateAdd", DateAdd, 1, 1, kAdd},
      {"$dateSubtract", DateSubtract, 1, 1, kAdd},
      {"$dateDiff", DateDiff, 1, 1, kDiff},
      {"$dateTrunc", DateTrunc, 1, 1, kTrunc},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
