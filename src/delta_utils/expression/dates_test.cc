#include <random>

#include "delta_utils/expression/calendar_internal.h"
#include "delta_utils/expression/expression_testing.h"

namespace delta_utils::internal {
namespace {

// 2017-01-01 was a Sunday, in ISO week 52 of 2016.
constexpr std::string_view kDocument = R"({
    "d":{"$date":"2017-01-01T15:08:09.321Z"},
    "old":{"$date":{"$numberLong":"-1"}},
    "t":{"$timestamp":{"t":1483283289,"i":1}},
    "id":{"$oid":"58691b590000000000000000"},
    "s":"2017"})";

TEST(DatePartsTest, OfDatesTimestampsAndObjectIds) {
  ExpectOutcomes({
      {R"({"$year":"$d"})", "2017", kDocument},
      {R"({"$month":["$d"]})", "1", kDocument},
      {R"({"$dayOfMonth":"$d"})", "1", kDocument},
      {R"({"$dayOfWeek":"$d"})", "1", kDocument},
      {R"({"$dayOfYear":"$d"})", "1", kDocument},
      {R"({"$hour":"$d"})", "15", kDocument},
      {R"({"$minute":"$d"})", "8", kDocument},
      {R"({"$second":"$d"})", "9", kDocument},
      {R"({"$millisecond":"$d"})", "321", kDocument},
      {R"({"$isoWeek":"$d"})", "52", kDocument},
      {R"({"$isoWeekYear":"$d"})", R"({"$numberLong":"2016"})", kDocument},
      {R"({"$isoDayOfWeek":"$d"})", "7", kDocument},
      {R"({"$week":"$d"})", "1", kDocument},
      {R"({"$second":"$t"})", "9", kDocument},
      {R"({"$minute":"$id"})", "8", kDocument},
      {R"({"$year":"$old"})", "1969", kDocument},
      {R"({"$millisecond":"$old"})", "999", kDocument},
      {R"({"$hour":{"date":"$d","timezone":"+10:30"}})", "1", kDocument},
      {R"({"$dayOfMonth":{"date":"$d","timezone":"+1030"}})", "2", kDocument},
      {R"({"$hour":{"date":"$d","timezone":"-16"}})", "23", kDocument},
      {R"({"$year":{"date":"$d","timezone":"-16"}})", "2016", kDocument},
      {R"({"$hour":{"date":"$d","timezone":"GMT"}})", "15", kDocument},
      {R"({"$year":{"$add":["$d",0]}})", "2017", kDocument},
      {R"({"$year":"$missing"})", "null", kDocument},
      {R"({"$year":{"date":"$d","timezone":"$missing"}})", "null", kDocument},
      {R"({"$year":"$s"})", "error: can't convert from BSON type string to Date",
       kDocument},
      {R"({"$year":{"date":"$d","timezone":1}})",
       "error: timezone must evaluate to a string, found int", kDocument},
      {R"({"$year":{"date":"$d","timezone":"+1"}})",
       "error: unrecognized time zone identifier: \"+1\"", kDocument},
      {R"({"$year":{"date":"$d","timezone":"Europe/Paris"}})",
       "error: the time zone \"Europe/Paris\": only UTC and offsets such as +01:00 are "
       "known",
       kDocument},
      {R"({"$year":{"timezone":"UTC"}})", "error: Missing 'date' parameter to $year"},
      {R"({"$year":["$d","$d"]})",
       "error: Expression $year takes exactly 1 arguments. 2 were passed in."},
  });
}

TEST(DatePartsTest, ToAndFromParts) {
  ExpectOutcomes({
      {R"({"$dateToParts":{"date":"$d"}})",
       R"({"year":2017,"month":1,"day":1,"hour":15,"minute":8,"second":9,
           "millisecond":321})",
       kDocument},
      {R"({"$dateToParts":{"date":"$d","iso8601":true,"timezone":"+10"}})",
       R"({"isoWeekYear":2017,"isoWeek":1,"isoDayOfWeek":1,"hour":1,"minute":8,"second":9,
           "millisecond":321})",
       kDocument},
      {R"({"$dateToParts":{"date":null}})", "null"},
      {R"({"$dateFromParts":{"year":2017,"month":2,"day":8,"hour":12}})",
       R"({"$date":"2017-02-08T12:00:00Z"})"},
      {R"({"$dateFromParts":{"year":2017}})", R"({"$date":"2017-01-01T00:00:00Z"})"},
      // Parts out of range carry over.
      {R"({"$dateFromParts":{"year":2017,"month":14,"day":0,"hour":-1}})",
       R"({"$date":"2018-01-30T23:00:00Z"})"},
      {R"({"$dateFromParts":{"isoWeekYear":2017,"isoWeek":6,"isoDayOfWeek":4,
          "hour":12}})",
       R"({"$date":"2017-02-09T12:00:00Z"})"},
      {R"({"$dateFromParts":{"isoWeekYear":2016,"isoWeek":52,"isoDayOfWeek":7}})",
       R"({"$date":"2017-01-01T00:00:00Z"})"},
      {R"({"$dateFromParts":{"year":2016,"month":12,"day":31,"hour":23,"minute":46,
          "second":12,"timezone":"-05:00"}})",
       R"({"$date":"2017-01-01T04:46:12Z"})"},
      {R"({"$dateFromParts":{"year":2017,"month":null}})", "null"},
      {R"({"$dateFromParts":{"year":0}})",
       "error: 'year' must evaluate to a value in the range [1, 9999]; value 0 is not in "
       "range"},
      {R"({"$dateFromParts":{"year":2017,"day":"x"}})",
       "error: 'day' must evaluate to an integer, found string with value \"x\""},
      {R"({"$dateFromParts":{"year":2017,"isoWeek":1}})",
       "error: $dateFromParts does not allow mixing natural dates with ISO dates"},
      {R"({"$dateFromParts":{"month":1}})",
       "error: $dateFromParts requires either 'year' or 'isoWeekYear' to be present"},
  });
}

TEST(DateTextTest, ToString) {
  ExpectOutcomes({
      {R"({"$dateToString":{"date":"$d"}})", R"("2017-01-01T15:08:09.321Z")", kDocument},
      {R"({"$dateToString":{"date":"$d","timezone":"+01"}})",
       R"("2017-01-01T16:08:09.321")", kDocument},
      {R"({"$dateToString":{"date":"$d",
          "format":"%Y/%m/%d %H:%M:%S.%L %j %u %w %U %V %G"}})",
       R"("2017/01/01 15:08:09.321 001 7 1 01 52 2016")", kDocument},
      {R"({"$dateToString":{"date":"$d","format":"%b %B %z %Z %%é",
          "timezone":"-04:30"}})",
       R"("Jan January -0430 -270 %é")", kDocument},
      {R"({"$dateToString":{"date":"$d","format":"%z %Z"}})", R"("+0000 0")", kDocument},
      {R"({"$dateToString":{"date":null}})", "null"},
      {R"({"$dateToString":{"date":"$x","onNull":"none"}})", R"("none")"},
      {R"({"$dateToString":{"date":"$d","format":null}})", "null", kDocument},
      {R"({"$dateToString":{"date":"$d","format":"%q"}})",
       "error: Invalid format character '%q' in format string", kDocument},
      {R"({"$dateToString":{"date":"$d","format":"a%"}})",
       "error: Unmatched '%' at end of format string", kDocument},
      {R"({"$dateToString":{"date":"$d","format":1}})",
       "error: $dateToString requires that 'format' be a string, found: int with value 1",
       kDocument},
      {R"({"$dateToString":{"date":{"$date":{"$numberLong":"999999999999999"}}}})",
       "error: Could not convert date to string: date component was outside the "
       "supported "
       "range of 0-9999: 33658"},
  });
}

TEST(DateTextTest, FromString) {
  ExpectOutcomes({
      {R"({"$dateFromString":{"dateString":"2017-02-08T12:10:40.787Z"}})",
       R"({"$date":"2017-02-08T12:10:40.787Z"})"},
      {R"({"$dateFromString":{"dateString":"2017-02-08"}})",
       R"({"$date":"2017-02-08T00:00:00Z"})"},
      {R"({"$dateFromString":{"dateString":"2017-02-08 12:10"}})",
       R"({"$date":"2017-02-08T12:10:00Z"})"},
      {R"({"$dateFromString":{"dateString":"2017-02-08T12:10:40+0100"}})",
       R"({"$date":"2017-02-08T11:10:40Z"})"},
      {R"({"$dateFromString":{"dateString":"2017-02-08T12:10:40","timezone":"-05:00"}})",
       R"({"$date":"2017-02-08T17:10:40Z"})"},
      {R"({"$dateFromString":{"dateString":null,"onNull":1}})", "1"},
      {R"({"$dateFromString":{"dateString":"x","onError":2}})", "2"},
      {R"({"$dateFromString":{"dateString":"x"}})",
       "error: Error parsing date string 'x': not a date of ISO 8601"},
      {R"({"$dateFromString":{"dateString":"2017-02-29"}})",
       "error: Error parsing date string '2017-02-29': no such day or time"},
      {R"({"$dateFromString":{"dateString":"2017-02-08T12:10:40Z","timezone":"+01"}})",
       "error: Error parsing date string '2017-02-08T12:10:40Z': a timezone is given "
       "beside "
       "the one in it"},
      {R"({"$dateFromString":{"dateString":1}})",
       "error: $dateFromString requires that 'dateString' be a string, found: int with "
       "value "
       "1"},
      {R"({"$dateFromString":{"dateString":"1","format":"%Y"}})",
       "error: the option 'format' of $dateFromString"},
  });
}

TEST(DateMathTest, AddAndSubtract) {
  ExpectOutcomes({
      {R"({"$dateAdd":{"startDate":{"$date":"2020-01-31T00:00:00Z"},"unit":"month",
          "amount":1}})",
       R"({"$date":"2020-02-29T00:00:00Z"})"},
      {R"({"$dateSubtract":{"startDate":{"$date":"2020-03-31T00:00:00Z"},"unit":"month",
          "amount":1}})",
       R"({"$date":"2020-02-29T00:00:00Z"})"},
      {R"({"$dateAdd":{"startDate":{"$date":"2020-02-29T01:00:00Z"},"unit":"year",
          "amount":-1}})",
       R"({"$date":"2019-02-28T01:00:00Z"})"},
      {R"({"$dateAdd":{"startDate":{"$date":"2020-11-30T00:00:00Z"},"unit":"quarter",
          "amount":1}})",
       R"({"$date":"2021-02-28T00:00:00Z"})"},
      {R"({"$dateAdd":{"startDate":"$d","unit":"week","amount":2}})",
       R"({"$date":"2017-01-15T15:08:09.321Z"})", kDocument},
      {R"({"$dateAdd":{"startDate":"$d","unit":"millisecond",
          "amount":{"$numberLong":"-1"}}})",
       R"({"$date":"2017-01-01T15:08:09.320Z"})", kDocument},
      // The month's end counts where the clock on the wall shows it.
      {R"({"$dateAdd":{"startDate":{"$date":"2020-01-30T23:30:00Z"},"unit":"month",
          "amount":1,"timezone":"+01"}})",
       R"({"$date":"2020-02-28T23:30:00Z"})"},
      {R"({"$dateAdd":{"startDate":null,"unit":"day","amount":1}})", "null"},
      {R"({"$dateAdd":{"startDate":"$d","unit":"day","amount":1.5}})",
       "error: $dateAdd expects integer amount of time units", kDocument},
      {R"({"$dateAdd":{"startDate":"$d","unit":"days","amount":1}})",
       "error: $dateAdd parameter 'unit' value cannot be recognized as a time unit: days",
       kDocument},
      {R"({"$dateAdd":{"startDate":"x","unit":"day","amount":1}})",
       "error: $dateAdd requires 'startDate' to be a date, but got string"},
      {R"({"$dateAdd":{"startDate":"$d","unit":"year","amount":{"$numberLong":
          "9223372036854775807"}}})",
       "error: $dateAdd: the date is out of range", kDocument},
  });
}

TEST(DateMathTest, Diff) {
  constexpr std::string_view kDates = R"({"a":{"$date":"2020-12-31T23:59:59.999Z"},
      "b":{"$date":"2021-01-01T00:00:00Z"},"c":{"$date":"2021-03-07T12:00:00Z"}})";
  const auto diff = [&](std::string_view rest, std::string_view expected) {
    const std::string text =
        R"({"$dateDiff":{"startDate":"$a",)" + std::string(rest) + "}}";
    const std::string value = R"({"$numberLong":")" + std::string(expected) + R"("})";
    EXPECT_EQ(Outcome(text, kDates), value) << text;
  };
  // It counts the borders between the two.
  diff(R"("endDate":"$b","unit":"year")", "1");
  diff(R"("endDate":"$b","unit":"quarter")", "1");
  diff(R"("endDate":"$b","unit":"day")", "1");
  diff(R"("endDate":"$b","unit":"hour")", "1");
  diff(R"("endDate":"$b","unit":"millisecond")", "1");
  diff(R"("endDate":"$b","unit":"day","timezone":"+01")", "0");
  diff(R"("endDate":"$c","unit":"month")", "3");
  // A Thursday, a Friday; and a Sunday.
  diff(R"("endDate":"$b","unit":"week")", "0");
  diff(R"("endDate":"$b","unit":"week","startOfWeek":"Friday")", "1");
  diff(R"("endDate":"$c","unit":"week")", "10");
  diff(R"("endDate":"$c","unit":"week","startOfWeek":"mon")", "9");
  ExpectOutcomes({
      {R"({"$dateDiff":{"startDate":"$a","endDate":"$x","unit":"day"}})", "null", kDates},
      {R"({"$dateDiff":{"startDate":"$a","endDate":1,"unit":"day"}})",
       "error: $dateDiff requires 'endDate' to be a date, but got int", kDates},
      {R"({"$dateDiff":{"startDate":"$a","endDate":"$b","unit":"week",
          "startOfWeek":"x"}})",
       "error: $dateDiff parameter 'startOfWeek' value cannot be recognized as a day of "
       "a "
       "week: x",
       kDates},
  });
}

TEST(DateMathTest, Trunc) {
  const auto truncated = [](std::string_view rest, std::string_view expected) {
    const std::string text =
        R"({"$dateTrunc":{"date":{"$date":"2021-03-20T11:30:05.123Z"},)" +
        std::string(rest) + "}}";
    const std::string date = R"({"$date":")" + std::string(expected) + R"("})";
    ExpectOutcomes({{text, date}});
  };
  truncated(R"("unit":"year")", "2021-01-01T00:00:00Z");
  truncated(R"("unit":"quarter")", "2021-01-01T00:00:00Z");
  truncated(R"("unit":"month","binSize":2)", "2021-03-01T00:00:00Z");
  truncated(R"("unit":"month","binSize":6)", "2021-01-01T00:00:00Z");
  truncated(R"("unit":"year","binSize":10)", "2020-01-01T00:00:00Z");
  truncated(R"("unit":"week")", "2021-03-14T00:00:00Z");
  truncated(R"("unit":"week","startOfWeek":"monday")", "2021-03-15T00:00:00Z");
  truncated(R"("unit":"week","binSize":2)", "2021-03-14T00:00:00Z");
  truncated(R"("unit":"day")", "2021-03-20T00:00:00Z");
  truncated(R"("unit":"day","timezone":"+13")", "2021-03-20T11:00:00Z");
  truncated(R"("unit":"hour","binSize":2)", "2021-03-20T10:00:00Z");
  truncated(R"("unit":"minute","binSize":15)", "2021-03-20T11:30:00Z");
  truncated(R"("unit":"second")", "2021-03-20T11:30:05Z");
  truncated(R"("unit":"millisecond","binSize":10)", "2021-03-20T11:30:05.120Z");
  ExpectOutcomes({
      {R"({"$dateTrunc":{"date":{"$date":"1999-12-31T00:00:00Z"},"unit":"year",
          "binSize":2}})",
       R"({"$date":"1998-01-01T00:00:00Z"})"},
      {R"({"$dateTrunc":{"date":null,"unit":"day"}})", "null"},
      {R"({"$dateTrunc":{"date":"$d","unit":"day","binSize":0}})",
       "error: $dateTrunc requires 'binSize' to be greater than 0, but got value 0",
       kDocument},
      {R"({"$dateTrunc":{"date":"$d","unit":"day","binSize":"x"}})",
       "error: $dateTrunc requires 'binSize' to be a 64-bit integer, but got value "
       "'\"x\"' of "
       "type string",
       kDocument},
      {R"({"$dateTrunc":{"date":{"$date":{"$numberLong":"-9223372036854775808"}},
          "unit":"week"}})",
       "error: $dateTrunc: the date is out of range"},
  });
}

TEST(CalendarTest, GoesThereAndBack) {
  std::mt19937_64 random(20261128);
  for (int i = 0; i < 100'000; ++i) {
    // Of all magnitudes.
    const auto millis = static_cast<int64_t>(random()) >> (random() % 60);
    EXPECT_EQ(MillisOf(CivilOf(millis)), millis);
  }
  for (const int64_t edge :
       {INT64_MIN, INT64_MIN + 1, INT64_MAX, int64_t{0}, int64_t{-1}}) {
    EXPECT_EQ(MillisOf(CivilOf(edge)), edge);
    EXPECT_GE(IsoWeekOf(edge).week, 1);
    EXPECT_LE(IsoWeekOf(edge).week, 53);
  }
  CivilTime beyond = CivilOf(INT64_MAX);
  ++beyond.millisecond;
  EXPECT_EQ(MillisOf(beyond), std::nullopt);
}

TEST(CalendarTest, EachDayFollowsTheOneBefore) {
  CivilTime before = CivilOf(DaysOf(1895, 12, 31) * kMillisPerDay);
  for (int64_t day = DaysOf(1896, 1, 1); day < DaysOf(2105, 1, 1); ++day) {
    const CivilTime today = CivilOf(day * kMillisPerDay);
    const bool is_next = today.day == before.day + 1 && today.month == before.month;
    const bool is_first = today.day == 1 &&
                          before.day == DaysInMonth(before.year, before.month) &&
                          today.month == before.month % 12 + 1 &&
                          today.year == before.year + (today.month == 1 ? 1 : 0);
    ASSERT_TRUE(is_next || is_first)
        << today.year << "-" << today.month << "-" << today.day;
    before = today;
  }
}

}  // namespace
}  // namespace delta_utils::internal
