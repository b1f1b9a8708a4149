#include "delta_utils/delta_actions/stats.h"

#include <gtest/gtest.h>

namespace delta_utils {
namespace {

FileStats Parsed(std::string_view json) {
  auto stats = ParseStats(json, "t");
  EXPECT_TRUE(stats.ok()) << stats.status().ToString() << "\n" << json;
  return stats.ok() ? *std::move(stats) : FileStats{};
}

TEST(StatsTest, BoundsAreKeptAsRawScalars) {
  const FileStats stats = Parsed(
      R"({"numRecords":3,"minValues":{"d": 1.50 ,"s":"a\"b","l":9223372036854775807,)"
      R"("big":12345678901234567890123456789012345678,"t":"2024-01-01T00:00:00.123Z"},)"
      R"("maxValues":{"d":"NaN","b":true},"nullCount":{"d":0,"s":1}})");
  EXPECT_EQ(stats.num_records, 3);
  EXPECT_TRUE(stats.tight_bounds);
  EXPECT_EQ(stats.columns.at({"d"}), (ColumnStats{"1.50", "\"NaN\"", 0}));
  EXPECT_EQ(stats.columns.at({"s"}), (ColumnStats{R"("a\"b")", {}, 1}));
  EXPECT_EQ(stats.columns.at({"l"}), (ColumnStats{"9223372036854775807", {}, {}}));
  EXPECT_EQ(stats.columns.at({"big"}).min, "12345678901234567890123456789012345678");
  EXPECT_EQ(stats.columns.at({"b"}).max, "true");
}

TEST(StatsTest, NestedColumnsHavePaths) {
  const FileStats stats =
      Parsed(R"({"numRecords":1,"minValues":{"a":{"b":{"c":1},"x.y":2},"st":{}},)"
             R"("nullCount":{"a":{"b":{"c":0}},"arr":2},"tightBounds":false})");
  EXPECT_FALSE(stats.tight_bounds);
  EXPECT_EQ(stats.columns.size(), 3u);
  EXPECT_EQ(stats.columns.at({"a", "b", "c"}), (ColumnStats{"1", {}, 0}));
  EXPECT_EQ(stats.columns.at({"a", "x.y"}).min, "2");
  EXPECT_EQ(stats.columns.at({"arr"}).null_count, 2);
}

TEST(StatsTest, WhatIsAbsentOrNullOrUnknownSaysNothing) {
  for (const char* json :
       {"{}",
        R"({"numRecords":null,"minValues":null,"maxValues":{},"nullCount":null,)"
        R"("tightBounds":null})",
        R"({"minValues":{"a":null,"b":[1,{"c":2}]},"maxValues":{"s":{"a":null}}})",
        R"({"statsWithCollation":{"ICU.x":{"min":{"a":"b"}}},"later":[[1]]})"}) {
    EXPECT_EQ(Parsed(json), FileStats{}) << json;
  }
}

TEST(StatsTest, BrokenStatisticsAreCorrupt) {
  std::string deep = R"({"minValues":)";
  for (int i = 0; i < 101; ++i) deep += R"({"a":)";
  deep += "1" + std::string(102, '}');
  for (const std::string& json :
       {std::string(),
        std::string("[]"),
        std::string("{"),
        std::string("null"),
        deep,
        std::string(R"({"numRecords":"3"})"),
        std::string(R"({"numRecords":1.5})"),
        std::string(R"({"numRecords":18446744073709551615})"),
        std::string(R"({"minValues":[]})"),
        std::string(R"({"minValues":{"a":01}})"),
        std::string(R"({"minValues":{"a":tru}})"),
        std::string(R"({"maxValues":{"a":"\q"}})"),
        std::string(R"({"nullCount":{"a":"1"}})"),
        std::string(R"({"tightBounds":1})"),
        std::string(R"({"x":[}})"),
        std::string(R"({"numRecords":1}{})"),
        std::string(R"({"numRecords":1,"numRecords":2})"),
        std::string(R"({"minValues":{"a":1,"a":2}})"),
        std::string(R"({"maxValues":{"a":1},"maxValues":{"a":2}})"),
        std::string(R"({"nullCount":{"a":{"b":1},"a":{"b":0}}})")}) {
    const Status status = ParseStats(json, "t/0.json").status();
    ASSERT_FALSE(status.ok()) << json;
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << json;
    EXPECT_EQ(DetailOf(status)->path(), "t/0.json");
  }
}

TEST(StatsTest, BoundsThatAreSaidToBeWideOnceAreWide) {
  for (const char* json : {R"({"tightBounds":false,"tightBounds":true})",
                           R"({"tightBounds":true,"tightBounds":false})"}) {
    EXPECT_FALSE(ParseStats(json, "f").ValueOrDie().tight_bounds) << json;
  }
}

TEST(StatsTest, WritesSparksShape) {
  FileStats stats;
  stats.num_records = 2;
  stats.columns[{"a"}] = {"1", "2", 0};
  stats.columns[{"s", "x"}] = {R"("p")", {}, 1};
  stats.columns[{"s", "y", "z"}] = {{}, {}, 2};
  stats.columns[{"t"}] = {};
  EXPECT_EQ(SerializeStats(stats),
            R"({"numRecords":2,"minValues":{"a":1,"s":{"x":"p"}},"maxValues":{"a":2},)"
            R"("nullCount":{"a":0,"s":{"x":1,"y":{"z":2}}}})");
  stats.num_records = {};
  stats.columns.clear();
  stats.tight_bounds = false;
  EXPECT_EQ(SerializeStats(stats),
            R"({"minValues":{},"maxValues":{},"nullCount":{},"tightBounds":false})");
}

TEST(StatsTest, WhatIsWrittenReadsBack) {
  FileStats stats;
  stats.num_records = INT64_MAX;
  stats.tight_bounds = false;
  stats.columns[{"a\"b", "\n"}] = {"-0.0", R"("\u0000é")", INT64_MAX};
  stats.columns[{"a\"b", "b"}] = {"false", "1e+300", {}};
  stats.columns[{""}] = {"1", {}, 0};
  EXPECT_EQ(Parsed(SerializeStats(stats)), stats);
}

TEST(StatsTest, AColumnThatIsLeafAndStructIsWrittenAsTheStruct) {
  FileStats stats;
  stats.columns[{"a"}] = {"1", {}, {}};
  stats.columns[{"a", "b"}] = {"2", {}, {}};
  EXPECT_EQ(SerializeStats(stats),
            R"({"minValues":{"a":{"b":2}},"maxValues":{},"nullCount":{}})");
}

TEST(StatsTest, OnlyColumnsAskedForAreRead) {
  const std::string json =
      R"({"numRecords":3,"minValues":{"a":1,"b":{"c":2,"d":3},"x":[1]},)"
      R"("maxValues":{"b":{"c":4},"a":5},"nullCount":{"a":0,"b":{"c":1}},)"
      R"("tightBounds":false})";
  const FileStats all = Parsed(json);
  for (const StatsColumns& columns :
       std::vector<StatsColumns>{{}, {"a"}, {"b"}, {"a", "b", "x"}, {"none"}}) {
    FileStats wanted = all;
    std::erase_if(wanted.columns, [&](const auto& column) {
      return !columns.contains(column.first.front());
    });
    EXPECT_EQ(ParseStats(json, "t", &columns).ValueOrDie(), wanted);
  }
}

TEST(StatsTest, WhatIsNotAskedForIsNotJudged) {
  const StatsColumns columns = {"a"};
  const char* json = R"({"minValues":{"b":nonsense,"a":1}})";
  EXPECT_FALSE(ParseStats(json, "t").ok());
  EXPECT_EQ(ParseStats(json, "t", &columns).ValueOrDie().columns.at({"a"}).min, "1");
}

TEST(StatsTest, TextsOfTheLogAreDecoded) {
  StatsDecoder decoder;
  EXPECT_EQ(decoder.Decode(R"("{\"a\":\"\u00e9\\\\n\"}")").ValueOrDie(),
            "{\"a\":\"\xc3\xa9\\\\n\"}");
  EXPECT_EQ(decoder.Decode("\"\"").ValueOrDie(), "");
  for (const char* bad : {"", "{}", "1", "\"", R"("\x")", "\"\xff\"", R"("a" b)"}) {
    EXPECT_FALSE(decoder.Decode(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace delta_utils
