#include "delta_lake/scan.h"

#include "delta_lake/table_testing.h"

namespace delta_lake {
namespace {

TEST(ScanTest, RowsComeBackInTheColumnsAndOrderAsked) {
  TestTable table;
  table.Create();
  table.Append(0, R"([[1, "a"], [2, null]])");
  table.Append(1, R"([[3, "c"]])");
  const auto snapshot = table.Open();
  DU_ASSERT_OK_AND_ASSIGN(auto all, Scan(snapshot));
  EXPECT_EQ(ReadAll(*all)->num_rows(), 3);

  const std::string first((*snapshot->state().files.begin()).path);
  DU_ASSERT_OK_AND_ASSIGN(
      auto some, Scan(snapshot, {.columns = {{"s", "id"}}, .keep_file = [&](auto& add) {
                                   return add.path == first;
                                 }}));
  const auto rows = ReadAll(*some);
  EXPECT_EQ(rows->schema()->field_names(), (std::vector<std::string>{"s", "id"}));
  EXPECT_EQ(rows->num_rows(), **snapshot->NumRows() - (rows->num_rows() == 1 ? 2 : 1));

  DU_EXPECT_KIND(kInvalidArgument, Scan(snapshot, {.columns = {{"none"}}}));
}

TEST(ScanTest, NoColumnsStillCountRows) {
  TestTable table;
  table.Create();
  table.Append(0, R"([[1, "a"], [2, null]])");
  DU_ASSERT_OK_AND_ASSIGN(auto reader,
                          Scan(table.Open(), {.columns = std::vector<std::string>{}}));
  std::shared_ptr<arrow::RecordBatch> batch;
  DU_ASSERT_OK(reader->ReadNext(&batch));
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->num_rows(), 2);
  EXPECT_EQ(batch->num_columns(), 0);
  DU_ASSERT_OK(reader->ReadNext(&batch));
  EXPECT_EQ(batch, nullptr);
}

TEST(ScanTest, PartitionColumnsComeFromTheLog) {
  TestTable table({{Column("id", "long"), Column("day", "date"), Column("s", "string"),
                    Column("none", "integer")}});
  table.partition_columns = {"day", "none"};
  table.Create();
  TestTable files({{Column("id", "long"), Column("s", "string")}});
  files.location = table.location;
  files.store = table.store;
  Add add = files.Write(R"([[1, "a"], [2, "b"]])").front();
  add.partition_values = {{"day", "1970-01-03"}, {"none", std::nullopt}};
  table.Put(CommitRequest{.read_version = 0, .operation = "WRITE", .actions = {add}});

  DU_ASSERT_OK_AND_ASSIGN(auto reader, Scan(table.Open()));
  EXPECT_TRUE(ReadAll(*reader)->Equals(
      *BatchOf(table.schema, R"([[1, 2, "a", null], [2, 2, "b", null]])")));
  DU_ASSERT_OK_AND_ASSIGN(auto only, Scan(table.Open(), {.columns = {{"day"}}}));
  EXPECT_TRUE(ReadAll(*only)->Equals(
      *BatchOf(StructType{{Column("day", "date")}}, "[[2], [2]]")));

  add.partition_values["day"] = "1970-02-30";
  DU_ASSERT_OK_AND_ASSIGN(auto bad, ScanFile(table.Open(), add, {"day"}));
  std::shared_ptr<arrow::RecordBatch> batch;
  DU_EXPECT_KIND(kCorrupt, bad->ReadNext(&batch));
}

TEST(ScanTest, MissingFileAndDeletionVectorAreErrorsWithThePath) {
  TestTable table;
  table.Create();
  const auto snapshot = table.Open();
  Add add;
  add.path = "none.parquet";
  std::shared_ptr<arrow::RecordBatch> batch;
  DU_ASSERT_OK_AND_ASSIGN(auto missing, ScanFile(snapshot, add, {"id"}));
  const Status status = missing->ReadNext(&batch);
  DU_EXPECT_KIND(kNotFound, status);
  EXPECT_NE(status.message().find("memory://test/t/none.parquet"), std::string::npos);

  add.deletion_vector.emplace();
  DU_ASSERT_OK_AND_ASSIGN(auto deleted, ScanFile(snapshot, add, {"id"}));
  DU_EXPECT_KIND(kUnsupported, deleted->ReadNext(&batch));
}

TEST(ScanTest, ColumnAddedLaterIsNullInOlderFiles) {
  TestTable table;
  table.Create();
  table.Append(0, R"([[1, "a"]])");
  table.schema.fields.push_back(Column("extra", "double"));
  CommitRequest request = table.CreateRequest();
  request.read_version = 1;
  request.actions.erase(request.actions.begin());
  EXPECT_EQ(table.Put(request), 2);
  DU_ASSERT_OK_AND_ASSIGN(auto reader, Scan(table.Open()));
  EXPECT_TRUE(ReadAll(*reader)->Equals(*BatchOf(table.schema, R"([[1, "a", null]])")));
}

}  // namespace
}  // namespace delta_lake
