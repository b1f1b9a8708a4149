#include "delta_utils/columnar/stats_zone_maps.h"

#include <gtest/gtest.h>

#include "delta_utils/base/ext_json.h"

namespace delta_utils {
namespace {

StructField FieldOf(const std::string& name, DataType type, const char* bson = nullptr,
                    const char* null_means = nullptr) {
  StructField field{name, std::move(type), true, {}};
  if (bson != nullptr) field.SetStringMetadata("parquedb.bson", bson);
  if (null_means != nullptr) field.SetStringMetadata("parquedb.null", null_means);
  return field;
}
DataType Type(const std::string& name) { return {PrimitiveType{name}}; }

std::string BoundText(const ZoneBound& bound) {
  if (bound.knowledge == Knowledge::kUnknown) return "?";
  return ToExtJson(bound.value, ExtJsonMode::kCanonical);
}
std::string TypesText(TypeSet types) {
  std::string text;
  for (int i = 0; i < kValueTypeCount; ++i) {
    const auto type = static_cast<ValueType>(i);
    if (types.Contains(type))
      text += (text.empty() ? "" : ",") + std::string(TypeName(type));
  }
  return text;
}

ZoneMap MapOf(const StructField& field, const std::string& path, const std::string& stats,
              bool is_tight = true) {
  const StructType schema{{field}};
  const auto parsed = ParseStats(stats, "stats");
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  const auto column = FindZoneColumn(schema, path);
  EXPECT_TRUE(column.has_value()) << path;
  return ZoneOfStats(*column, *parsed, is_tight && parsed->tight_bounds,
                     ColumnMappingMode::kNone);
}

struct BoundCase {
  const char* type;
  const char* bson;
  const char* min;
  const char* max;
  const char* types;
  const char* others;
  const char* read_min;
  const char* read_max;
};
const BoundCase kBoundCases[] = {
    {"byte", nullptr, "-1", "7", "int", "", R"({"$numberInt":"-1"})",
     R"({"$numberInt":"7"})"},
    {"integer", nullptr, "1.5", "\"7\"", "int", "", "?", "?"},
    {"integer", nullptr, "2", "1", "int", "", "?", "?"},
    {"long", nullptr, "1", "9223372036854775807", "long", "", R"({"$numberLong":"1"})",
     R"({"$numberLong":"9223372036854775807"})"},
    {"long", "whole", "1", "9223372036854775808", "int,long", "", R"({"$numberInt":"1"})",
     "?"},
    {"double", nullptr, "-0.0", "\"NaN\"", "double", "", R"({"$numberDouble":"-0.0"})",
     "?"},
    {"double", nullptr, "0.1", "1E+30", "double", "", R"({"$numberDouble":"0.1"})",
     R"({"$numberDouble":"1e+30"})"},
    // 0.1 of a float is more than 0.1.
    {"float", nullptr, "0.1", "0.1", "double", "",
     R"({"$numberDouble":"0.10000000149011612"})",
     R"({"$numberDouble":"0.10000000149011612"})"},
    {"decimal(5,2)", nullptr, "1.5", "2.25", "decimal", "",
     R"({"$numberDecimal":"1.50"})", R"({"$numberDecimal":"2.25"})"},
    {"decimal(5,2)", nullptr, "1.555", "\"2.25\"", "decimal", "", "?", "?"},
    {"decimal(38,2)", nullptr, "1.5", "2.5", "string", "", "?", "?"},
    {"string", nullptr, "\"a\"", "\"b\"", "string", "", "\"a\"", "\"b\""},
    {"string", nullptr, "1", "true", "string", "", "?", "?"},
    {"string", "objectId", "\"0a\"", "\"0b~\"", "objectId", "string",
     R"({"$oid":"0a0000000000000000000000"})", R"({"$oid":"0bffffffffffffffffffffff"})"},
    {"string", "uuid", "\"01234567-89ab-cdef-0123-456789ab\"", "\"Z\"", "binData",
     "string", R"({"$binary":{"base64":"ASNFZ4mrze8BI0VniasAAA==","subType":"04"}})",
     R"({"$binary":{"base64":"/////////////////////w==","subType":"04"}})"},
    {"date", nullptr, "\"1970-01-02\"", "\"1970-02-30\"", "date", "",
     R"({"$date":{"$numberLong":"86400000"}})", "?"},
    {"timestamp", nullptr, "\"1970-01-01T00:00:00.001Z\"", "\"1970-01-01T00:00:00.001Z\"",
     "date", "string", R"({"$date":{"$numberLong":"1"}})",
     R"({"$date":{"$numberLong":"2"}})"},
    {"timestamp", "date", "\"1969-12-31T23:59:59.999500Z\"",
     "\"1970-01-01T01:00:00.000+01:00\"", "date", "string",
     R"({"$date":{"$numberLong":"-1"}})", R"({"$date":{"$numberLong":"1"}})"},
    {"timestamp_ntz", nullptr, "\"1970-01-01T00:00:00\"", "\"x\"", "date", "string",
     R"({"$date":{"$numberLong":"0"}})", "?"},
    {"timestamp", nullptr, "\"1970-01-01 00:00:00\"", "\"1970-01-01\"", "date", "string",
     "?", "?"},
    {"string", nullptr, "\"a\uFFFD\"", "\"a\uFFFD\"", "string", "", "\"a\uFFFD\"",
     "\"a\U0010FFFF\""},
    {"boolean", nullptr, "false", "true", "bool", "", "false", "true"},
    {"binary", nullptr, "\"a\"", "\"b\"", "binData,binData", "", "?", "?"},
};

TEST(StatsZoneMapsTest, BoundsAreThoseOfDocuments) {
  for (const BoundCase& c : kBoundCases) {
    SCOPED_TRACE(std::string(c.type) + " " + c.min + " " + c.max);
    const std::string stats = R"({"numRecords":3,"minValues":{"c":)" +
                              std::string(c.min) + R"(},"maxValues":{"c":)" + c.max +
                              "}}";
    const ZoneMap map = MapOf(FieldOf("c", Type(c.type), c.bson), "c", stats);
    EXPECT_EQ(TypesText(map.types), c.types);
    EXPECT_EQ(TypesText(map.others), c.others);
    EXPECT_EQ(BoundText(map.min), c.read_min);
    EXPECT_EQ(BoundText(map.max), c.read_max);
    EXPECT_EQ(map.rows, (ZoneCount{3, Knowledge::kExact}));
    EXPECT_EQ(map.nulls.knowledge, Knowledge::kUnknown);
  }
}

TEST(StatsZoneMapsTest, LongDecimalsAreWidenedByWhatADoubleLoses) {
  const std::string number = "12345678901234567.89";
  const ZoneMap map =
      MapOf(FieldOf("c", Type("decimal(20,2)")), "c",
            R"({"minValues":{"c":)" + number + R"(},"maxValues":{"c":)" + number + "}}");
  // What a writer that counts in doubles makes of it.
  EXPECT_EQ(BoundText(map.min), R"({"$numberDecimal":"12345678901234555.54"})");
  EXPECT_EQ(BoundText(map.max), R"({"$numberDecimal":"12345678901234580.24"})");
}

TEST(StatsZoneMapsTest, ADoubleThatWasAFloatHasBoundsOfBoth) {
  StructField field = FieldOf("c", Type("double"));
  field.metadata.emplace_back("delta.typeChanges",
                              R"([{"fromType":"float","toType":"double"}])");
  const ZoneMap map =
      MapOf(field, "c", R"({"minValues":{"c":0.1},"maxValues":{"c":0.1}})");
  EXPECT_EQ(BoundText(map.min), R"({"$numberDouble":"0.1"})");
  EXPECT_EQ(BoundText(map.max), R"({"$numberDouble":"0.10000000149011612"})");
}

TEST(StatsZoneMapsTest, NullCountsCountOnlyWhereTheyAreTight) {
  struct Case {
    const char* stats;
    bool is_tight;
    ZoneCount nulls;
  };
  const ZoneCount unknown;
  const Case cases[] = {
      {R"({"numRecords":3,"nullCount":{"c":1}})", true, {1, Knowledge::kExact}},
      {R"({"numRecords":3,"nullCount":{"c":1}})", false, unknown},
      {R"({"numRecords":3,"nullCount":{"c":1},"tightBounds":false})", true, unknown},
      {R"({"numRecords":3,"nullCount":{"c":0}})", false, {0, Knowledge::kExact}},
      {R"({"numRecords":3,"nullCount":{"c":3}})", false, {3, Knowledge::kExact}},
      {R"({"numRecords":3,"nullCount":{"c":4}})", true, unknown},
      {R"({"numRecords":3,"nullCount":{"c":-1}})", true, unknown},
      {R"({"nullCount":{"c":1}})", true, {1, Knowledge::kExact}},
      {R"({"numRecords":3})", true, unknown},
  };
  for (const Case& c : cases) {
    const ZoneMap map = MapOf(FieldOf("c", Type("long")), "c", c.stats, c.is_tight);
    EXPECT_EQ(map.nulls, c.nulls) << c.stats;
  }
}

TEST(StatsZoneMapsTest, NullStandsForWhatTheMetadataSays) {
  const StructType schema{
      {FieldOf("plain", Type("long")), FieldOf("mine", Type("long"), "long", "missing"),
       FieldOf("said", Type("long"), "long", "null"),
       FieldOf("s", {StructType{{FieldOf("plain", Type("long")),
                                 FieldOf("mine", Type("long"), "long", "missing")}}}),
       FieldOf("l", {ArrayType{std::make_shared<const DataType>(Type("long")), true}}),
       FieldOf("m", {MapType{std::make_shared<const DataType>(Type("string")),
                             std::make_shared<const DataType>(Type("long")), true}})}};
  const std::pair<const char*, NullMeaning> cases[] = {
      {"plain", NullMeaning::kNull},     {"mine", NullMeaning::kMissing},
      {"said", NullMeaning::kNull},      {"s.plain", NullMeaning::kEither},
      {"s.mine", NullMeaning::kMissing}, {"l", NullMeaning::kEither},
      {"none", NullMeaning::kMissing},   {"plain.x", NullMeaning::kMissing},
      {"s.none", NullMeaning::kMissing}};
  for (const auto& [path, meaning] : cases) {
    const auto column = FindZoneColumn(schema, path);
    ASSERT_TRUE(column.has_value()) << path;
    EXPECT_EQ(column->null_means, meaning) << path;
  }
  for (const char* path : {"m", "m.x", "l.0", "l.x"}) {
    EXPECT_FALSE(FindZoneColumn(schema, path).has_value()) << path;
  }
}

TEST(StatsZoneMapsTest, NestedColumnsGoByPhysicalNames) {
  StructField child = FieldOf("b", Type("long"));
  child.SetStringMetadata(kColumnMappingPhysicalName, "p2");
  StructField field = FieldOf("a", {StructType{{child}}});
  field.SetStringMetadata(kColumnMappingPhysicalName, "p1");
  const StructType schema{{field}};
  const auto stats = *ParseStats(
      R"({"numRecords":2,"minValues":{"p1":{"p2":4}},"nullCount":{"p1":{"p2":0}}})", "");
  const auto column = FindZoneColumn(schema, "a.b");
  ASSERT_TRUE(column.has_value());
  EXPECT_EQ(BoundText(ZoneOfStats(*column, stats, true, ColumnMappingMode::kName).min),
            R"({"$numberLong":"4"})");
  EXPECT_EQ(ZoneOfStats(*column, stats, true, ColumnMappingMode::kNone).min, ZoneBound());
}

TEST(StatsZoneMapsTest, ListsHaveTypesAlone) {
  const StructField field =
      FieldOf("l", {ArrayType{std::make_shared<const DataType>(Type("long")), true}});
  const ZoneMap map =
      MapOf(field, "l", R"({"numRecords":3,"nullCount":{"l":0},"minValues":{"l":1}})");
  EXPECT_TRUE(map.is_list);
  EXPECT_EQ(TypesText(map.types), "long");
  EXPECT_EQ(TypesText(map.others), "array");
  EXPECT_EQ(map.nulls, ZoneCount());
  EXPECT_EQ(map.min, ZoneBound());
}

TEST(StatsZoneMapsTest, APartitionValueIsThatOfEveryRow) {
  struct Case {
    const char* type;
    std::optional<std::string> text;
    std::string expected;  // "?": no more than the schema; "": NULL
  };
  const Case cases[] = {
      {"integer", "7", R"({"$numberInt":"7"})"},
      {"integer", "", ""},
      {"integer", "x", "?"},
      {"string", std::nullopt, ""},
      {"string", "", R"("")"},
      {"date", "1970-01-02", R"({"$date":{"$numberLong":"86400000"}})"},
      {"timestamp", "1970-01-01 00:00:00.000001", R"("1970-01-01T00:00:00.000001Z")"},
      {"double", "NaN", "?"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.type + std::string(" ") + c.text.value_or("NULL"));
    const StructType schema{{FieldOf("p", Type(c.type))}};
    const ZoneMap map = ZoneOfPartitionValue(*FindZoneColumn(schema, "p"), c.text,
                                             {2, Knowledge::kExact});
    EXPECT_EQ(map.types.empty(), c.expected.empty());
    if (c.expected.empty()) continue;
    EXPECT_EQ(BoundText(map.min), c.expected);
    EXPECT_EQ(BoundText(map.max), c.expected);
  }
}

}  // namespace
}  // namespace delta_utils
