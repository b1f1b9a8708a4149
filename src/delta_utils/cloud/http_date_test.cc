#include <gtest/gtest.h>

#include <string>

#include "delta_utils/cloud/http_date_internal.h"

namespace delta_utils::internal {
namespace {

TEST(HttpDateTest, ReadsTheFixedForm) {
  EXPECT_EQ(ParseHttpDate("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777000);
  EXPECT_EQ(ParseHttpDate("Thu, 29 Feb 2024 23:59:59 GMT"), 1709251199000);
  EXPECT_EQ(ParseHttpDate("Wed, 31 Dec 1969 23:59:59 GMT"), -1000);
}

TEST(HttpDateTest, RefusesEverythingElse) {
  const std::string good = "Sun, 06 Nov 1994 08:49:37 GMT";
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_EQ(ParseHttpDate(good.substr(0, length)), std::nullopt) << length;
  }
  for (const char* bad :
       {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 199x 08:49:37 GMT"}) {
    EXPECT_EQ(ParseHttpDate(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace delta_utils::internal
