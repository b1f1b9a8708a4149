#include "delta_lake/data_file_writer.h"

#include "delta_lake/table_testing.h"

namespace delta_lake {
namespace {

TEST(DataFileWriterTest, AddTellsWhatTheFileHolds) {
  TestTable table;
  const std::vector<Add> adds = table.Write(R"([[1, "a"], [2, null]])");
  ASSERT_EQ(adds.size(), 1u);
  const Add& add = adds[0];
  EXPECT_TRUE(add.path.starts_with("part-") && add.path.ends_with(".parquet"));
  EXPECT_EQ(add.stats, R"({"numRecords":2,"minValues":{"id":1,"s":"a"},)"
                       R"("maxValues":{"id":2,"s":"a"},"nullCount":{"id":0,"s":1}})");
  EXPECT_TRUE(add.data_change);
  EXPECT_EQ(add.modification_time_ms, table.clock.NowMillis());
  DU_ASSERT_OK_AND_ASSIGN(auto info, table.store->Head(table.location.root / add.path));
  EXPECT_EQ(info.size_bytes, add.size_bytes);
}

TEST(DataFileWriterTest, FilesRollBySizeAndTagsLastUntilSetAgain) {
  TestTable table;
  DataFileWriter writer(table.location, table.schema, table.mode,
                        {.target_file_bytes = 1}, table.runtime);
  const auto batch = BatchOf(table.schema, R"([[1, "a"]])");
  for (const char* tag : {"one", "two", "three"}) {
    DU_ASSERT_OK(writer.Write(*batch));
    writer.SetTag("k", tag);
  }
  DU_ASSERT_OK(writer.Roll());
  DU_ASSERT_OK(writer.Roll());  // nothing is open
  DU_ASSERT_OK(writer.Write(*batch));
  DU_ASSERT_OK_AND_ASSIGN(auto adds, writer.Finish());
  ASSERT_EQ(adds.size(), 4u);
  EXPECT_EQ(adds[0].tags->at("k"), "one");
  EXPECT_EQ(adds[2].tags->at("k"), "three");
  EXPECT_EQ(adds[3].tags->at("k"), "three");  // until it is set again
}

TEST(DataFileWriterTest, AbortLeavesNoFile) {
  TestTable table;
  DataFileWriter writer(table.location, table.schema, table.mode, {}, table.runtime);
  for (int i = 0; i < 2; ++i) {
    DU_ASSERT_OK(writer.Write(*BatchOf(table.schema, R"([[1, "a"]])")));
    if (i == 0) DU_ASSERT_OK(writer.Roll());
  }
  writer.Abort();
  DU_ASSERT_OK_AND_ASSIGN(auto left, ListAll(*table.store, table.location.root));
  EXPECT_TRUE(left.empty());
}

TEST(DataFileWriterTest, NothingWrittenIsNoFile) {
  TestTable table;
  DataFileWriter writer(table.location, table.schema, table.mode, {}, table.runtime);
  DU_ASSERT_OK_AND_ASSIGN(auto adds, writer.Finish());
  EXPECT_TRUE(adds.empty());
}

}  // namespace
}  // namespace delta_lake
