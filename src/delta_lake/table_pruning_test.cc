#include "delta_lake/table_pruning.h"

#include "delta_lake/table_testing.h"

namespace delta_lake {
namespace {

using delta_utils::BlockCount;

ScanPruning Asking(std::string_view filter) {
  return {.zones = std::make_shared<const delta_utils::ZoneFilter>(
              *delta_utils::ParseFilter(filter))};
}

/// The report's levels as "skipped/total", by level.
std::string LevelsOf(const ScanReport& report) {
  std::string text;
  for (const BlockCount& count : report.levels) {
    text += (text.empty() ? "" : " ") + std::to_string(count.skipped) + "/" +
            std::to_string(count.total);
  }
  return text;
}

/// What a pruned scan gives: how many rows, and the report it leaves.
struct Scanned {
  int64_t rows = 0;
  ScanReport report;
};
Scanned ScanPruned(const std::shared_ptr<const Snapshot>& snapshot,
                   std::string_view filter) {
  ScanOptions options;
  options.pruner = std::make_shared<const TablePruner>(snapshot, Asking(filter));
  options.report = std::make_shared<ScanReport>();
  auto reader = Scan(snapshot, options);
  EXPECT_TRUE(reader.ok()) << reader.status();
  Scanned scanned;
  if (reader.ok()) scanned.rows = ReadAll(**reader)->num_rows();
  scanned.report = *options.report;
  return scanned;
}

TEST(TablePrunerTest, LevelsAreAskedInTurnAndCounted) {
  TestTable table;
  table.Create();
  table.Append(0, R"([[1, "a"], [2, "c"]])");
  table.Append(1, R"([[3, "d"], [4, null]])");
  const auto snapshot = table.Open();
  struct Case {
    const char* filter;
    const char* levels;
    int64_t rows;
  };
  const Case cases[] = {
      {"{}", "0/0 0/2 0/2 0/0 0/0", 4},
      {R"({"id": {"$lt": 3}})", "0/0 1/2 0/1 0/1 0/0", 2},
      {R"({"id": 2.5})", "0/0 2/2 0/0 0/0 0/0", 0},
      {R"({"id": "2"})", "0/0 2/2 0/0 0/0 0/0", 0},
      {R"({"s": null})", "0/0 1/2 0/1 0/1 0/0", 2},
      {R"({"s": {"$ne": null}})", "0/0 0/2 0/2 0/2 0/0", 4},
      {R"({"none": 1})", "0/0 2/2 0/0 0/0 0/0", 0},
      {R"({"none": {"$exists": false}})", "0/0 0/2 0/2 0/0 0/0", 4},
      {R"({"s.x": 1})", "0/0 2/2 0/0 0/0 0/0", 0},
      {R"({"$or": [{"id": 1}, {"s": "z"}]})", "0/0 1/2 0/1 0/1 0/0", 2},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.filter);
    const Scanned scanned = ScanPruned(snapshot, c.filter);
    EXPECT_EQ(LevelsOf(scanned.report), c.levels);
    EXPECT_EQ(scanned.rows, c.rows);
    EXPECT_EQ(scanned.report.files.size(), 2U);
    DU_ASSERT_OK_AND_ASSIGN(const auto explained,
                            ExplainScan(snapshot, Asking(c.filter)));
    EXPECT_EQ(LevelsOf(explained), c.levels);
  }
}

TEST(TablePrunerTest, AFileLeftOutIsTold) {
  TestTable table;
  table.Create();
  table.Append(0, R"([[1, "a"], [2, "c"]])");
  DU_ASSERT_OK_AND_ASSIGN(const auto report,
                          ExplainScan(table.Open(), Asking(R"({"id": {"$gt": 2}})")));
  ASSERT_EQ(report.files.size(), 1U);
  const FileVerdict& file = report.files.front();
  EXPECT_FALSE(file.is_kept);
  EXPECT_EQ(PruneLevelName(file.level), "file");
  EXPECT_EQ(file.reason, "id in 1..2");
  EXPECT_EQ(file.path, (*table.Open()->state().files.begin()).path);
}

TEST(TablePrunerTest, PartitionValuesComeFirst) {
  TestTable table({{Column("id", "long"), Column("day", "date")}});
  table.partition_columns = {"day"};
  table.Create();
  TestTable files({{Column("id", "long")}});
  files.location = table.location;
  files.store = table.store;
  CommitRequest request{.read_version = 0, .operation = "WRITE"};
  const std::vector<std::optional<std::string>> days = {"1970-01-02", "1970-01-03",
                                                        std::nullopt, "no day"};
  for (const auto& day : days) {
    Add add = files.Write("[[1], [2]]").front();
    add.partition_values = {{"day", day}};
    request.actions.emplace_back(add);
  }
  table.Put(std::move(request));
  const auto snapshot = table.Open();
  const std::pair<const char*, const char*> cases[] = {
      // A value that cannot be read says nothing.
      {R"({"day": {"$date": "1970-01-02T00:00:00Z"}})", "2/4 0/2 0/2 0/0 0/0"},
      {R"({"day": null})", "2/4 0/2 0/2 0/0 0/0"},
      {R"({"day": "1970-01-02"})", "4/4 0/0 0/0 0/0 0/0"},
      {R"({"day": null, "id": 7})", "2/4 2/2 0/0 0/0 0/0"},
  };
  for (const auto& [filter, levels] : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const auto report, ExplainScan(snapshot, Asking(filter)));
    EXPECT_EQ(LevelsOf(report), levels) << filter;
  }
}

TEST(TablePrunerTest, WhatIsOverlaidIsAskedOnlyWithoutTheOverlay) {
  TestTable table({{Column("id", "long"), Column("over", "string")}});
  table.Create();
  table.Append(0, R"([[1, null]])");
  // A file without the overlay.
  TestTable plain({{Column("id", "long")}});
  plain.location = table.location;
  plain.store = table.store;
  CommitRequest request{.read_version = 1, .operation = "WRITE"};
  for (Add& add : plain.Write("[[2]]")) request.actions.emplace_back(std::move(add));
  table.Put(std::move(request));
  const auto snapshot = table.Open();
  ScanPruning pruning = Asking(R"({"id": 7})");
  pruning.overlay = "over";
  DU_ASSERT_OK_AND_ASSIGN(auto report, ExplainScan(snapshot, pruning));
  EXPECT_EQ(LevelsOf(report), "0/0 0/2 1/2 0/0 0/0");
  pruning.is_plain = [](const Add&, std::string_view field) { return field == "id"; };
  DU_ASSERT_OK_AND_ASSIGN(report, ExplainScan(snapshot, pruning));
  EXPECT_EQ(LevelsOf(report), "0/0 2/2 0/0 0/0 0/0");
  // The overlay is no field of documents.
  pruning = Asking(R"({"over": null, "id": 1})");
  pruning.overlay = "over";
  pruning.is_plain = [](const Add&, std::string_view) { return true; };
  DU_ASSERT_OK_AND_ASSIGN(report, ExplainScan(snapshot, pruning));
  EXPECT_EQ(LevelsOf(report), "0/0 1/2 0/1 0/1 0/0");
}

TEST(TablePrunerTest, StatisticsThatCannotBeReadSayNothing) {
  for (const char* stats :
       {"", "{", "[]", R"({"numRecords": "x"})", R"({"minValues": {"id": {"x": 1}}})",
        R"({"minValues": {"id": "1"}, "maxValues": {"id": true}})"}) {
    TestTable table;
    table.Create();
    std::vector<delta_utils::Action> actions;
    for (Add& add : table.Write(R"([[1, "a"]])")) {
      add.stats = stats;
      actions.emplace_back(std::move(add));
    }
    table.PutForged(1, actions);
    const Scanned scanned = ScanPruned(table.Open(), R"({"id": 1})");
    EXPECT_EQ(scanned.rows, 1) << stats;
    EXPECT_EQ(LevelsOf(scanned.report), "0/0 0/1 0/1 0/1 0/0") << stats;
  }
}

}  // namespace
}  // namespace delta_lake
