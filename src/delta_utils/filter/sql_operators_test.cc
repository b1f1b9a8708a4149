// Conditions of operators, of lists and structs, and of what SQL cannot say.
#include "delta_utils/filter/sql_filter_testing.h"

namespace delta_utils {
namespace {

using testing::CheckSql;

TEST(SqlOperatorsTest, RegularExpressionsByTheirTexts) {
  CheckSql({
      {R"({"s": {"$regex": "^ab"}})", R"(starts_with("s", 'ab'))",
       "startswith(`s`, 'ab')"},
      {R"({"s": {"$regex": "ab"}})", R"(contains("s", 'ab'))"},
      {R"({"s": {"$regex": "a\\.b"}})", R"(contains("s", 'a.b'))"},
      {R"({"s": {"$regex": "^ab+c"}})", R"(superset: starts_with("s", 'a'))",
       "superset: startswith(`s`, 'a')"},
      {R"({"s": {"$regex": "a+"}})", R"(superset: ("s" IS NOT NULL))"},
      {R"({"s": {"$regex": "^ab", "$options": "i"}})", R"(superset: ("s" IS NOT NULL))"},
      {R"({"s": {"$not": {"$regex": "^ab"}}})",
       R"((NOT coalesce(starts_with("s", 'ab'), FALSE)))",
       "(NOT coalesce(startswith(`s`, 'ab'), FALSE))"},
      {R"({"s": {"$not": {"$regex": "^ab+c"}}})", "superset: TRUE"},
      {R"({"i": {"$regex": "^ab"}})", "FALSE"},
  });
}

TEST(SqlOperatorsTest, RemaindersAndBitsOfIntegers) {
  CheckSql({
      {R"({"i": {"$mod": [3, 1]}})", R"(((CAST("i" AS BIGINT) % 3) = 1))"},
      {R"({"i": {"$mod": [1, 0]}})", R"(("i" IS NOT NULL))"},
      {R"({"i": {"$mod": [-1, 1]}})", "FALSE"},
      {R"({"x": {"$mod": [3, 1]}})", R"(superset: ("x" IS NOT NULL))"},
      {R"({"s": {"$mod": [3, 1]}})", "FALSE"},
      {R"({"i": {"$bitsAllSet": 5}})", R"(((CAST("i" AS BIGINT) & 5) = 5))"},
      {R"({"i": {"$bitsAllClear": 5}})", R"(((CAST("i" AS BIGINT) & 5) = 0))"},
      {R"({"i": {"$bitsAnySet": 5}})",
       R"((("i" IS NOT NULL) AND )"
       R"((NOT coalesce(((CAST("i" AS BIGINT) & 5) = 0), FALSE))))"},
      {R"({"i": {"$bitsAnyClear": 5}})",
       R"((("i" IS NOT NULL) AND )"
       R"((NOT coalesce(((CAST("i" AS BIGINT) & 5) = 5), FALSE))))"},
      // Behind the 64th bit there is the sign again.
      {R"({"i": {"$bitsAllClear": [100]}})",
       R"(((CAST("i" AS BIGINT) & (-9223372036854775807 - 1)) = 0))"},
      {R"({"x": {"$bitsAllSet": 5}})", R"(superset: ("x" IS NOT NULL))"},
  });
}

TEST(SqlOperatorsTest, ListsByElementAndAsAWhole) {
  CheckSql({
      {R"({"l": 3})", R"((len(list_filter("l", lambda x1: (x1 = 3))) > 0))",
       "exists(`l`, x1 -> (x1 = 3))"},
      {R"({"l": {"$ne": 3}})",
       R"((NOT coalesce((len(list_filter("l", lambda x1: (x1 = 3))) > 0), FALSE)))",
       "(NOT coalesce(exists(`l`, x1 -> (x1 = 3)), FALSE))"},
      {R"({"l": null})",
       R"((("l" IS NULL) OR (len(list_filter("l", lambda x1: (x1 IS NULL))) > 0)))",
       "((`l` IS NULL) OR exists(`l`, x1 -> (x1 IS NULL)))"},
      {R"({"l": [1, 2]})", R"(((len("l") = 2) AND (("l")[1] = 1) AND (("l")[2] = 2)))",
       "((array_size(`l`) = 2) AND (get(`l`, 0) = 1) AND (get(`l`, 1) = 2))"},
      {R"({"l": {"$size": 2}})", R"((len("l") = 2))", "(array_size(`l`) = 2)"},
      {R"({"i": {"$size": 2}})", "FALSE"},
      {R"({"l.0": 3})", R"((("l")[1] = 3))", "(get(`l`, 0) = 3)"},
      {R"({"l.0": {"$type": "null"}})", R"(((len("l") > 0) AND (("l")[1] IS NULL)))",
       "((array_size(`l`) > 0) AND (get(`l`, 0) IS NULL))"},
      {R"({"l": {"$elemMatch": {"$gt": 1, "$lt": 5}}})",
       R"((len(list_filter("l", lambda x1: ((x1 > 1) AND (x1 < 5)))) > 0))",
       "exists(`l`, x1 -> ((x1 > 1) AND (x1 < 5)))"},
      {R"({"i": {"$elemMatch": {"$gt": 1}}})", "FALSE"},
      {R"({"l": {"$all": [1, 2]}})",
       R"(((len(list_filter("l", lambda x1: (x1 = 1))) > 0) AND )"
       R"((len(list_filter("l", lambda x1: (x1 = 2))) > 0)))",
       "(exists(`l`, x1 -> (x1 = 1)) AND exists(`l`, x1 -> (x1 = 2)))"},
      {R"({"l": {"$all": []}})", "FALSE"},
  });
}

TEST(SqlOperatorsTest, StructsAndListsOfThem) {
  CheckSql({
      {R"({"st.a": {"$gt": 1}})", R"((("st")."a" > 1))"},
      {R"({"st.a": null})", R"((("st")."a" IS NULL))"},
      {R"({"st.m": {"$exists": true}})", R"((("st")."m" IS NOT NULL))"},
      {R"({"st.nothing": 1})", "FALSE"},
      {R"({"i.nothing": null})", "TRUE"},
      // A field that is missing as NULL need not be named, and the order counts.
      {R"({"st": {"a": 1}})", R"(((("st")."a" = 1) AND (("st")."m" IS NULL)))"},
      {R"({"st": {"m": "x", "a": 1}})", "FALSE"},
      {R"({"st": {"a": 1, "m": null}})", "FALSE"},
      {R"({"st": {"$gt": {}}})", R"(superset: ("st" IS NOT NULL))"},
      {R"({"items.n": {"$gt": 3}})",
       R"((len(list_filter("items", lambda x1: ((x1)."n" > 3))) > 0))",
       "exists(`items`, x1 -> ((x1).`n` > 3))"},
      {R"({"items.0.n": 3})", R"(((("items")[1])."n" = 3))",
       "((get(`items`, 0)).`n` = 3)"},
      {R"({"items": {"$elemMatch": {"n": {"$ne": 1}}}})",
       R"((len(list_filter("items", lambda x1: ((x1 IS NOT NULL) AND )"
       R"((NOT coalesce(((x1)."n" = 1), FALSE))))) > 0))",
       "exists(`items`, x1 -> ((x1 IS NOT NULL) AND "
       "(NOT coalesce(((x1).`n` = 1), FALSE))))"},
  });
}

TEST(SqlOperatorsTest, WhatCannotBeSaidIsTrueAndNoMoreIsExact) {
  CheckSql({
      {R"({"any": 1})", "superset: TRUE"},
      {R"({"any": {"$ne": 1}})", "superset: TRUE"},
      {R"({"i": 1, "any": 1})", R"(superset: ("i" = 1))"},
      {R"({"$or": [{"i": 1}, {"any": 1}]})", "superset: TRUE"},
      {R"({"$nor": [{"any": 1}]})", "superset: TRUE"},
      {R"({"$expr": {"$gt": ["$i", 1]}})", "superset: TRUE"},
      {R"({"$nor": [{"$expr": {"$gt": ["$i", 1]}}]})", "superset: TRUE"},
      {R"({"i": 1, "$expr": {"$gt": ["$i", 1]}})", R"(superset: ("i" = 1))"},
      {R"({"$jsonSchema": {"required": ["i"]}})", "superset: TRUE"},
  });
}

// What an inner $and leaves out must still be known when it is joined to an outer one.
TEST(SqlOperatorsTest, JoinedAgainItStaysASuperset) {
  CheckSql({
      {R"({"$and": [{"$and": [{"s": {"$regex": "a+"}}, {"i": 1}]}, {"big": 2}]})",
       R"(superset: (("s" IS NOT NULL) AND ("i" = 1) AND ("big" = 2)))"},
      {R"({"$and": [{"$and": [{"i": 1}, {"any": 1}, {"s": "a"}]}, {"big": 2}]})",
       R"(superset: (("i" = 1) AND ("s" = 'a') AND ("big" = 2)))"},
      {R"({"$nor": [{"$and": [{"$and": [{"i": 1}, {"any": 1}, {"s": "a"}]},)"
       R"( {"big": 2}]}]})",
       "superset: TRUE"},
      {R"({"$nor": [{"$and": [{"$and": [{"s": {"$regex": "a+"}}, {"i": 1}]},)"
       R"( {"big": 2}]}]})",
       "superset: TRUE"},
      {R"({"$or": [{"$or": [{"i": 1, "any": 1}, {"s": "a"}]}, {"big": 2}]})",
       R"(superset: (("i" = 1) OR ("s" = 'a') OR ("big" = 2)))"},
  });
}

}  // namespace
}  // namespace delta_utils
