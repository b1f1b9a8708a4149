#include "delta_utils/columnar/struct_stats.h"

#include <gtest/gtest.h>

#include "arrow/array/array_nested.h"
#include "arrow/json/from_string.h"
#include "arrow/type.h"
#include "delta_utils/columnar/stats_zone_maps.h"

namespace delta_utils {
namespace {

StructType Schema() {
  const DataType inner{StructType{{{"price", {PrimitiveType{"double"}}}}}};
  StructType schema{{
      {"n", {PrimitiveType{"long"}}},
      {"s", {PrimitiveType{"string"}}},
      {"t", {PrimitiveType{"timestamp"}}},
      {"d", {PrimitiveType{"decimal(5,2)"}}},
      {"day", {PrimitiveType{"date"}}},
      {"in", inner},
  }};
  return schema;
}

std::shared_ptr<arrow::DataType> ValuesType() {
  return arrow::struct_(
      {arrow::field("n", arrow::int64()), arrow::field("s", arrow::utf8()),
       arrow::field("t", arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")),
       arrow::field("d", arrow::decimal128(5, 2)), arrow::field("day", arrow::date32()),
       arrow::field("in", arrow::struct_({arrow::field("price", arrow::float64())}))});
}

std::shared_ptr<arrow::StructArray> Stats(const std::string& json) {
  const auto counts = arrow::struct_(
      {arrow::field("n", arrow::int64()), arrow::field("s", arrow::int64()),
       arrow::field("in", arrow::struct_({arrow::field("price", arrow::int64())}))});
  const auto type = arrow::struct_({arrow::field("numRecords", arrow::int64()),
                                    arrow::field("tightBounds", arrow::boolean()),
                                    arrow::field("minValues", ValuesType()),
                                    arrow::field("maxValues", ValuesType()),
                                    arrow::field("nullCount", counts)});
  return std::static_pointer_cast<arrow::StructArray>(
      arrow::json::ArrayFromJSONString(type, json).ValueOrDie());
}

TEST(StructStatsTest, SaysWhatJsonSays) {
  const auto stats = Stats(R"([null, {
      "numRecords": 3, "tightBounds": false,
      "minValues": {"n": 9007199254740993, "s": "abc", "t": 1704067200123456, "d": "1.50",
                    "day": 19723, "in": {"price": -0.5}},
      "maxValues": {"n": 9007199254740994, "s": null, "t": 1704067200123456, "d": "2.00",
                    "day": 19723, "in": {"price": 2.5}},
      "nullCount": {"n": 0, "s": 3, "in": {"price": 1}}}])");
  const FileStats expected = ParseStats(R"({"numRecords":3,"tightBounds":false,
          "minValues":{"n":9007199254740993,"s":"abc","t":"2024-01-01T00:00:00.123Z",
                       "d":1.50,"day":"2024-01-01","in":{"price":-0.5}},
          "maxValues":{"n":9007199254740994,"t":"2024-01-01T00:00:00.123Z","d":2.00,
                       "day":"2024-01-01","in":{"price":2.5}},
          "nullCount":{"n":0,"s":3,"in":{"price":1}}})",
                                        "test")
                                 .ValueOrDie();
  EXPECT_EQ(StatsOfStruct(*stats, 1, Schema(), ColumnMappingMode::kNone), expected);
  EXPECT_EQ(StatsOfStruct(*stats, 0, Schema(), ColumnMappingMode::kNone), FileStats());
}

TEST(StructStatsTest, LeavesOutWhatIsOfAnotherType) {
  const auto type = arrow::struct_(
      {arrow::field("numRecords", arrow::utf8()),
       arrow::field("minValues", arrow::struct_({arrow::field("n", arrow::float64()),
                                                 arrow::field("in", arrow::int64())})),
       arrow::field("nullCount", arrow::int32())});
  const auto array = arrow::json::ArrayFromJSONString(
                         type, R"([{"numRecords":"3","minValues":{"n":1.5,"in":4},
                                    "nullCount":0}])")
                         .ValueOrDie();
  const FileStats stats = StatsOfStruct(static_cast<const arrow::StructArray&>(*array), 0,
                                        Schema(), ColumnMappingMode::kNone);
  EXPECT_EQ(stats, FileStats());
}

TEST(StructStatsTest, MakesZoneMapsAsJsonDoes) {
  const auto stats = Stats(R"([{"numRecords": 2, "minValues": {"n": 5},
                                "maxValues": {"n": 7}, "nullCount": {"n": 0}}])");
  const StructType schema = Schema();
  const auto column = FindZoneColumn(schema, "n");
  ASSERT_TRUE(column);
  const FileStats read = StatsOfStruct(*stats, 0, schema, ColumnMappingMode::kNone);
  const ZoneMap map = ZoneOfStats(*column, read, true, ColumnMappingMode::kNone);
  const auto skips = [&](const char* filter) {
    return CanSkipRowGroup({&map, 1}, ParseFilter(std::string_view(filter)).ValueOrDie());
  };
  EXPECT_TRUE(skips(R"({"n":{"$gt":7}})"));
  EXPECT_FALSE(skips(R"({"n":{"$gte":7}})"));
  EXPECT_TRUE(skips(R"({"n":null})"));
}

}  // namespace
}  // namespace delta_utils
