// Dates as ISO-8601 text in the profile of RFC 3339, to the millisecond.
//
//   std::string text;
//   AppendIsoDate(Date{1356351330501}, &text);      // "2012-12-24T12:15:30.501Z"
//   Result<Date> date = ParseIsoDate("2012-12-24T13:15:30.501+01:00");
//
// Source: RFC 3339, section 5.6.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

/// The dates that four-digit years can hold.
constexpr Date kFirstIsoDate{-62167219200000};  // 0000-01-01T00:00:00Z
constexpr Date kLastIsoDate{253402300799999};   // 9999-12-31T23:59:59.999Z

/// Appends in UTC, with three fraction digits if the milliseconds are not zero. `date`
/// lies between kFirstIsoDate and kLastIsoDate.
void AppendIsoDate(const Date& date, std::string* out);

/// Kind InvalidArgument: another form, a day or time that does not exist (a leap second
/// too), or a fraction that milliseconds cannot hold. The offset may lack its colon, as
/// old tools wrote it.
Result<Date> ParseIsoDate(std::string_view text);

}  // namespace delta_utils
