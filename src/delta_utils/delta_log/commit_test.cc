#include "delta_utils/delta_log/commit.h"

#include <gtest/gtest.h>

#include <deque>

#include "arrow/buffer.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/delta_log/log_reader.h"
#include "delta_utils/storage/memory_store.h"

namespace delta_utils {
namespace {

enum class Fault {
  kNone,
  kLandedReplyLost,   // written, and nobody says so
  kDroppedReplyLost,  // not written, and nobody says so
  kLandedSaysLost,    // written by a hidden first try, whose repetition lost
  kError,             // not written, and an error says so
};

/// A MemoryStore whose conditional writes and reads fail as told, one entry a call.
class FaultyStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  std::deque<Fault> put_faults;
  std::deque<Status> get_faults;
  int puts = 0;

  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    ++puts;
    const Fault fault = Pop(&put_faults, Fault::kNone);
    const Status lost = MakeError(ErrorKind::kUnavailable, Uri(path), "no reply");
    if (fault == Fault::kError) return lost;
    if (fault == Fault::kDroppedReplyLost)
      return PutResult{PutOutcome::kUnknown, {}, lost};
    ARROW_ASSIGN_OR_RAISE(PutResult put, MemoryStore::PutIfAbsent(path, bytes));
    if (fault == Fault::kLandedReplyLost)
      return PutResult{PutOutcome::kUnknown, {}, lost};
    if (fault == Fault::kLandedSaysLost) return PutResult{PutOutcome::kLost, {}, {}};
    return put;
  }

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override {
    const Status fault = Pop(&get_faults, Status::OK());
    if (!fault.ok()) return fault;
    return MemoryStore::Get(path);
  }

 private:
  template <typename T>
  static T Pop(std::deque<T>* queue, T otherwise) {
    if (queue->empty()) return otherwise;
    T front = queue->front();
    queue->pop_front();
    return front;
  }
};

CommitInfo InfoOf(std::string txn_id) {
  CommitInfo info;
  info.operation = "WRITE";
  info.txn_id = std::move(txn_id);
  return info;
}

class CommitTest : public ::testing::Test {
 protected:
  CommitOutcome Put(const std::string& txn_id, int64_t version = 0) {
    auto outcome = PutCommit(store_, table_, version, {InfoOf(txn_id), Protocol{}});
    EXPECT_TRUE(outcome.ok()) << outcome.status().ToString();
    return outcome.ok() ? *outcome : CommitOutcome(Unresolved{outcome.status()});
  }

  /// txnId of the commit that lies in the log.
  std::string Landed(int64_t version = 0) {
    const auto actions = ReadCommit(store_, table_, version);
    if (!actions.ok()) return "nothing";
    return std::get<CommitInfo>(actions->front()).txn_id.value_or("none");
  }

  Status Unavailable() { return MakeError(ErrorKind::kUnavailable, "", "down"); }

  SystemClock clock_;
  FaultyStore store_{"log", clock_};
  ObjectPath table_ = ObjectPath() / "t";
};

TEST_F(CommitTest, WinsOnceAndConflictsAfterwards) {
  EXPECT_EQ(std::get<Committed>(Put("a", 3)).version, 3);
  EXPECT_EQ(std::get<CommitConflict>(Put("b", 3)).version, 3);
  EXPECT_EQ(Landed(3), "a");
}

TEST_F(CommitTest, ALostReplyOfALandedPutIsCommitted) {
  store_.put_faults = {Fault::kLandedReplyLost};
  EXPECT_TRUE(std::holds_alternative<Committed>(Put("a")));
  EXPECT_EQ(store_.puts, 1);
  EXPECT_EQ(Landed(), "a");
}

TEST_F(CommitTest, ALostReplyOfADroppedPutIsPutAgain) {
  store_.put_faults = {Fault::kDroppedReplyLost, Fault::kDroppedReplyLost};
  EXPECT_TRUE(std::holds_alternative<Committed>(Put("a")));
  EXPECT_EQ(store_.puts, 3);
  EXPECT_EQ(Landed(), "a");
}

TEST_F(CommitTest, LosingAgainstOneselfIsCommitted) {
  store_.put_faults = {Fault::kLandedSaysLost};
  EXPECT_TRUE(std::holds_alternative<Committed>(Put("a")));
  EXPECT_EQ(Landed(), "a");
}

TEST_F(CommitTest, ALostReplyWithAnothersCommitThereIsAConflict) {
  Put("a");
  store_.put_faults = {Fault::kDroppedReplyLost};
  EXPECT_TRUE(std::holds_alternative<CommitConflict>(Put("b")));
  EXPECT_EQ(Landed(), "a");
}

TEST_F(CommitTest, WhatDoesNotParseIsAnothersCommit) {
  const ObjectPath path = table_ / "_delta_log/00000000000000000000.json";
  for (const char* text : {"", "nonsense", "{\"commitInfo\":{}}\n"}) {
    ASSERT_TRUE(store_.Put(path, text).ok());
    EXPECT_TRUE(std::holds_alternative<CommitConflict>(Put("a"))) << text;
  }
}

TEST_F(CommitTest, TransientReadFailuresAreSettled) {
  store_.put_faults = {Fault::kLandedReplyLost};
  store_.get_faults = {Unavailable(), Unavailable()};
  EXPECT_TRUE(std::holds_alternative<Committed>(Put("a")));
}

TEST_F(CommitTest, UnresolvedOnlyIfNeitherPutNorReadTells) {
  store_.put_faults = {Fault::kLandedReplyLost, Fault::kDroppedReplyLost,
                       Fault::kDroppedReplyLost};
  store_.get_faults = std::deque<Status>(9, Unavailable());
  const CommitOutcome outcome = Put("a");
  ASSERT_TRUE(std::holds_alternative<Unresolved>(outcome));
  EXPECT_EQ(KindOf(std::get<Unresolved>(outcome).cause), ErrorKind::kUnavailable);
  EXPECT_EQ(Landed(), "a");
}

TEST_F(CommitTest, NothingThereAfterEveryLostReplyIsUnresolved) {
  store_.put_faults = std::deque<Fault>(3, Fault::kDroppedReplyLost);
  EXPECT_TRUE(std::holds_alternative<Unresolved>(Put("a")));
}

TEST_F(CommitTest, AnErrorAfterALostReplyIsUnresolved) {
  store_.put_faults = {Fault::kDroppedReplyLost, Fault::kError};
  EXPECT_TRUE(std::holds_alternative<Unresolved>(Put("a")));
}

TEST_F(CommitTest, AnErrorOfTheFirstPutIsReturned) {
  store_.put_faults = {Fault::kError};
  const auto outcome = PutCommit(store_, table_, 0, {InfoOf("a")});
  EXPECT_EQ(KindOf(outcome.status()), ErrorKind::kUnavailable);
  EXPECT_EQ(Landed(), "nothing");
}

TEST_F(CommitTest, ExactlyOneCommitInfoWithATxnIdIsNeeded) {
  const std::vector<Action> cases[] = {
      {}, {Protocol{}}, {CommitInfo{}}, {InfoOf("")}, {InfoOf("a"), InfoOf("a")},
  };
  for (const auto& actions : cases) {
    const auto outcome = PutCommit(store_, table_, 0, actions);
    EXPECT_EQ(KindOf(outcome.status()), ErrorKind::kInvalidArgument);
  }
  EXPECT_EQ(store_.puts, 0);
}

TEST_F(CommitTest, AnActionThatIsNotValidIsNotPut) {
  Add escaping;
  escaping.path = "%2e%2e/x";
  Remove negative;
  negative.path = "x";
  negative.size_bytes = -1;
  for (const Action& action : {Action(escaping), Action(negative), Action(Txn{})}) {
    const auto outcome = PutCommit(store_, table_, 0, {InfoOf("a"), action});
    EXPECT_EQ(KindOf(outcome.status()), ErrorKind::kInvalidArgument);
  }
  EXPECT_EQ(store_.puts, 0);
}

}  // namespace
}  // namespace delta_utils
