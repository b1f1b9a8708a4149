// The conditions that filters become on a table with a column of each type, for tests.
//
//   testing::CheckSql({{R"({"i": 5})", R"(("i" = 5))"}});
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string>

#include "delta_utils/filter/sql_filter.h"

namespace delta_utils::testing {

inline TypedColumns SqlColumns() {
  TypedColumns columns;
  columns.columns = {
      {.name = "i", .type = ColumnType::kInt32},
      {.name = "big", .type = ColumnType::kInt64},
      {.name = "tiny", .type = ColumnType::kInt8, .null_is_missing = true},
      {.name = "f", .type = ColumnType::kFloat},
      {.name = "x", .type = ColumnType::kDouble},
      {.name = "dec", .type = ColumnType::kDecimal, .precision = 9, .scale = 2},
      {.name = "huge", .type = ColumnType::kDecimal, .precision = 38, .scale = 0},
      {.name = "s", .type = ColumnType::kString},
      {.name = "b", .type = ColumnType::kBoolean},
      {.name = "bin", .type = ColumnType::kBinary},
      {.name = "day", .type = ColumnType::kDate},
      {.name = "t", .type = ColumnType::kTimestamp},
      {.name = "ntz", .type = ColumnType::kTimestampNtz},
      {.name = "any", .type = ColumnType::kOther},
      {.name = "l",
       .type = ColumnType::kList,
       .children = {{.type = ColumnType::kInt32}}},
      {.name = "st",
       .type = ColumnType::kStruct,
       .children = {{.name = "a", .type = ColumnType::kInt32},
                    {.name = "m", .type = ColumnType::kString, .null_is_missing = true}}},
      {.name = "items",
       .type = ColumnType::kList,
       .children = {{.type = ColumnType::kStruct,
                     .children = {{.name = "n", .type = ColumnType::kInt64}}}}},
  };
  return columns;
}

/// The condition, after "superset: " if it is no exact one; or what is wrong.
inline std::string SqlOf(const Result<Filter>& filter, SqlDialect dialect,
                         const TypedColumns& columns = SqlColumns()) {
  if (!filter.ok()) return filter.status().ToString();
  const Result<SqlFilter> sql = FilterToSql(*filter, columns, dialect);
  if (!sql.ok()) return sql.status().ToString();
  return (sql->exactness == Exactness::kExact ? "" : "superset: ") + sql->text;
}

struct SqlCase {
  const char* filter;
  std::string duckdb;
  /// Empty: that of DuckDB with backticks for double quotes.
  std::string spark = "";
};

inline void CheckSql(std::initializer_list<SqlCase> cases) {
  for (const auto& [json, duckdb, given_spark] : cases) {
    SCOPED_TRACE(json);
    std::string spark = given_spark.empty() ? duckdb : given_spark;
    if (given_spark.empty()) std::replace(spark.begin(), spark.end(), '"', '`');
    const Result<Filter> filter = ParseFilter(json);
    EXPECT_EQ(SqlOf(filter, SqlDialect::kDuckDb), duckdb);
    EXPECT_EQ(SqlOf(filter, SqlDialect::kSpark), spark);
  }
}

}  // namespace delta_utils::testing
