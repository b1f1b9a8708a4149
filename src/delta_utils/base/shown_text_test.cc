#include "delta_utils/base/shown_text.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

TEST(ShownTextTest, CutsBetweenCharacters) {
  EXPECT_EQ(CutText("abc", 3), "abc");
  EXPECT_EQ(CutText("abcd", 3), "abc...");
  EXPECT_EQ(CutText("ab\u00e9d", 3), "ab...");
  EXPECT_EQ(CutText("ab\u00e9d", 4), "ab\u00e9...");
  EXPECT_EQ(CutText("\u20ac", 1), "...");
}

TEST(ShownTextTest, EscapesControlCharactersAlone) {
  EXPECT_EQ(EscapeControls("a\x1b[31m\n\x7f"), "a\\x1b[31m\\x0a\\x7f");
  EXPECT_EQ(EscapeControls(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(EscapeControls("\u0085\u009b\u00a0\u00e9"),
            "\\xc2\\x85\\xc2\\x9b\u00a0\u00e9");
  EXPECT_EQ(EscapeControls("\xc2"), "\xc2");
}

}  // namespace
}  // namespace delta_utils
