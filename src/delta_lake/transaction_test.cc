#include "delta_lake/transaction.h"

#include <atomic>
#include <set>
#include <thread>

#include "arrow/array/array_primitive.h"
#include "arrow/buffer.h"
#include "delta_lake/table_testing.h"
#include "delta_utils/base/version.h"
#include "delta_utils/delta_log/log_reader.h"

namespace delta_lake {
namespace {

using delta_utils::ErrorKind;

CommitRequest Request(int64_t read_version, std::vector<Action> actions) {
  return CommitRequest{
      .read_version = read_version, .operation = "TEST", .actions = std::move(actions)};
}

Add FileNamed(const std::string& path) {
  Add add;
  add.path = path;
  return add;
}
delta_utils::Remove RemovalOf(const std::string& path) {
  delta_utils::Remove remove;
  remove.path = path;
  return remove;
}
delta_utils::Txn TxnOf(const std::string& app) {
  delta_utils::Txn txn;
  txn.app_id = app;
  return txn;
}

TEST(TransactionTest, CommitInfoSaysWhoDidWhat) {
  TestTable table;
  table.Create();
  CommitRequest request = Request(0, {FileNamed("a.parquet")});
  request.parameters = {{"mode", "Append"}, {"quote", "\""}};
  request.metrics = {{"numFiles", "1"}};
  EXPECT_EQ(table.Put(request), 1);
  DU_ASSERT_OK_AND_ASSIGN(auto actions,
                          delta_utils::ReadCommit(*table.store, table.location.root, 1));
  const auto& info = std::get<delta_utils::CommitInfo>(actions.at(0));
  EXPECT_EQ(info.operation, "TEST");
  EXPECT_EQ(info.operation_parameters, R"({"mode":"Append","quote":"\""})");
  EXPECT_EQ(info.operation_metrics, R"({"numFiles":"1"})");
  EXPECT_EQ(info.engine_info, "delta-utils/" + std::string(delta_utils::kVersion));
  EXPECT_EQ(info.timestamp_ms, table.clock.NowMillis());
  EXPECT_EQ(info.read_version, 0);
  EXPECT_EQ(info.is_blind_append, true);
  EXPECT_EQ(info.txn_id->size(), 36u);
}

TEST(TransactionTest, LostRaceIsPutAgainOrGivenBack) {
  const delta_utils::Metadata metadata =
      std::get<delta_utils::Metadata>(TestTable().CreateRequest().actions[1]);
  struct Case {
    const char* name;
    Action mine;
    Action winner;
    bool rebase_needed;
  };
  const Case cases[] = {
      {"append over append", FileNamed("m"), FileNamed("w"), false},
      {"append over removal", FileNamed("m"), RemovalOf("a"), false},
      {"removal over another removal", RemovalOf("a"), RemovalOf("b"), false},
      {"removal over append", RemovalOf("a"), FileNamed("w"), false},
      {"removal over the same removal", RemovalOf("a%20x"), RemovalOf("%61 x"), true},
      {"append over metadata", FileNamed("m"), metadata, true},
      {"append over protocol", FileNamed("m"), delta_utils::Protocol{}, true},
      {"metadata over append", metadata, FileNamed("w"), false},
      {"metadata over metadata", metadata, metadata, true},
      {"txn over the same txn", TxnOf("app"), TxnOf("app"), true},
      {"txn over another txn", TxnOf("app"), TxnOf("other"), false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    TestTable table;
    table.Create();
    table.Put(Request(0, {c.winner}));
    table.Put(Request(1, {FileNamed("later")}));
    CommitRequest request = Request(0, {c.mine});
    std::vector<int64_t> asked;
    request.on_winner = [&asked](int64_t version, const std::vector<Action>&) {
      asked.push_back(version);
      return Status::OK();
    };
    DU_ASSERT_OK_AND_ASSIGN(auto result, Commit(table.location, request, table.runtime));
    if (c.rebase_needed) {
      ASSERT_TRUE(std::holds_alternative<RebaseNeeded>(result));
      EXPECT_EQ(std::get<RebaseNeeded>(result).version, 1);
      EXPECT_TRUE(asked.empty());
    } else {
      ASSERT_TRUE(std::holds_alternative<CommitDone>(result));
      EXPECT_EQ(std::get<CommitDone>(result).version, 3);
      EXPECT_EQ(asked, (std::vector<int64_t>{1, 2}));
    }
  }
}

TEST(TransactionTest, SecondCreatorMustRebase) {
  TestTable table;
  table.Create();
  DU_ASSERT_OK_AND_ASSIGN(auto result,
                          Commit(table.location, table.CreateRequest(), table.runtime));
  ASSERT_TRUE(std::holds_alternative<RebaseNeeded>(result));
  EXPECT_EQ(std::get<RebaseNeeded>(result).version, 0);
}

TEST(TransactionTest, ErrorOfOnWinnerEndsTheAttempt) {
  TestTable table;
  table.Create();
  table.Put(Request(0, {FileNamed("w")}));
  CommitRequest request = Request(0, {FileNamed("m")});
  request.on_winner = [](int64_t, const std::vector<Action>&) {
    return delta_utils::MakeError(ErrorKind::kAlreadyExists, "", "duplicate _id");
  };
  DU_EXPECT_KIND(kAlreadyExists, Commit(table.location, request, table.runtime));
  DU_EXPECT_KIND(kNotFound,
                 delta_utils::ReadCommit(*table.store, table.location.root, 2));
}

TEST(TransactionTest, ConcurrentAppendsLoseNothingAndLeaveNoGap) {
  constexpr int kThreads = 8;
  constexpr int kCommits = 20;
  TestTable table;
  table.Create();
  std::atomic<int> failures = 0;
  const auto append = [&table, &failures](int thread) {
    delta_utils::SeededRandom random(static_cast<uint64_t>(thread));
    delta_utils::SystemClock clock;
    for (int i = 0; i < kCommits; ++i) {
      DataFileWriter writer(table.location, table.schema, table.mode, {},
                            {&clock, &random});
      const std::string id = std::to_string(thread * kCommits + i);
      const bool written =
          writer.Write(*BatchOf(table.schema, "[[" + id + ", \"x\"]]")).ok();
      auto adds = writer.Finish();
      if (!written || !adds.ok()) {
        ++failures;
        continue;
      }
      const auto result =
          Commit(table.location, Request(0, {adds->front()}), {&clock, &random});
      if (!result.ok() || !std::holds_alternative<CommitDone>(*result)) ++failures;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(append, i);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);

  const auto snapshot = table.Open();
  EXPECT_EQ(snapshot->version(), kThreads * kCommits);
  EXPECT_EQ(*snapshot->NumRows(), kThreads * kCommits);
  DU_ASSERT_OK_AND_ASSIGN(auto reader, Scan(snapshot, {.columns = {{"id"}}}));
  const auto rows = ReadAll(*reader);
  std::set<int64_t> ids;
  const auto& column = static_cast<const arrow::Int64Array&>(*rows->column(0));
  for (int64_t i = 0; i < rows->num_rows(); ++i) ids.insert(column.Value(i));
  EXPECT_EQ(ids.size(), static_cast<size_t>(kThreads * kCommits));
}

}  // namespace
}  // namespace delta_lake
