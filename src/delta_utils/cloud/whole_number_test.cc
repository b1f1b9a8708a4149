#include <gtest/gtest.h>

#include "delta_utils/cloud/whole_number_internal.h"

namespace delta_utils::internal {
namespace {

TEST(WholeNumberTest, TakesDigitsAlone) {
  EXPECT_EQ(ParseWholeNumber("0"), 0);
  EXPECT_EQ(ParseWholeNumber("9223372036854775807"), INT64_MAX);
  for (const char* bad :
       {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "9223372036854775808"}) {
    EXPECT_EQ(ParseWholeNumber(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace delta_utils::internal
