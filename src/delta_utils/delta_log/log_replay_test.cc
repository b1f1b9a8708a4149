// Reading the log for its state and its statistics: blocks, pools, what stays in the log.
#include <gtest/gtest.h>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/base/task_pool.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/state_testing.h"
#include "delta_utils/delta_log/log_reader.h"
#include "delta_utils/delta_log/stats_reader.h"
#include "delta_utils/storage/memory_store.h"

namespace delta_utils {
namespace {

constexpr int64_t kSmallCommitBytes = 1 << 20;

/// Counts reads, and remembers the longest.
class CountingStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  std::atomic<int> reads = 0;
  std::atomic<int64_t> longest = 0;

  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override {
    auto bytes = MemoryStore::GetRange(path, offset, length);
    if (bytes.ok()) Count(**bytes);
    return bytes;
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override {
    auto future = MemoryStore::GetRangeAsync(path, offset, length, std::move(pin));
    if (future.result().ok()) Count(**future.result());
    return future;
  }

 private:
  void Count(const arrow::Buffer& bytes) {
    ++reads;
    int64_t before = longest;
    while (before < bytes.size() &&
           !longest.compare_exchange_weak(before, bytes.size())) {
    }
  }
};

/// Statistics of some size, which tell the file's number.
std::string StatsOf(int64_t number, size_t size_bytes) {
  return R"({"numRecords":)" + std::to_string(number) + R"(,"x":")" +
         std::string(size_bytes, 'x') + R"("})";
}

class LogReplayTest : public ::testing::Test {
 protected:
  void Commit(int64_t version, const std::vector<Action>& actions) {
    ASSERT_TRUE(
        store_
            .Put(table_ / kLogFolder / CommitFileName(version), SerializeCommit(actions))
            .ok());
  }
  /// The first commit, with as many files.
  std::vector<Action> Start(int64_t files, size_t stats_bytes) {
    std::vector<Action> actions = {Protocol{}, Metadata{}};
    Append(files, stats_bytes, &actions);
    return actions;
  }
  void Append(int64_t files, size_t stats_bytes, std::vector<Action>* actions) {
    for (int64_t i = 0; i < files; ++i) {
      Add add;
      add.path = "f" + std::to_string(next_);
      add.stats = StatsOf(next_, stats_bytes);
      all_[{add.path, ""}] = add;
      actions->emplace_back(std::move(add));
      ++next_;
    }
  }
  /// The files of the newest state, read in their order with their statistics.
  std::map<FileKey, Add> ReadAll(TaskPool* pool) {
    const auto state = ReadTableState(store_, table_, {}, nullptr, pool);
    EXPECT_TRUE(state.ok()) << state.status().ToString();
    std::map<FileKey, Add> files;
    StatsReader reader(store_, table_);
    for (const LiveFile& file : state->files) {
      auto add = reader.ReadAdd(file);
      EXPECT_TRUE(add.ok()) << add.status().ToString();
      files.emplace(file.Key(), *std::move(add));
    }
    return files;
  }

  SystemClock clock_;
  CountingStore store_{"log", clock_};
  ObjectPath table_ = ObjectPath() / "t";
  int64_t next_ = 0;
  std::map<FileKey, Add> all_;
};

TEST_F(LogReplayTest, LargeCommitsAreReadInBlocksAndTheirStatisticsStayThere) {
  Commit(0, Start(9000, 1000));
  store_.longest = 0;
  const TableState state = ReadTableState(store_, table_, {}).ValueOrDie();
  EXPECT_LE(store_.longest, 4 << 20);
  EXPECT_GE(store_.reads, 3);
  EXPECT_EQ(state.files.stats_bytes(), 0);
  store_.reads = 0;
  EXPECT_EQ(ReadAll(nullptr), all_);
  EXPECT_LE(store_.reads, 20);
  EXPECT_LE(store_.longest, 4 << 20);
}

TEST_F(LogReplayTest, StatisticsOfSmallCommitsAreKept) {
  Commit(0, Start(3, 10));
  for (int64_t v = 1; v < 30; ++v) {
    std::vector<Action> actions;
    Append(1, 10, &actions);
    Commit(v, actions);
  }
  const TableState state = ReadTableState(store_, table_, {}).ValueOrDie();
  store_.reads = 0;
  StatsReader reader(store_, table_);
  for (const LiveFile& file : state.files) {
    EXPECT_EQ(*reader.Read(file).ValueOrDie(), *all_[file.Key()].stats);
  }
  EXPECT_EQ(store_.reads, 0);
}

TEST_F(LogReplayTest, ALineLongerThanABlockIsRead) {
  std::vector<Action> actions = Start(1, 10);
  Append(1, 5 << 20, &actions);
  Append(1, 10, &actions);
  Commit(0, actions);
  EXPECT_EQ(ReadAll(nullptr), all_);
}

TEST_F(LogReplayTest, APoolReadsTheSame) {
  const auto pool = TaskPool::Make(4);
  Commit(0, Start(700, 1000));
  for (int64_t v = 1; v < 150; ++v) {
    std::vector<Action> actions;
    Append(v % 3 == 0 ? 2000 : 2, 700, &actions);
    Remove remove;
    remove.path = "f" + std::to_string(v * 5);
    all_.erase({remove.path, ""});
    actions.emplace_back(std::move(remove));
    Commit(v, actions);
  }
  EXPECT_EQ(ReadAll(pool.get()), all_);
  EXPECT_EQ(ReadAll(nullptr), all_);
}

TEST_F(LogReplayTest, TheFirstFaultOfTheLogIsTold) {
  const auto pool = TaskPool::Make(4);
  Commit(0, Start(1, 10));
  for (int64_t v = 1; v < 100; ++v) Commit(v, {CommitInfo{}});
  const auto broken = [&](int64_t version, std::string_view text) {
    return store_.Put(table_ / kLogFolder / CommitFileName(version), text).ok();
  };
  const std::string vector =
      R"({"add":{"path":"f0","partitionValues":{},"size":1,"modificationTime":2,)"
      R"("dataChange":true,"deletionVector":{"storageType":"u","pathOrInlineDv":"x",)"
      R"("sizeInBytes":1,"cardinality":1}}})";
  ASSERT_TRUE(broken(90, "{"));
  ASSERT_TRUE(broken(80, vector));
  ASSERT_TRUE(broken(81, "{"));
  for (TaskPool* const with : {static_cast<TaskPool*>(nullptr), pool.get()}) {
    for (int i = 0; i < 20; ++i) {
      const Status status = ReadTableState(store_, table_, {}, nullptr, with).status();
      EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
      EXPECT_NE(status.message().find(CommitFileName(80)), std::string::npos)
          << status.ToString();
    }
  }
}

TEST_F(LogReplayTest, StatisticsThatAreGoneSayNothing) {
  Commit(0, Start(2000, 1000));
  const TableState state = ReadTableState(store_, table_, {}).ValueOrDie();
  const LiveFile file = *state.files.begin();
  const ObjectPath commit = table_ / kLogFolder / CommitFileName(0);
  ASSERT_TRUE(file.stats_in_log.has_value());
  ASSERT_TRUE(store_.Delete(commit).ok());
  EXPECT_EQ(StatsReader(store_, table_).Read(file).ValueOrDie(), std::nullopt);
  ASSERT_TRUE(store_.Put(commit, std::string(kSmallCommitBytes, 'x')).ok());
  EXPECT_EQ(StatsReader(store_, table_).Read(file).ValueOrDie(), std::nullopt);
  ASSERT_TRUE(store_.Put(commit, "short").ok());
  EXPECT_EQ(KindOf(StatsReader(store_, table_).Read(file).status()), ErrorKind::kCorrupt);
}

TEST_F(LogReplayTest, AStateDerivedFromABaseLeavesItAsItIs) {
  Commit(0, Start(3000, 500));
  const TableState base = ReadTableState(store_, table_, {}).ValueOrDie();
  const auto before = FilesOf(base.files);
  std::vector<Action> actions;
  Append(400, 10, &actions);
  Remove remove;
  remove.path = "f7";
  actions.emplace_back(remove);
  all_.erase({"f7", ""});
  Commit(1, actions);
  store_.reads = 0;
  const TableState newer = ReadTableState(store_, table_, {}, &base).ValueOrDie();
  EXPECT_EQ(store_.reads, 1);
  EXPECT_EQ(newer.files.size(), all_.size());
  EXPECT_EQ(FilesOf(base.files), before);
  EXPECT_EQ(ReadAll(nullptr), all_);
}

}  // namespace
}  // namespace delta_utils
