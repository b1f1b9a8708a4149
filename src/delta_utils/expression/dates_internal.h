// What the date operators share: dates and time zones as operands, and text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "delta_utils/expression/calendar_internal.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {

/// Milliseconds of a date, a timestamp or an ObjectId; an error for all else.
Result<int64_t> MillisOfOperand(const Value& value);

/// Milliseconds ahead of UTC of "UTC", "GMT", "Z", "+hh", "+hhmm", "+hh:mm". What looks
/// like a name of the time zone database is Unsupported.
Result<int64_t> ParseOffset(std::string_view text);

/// Of the operand, 0 if it is not given; nullopt: it is null, and so is the result.
Result<std::optional<int64_t>> OffsetOperand(const Operands& operands, size_t i);

/// `millis` moved by `offset`; an error beyond int64.
Result<int64_t> Shifted(int64_t millis, int64_t offset);

/// A date as text: ISO 8601, "2017-02-08", "2017-02-08T12:10:40.787+01:00" and with parts
/// left out from the end; `offset` is that of text without one, nullopt: not given. An
/// error's message says what is wrong.
Result<Date> ParseDateText(std::string_view text, std::optional<int64_t> offset);

enum class TimeUnit {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kMillisecond
};
Result<TimeUnit> UnitOperand(const Operands& operands, size_t i);
/// 0 (Monday)..6; Sunday if not given.
Result<int64_t> StartOfWeekOperand(const Operands& operands, size_t i);

}  // namespace delta_utils::internal
