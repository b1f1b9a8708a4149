#include "delta_lake/change_feed.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "arrow/scalar.h"
#include "delta_lake/table_testing.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_log/commit.h"

namespace delta_lake {
namespace {

using delta_utils::AddCdcFile;
using delta_utils::Remove;

Remove RemoveOf(const Add& add) {
  Remove remove;
  remove.path = add.path;
  remove.size_bytes = add.size_bytes;
  remove.deletion_vector = add.deletion_vector;
  return remove;
}

/// The feed's rows as text, a line each: "insert 1 a @2".
std::vector<std::string> Lines(arrow::RecordBatchReader& reader) {
  std::vector<std::string> lines;
  const auto batch = ReadAll(reader);
  if (batch == nullptr) return lines;
  const auto cell = [&](const std::string& name, int64_t row) {
    const auto column = batch->GetColumnByName(name);
    return column->IsNull(row) ? "-" : column->GetScalar(row).ValueOrDie()->ToString();
  };
  for (int64_t row = 0; row < batch->num_rows(); ++row) {
    lines.push_back(cell("_change_type", row) + " " + cell("id", row) + " " +
                    cell("s", row) + " @" + cell("_commit_version", row));
  }
  return lines;
}

struct FeedTable : TestTable {
  FeedTable() {
    configuration = {{"delta.enableChangeDataFeed", "true"}};
    protocol.min_writer_version = 4;
  }

  int64_t PutActions(int64_t read_version, std::vector<Action> actions) const {
    CommitRequest request{.read_version = read_version, .operation = "TEST"};
    request.actions = std::move(actions);
    return Put(std::move(request));
  }

  /// A file with `_change_type` as a third column.
  AddCdcFile WriteChanges(const std::string& json) const {
    StructType columns = schema;
    columns.fields.push_back(Column("_change_type", "string"));
    DataFileWriter writer(location, columns, mode, {}, runtime);
    EXPECT_TRUE(writer.Write(*BatchOf(columns, json)).ok());
    const Add add = writer.Finish().ValueOrDie().front();
    AddCdcFile change;
    change.path = add.path;
    change.size_bytes = add.size_bytes;
    return change;
  }

  std::vector<std::string> Feed(int64_t from, std::optional<int64_t> to = {}) const {
    const auto changes = ScanChanges(location, from, to);
    EXPECT_TRUE(changes.ok()) << changes.status();
    return changes.ok() ? Lines(*changes->rows) : std::vector<std::string>();
  }
};

using Texts = std::vector<std::string>;

TEST(ChangeFeedTest, AppendedRowsAreInserts) {
  FeedTable table;
  table.Create();
  table.Append(0, R"([[1, "a"], [2, "b"]])");
  table.Append(1, R"([[3, null]])");
  EXPECT_EQ(table.Feed(0), (Texts{"insert 1 a @1", "insert 2 b @1", "insert 3 - @2"}));
  EXPECT_EQ(table.Feed(2), (Texts{"insert 3 - @2"}));
  EXPECT_EQ(table.Feed(0, 1), (Texts{"insert 1 a @1", "insert 2 b @1"}));
  EXPECT_EQ(table.Feed(3), Texts{});
  DU_EXPECT_KIND(kNotFound, ScanChanges(table.location, 4, {}));
  DU_EXPECT_KIND(kNotFound, ScanChanges(table.location, 0, 3));
  DU_EXPECT_KIND(kInvalidArgument, ScanChanges(table.location, 2, 1));
  DU_EXPECT_KIND(kInvalidArgument, ScanChanges(table.location, -1, {}));
}

TEST(ChangeFeedTest, ChangeFilesSpeakForTheirCommit) {
  FeedTable table;
  table.Create();
  const Add old = table.Write(R"([[1, "a"], [2, "b"]])").front();
  table.PutActions(0, {old});
  const Add rewritten = table.Write(R"([[1, "a"], [2, "c"]])").front();
  table.PutActions(
      1, {RemoveOf(old), rewritten, table.WriteChanges(R"([[2, "b", "update_preimage"],
                                              [2, "c", "update_postimage"]])")});
  EXPECT_EQ(table.Feed(2), (Texts{"update_preimage 2 b @2", "update_postimage 2 c @2"}));
}

TEST(ChangeFeedTest, WholeFilesComeAndGo) {
  FeedTable table;
  table.Create();
  const Add first = table.Write(R"([[1, "a"]])").front();
  table.PutActions(0, {first});
  Add second = table.Write(R"([[2, "b"]])").front();
  Remove gone = RemoveOf(first);
  gone.size_bytes.reset();  // an optional field
  table.PutActions(1, {gone, second});
  Remove moved = RemoveOf(second);
  moved.data_change = false;
  Add compacted = table.Write(R"([[2, "b"]])").front();
  compacted.data_change = false;
  table.PutActions(2, {moved, compacted});
  EXPECT_EQ(table.Feed(2), (Texts{"delete 1 a @2", "insert 2 b @2"}));
}

TEST(ChangeFeedTest, APartitionValueThatARemoveLeavesOutIsNull) {
  FeedTable table;
  table.partition_columns = {"s"};
  table.Create();
  const StructType in_file{{Column("id", "long")}};
  DataFileWriter writer(table.location, in_file, table.mode, {}, table.runtime);
  DU_ASSERT_OK(writer.Write(*BatchOf(in_file, "[[1]]")));
  Add add = writer.Finish().ValueOrDie().front();
  add.partition_values = {{"s", std::nullopt}};
  table.PutActions(0, {add});
  Remove remove = RemoveOf(add);
  remove.partition_values.emplace();
  table.PutActions(1, {remove});
  EXPECT_EQ(table.Feed(0), (Texts{"insert 1 - @1", "delete 1 - @2"}));
  // One that has none at all says nothing.
  table.PutActions(2, {add});
  remove.partition_values.reset();
  table.PutActions(3, {remove});
  DU_ASSERT_OK_AND_ASSIGN(const auto changes, ScanChanges(table.location, 4, {}));
  DU_EXPECT_KIND(kCorrupt, changes.rows->ToTable());
}

TEST(ChangeFeedTest, WithoutTheFeedARewriteCannotBeTold) {
  TestTable table;
  table.Create();
  const Add first = table.Write(R"([[1, "a"]])").front();
  CommitRequest append{.read_version = 0, .operation = "TEST", .actions = {first}};
  table.Put(append);
  CommitRequest rewrite{.read_version = 1, .operation = "TEST"};
  rewrite.actions = {RemoveOf(first), table.Write(R"([[1, "b"]])").front()};
  table.Put(rewrite);
  DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 1));
  DU_ASSERT_OK_AND_ASSIGN(const auto inserts, feed->Next());
  EXPECT_EQ(inserts->files.size(), 1U);
  DU_EXPECT_KIND(kUnsupported, feed->Next());
  EXPECT_EQ(feed->next_version(), 2) << "an error moved the feed";
}

TEST(ChangeFeedTest, ChangesByDeletionVectorsAreNotTakenForWholeFiles) {
  FeedTable table;
  table.protocol = {3, 7, std::vector<std::string>{"deletionVectors"},
                    std::vector<std::string>{"deletionVectors", "changeDataFeed"}};
  table.Create();
  Add first = table.Write(R"([[1, "a"], [2, "b"]])").front();
  table.PutActions(0, {first});
  Add marked = first;
  marked.deletion_vector =
      delta_utils::DeletionVectorDescriptor{.storage_type = "i",
                                            .path_or_inline_dv = "00000",
                                            .size_bytes = 1,
                                            .cardinality = 1};
  table.PutActions(1, {RemoveOf(first), marked});
  DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 2));
  DU_EXPECT_KIND(kUnsupported, feed->Next());
  // Change files say what happened without them.
  table.PutActions(2, {RemoveOf(marked), table.WriteChanges(R"([[1, "a", "delete"]])")});
  EXPECT_EQ(table.Feed(3), Texts{"delete 1 a @3"});
}

TEST(ChangeFeedTest, ACommitWhoseActionsCannotStandTogetherIsCorrupt) {
  FeedTable table;
  table.Create();
  const Add file = table.Write(R"([[1, "a"]])").front();
  Add same_path = file;
  ASSERT_EQ(file.path[0], 'p');
  same_path.path.replace(0, 1, "%70");
  for (const std::vector<Action>& actions :
       std::vector<std::vector<Action>>{{file, file},
                                        {file, same_path},
                                        {RemoveOf(file), RemoveOf(file)},
                                        {table.protocol, table.protocol}}) {
    table.PutForged(1, actions);
    DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 1));
    const auto commit = feed->Next();
    DU_EXPECT_KIND(kCorrupt, commit);
    EXPECT_NE(commit.status().ToString().find("00001.json"), std::string::npos)
        << commit.status();
    EXPECT_EQ(feed->next_version(), 1);
    DU_ASSERT_OK(table.store->Delete(table.location.root / delta_utils::kLogFolder /
                                     delta_utils::CommitFileName(1)));
  }
}

TEST(ChangeFeedTest, FollowsALogThatGrows) {
  FeedTable table;
  DU_ASSERT_OK_AND_ASSIGN(auto none, ChangeFeed::Open(table.location, 0));
  DU_EXPECT_KIND(kNotFound, none->Next());
  table.Create();
  DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 1));
  DU_ASSERT_OK_AND_ASSIGN(auto commit, feed->Next());
  EXPECT_FALSE(commit.has_value());
  table.Append(0, R"([[1, "a"]])");
  DU_ASSERT_OK_AND_ASSIGN(commit, feed->Next());
  ASSERT_TRUE(commit.has_value());
  EXPECT_EQ(commit->version, 1);
  EXPECT_EQ(commit->timestamp_ms, table.clock.NowMillis());
  EXPECT_TRUE(commit->txn_id.has_value());
  DU_ASSERT_OK_AND_ASSIGN(commit, feed->Next());
  EXPECT_FALSE(commit.has_value());
}

TEST(ChangeFeedTest, EachCommitHasTheSchemaOfItsTime) {
  FeedTable table;
  table.Create();
  table.Append(0, R"([[1, "a"]])");
  StructType wider = table.schema;
  wider.fields.push_back(Column("more", "long"));
  auto metadata = std::get<delta_utils::Metadata>(table.CreateRequest().actions[1]);
  metadata.schema_string = SerializeSchema(wider);
  table.PutActions(1, {metadata});
  DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 1));
  for (const size_t columns : {2U, 3U}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto commit, feed->Next());
    EXPECT_EQ(commit->snapshot->schema().fields.size(), columns);
  }
  // All rows together are read in the newest schema.
  DU_ASSERT_OK_AND_ASSIGN(const auto changes, ScanChanges(table.location, 0, {}));
  EXPECT_EQ(changes.rows->schema()->field(2)->name(), "more");
  EXPECT_EQ(ReadAll(*changes.rows)->GetColumnByName("more")->null_count(), 1);
}

TEST(ChangeFeedTest, WhatWasCleanedUpIsAnErrorNotAGap) {
  FeedTable table;
  table.Create();
  table.Append(0, R"([[1, "a"]])");
  table.Append(1, R"([[2, "b"]])");
  DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 1));
  DU_ASSERT_OK(table.store->Delete(table.location.root / delta_utils::kLogFolder /
                                   delta_utils::CommitFileName(1)));
  const auto commit = feed->Next();
  DU_EXPECT_KIND(kNotFound, commit);
  EXPECT_NE(commit.status().message().find("commit 1 was removed"), std::string::npos)
      << commit.status();
}

TEST(ChangeFeedTest, AVacuumedFileIsAnError) {
  FeedTable table;
  table.Create();
  table.Append(0, R"([[1, "a"]])");
  DU_ASSERT_OK_AND_ASSIGN(auto feed, ChangeFeed::Open(table.location, 1));
  DU_ASSERT_OK_AND_ASSIGN(const auto commit, feed->Next());
  DU_ASSERT_OK_AND_ASSIGN(const auto path,
                          commit->snapshot->PathOf(commit->files.front().file));
  DU_ASSERT_OK(table.store->Delete(path));
  DU_ASSERT_OK_AND_ASSIGN(const auto rows,
                          ScanChangeFile(*commit, commit->files.front()));
  std::shared_ptr<arrow::RecordBatch> batch;
  const Status status = rows->ReadNext(&batch);
  DU_EXPECT_KIND(kNotFound, status);
  EXPECT_NE(status.message().find("version 1 can no longer be read"), std::string::npos)
      << status;
}

}  // namespace
}  // namespace delta_lake
