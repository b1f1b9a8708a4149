// Conditions on columns of plain values, rule by rule.
#include "delta_utils/filter/sql_filter.h"

#include "delta_utils/filter/sql_filter_testing.h"

namespace delta_utils {
namespace {

using testing::CheckSql;

TEST(SqlFilterTest, IntegersCompareWithNumbersOfAnyType) {
  CheckSql({
      {R"({"i": 5})", R"(("i" = 5))"},
      {R"({"i": {"$gte": 5}})", R"(("i" >= 5))"},
      {R"({"i": {"$lt": {"$numberLong": "5"}}})", R"(("i" < 5))"},
      {R"({"i": {"$numberDecimal": "5.0"}})", R"(("i" = 5))"},
      {R"({"i": 2.5})", "FALSE"},
      {R"({"i": {"$gt": 2.5}})", R"(("i" > 2))"},
      {R"({"i": {"$gte": 2.5}})", R"(("i" > 2))"},
      {R"({"i": {"$lt": 2.5}})", R"(("i" <= 2))"},
      {R"({"i": {"$lte": 2.5}})", R"(("i" <= 2))"},
      {R"({"i": {"$gt": -2.5}})", R"(("i" > -3))"},
      {R"({"i": {"$gt": "a"}})", "FALSE"},
      {R"({"i": true})", "FALSE"},
  });
}

TEST(SqlFilterTest, IntegersCompareWithNumbersBeyondTheirs) {
  CheckSql({
      {R"({"big": {"$lt": {"$numberDouble": "9223372036854775808"}}})",
       R"(("big" <= 9223372036854775807))"},
      {R"({"big": {"$gte": {"$numberDouble": "9223372036854775808"}}})",
       R"(("big" > 9223372036854775807))"},
      {R"({"big": {"$numberDouble": "9223372036854775808"}})", "FALSE"},
      {R"({"big": {"$gte": {"$numberDouble": "-9223372036854775808"}}})",
       R"(("big" >= (-9223372036854775807 - 1)))"},
      {R"({"big": {"$lt": -1e19}})", "FALSE"},
      {R"({"big": {"$gt": -1e19}})", R"(("big" IS NOT NULL))"},
      {R"({"i": {"$lt": {"$numberLong": "2147483648"}}})", R"(("i" <= 2147483647))"},
      {R"({"tiny": {"$gt": 127.5}})", R"(("tiny" > 127))"},
  });
}

TEST(SqlFilterTest, FloatsKeepNaNApart) {
  CheckSql({
      {R"({"x": 1})", R"(("x" = CAST('1' AS DOUBLE)))"},
      {R"({"x": -0.0})", R"(("x" = CAST('0' AS DOUBLE)))"},
      {R"({"x": {"$gt": 1}})", R"(("x" > CAST('1' AS DOUBLE) AND NOT isnan("x")))"},
      {R"({"x": {"$gte": 1}})", R"(("x" >= CAST('1' AS DOUBLE) AND NOT isnan("x")))"},
      {R"({"x": {"$lt": 1}})", R"(("x" < CAST('1' AS DOUBLE)))"},
      {R"({"x": {"$gte": {"$numberDouble": "Infinity"}}})",
       R"(("x" >= CAST('Infinity' AS DOUBLE) AND NOT isnan("x")))"},
      {R"({"x": {"$numberDouble": "NaN"}})", R"(isnan("x"))"},
      {R"({"x": {"$gte": {"$numberDecimal": "NaN"}}})", R"(isnan("x"))"},
      {R"({"x": {"$gt": {"$numberDouble": "NaN"}}})", "FALSE"},
      {R"({"i": {"$numberDouble": "NaN"}})", "FALSE"},
      {R"({"x": {"$in": [1, {"$numberDouble": "NaN"}]}})",
       R"((isnan("x") OR ("x" = CAST('1' AS DOUBLE))))"},
      // No float is 0.1, and the double between two of them is cut down to the lower.
      {R"({"f": 0.1})", "FALSE"},
      {R"({"f": {"$lt": 0.1}})", R"(("f" <= CAST('0.099999994' AS FLOAT)))"},
  });
}

TEST(SqlFilterTest, DecimalsOfUpTo34DigitsAreNumbers) {
  CheckSql({
      {R"({"dec": 1.5})", R"(("dec" = CAST('1.50' AS DECIMAL(9,2))))"},
      {R"({"dec": {"$gt": {"$numberDecimal": "-0.005"}}})",
       R"(("dec" > CAST('-0.01' AS DECIMAL(9,2))))"},
      {R"({"dec": {"$lt": {"$numberDecimal": "1E+40"}}})",
       R"(("dec" <= CAST('9999999.99' AS DECIMAL(9,2))))"},
      {R"({"dec": {"$lt": {"$numberDecimal": "-1E+40"}}})", "FALSE"},
      {R"({"huge": 1})", "FALSE"},
      {R"({"huge": "1"})", R"(superset: ("huge" IS NOT NULL))"},
      {R"({"huge": {"$type": "string"}})", R"(("huge" IS NOT NULL))"},
  });
}

TEST(SqlFilterTest, TextsBooleansAndBytesCompareWithTheirOwn) {
  CheckSql({
      {R"({"s": "a"})", R"(("s" = 'a'))"},
      {R"({"s": {"$lte": {"$symbol": "a"}}})", R"(("s" <= 'a'))"},
      {R"({"s": {"$gt": 5}})", "FALSE"},
      {R"({"b": true})", R"(("b" = TRUE))"},
      {R"({"b": {"$lt": true}})", R"(("b" = FALSE))"},
      {R"({"b": {"$gte": false}})", R"(("b" IS NOT NULL))"},
      {R"({"b": 1})", "FALSE"},
      {R"({"bin": {"$binary": {"base64": "YWI=", "subType": "00"}}})",
       R"(("bin" = from_hex('6162')))", "(`bin` = X'6162')"},
      {R"({"bin": {"$binary": {"base64": "YWI=", "subType": "05"}}})", "FALSE"},
      // A shorter one is below.
      {R"({"bin": {"$gt": {"$binary": {"base64": "YWI=", "subType": "00"}}}})",
       R"(((octet_length("bin") > 2) OR )"
       R"(((octet_length("bin") = 2) AND ("bin" > from_hex('6162')))))",
       "((octet_length(`bin`) > 2) OR "
       "((octet_length(`bin`) = 2) AND (`bin` > X'6162')))"},
  });
}

TEST(SqlFilterTest, DatesAndTimestampsAreDatesOnWholeMilliseconds) {
  CheckSql({
      {R"({"day": {"$date": "2024-02-29T00:00:00Z"}})", R"(("day" = DATE '2024-02-29'))"},
      {R"({"day": {"$date": "2024-02-29T12:00:00Z"}})", "FALSE"},
      {R"({"day": {"$gte": {"$date": "2024-02-29T12:00:00Z"}}})",
       R"(("day" > DATE '2024-02-29'))"},
      {R"({"t": {"$date": "2024-02-29T12:00:00.5Z"}})",
       R"(("t" = TIMESTAMPTZ '2024-02-29 12:00:00.500+00:00'))",
       "(`t` = TIMESTAMP_LTZ '2024-02-29 12:00:00.500+00:00')"},
      {R"({"t": {"$gt": {"$date": "2024-02-29T12:00:00Z"}}})",
       R"(((epoch_us("t") % 1000 = 0) AND )"
       R"(("t" > TIMESTAMPTZ '2024-02-29 12:00:00+00:00')))",
       "((unix_micros(`t`) % 1000 = 0) AND "
       "(`t` > TIMESTAMP_LTZ '2024-02-29 12:00:00+00:00'))"},
      {R"({"ntz": {"$lt": {"$date": "2024-02-29T12:00:00Z"}}})",
       R"(((epoch_us("ntz") % 1000 = 0) AND ("ntz" < TIMESTAMP '2024-02-29 12:00:00')))",
       "((extract(SECOND FROM `ntz`) * 1000 % 1 = 0) AND "
       "(`ntz` < TIMESTAMP_NTZ '2024-02-29 12:00:00'))"},
      // Beyond the years that SQL can say.
      {R"({"t": {"$gt": {"$date": {"$numberLong": "253402300800000"}}}})",
       R"(superset: (epoch_us("t") % 1000 = 0))",
       "superset: (unix_micros(`t`) % 1000 = 0)"},
      {R"({"t": "2024-02-29T12:00:00.000001Z"})",
       R"(superset: (("t" IS NOT NULL) AND )"
       R"((NOT coalesce((epoch_us("t") % 1000 = 0), FALSE))))",
       "superset: ((`t` IS NOT NULL) AND "
       "(NOT coalesce((unix_micros(`t`) % 1000 = 0), FALSE)))"},
      {R"({"t": {"$type": "date"}})", R"((epoch_us("t") % 1000 = 0))",
       "(unix_micros(`t`) % 1000 = 0)"},
  });
}

TEST(SqlFilterTest, NullIsNullOrMissingAsTheColumnSays) {
  CheckSql({
      {R"({"i": null})", R"(("i" IS NULL))"},
      {R"({"tiny": null})", R"(("tiny" IS NULL))"},
      {R"({"nothing": null})", "TRUE"},
      {R"({"i": {"$ne": null}})", R"(("i" IS NOT NULL))"},
      {R"({"i": {"$exists": true}})", "TRUE"},
      {R"({"i": {"$exists": false}})", "FALSE"},
      {R"({"tiny": {"$exists": true}})", R"(("tiny" IS NOT NULL))"},
      {R"({"tiny": {"$exists": false}})", R"(("tiny" IS NULL))"},
      {R"({"nothing": {"$exists": true}})", "FALSE"},
      {R"({"i": {"$type": "null"}})", R"(("i" IS NULL))"},
      {R"({"tiny": {"$type": "null"}})", "FALSE"},
      {R"({"i": {"$type": ["number", "string"]}})", R"(("i" IS NOT NULL))"},
      {R"({"i": {"$type": "long"}})", "FALSE"},
  });
}

TEST(SqlFilterTest, ListsOfValuesAndNegations) {
  CheckSql({
      {R"({"i": {"$in": [1, 2]}})", R"(("i" IN (1, 2)))"},
      {R"({"i": {"$in": [1, "a", 2.5]}})", R"(("i" = 1))"},
      {R"({"i": {"$in": [1, 2, null]}})", R"((("i" IS NULL) OR ("i" IN (1, 2))))"},
      {R"({"i": {"$in": []}})", "FALSE"},
      {R"({"i": {"$nin": [1, 2]}})", R"((NOT coalesce(("i" IN (1, 2)), FALSE)))"},
      {R"({"i": {"$nin": []}})", "TRUE"},
      {R"({"i": {"$ne": 5}})", R"((NOT coalesce(("i" = 5), FALSE)))"},
      {R"({"i": {"$ne": "a"}})", "TRUE"},
      {R"({"i": {"$not": {"$ne": 5}}})", R"(("i" = 5))"},
      {R"({"i": {"$not": {"$gt": 5}}})", R"((NOT coalesce(("i" > 5), FALSE)))"},
      {R"({"$nor": [{"i": 1}, {"s": "a"}]})",
       R"(((NOT coalesce(("i" = 1), FALSE)) AND (NOT coalesce(("s" = 'a'), FALSE))))"},
      {R"({"$or": [{"i": 1}, {"s": "a"}]})", R"((("i" = 1) OR ("s" = 'a')))"},
      {R"({"i": 1, "s": "a"})", R"((("i" = 1) AND ("s" = 'a')))"},
      {"{}", "TRUE"},
  });
}

}  // namespace
}  // namespace delta_utils
