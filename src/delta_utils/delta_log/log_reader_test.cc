#include "delta_utils/delta_log/log_reader.h"

#include <gtest/gtest.h>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/state_testing.h"
#include "delta_utils/storage/memory_store.h"

namespace delta_utils {
namespace {

class FixedClock : public Clock {
 public:
  int64_t NowMillis() override { return 1000; }
  int64_t MonotonicMicros() override { return 0; }
  bool SleepMillis(int64_t, const StopToken&) override { return true; }
};

/// Hides objects from listings, from reads, or from both.
class HidingStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  std::string unlisted, unreadable;
  int gets = 0;

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override {
    ++gets;
    if (path.name() == unreadable) return NotFound(Uri(path), "hidden");
    return MemoryStore::Get(path);
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override {
    ++gets;
    if (path.name() == unreadable) {
      return Result<std::shared_ptr<arrow::Buffer>>(NotFound(Uri(path), "hidden"));
    }
    return MemoryStore::GetRangeAsync(path, offset, length, std::move(pin));
  }
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override {
    return MemoryStore::List(prefix, start_after, [&](const ObjectInfo& info) {
      return info.path.name() == unlisted || visit(info);
    });
  }
};

Add AddOf(std::string path, std::optional<std::string> stats = {}) {
  Add add;
  add.path = std::move(path);
  add.stats = std::move(stats);
  return add;
}

Remove RemoveOf(std::string path, std::optional<std::string> stats = {}) {
  Remove remove;
  remove.path = std::move(path);
  remove.stats = std::move(stats);
  return remove;
}

CommitInfo InfoOf(std::optional<int64_t> timestamp_ms, std::optional<int64_t> ict_ms) {
  CommitInfo info;
  info.timestamp_ms = timestamp_ms;
  info.in_commit_timestamp_ms = ict_ms;
  return info;
}

class LogReaderTest : public ::testing::Test {
 protected:
  void PutFile(std::string_view name, std::string_view text) {
    ASSERT_TRUE(store_.Put(table_ / "_delta_log" / name, text).ok());
  }
  void Commit(int64_t version, const std::vector<Action>& actions) {
    PutFile(CommitFileName(version), SerializeCommit(actions));
  }
  /// Versions 0 to `newest`; version v adds the file "v".
  void MakeTable(int64_t newest) {
    Commit(0, {Protocol{}, Metadata{}, AddOf("0")});
    for (int64_t v = 1; v <= newest; ++v) Commit(v, {AddOf(std::to_string(v))});
  }
  void Drop(int64_t version) {
    ASSERT_TRUE(store_.Delete(table_ / "_delta_log" / CommitFileName(version)).ok());
  }
  TableState Read(std::optional<int64_t> version = {}, const TableState* base = nullptr) {
    auto state = ReadTableState(store_, table_, version, base);
    EXPECT_TRUE(state.ok()) << state.status().ToString();
    return state.ok() ? *std::move(state) : TableState{};
  }
  void ExpectFails(std::optional<int64_t> version, ErrorKind kind,
                   const std::string& words) {
    const Status status = ReadTableState(store_, table_, version).status();
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(KindOf(status), kind) << status.ToString();
    EXPECT_NE(status.message().find(words), std::string::npos) << status.message();
  }

  FixedClock clock_;
  HidingStore store_{"log", clock_};
  ObjectPath table_ = ObjectPath() / "shop/t";
};

TEST_F(LogReaderTest, ReadsTheNewestAndAnyOlderVersion) {
  MakeTable(12);
  EXPECT_EQ(Read().version, 12);
  for (int64_t v = 0; v <= 12; ++v) {
    const TableState state = Read(v);
    EXPECT_EQ(state.version, v);
    EXPECT_EQ(state.files.size(), static_cast<size_t>(v + 1));
  }
}

TEST_F(LogReaderTest, OtherFilesInTheLogAreIgnored) {
  MakeTable(2);
  const std::string v1 = FormatVersion(1), v9 = FormatVersion(9);
  for (const std::string& name : std::vector<std::string>{
           "." + v1 + ".json.crc", v1 + ".crc", v1 + ".json.tmp", "_last_checkpoint",
           "_staged_commits/" + v9 + ".json", "_sidecars/x.parquet",
           v1 + "." + FormatVersion(2) + ".compacted.json", "9.json", v9 + ".json/inside",
           v1 + ".checkpoint.parquet", ".tmp-1",
           v9 + ".3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json"}) {
    PutFile(name, "noise");
  }
  ASSERT_TRUE(store_.Put(table_ / "_delta_log2/00000000000000000003.json", "x").ok());
  EXPECT_EQ(Read().version, 2);
  EXPECT_EQ(Read().files.size(), 3u);
}

TEST_F(LogReaderTest, ABaseSavesReadingWhatItHolds) {
  MakeTable(5);
  const TableState base = Read(3);
  store_.gets = 0;
  EXPECT_EQ(FilesOf(Read({}, &base).files), FilesOf(Read().files));
  EXPECT_EQ(base.files.size(), 4u);
  store_.gets = 0;
  EXPECT_EQ(Read({}, &base).version, 5);
  EXPECT_EQ(store_.gets, 2);
  store_.gets = 0;
  EXPECT_EQ(Read(3, &base).version, 3);
  EXPECT_EQ(store_.gets, 0);
  EXPECT_EQ(Read(2, &base).version, 2);  // older than the base: read from the start
  const TableState newest = Read();
  EXPECT_EQ(Read({}, &newest).version, 5);
}

TEST_F(LogReaderTest, MissingTablesAndVersionsAreNotFound) {
  ExpectFails({}, ErrorKind::kNotFound, "no Delta table");
  ExpectFails(0, ErrorKind::kNotFound, "no Delta table");
  MakeTable(3);
  ExpectFails(4, ErrorKind::kNotFound, "version 4 does not exist; the newest is 3");
  ExpectFails(-1, ErrorKind::kNotFound, "version -1 does not exist; the newest is 3");
  const TableState base = Read();
  const Status status = ReadTableState(store_, table_, 9, &base).status();
  EXPECT_NE(status.message().find("the newest is 3"), std::string::npos);
}

TEST_F(LogReaderTest, AGapIsCorruptAndNamesTheMissingCommit) {
  MakeTable(5);
  Drop(3);
  ExpectFails({}, ErrorKind::kCorrupt, CommitFileName(3));
  ExpectFails(4, ErrorKind::kCorrupt, CommitFileName(3));
  EXPECT_EQ(Read(2).version, 2);
  const TableState base = Read(2);
  EXPECT_EQ(KindOf(ReadTableState(store_, table_, {}, &base).status()),
            ErrorKind::kCorrupt);
}

TEST_F(LogReaderTest, ALogWithoutItsStartIsUnsupportedIfACheckpointCoversIt) {
  MakeTable(5);
  Drop(0);
  ExpectFails({}, ErrorKind::kCorrupt, CommitFileName(0));
  Drop(1);
  PutFile(FormatVersion(2) + ".checkpoint.parquet", "x");
  ExpectFails({}, ErrorKind::kUnsupported, "the log starts at version 2");
  Drop(4);  // the checkpoint does not reach that far, but the start is missing anyway
  ExpectFails({}, ErrorKind::kUnsupported, "the log starts at version 2");
  for (const int64_t v : {2, 3, 5}) Drop(v);
  ExpectFails({}, ErrorKind::kUnsupported, "the log starts at a checkpoint");
}

TEST_F(LogReaderTest, ACheckpointBeyondTheLastCommitIsUnsupported) {
  MakeTable(2);
  PutFile(FormatVersion(4) + ".checkpoint.parquet", "x");
  ExpectFails({}, ErrorKind::kUnsupported, "commit 3 is covered by a checkpoint alone");
  EXPECT_EQ(Read(2).version, 2);
}

TEST_F(LogReaderTest, BrokenCommitsAreCorruptAndNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "the commit is empty"},
      {"\n \r\n", "the commit is empty"},
      {"{}\n{\"add\":", "line 2"},
      {"{\"sidecar\":{\"path\":\"a\",\"sizeInBytes\":1,\"modificationTime\":1}}",
       "sidecar"},
  };
  MakeTable(2);
  for (const auto& [text, words] : cases) {
    PutFile(CommitFileName(1), text);
    ExpectFails({}, ErrorKind::kCorrupt, words);
    ExpectFails({}, ErrorKind::kCorrupt, "/shop/t/_delta_log/" + CommitFileName(1));
    EXPECT_EQ(Read(0).version, 0);
  }
}

TEST_F(LogReaderTest, ProtocolAndMetadataAreNeeded) {
  Commit(0, {Metadata{}});
  ExpectFails({}, ErrorKind::kCorrupt, "no protocol action up to version 0");
  Commit(0, {Protocol{}});
  ExpectFails({}, ErrorKind::kCorrupt, "no metaData action up to version 0");
  Commit(1, {Metadata{}});
  EXPECT_EQ(Read().version, 1);
}

TEST_F(LogReaderTest, ACommitThatDisappearsIsUnavailable) {
  MakeTable(3);
  store_.unreadable = CommitFileName(2);
  ExpectFails({}, ErrorKind::kUnavailable, "disappeared");
}

TEST_F(LogReaderTest, ACommitThatAListingMissesIsLookedUp) {
  MakeTable(3);
  for (int64_t v = 0; v <= 2; ++v) {
    store_.unlisted = CommitFileName(v);
    EXPECT_EQ(Read().files.size(), 4u) << v;
  }
  store_.unlisted = CommitFileName(3);
  EXPECT_EQ(Read().version, 2);
}

TEST_F(LogReaderTest, TablesAreToldByTheirLog) {
  EXPECT_FALSE(IsDeltaTable(store_, table_).ValueOrDie());
  PutFile("_last_checkpoint", "{}");
  PutFile(".00000000000000000000.json.crc", "");
  PutFile("00000000000000000000.crc", "");
  EXPECT_FALSE(IsDeltaTable(store_, table_).ValueOrDie());
  PutFile(FormatVersion(7) + ".checkpoint.parquet", "x");
  EXPECT_TRUE(IsDeltaTable(store_, table_).ValueOrDie());
  EXPECT_FALSE(IsDeltaTable(store_, ObjectPath() / "shop").ValueOrDie());
  MakeTable(0);
  EXPECT_TRUE(IsDeltaTable(store_, table_).ValueOrDie());
}

TEST_F(LogReaderTest, SingleCommitsAreRead) {
  MakeTable(1);
  EXPECT_EQ(ReadCommit(store_, table_, 1).ValueOrDie(),
            (std::vector<Action>{AddOf("1")}));
  EXPECT_EQ(KindOf(ReadCommit(store_, table_, 2).status()), ErrorKind::kNotFound);
}

TEST_F(LogReaderTest, TheFirstCommitFromAVersionIsFound) {
  const auto first = [&](int64_t version) {
    return FirstCommitFrom(store_, table_, version).ValueOrDie();
  };
  EXPECT_EQ(first(0), std::nullopt);
  MakeTable(4);
  PutFile("00000000000000000009.checkpoint.parquet", "x");
  PutFile("_sidecars/00000000000000000009.json", "x");
  Drop(0);
  Drop(2);
  EXPECT_EQ(first(0), 1);
  EXPECT_EQ(first(2), 3);
  EXPECT_EQ(first(4), 4);
  EXPECT_EQ(first(5), std::nullopt);
}

TEST_F(LogReaderTest, HistorySumsFilesAndRows) {
  const std::string three = R"({"numRecords":3})", four = R"({"numRecords":4})";
  Commit(0, {Protocol{}, Metadata{}, InfoOf(5, 7)});
  Commit(1, {AddOf("a", three), AddOf("b", four), InfoOf(6, {})});
  Commit(2, {RemoveOf("a", three), RemoveOf("b"), AddOf("c", "broken")});
  Commit(3, {RemoveOf("c", three), InfoOf({}, {})});
  std::vector<CommitSummary> history;
  ASSERT_TRUE(VisitHistory(store_, table_, [&](const CommitSummary& summary) {
                history.push_back(summary);
                return Status::OK();
              }).ok());
  ASSERT_EQ(history.size(), 4u);
  EXPECT_EQ(history[0].timestamp_ms, 7);
  EXPECT_EQ(history[1].timestamp_ms, 6);
  EXPECT_EQ(history[2].timestamp_ms, 1000);
  EXPECT_EQ(history[3].timestamp_ms, 1000);
  EXPECT_EQ(history[0].rows_added, 0);
  EXPECT_EQ(history[1].rows_added, 7);
  EXPECT_EQ(history[1].files_added, 2);
  EXPECT_EQ(history[2].rows_added, std::nullopt);
  EXPECT_EQ(history[2].rows_removed, std::nullopt);
  EXPECT_EQ(history[2].files_removed, 2);
  EXPECT_FALSE(history[2].info.has_value());
  EXPECT_EQ(history[3].rows_removed, 3);
  EXPECT_EQ(history[3].version, 3);
}

TEST_F(LogReaderTest, HistoryMayStartLateAndStopEarly) {
  const auto none = [](const CommitSummary&) { return Status::OK(); };
  EXPECT_EQ(KindOf(VisitHistory(store_, table_, none)), ErrorKind::kNotFound);
  MakeTable(5);
  Drop(0);
  std::vector<int64_t> versions;
  const Status stopped = VisitHistory(store_, table_, [&](const CommitSummary& summary) {
    versions.push_back(summary.version);
    return versions.size() == 2 ? Status::Cancelled("enough") : Status::OK();
  });
  EXPECT_EQ(KindOf(stopped), ErrorKind::kCancelled);
  EXPECT_EQ(versions, (std::vector<int64_t>{1, 2}));
  Drop(3);
  EXPECT_EQ(KindOf(VisitHistory(store_, table_, none)), ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace delta_utils
