#include "delta_utils/columnar/stats_collector.h"

#include <limits>

#include "arrow/array/array_nested.h"
#include "arrow/array/builder_primitive.h"
#include "arrow/array/util.h"
#include "arrow/json/from_string.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/stats_text_internal.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

DataType Primitive(std::string name) { return DataType{PrimitiveType{std::move(name)}}; }
DataType ListOf(DataType element) {
  return DataType{ArrayType{std::make_shared<const DataType>(std::move(element)), true}};
}
StructField Column(std::string name, DataType type) {
  return StructField{std::move(name), std::move(type), true, {}};
}
StructField Column(std::string name, std::string type) {
  return Column(std::move(name), Primitive(std::move(type)));
}

std::shared_ptr<arrow::RecordBatch> BatchOf(const StructType& columns,
                                            const std::string& json) {
  const auto schema = ToArrowSchema(columns, ColumnNames::kLogical).ValueOrDie();
  const auto array =
      arrow::json::ArrayFromJSONString(arrow::struct_(schema->fields()), json)
          .ValueOrDie();
  const auto& rows = static_cast<const arrow::StructArray&>(*array);
  return arrow::RecordBatch::Make(schema, rows.length(), rows.fields());
}

FileStats StatsOf(const StructType& columns, const std::string& json, int limit = 32) {
  StatsCollector collector(columns, ColumnMappingMode::kNone, {.indexed_leaves = limit});
  EXPECT_TRUE(collector.Update(*BatchOf(columns, json)).ok());
  return collector.Finish();
}

/// "min..max/nulls" of the only leaf; "-" for a bound that is left out.
std::string Text(const ColumnStats& stats) {
  return stats.min.value_or("-") + ".." + stats.max.value_or("-") + "/" +
         std::to_string(stats.null_count.value_or(-1));
}

TEST(StatsCollectorTest, BoundsOfEveryType) {
  const std::string long_text(40, 'a');
  const std::string cut(32, 'a');
  struct Case {
    const char* type;
    std::string values;  // a column of one: [[1], [2]]
    std::string expected;
  };
  const Case cases[] = {
      {"long", "[[3], [null], [-9223372036854775808]]", "-9223372036854775808..3/1"},
      {"integer", "[[3], [1], [2]]", "1..3/0"},
      {"short", "[[-5]]", "-5..-5/0"},
      {"byte", "[[null]]", "-..-/1"},
      {"double", "[[1.5], [-0.1]]", "-0.1..1.5/0"},
      {"double", "[[0.0], [null]]", "-0.0..0.0/1"},
      {"double", "[[0.0], [1.0]]", "-0.0..1.0/0"},
      {"double", "[[NaN], [1.0]]", "1.0..\"NaN\"/0"},
      {"double", "[[NaN], [null]]", "\"NaN\"..\"NaN\"/1"},
      {"double", "[[Inf], [1.0]]", "1.0..-/0"},
      {"double", "[[-Inf], [1.0]]", "-..1.0/0"},
      {"float", "[[0.1]]", "0.10000000149011612..0.10000000149011612/0"},
      {"boolean", "[[true], [null]]", "-..-/1"},
      {"binary", "[[\"x\"], [null]]", "-..-/1"},
      {"date", "[[19723], [-1]]", "\"1969-12-31\"..\"2024-01-01\"/0"},
      {"date", "[[2932897], [0]]", "\"1970-01-01\"..-/0"},
      {"timestamp",
       "[[\"2024-01-01 00:00:00.123999\"], [\"1969-12-31 23:59:59.999999\"]]",
       "\"1969-12-31T23:59:59.999Z\"..\"2024-01-01T00:00:00.123Z\"/0"},
      {"timestamp_ntz", "[[\"2024-01-01 00:00:00\"]]",
       "\"2024-01-01T00:00:00.000\"..\"2024-01-01T00:00:00.000\"/0"},
      {"decimal(5,2)", "[[\"1.50\"], [\"-0.05\"]]", "-0.05..1.50/0"},
      {"decimal(38,0)", "[[\"99999999999999999999999999999999999999\"]]",
       "99999999999999999999999999999999999999.."
       "99999999999999999999999999999999999999/0"},
      {"decimal(38,38)", "[[\"0.00000000000000000000000000000000000001\"]]",
       "0.00000000000000000000000000000000000001.."
       "0.00000000000000000000000000000000000001/0"},
      {"string", "[[\"b\"], [\"\"], [null]]", "\"\"..\"b\"/1"},
      {"string", "[[\"ﬀ\"], [\"😀\"]]", "\"ﬀ\"..\"😀\"/0"},
      {"string", "[[\"" + long_text + "\"]]", "\"" + cut + "\"..\"" + cut + "\x7f\"/0"},
      {"variant", "[[[\"m\", \"v\"]], [null]]", "-..-/1"},
  };
  for (const Case& c : cases) {
    const StructType columns{{Column("c", c.type)}};
    EXPECT_EQ(Text(StatsOf(columns, c.values).columns.at({"c"})), c.expected)
        << c.type << " " << c.values;
  }
}

TEST(StatsCollectorTest, CutStringsStillBoundTheValue) {
  const std::string prefixes[] = {std::string(31, 'a'), std::string(32, 'a'), "",
                                  "\xc3\xbc" + std::string(30, 'b')};
  const std::string tails[] = {"", "a", "\x7f", "\xc3\xbc", "\xf4\x8f\xbf\xbf", "zz"};
  for (const std::string& prefix : prefixes) {
    for (const std::string& a : tails) {
      for (const std::string& b : tails) {
        const std::string text = prefix + a + b + b + a;
        const auto min = JsonMinString(text);
        const auto max = JsonMaxString(text);
        ASSERT_TRUE(min.has_value());
        EXPECT_LE(min->substr(1, min->size() - 2), text);
        if (!max) continue;
        EXPECT_GE(max->substr(1, max->size() - 2), text);
      }
    }
  }
  std::string high;
  for (int i = 0; i < 64; ++i) high += "\xf4\x8f\xbf\xbf";
  EXPECT_EQ(JsonMaxString(high), "\"" + high + "\"");
  EXPECT_EQ(JsonMaxString(high + "a"), std::nullopt);
  EXPECT_EQ(JsonMinString("\xff"), std::nullopt);
  EXPECT_EQ(JsonMaxString("\xff"), std::nullopt);
}

TEST(StatsCollectorTest, LeavesOfStructsCountNullParentsAsNull) {
  const DataType inner{StructType{{Column("x", "long"), Column("y", "string")}}};
  const StructType columns{{Column("s", inner), Column("l", ListOf(Primitive("long")))}};
  const FileStats stats =
      StatsOf(columns, R"([[[1, null], [1]], [null, null], [[2, "a"], []]])");
  EXPECT_EQ(stats.num_records, 3);
  EXPECT_EQ(Text(stats.columns.at({"s", "x"})), "1..2/1");
  EXPECT_EQ(Text(stats.columns.at({"s", "y"})), "\"a\"..\"a\"/2");
  EXPECT_EQ(Text(stats.columns.at({"l"})), "-..-/1");
  EXPECT_EQ(stats.columns.size(), 3u);
}

TEST(StatsCollectorTest, OnlyTheFirstLeavesHaveStatistics) {
  const DataType inner{StructType{{Column("x", "long"), Column("y", "long")}}};
  const StructType columns{
      {Column("a", "long"), Column("s", inner), Column("b", "long")}};
  const std::string rows = "[[1, [2, 3], 4]]";
  EXPECT_EQ(StatsOf(columns, rows, 0).columns.size(), 0u);
  const FileStats two = StatsOf(columns, rows, 2);
  EXPECT_EQ(two.columns.size(), 2u);
  EXPECT_EQ(Text(two.columns.at({"s", "x"})), "2..2/0");
  EXPECT_EQ(StatsOf(columns, rows, -1).columns.size(), 4u);
}

TEST(StatsCollectorTest, MissingColumnsAreNullAndBatchesAddUp) {
  StructField mapped = Column("a b", "long");
  mapped.SetStringMetadata(kColumnMappingPhysicalName, "col-1");
  const StructType columns{{mapped, Column("s", DataType{StructType{{mapped}}})}};
  StatsCollector collector(columns, ColumnMappingMode::kName, {});
  DU_ASSERT_OK(collector.Update(*BatchOf(columns, "[[5, [7]]]")));
  DU_ASSERT_OK(collector.Update(*BatchOf(StructType{{mapped}}, "[[4], [9]]")));
  const FileStats stats = collector.Finish();
  EXPECT_EQ(stats.num_records, 3);
  EXPECT_EQ(Text(stats.columns.at({"col-1"})), "4..9/0");
  EXPECT_EQ(Text(stats.columns.at({"s", "col-1"})), "7..7/2");
}

TEST(StatsCollectorTest, ColumnOfAnotherTypeIsAnError) {
  StatsCollector collector(StructType{{Column("a", "long")}}, ColumnMappingMode::kNone,
                           {});
  DU_EXPECT_KIND(kInternal, collector.Update(
                                *BatchOf(StructType{{Column("a", "integer")}}, "[[1]]")));
}

TEST(ArrowSchemaTest, RelabelChangesNamesAtEveryDepth) {
  const auto from = arrow::struct_(
      {arrow::field("col-1", arrow::list(arrow::field("element", arrow::int64())))});
  const auto to = arrow::struct_(
      {arrow::field("my list", arrow::list(arrow::field("element", arrow::int64())))});
  const auto array =
      arrow::json::ArrayFromJSONString(from, "[[[1, 2]], null, [[]]]").ValueOrDie();
  DU_ASSERT_OK_AND_ASSIGN(auto relabelled, Relabel(array->Slice(1), to));
  DU_ASSERT_OK(relabelled->ValidateFull());
  EXPECT_TRUE(relabelled->Equals(
      arrow::json::ArrayFromJSONString(to, "[null, [[]]]").ValueOrDie()));
  DU_EXPECT_KIND(kInternal, Relabel(array, arrow::int64()));
  DU_EXPECT_KIND(kInternal, Relabel(array, arrow::struct_({})));
}

TEST(ArrowSchemaTest, DecimalsOutsideArrowsRangeAreRefused) {
  DU_EXPECT_KIND(kUnsupported,
                 ToArrowType(Primitive("decimal(39,0)"), ColumnNames::kLogical));
  DU_EXPECT_KIND(kUnsupported, ToArrowType(Primitive("point"), ColumnNames::kLogical));
}

}  // namespace
}  // namespace delta_utils
