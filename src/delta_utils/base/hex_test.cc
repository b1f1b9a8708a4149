#include "delta_utils/base/hex.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

TEST(HexTest, EveryByteComesBack) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  EXPECT_EQ(FromHex(ToHex(bytes)), bytes);
  EXPECT_EQ(ToHex("\x0a\xff"), "0aff");
  EXPECT_EQ(FromHex("0AfF"), "\x0a\xff");
  EXPECT_EQ(FromHex(""), "");
}

TEST(HexTest, RefusesWhatIsNoHex) {
  for (const char* text : {"0", "0g", "g0", "0 ", "0x", "\xc3\xa9"}) {
    EXPECT_EQ(FromHex(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace delta_utils
