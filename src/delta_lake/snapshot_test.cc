#include "delta_lake/snapshot.h"

#include "delta_lake/table_testing.h"
#include "delta_utils/delta_actions/state_testing.h"

namespace delta_lake {
namespace {

TEST(SnapshotTest, OpensNewestOrAskedVersion) {
  TestTable table;
  DU_EXPECT_KIND(kNotFound, Snapshot::Open(table.location));
  table.Create();
  table.Append(0, R"([[1, "a"]])");
  table.Append(1, R"([[2, "b"], [3, "c"]])");
  const auto newest = table.Open();
  EXPECT_EQ(newest->version(), 2);
  EXPECT_EQ(*newest->NumRows(), 3);
  EXPECT_EQ(newest->schema(), table.schema);
  DU_ASSERT_OK_AND_ASSIGN(auto older, Snapshot::Open(table.location, 1));
  EXPECT_EQ(*older->NumRows(), 1);
  DU_ASSERT_OK_AND_ASSIGN(auto again, Snapshot::Open(table.location, 2, older));
  EXPECT_EQ(FilesOf(again->state().files), FilesOf(newest->state().files));
  DU_EXPECT_KIND(kNotFound, Snapshot::Open(table.location, 3));
}

TEST(SnapshotTest, UnreadableTableIsRefusedByFeature) {
  TestTable table;
  table.protocol = {.min_reader_version = 3,
                    .min_writer_version = 7,
                    .reader_features = {{"noSuchFeature"}},
                    .writer_features = {{"noSuchFeature"}}};
  table.Create();
  const auto snapshot = Snapshot::Open(table.location);
  DU_EXPECT_KIND(kUnsupported, snapshot);
  EXPECT_NE(snapshot.status().message().find("noSuchFeature"), std::string::npos);
}

TEST(SnapshotTest, PathOfDecodesOnceAndStaysInTheTable) {
  TestTable table;
  table.Create();
  const auto snapshot = table.Open();
  struct Case {
    const char* path;
    const char* expected;  // or the kind of error
  };
  const Case cases[] = {
      {"a.parquet", "t/a.parquet"},
      {"x%20y/%252F.parquet", "t/x y/%2F.parquet"},
      {"./a:b", "t/a:b"},
      {"memory://test/t/a.parquet", "t/a.parquet"},
      {"memory://test/tt/a.parquet", "Unsupported"},
      {"s3://bucket/t/a.parquet", "Unsupported"},
      {"/t/a.parquet", "Unsupported"},
      {"../t2/a.parquet", "Corrupt"},
      {"%2e%2e/a.parquet", "Corrupt"},
      {"a//b", "Corrupt"},
      {"%zz", "Corrupt"},
      {"", "Corrupt"},
  };
  for (const Case& c : cases) {
    Add add;
    add.path = c.path;
    const auto path = snapshot->PathOf(add);
    const std::string text =
        path.ok() ? path->ToString()
                  : std::string(ErrorKindName(delta_utils::KindOf(path.status())));
    EXPECT_EQ(text, c.expected) << c.path;
  }
}

TEST(SnapshotTest, RowsAreUnknownIfOneFileTellsNone) {
  TestTable table;
  table.Create();
  Add add;
  add.path = "x";
  table.Put({.read_version = 0, .operation = "WRITE", .actions = {add}});
  EXPECT_EQ(*table.Open()->NumRows(), std::nullopt);
}

}  // namespace
}  // namespace delta_lake
