// Names and texts that SQL has to quote.
#include <string>
#include <utility>

#include "delta_utils/base/hex.h"
#include "delta_utils/filter/sql_filter_testing.h"

namespace delta_utils {
namespace {

using testing::SqlOf;

std::string OfText(const std::string& text, SqlDialect dialect) {
  return SqlOf(Filter{Comparison{FieldPath("s"), CompareOp::kEq, Value(text)}}, dialect);
}

/// {name: 1} on a table with that one column.
std::string OfName(const std::string& name, SqlDialect dialect) {
  const Filter filter{Comparison{FieldPath(name), CompareOp::kEq, Value(int32_t{1})}};
  return SqlOf(filter, dialect, {{{.name = name, .type = ColumnType::kInt32}}});
}

ErrorKind KindOfName(const std::string& name, SqlDialect dialect) {
  const Filter filter{Comparison{FieldPath(name), CompareOp::kEq, Value(int32_t{1})}};
  const TypedColumns columns{{{.name = name, .type = ColumnType::kInt32}}};
  return KindOf(FilterToSql(filter, columns, dialect).status());
}

TEST(SqlLiteralTest, TextsAreQuoted) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "''"},
      {"a b", "'a b'"},
      {"\"`", "'\"`'"},
      {"%_--/*", "'%_--/*'"},
      {"\u00fc", "'\u00fc'"},
      {"it's", "'it''s'"},
      {"a\\'b", "'a\\''b'"},
      {"a\nb\t", "'a\nb\t'"},
      {"\x7f", "'\x7f'"},
      {"${x}", "'${x}'"},
  };
  for (const auto& [text, quoted] : cases) {
    EXPECT_EQ(OfText(text, SqlDialect::kDuckDb), "(\"s\" = " + quoted + ")");
    // What settings of Spark may read otherwise goes in hexadecimal.
    const bool is_plain = text.find_first_of("'\\$\n\x7f") == std::string::npos;
    const std::string in_hex = "CAST(X'" + ToHex(text) + "' AS STRING)";
    EXPECT_EQ(OfText(text, SqlDialect::kSpark),
              "(`s` = " + (is_plain ? quoted : in_hex) + ")");
  }
}

TEST(SqlLiteralTest, TextsWithANulAreLeftOut) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(OfText(text, SqlDialect::kDuckDb), R"(superset: ("s" IS NOT NULL))");
  EXPECT_EQ(OfText(text, SqlDialect::kSpark), "superset: (`s` IS NOT NULL)");
}

TEST(SqlLiteralTest, NamesAreQuoted) {
  struct Case {
    std::string name;
    std::string duckdb;
    std::string spark;
  };
  const Case cases[] = {
      {"select", R"("select")", "`select`"},
      {R"(a"b)", R"("a""b")", R"(`a"b`)"},
      {"a`b", "\"a`b\"", "`a``b`"},
      {R"(it's\)", R"("it's\")", R"(`it's\`)"},
      {"a\nb", "\"a\nb\"", "`a\nb`"},
      {"a$x", "\"a$x\"", "`a$x`"},
      {"x1", "\"x1\"", "`x1`"},
  };
  for (const auto& [name, duckdb, spark] : cases) {
    EXPECT_EQ(OfName(name, SqlDialect::kDuckDb), "(" + duckdb + " = 1)");
    EXPECT_EQ(OfName(name, SqlDialect::kSpark), "(" + spark + " = 1)");
  }
}

TEST(SqlLiteralTest, NamesThatCannotBeQuotedAreRefused) {
  for (const SqlDialect dialect : {SqlDialect::kDuckDb, SqlDialect::kSpark}) {
    EXPECT_EQ(KindOfName(std::string("a\0b", 3), dialect), ErrorKind::kInvalidArgument);
    EXPECT_EQ(KindOfName("", dialect), ErrorKind::kUnsupported);
  }
  EXPECT_EQ(KindOfName("a${x}", SqlDialect::kSpark), ErrorKind::kUnsupported);
  EXPECT_EQ(OfName("a${x}", SqlDialect::kDuckDb), R"(("a${x}" = 1))");
}

}  // namespace
}  // namespace delta_utils
