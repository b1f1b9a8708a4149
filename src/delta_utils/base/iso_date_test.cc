#include "delta_utils/base/iso_date.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

struct DateCase {
  int64_t millis;
  const char* text;
};

TEST(IsoDateTest, WritesAndReadsBack) {
  const DateCase cases[] = {
      {0, "1970-01-01T00:00:00Z"},
      {1, "1970-01-01T00:00:00.001Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {1356351330501, "2012-12-24T12:15:30.501Z"},
      {951782400000, "2000-02-29T00:00:00Z"},
      {kFirstIsoDate.millis, "0000-01-01T00:00:00Z"},
      {kLastIsoDate.millis, "9999-12-31T23:59:59.999Z"},
  };
  for (const DateCase& c : cases) {
    std::string text;
    AppendIsoDate(Date{c.millis}, &text);
    EXPECT_EQ(text, c.text);
    EXPECT_EQ(ParseIsoDate(c.text).ValueOrDie(), Date{c.millis});
  }
}

TEST(IsoDateTest, ReadsOffsetsAndFractions) {
  const DateCase cases[] = {
      {0, "1970-01-01T01:00:00+01:00"},     {0, "1969-12-31T16:30:00-07:30"},
      {0, "1970-01-01T00:00:00.000+0000"},  {500, "1970-01-01T00:00:00.5Z"},
      {120, "1970-01-01t00:00:00.120000z"},
  };
  for (const DateCase& c : cases) {
    EXPECT_EQ(ParseIsoDate(c.text).ValueOrDie(), Date{c.millis}) << c.text;
  }
}

TEST(IsoDateTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           "1970",
                           "1970-01-01",
                           "1970-01-01T00:00Z",
                           "1970-01-01T00:00:00",
                           "1970-1-01T00:00:00Z",
                           "1970-02-30T00:00:00Z",
                           "2001-02-29T00:00:00Z",
                           "1970-13-01T00:00:00Z",
                           "1970-00-01T00:00:00Z",
                           "1970-01-01T24:00:00Z",
                           "1970-01-01T00:60:00Z",
                           "1970-01-01T23:59:60Z",
                           "1970-01-01T00:00:00.Z",
                           "1970-01-01T00:00:00.0001Z",
                           "1970-01-01T00:00:00+1:00",
                           "1970-01-01T00:00:00+24:00",
                           "1970-01-01T00:00:00ZZ",
                           " 1970-01-01T00:00:00Z",
                           "+1970-01-01T00:00:00Z",
                           "1970-01-01 00:00:00Z",
                           "10000-01-01T00:00:00Z"}) {
    const Result<Date> date = ParseIsoDate(text);
    ASSERT_FALSE(date.ok()) << text;
    EXPECT_EQ(KindOf(date.status()), ErrorKind::kInvalidArgument);
  }
}

}  // namespace
}  // namespace delta_utils
