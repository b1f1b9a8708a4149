#include "delta_utils/storage/object_path.h"

#include <gtest/gtest.h>

#include <string>

namespace delta_utils {
namespace {

using std::string_literals::operator""s;

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

TEST(ObjectPathTest, ParseKeepsEveryByteOfAGoodPath) {
  for (const std::string& text :
       {""s, "a"s, "shop/orders"s, "a b/c+d%20/e=1&f?#g"s, "%2e%2e/x"s, "..a/b../..."s,
        "a\\b"s, "\xc3\xa4/\xff"s, "a\nb"s, ".hidden/_log"s}) {
    Result<ObjectPath> path = ObjectPath::Parse(text);
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(path->ToString(), text);
    EXPECT_EQ(path->empty(), text.empty());
  }
}

TEST(ObjectPathTest, ParseRefusesWhatCouldMeanAnotherPath) {
  for (const std::string& text : {"/"s, "/a"s, "a/"s, "a//b"s, "//"s, "."s, ".."s, "a/."s,
                                  "../a"s, "a/../b"s, "a/./b"s, "a\0b"s, "a/\0"s}) {
    Result<ObjectPath> path = ObjectPath::Parse(text);
    ASSERT_FALSE(path.ok()) << text;
    EXPECT_EQ(KindOf(path.status()), ErrorKind::kInvalidArgument);
    EXPECT_EQ(DetailOf(path.status())->path(), text);
  }
}

TEST(ObjectPathTest, JoinAppendsSegmentsAndChecksThem) {
  EXPECT_EQ(*P("a").Join("b/c"), P("a/b/c"));
  EXPECT_EQ(*ObjectPath().Join("b"), P("b"));
  EXPECT_EQ(*P("a").Join(""), P("a"));
  for (const char* bad : {"..", "/b", "b/", "b/../../c", "b//c"}) {
    EXPECT_EQ(KindOf(P("a").Join(bad).status()), ErrorKind::kInvalidArgument) << bad;
  }
}

TEST(ObjectPathDeathTest, ABadSegmentOfOurOwnEndsTheProcess) {
  // A new process: this one has threads of Arrow's, which a fork would leave behind.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(P("a") / "..", "broken invariant");
}

TEST(ObjectPathTest, NameAndParentSplitAtTheLastSlash) {
  struct Case {
    const char* path;
    const char* parent;
    const char* name;
  };
  for (const Case& c : {Case{"", "", ""}, Case{"a", "", "a"}, Case{"a/b", "a", "b"},
                        Case{"a/b/c.d", "a/b", "c.d"}}) {
    EXPECT_EQ(P(c.path).name(), c.name) << c.path;
    EXPECT_EQ(P(c.path).parent(), P(c.parent)) << c.path;
  }
}

TEST(ObjectPathTest, IsUnderComparesWholeSegments) {
  EXPECT_TRUE(P("a/b").IsUnder(P("a")));
  EXPECT_TRUE(P("a/b/c").IsUnder(P("a")));
  EXPECT_TRUE(P("a").IsUnder(P("a")));
  EXPECT_TRUE(P("a").IsUnder(ObjectPath()));
  EXPECT_TRUE(ObjectPath().IsUnder(ObjectPath()));
  EXPECT_FALSE(P("ab").IsUnder(P("a")));
  EXPECT_FALSE(P("a-b/c").IsUnder(P("a")));
  EXPECT_FALSE(P("a").IsUnder(P("a/b")));
  EXPECT_FALSE(ObjectPath().IsUnder(P("a")));
}

TEST(ObjectPathTest, OrderIsThatOfUnsignedBytes) {
  EXPECT_LT(P("a-b"), P("a/b"));
  EXPECT_LT(P("a.b"), P("a/b"));
  EXPECT_LT(P("a/b"), P("a0"));
  EXPECT_LT(P("z"), P("\xc3\xa4"));
  EXPECT_LT(P("a"), P("a/b"));
}

}  // namespace
}  // namespace delta_utils
