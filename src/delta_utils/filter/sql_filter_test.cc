#include "delta_utils/filter/sql_filter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace delta_utils {
namespace {

TypedColumns Columns() {
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

std::string Sql(const std::string& filter, SqlDialect dialect = SqlDialect::kDuckDb) {
  Result<Filter> parsed = ParseFilter(filter);
  if (!parsed.ok()) return parsed.status().ToString();
  Result<SqlFilter> sql = FilterToSql(*parsed, Columns(), dialect);
  if (!sql.ok()) return sql.status().message();
  return (sql->exactness == Exactness::kExact ? "" : "superset: ") + sql->text;
}

TEST(SqlFilterTest, Smoke) {
  for (const char* filter : {
           R"({"i": 5})",
           R"({"i": {"$gt": 2.5}})",
           R"({"i": {"$ne": 5}})",
           R"({"i": null})",
           R"({"tiny": null})",
           R"({"st.a": null})",
           R"({"st.m": {"$exists": true}})",
           R"({"l": 3})",
           R"({"l": [1, 2]})",
           R"({"items.n": {"$gt": 3}})",
           R"({"items.0.n": 3})",
           R"({"l.0": null})",
           R"({"x": {"$gt": 1}})",
           R"({"st": {"a": 1}})",
           R"({"l": null})",
       }) {
    std::cout << filter << "\n  " << Sql(filter) << "\n  "
              << Sql(filter, SqlDialect::kSpark) << "\n";
  }
}

}  // namespace
}  // namespace delta_utils
