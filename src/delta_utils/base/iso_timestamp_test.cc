#include "delta_utils/base/iso_timestamp.h"

#include <gtest/gtest.h>

#include <limits>

namespace delta_utils {
namespace {

TEST(IsoTimestampTest, CountsFromTheEpochBothWays) {
  struct Case {
    int64_t micros;
    const char* text;
  };
  for (const Case& c :
       {Case{0, "1970-01-01T00:00:00.000000"}, Case{-1, "1969-12-31T23:59:59.999999"},
        Case{951'782'400'000'001, "2000-02-29T00:00:00.000001"},
        Case{253'402'300'800'000'000, "+10000-01-01T00:00:00.000000"},
        Case{-62'167'219'200'000'001, "-0001-12-31T23:59:59.999999"},
        Case{std::numeric_limits<int64_t>::max(), "+294247-01-10T04:00:54.775807"},
        Case{std::numeric_limits<int64_t>::min(), "-290308-12-21T19:59:05.224192"}}) {
    EXPECT_EQ(IsoTimestamp(c.micros, IsoFraction::kMicros, false), c.text);
    EXPECT_EQ(IsoTimestamp(c.micros, IsoFraction::kMicros, true),
              std::string(c.text) + "Z");
  }
  EXPECT_EQ(IsoTimestamp(-1, IsoFraction::kNanos, true),
            "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(IsoTime(86'399'999'999), "23:59:59.999999");
}

TEST(IsoTimestampTest, DatesOfAllDays) {
  struct Case {
    int64_t days;
    const char* text;
  };
  for (const Case& c : {Case{0, "1970-01-01"}, Case{1, "1970-01-02"},
                        Case{-1, "1969-12-31"}, Case{11'016, "2000-02-29"},
                        Case{2'932'897, "+10000-01-01"}, Case{-719'529, "-0001-12-31"},
                        Case{std::numeric_limits<int32_t>::max(), "+5881580-07-11"},
                        Case{std::numeric_limits<int32_t>::min(), "-5877641-06-23"}}) {
    EXPECT_EQ(IsoDate(c.days), c.text);
  }
}

}  // namespace
}  // namespace delta_utils
