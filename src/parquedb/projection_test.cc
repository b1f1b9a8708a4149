#include "parquedb/projection.h"

#include <gtest/gtest.h>

#include "parquedb/collection_testing.h"

namespace parquedb {
namespace {

using testing::Doc;
using testing::Relaxed;

struct Case {
  std::string projection;
  std::string document;
  std::string expected;
};

TEST(ProjectionTest, KeepsOrDropsFields) {
  const std::vector<Case> cases = {
      {"{}", R"({"_id":1,"a":2})", R"({"_id":1,"a":2})"},
      {"", R"({"_id":1,"a":2})", R"({"_id":1,"a":2})"},
      {R"({"a":1})", R"({"_id":1,"b":3,"a":2})", R"({"_id":1,"a":2})"},
      {"b, a", R"({"_id":1,"a":2,"b":3,"c":4})", R"({"_id":1,"a":2,"b":3})"},
      {R"({"a":true,"_id":0})", R"({"_id":1,"a":2})", R"({"a":2})"},
      {R"({"_id":0})", R"({"_id":1,"a":2})", R"({"a":2})"},
      {R"({"_id":1})", R"({"_id":1,"a":2})", R"({"_id":1})"},
      {R"({"a":0})", R"({"_id":1,"a":2,"b":3})", R"({"_id":1,"b":3})"},
      {R"({"a":0,"_id":0})", R"({"_id":1,"a":2,"b":3})", R"({"b":3})"},
      {R"({"a.b":1})", R"({"_id":1,"a":{"b":1,"c":2},"d":3})",
       R"({"_id":1,"a":{"b":1}})"},
      {R"({"a.b":1,"a.c":1})", R"({"_id":1,"a":{"d":0,"b":1,"c":2}})",
       R"({"_id":1,"a":{"b":1,"c":2}})"},
      {R"({"a.b":0})", R"({"_id":1,"a":{"b":1,"c":2}})", R"({"_id":1,"a":{"c":2}})"},
      {R"({"a.b":1})", R"({"_id":1,"a":[{"b":1,"c":2},5,{"c":3}]})",
       R"({"_id":1,"a":[{"b":1},{}]})"},
      {R"({"a.b":0})", R"({"_id":1,"a":[{"b":1,"c":2},5]})",
       R"({"_id":1,"a":[{"c":2},5]})"},
      {R"({"a.b":1})", R"({"_id":1,"a":5})", R"({"_id":1})"},
  };
  for (const Case& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(Projection projection, ParseProjection(c.projection));
    EXPECT_EQ(Relaxed(Project(Doc(c.document), projection)), c.expected) << c.projection;
  }
}

TEST(ProjectionTest, RefusesWhatItCannotDo) {
  for (const char* text :
       {R"({"a":1,"b":0})", R"({"a":"x"})", R"({"a":{"$slice":1}})", R"({"a.b":1,"a":1})",
        R"({"a":1,"a.b":1})", R"({"a..b":1})", R"({"$a":1})", "a,,b", "{", "[]", "a,a"}) {
    DU_EXPECT_KIND(kInvalidArgument, ParseProjection(text));
  }
}

TEST(ProjectionTest, NeedsOnlyTheFieldsItIncludes) {
  EXPECT_EQ(ParseProjection(R"({"b.c":1})")->NeededFields(),
            (std::vector<std::string>{"b", "_id"}));
  EXPECT_EQ(ParseProjection(R"({"b":0})")->NeededFields(), std::nullopt);
}

}  // namespace
}  // namespace parquedb
