#include "delta_utils/storage/retrying_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/decorator_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using testing::ElementsAre;
using enum StoreFault;

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

const int registered =
    RegisterDecoratorConformance("RetryingStore", [](StoreWorld& world) {
      return std::make_shared<RetryingStore>(world.memory, RetryOptions(), world.runtime,
                                             *world.pool);
    });
/// Where two of three operations fail.
const int registered_failing =
    RegisterDecoratorConformance("RetryingStoreOverAFailingOne", [](StoreWorld& world) {
      auto turn = std::make_shared<std::atomic<int>>(0);
      world.faulty->set_fault([turn](StoreOperation, const ObjectPath&) {
        return (*turn)++ % 3 == 0 ? kNone : kFails;
      });
      return std::make_shared<RetryingStore>(
          world.faulty, RetryOptions{.max_retries = 1000}, world.runtime, *world.pool);
    });

class RetryingStoreTest : public testing::Test {
 protected:
  RetryingStoreTest() {
    options_.backoff.jitter = Jitter::kNone;
    options_.quota = &quota_;
    options_.on_success = [this](int attempts) { ends_.push_back(attempts); };
    options_.on_failure = [this](const Status&, int attempts) {
      ends_.push_back(-attempts);
    };
    Make();
  }

  void Make() {
    store_ = std::make_shared<RetryingStore>(world_.faulty, options_, world_.runtime,
                                             *world_.pool);
  }

  std::string Body(const ObjectPath& path) {
    auto bytes = world_.memory->Get(path);
    return bytes.ok() ? (*bytes)->ToString() : bytes.status().ToString();
  }

  StoreWorld world_;
  RetryQuota quota_;
  RetryOptions options_;
  std::vector<int> ends_;  // attempts, negative of a failure
  std::shared_ptr<RetryingStore> store_;
};

/// Each operation once; OK for those whose result is as it should be.
std::vector<Status> CallAll(ObjectStore& store) {
  return {store.Put(P("a"), "body"),
          store.Get(P("a")).status(),
          store.GetRange(P("a"), 1, 2).status(),
          ReadAsync(store, P("a"), 1, 2).status(),
          store.Head(P("a")).status(),
          store.GetVersion(P("a")).status(),
          store.PutIfAbsent(P("b"), "x").status(),
          store.PutIfMatch(P("b"), "y", "none").status(),
          store.Delete(P("b")),
          store.DeleteAll({P("b"), P("c")}),
          ListAll(store, ObjectPath()).status()};
}

TEST_F(RetryingStoreTest, EveryOperationIsRepeatedWhileUnavailable) {
  std::deque<StoreFault> faults;
  for (int i = 0; i < 11; ++i) faults.insert(faults.end(), {kFails, kFails, kNone});
  world_.Fail(faults);
  for (const Status& status : CallAll(*store_)) DU_ASSERT_OK(status);
  EXPECT_THAT(ends_, testing::Each(3));
  EXPECT_EQ(ends_.size(), 11u);
}

TEST_F(RetryingStoreTest, EveryOperationEndsUnavailableWhenRetriesAreSpent) {
  world_.Fail(std::deque<StoreFault>(1000, kFails));
  for (const Status& status : CallAll(*store_)) {
    DU_EXPECT_KIND(kUnavailable, status);
    EXPECT_NE(status.message().find("injected fault"), std::string::npos);
  }
  EXPECT_EQ(world_.operations.size(), 44u);
  EXPECT_THAT(ends_, testing::Each(-4));
}

TEST_F(RetryingStoreTest, OtherErrorsAreNotRepeated) {
  world_.Fail({});
  DU_EXPECT_KIND(kNotFound, store_->Get(P("none")));
  DU_EXPECT_KIND(kNotFound, ReadAsync(*store_, P("none"), 0, 1));
  DU_EXPECT_KIND(kInvalidArgument, store_->Put(ObjectPath(), "x"));
  EXPECT_EQ(world_.operations.size(), 3u);
  DU_ASSERT_OK(store_->Put(P("a"), "1"));
  auto pin = std::make_shared<ReadPin>();
  ASSERT_TRUE(pin->Accept("another state"));
  world_.Fail({});
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store_, P("a"), 0, 1, pin));
  EXPECT_EQ(world_.operations.size(), 1u);
}

TEST_F(RetryingStoreTest, TheCallerChoosesAmongUnavailableErrors) {
  options_.is_retryable = [](const Status&) { return false; };
  Make();
  world_.Fail({kFails});
  DU_EXPECT_KIND(kUnavailable, store_->Get(P("a")));
  options_.is_retryable = [](const Status&) { return true; };
  Make();
  world_.Fail({});
  DU_EXPECT_KIND(kNotFound, store_->Get(P("a")));
  EXPECT_EQ(world_.operations.size(), 1u);
}

TEST_F(RetryingStoreTest, OptionsThatMakeNoSenseFailEveryOperation) {
  options_.max_retries = -1;
  Make();
  const std::vector<Status> all = CallAll(*store_);
  for (const Status& status : all) DU_EXPECT_KIND(kInvalidArgument, status);
}

/// The store's conditional writes against a world that changes between attempts.
TEST_F(RetryingStoreTest, AConditionalWriteNeverLosesAgainstItself) {
  struct Case {
    std::deque<StoreFault> faults;
    bool another_is_there;
    std::string outcome;  // or the error's kind
    const char* body;
  };
  const auto outcome_of = [](const Result<PutResult>& put) -> std::string {
    if (!put.ok()) return std::string(ErrorKindName(KindOf(put.status())));
    EXPECT_EQ(put->outcome == PutOutcome::kUnknown, !put->cause.ok());
    return std::vector<std::string>{"won", "lost",
                                    "unknown"}[static_cast<size_t>(put->outcome)];
  };
  for (const Case& c : std::vector<Case>{
           {{}, false, "won", "ours"},
           {{}, true, "lost", "another's"},
           // An error says that nothing was written: what comes then is certain.
           {{kFails}, false, "won", "ours"},
           {{kFails}, true, "lost", "another's"},
           {{kFails, kFails, kFails, kFails}, false, "Unavailable", nullptr},
           // Nobody said anything: a loss afterwards may be against ourselves.
           {{kRequestLost}, false, "won", "ours"},
           {{kRequestLost}, true, "unknown", "another's"},
           {{kReplyLost}, false, "unknown", "ours"},
           {{kReplyLost}, true, "unknown", "another's"},
           {{kReplyLost, kFails, kFails, kFails}, false, "unknown", "ours"},
           {{kFails, kReplyLost}, false, "unknown", "ours"},
           {{kRequestLost, kRequestLost, kRequestLost, kRequestLost},
            false,
            "unknown",
            nullptr},
           {{kRequestLost, kFails}, false, "won", "ours"}}) {
    static_cast<void>(world_.memory->Delete(P("a")));
    if (c.another_is_there) {
      DU_ASSERT_OK(world_.memory->Put(P("a"), "another's"));
    }
    world_.Fail(c.faults);
    EXPECT_EQ(outcome_of(store_->PutIfAbsent(P("a"), "ours")), c.outcome);
    if (c.body != nullptr) {
      EXPECT_EQ(Body(P("a")), c.body);
    }

    // The same of a swap: another's version stands for a condition that fails.
    DU_ASSERT_OK(world_.memory->Put(P("a"), "another's"));
    DU_ASSERT_OK_AND_ASSIGN(auto version, world_.memory->GetVersion(P("a")));
    if (c.another_is_there) version = "stale";
    world_.Fail(c.faults);
    EXPECT_EQ(outcome_of(store_->PutIfMatch(P("a"), "ours", *version)), c.outcome);
    EXPECT_EQ(Body(P("a")), c.body != nullptr ? c.body : "another's");
  }
}

TEST_F(RetryingStoreTest, AStopAfterDoubtLeavesTheDoubt) {
  StopSource stop;
  options_.stop = stop.get_token();
  options_.on_retry = [&](const RetryEvent&) { return stop.request_stop(); };
  Make();
  world_.Fail({kReplyLost});
  DU_ASSERT_OK_AND_ASSIGN(const PutResult put, store_->PutIfAbsent(P("a"), "ours"));
  EXPECT_EQ(put.outcome, PutOutcome::kUnknown);
  DU_EXPECT_KIND(kCancelled, put.cause);
  DU_EXPECT_KIND(kCancelled, store_->Get(P("a")));
  DU_EXPECT_KIND(kCancelled, ReadAsync(*store_, P("a"), 0, 1));
}

/// Lists a few names a time, then fails.
class BrokenLister : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override {
    begins.push_back(start_after ? start_after->ToString() : "");
    size_t visited = 0;
    bool whole = true;
    ARROW_RETURN_NOT_OK(MemoryStore::List(prefix, start_after, [&](const auto& info) {
      whole = visited++ < per_listing;
      return whole && visit(info);
    }));
    return whole && !fails_at_end ? Status::OK()
                                  : MakeError(ErrorKind::kUnavailable, "", "page");
  }
  size_t per_listing = 2;
  bool fails_at_end = false;
  std::vector<std::string> begins;
};

TEST_F(RetryingStoreTest, AListingGoesOnAfterTheLastKeyVisited) {
  auto lister = std::make_shared<BrokenLister>("broken", world_.clock);
  RetryingStore store(lister, options_, world_.runtime, *world_.pool);
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    DU_ASSERT_OK(lister->Put(P(name), "x"));
  }
  DU_ASSERT_OK_AND_ASSIGN(auto objects, ListAll(store, ObjectPath()));
  std::vector<std::string> names;
  for (const ObjectInfo& info : objects) names.push_back(info.path.ToString());
  EXPECT_THAT(names, ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(lister->begins, ElementsAre("", "b", "d"));

  lister->begins.clear();
  lister->per_listing = 0;
  DU_EXPECT_KIND(kUnavailable, ListAll(store, ObjectPath(), P("b")));
  EXPECT_THAT(lister->begins, ElementsAre("b", "b", "b", "b"));
}

TEST_F(RetryingStoreTest, AVisitorThatHadEnoughIsNotCalledAgain) {
  auto lister = std::make_shared<BrokenLister>("broken", world_.clock);
  RetryingStore store(lister, options_, world_.runtime, *world_.pool);
  DU_ASSERT_OK(lister->Put(P("a"), "x"));
  DU_ASSERT_OK(lister->Put(P("b"), "x"));
  lister->fails_at_end = true;
  int visited = 0;
  DU_ASSERT_OK(store.List(ObjectPath(), {}, [&](const ObjectInfo&) {
    ++visited;
    return false;
  }));
  EXPECT_EQ(visited, 1);
}

TEST_F(RetryingStoreTest, AnAsynchronousReadIsRepeatedOnThePool) {
  DU_ASSERT_OK(world_.memory->Put(P("a"), "0123456789"));
  world_.Fail({kFails, kReplyLost, kNone});
  const int64_t begin_ms = world_.clock.NowMillis();
  DU_ASSERT_OK_AND_ASSIGN(const std::string bytes, ReadAsync(*store_, P("a"), 2, 3));
  EXPECT_EQ(bytes, "234");
  EXPECT_EQ(world_.operations.size(), 3u);
  EXPECT_EQ(world_.clock.NowMillis() - begin_ms, 300);
  EXPECT_THAT(ends_, ElementsAre(3));
}

TEST_F(RetryingStoreTest, RepeatedReadsKeepThePin) {
  DU_ASSERT_OK(world_.memory->Put(P("a"), "old"));
  auto pin = std::make_shared<ReadPin>();
  DU_ASSERT_OK_AND_ASSIGN(std::string bytes, ReadAsync(*store_, P("a"), 0, 3, pin));
  DU_ASSERT_OK(world_.memory->Put(P("a"), "new"));
  world_.Fail({kFails});
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store_, P("a"), 0, 3, pin));
  EXPECT_EQ(world_.operations.size(), 2u);
  // Also that of a first attempt whose reply the reader did not see.
  pin = std::make_shared<ReadPin>();
  options_.on_retry = [&](const RetryEvent&) {
    return world_.memory->Put(P("a"), "newest").ok();
  };
  Make();
  world_.Fail({kReplyLost});
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store_, P("a"), 0, 3, pin));
}

TEST_F(RetryingStoreTest, TheDeadlineOfAnAsynchronousReadBeginsWithIt) {
  options_.deadline_ms = 250;
  Make();
  world_.Fail(std::deque<StoreFault>(9, kFails));
  // Without the first attempt's 200 ms there would be time for a second one.
  world_.faulty->set_latency(world_.clock,
                             [](StoreOperation, const ObjectPath&) { return 200; });
  DU_EXPECT_KIND(kUnavailable, ReadAsync(*store_, P("a"), 0, 3));
  EXPECT_EQ(world_.operations.size(), 1u);
}

TEST_F(RetryingStoreTest, ManyAsynchronousReadsShareThePool) {
  DU_ASSERT_OK(world_.memory->Put(P("a"), "0123456789"));
  options_.on_success = nullptr;
  options_.max_retries = 1000;
  options_.quota = nullptr;
  Make();
  auto turn = std::make_shared<std::atomic<int>>(0);
  world_.faulty->set_fault([turn](StoreOperation, const ObjectPath&) {
    return (*turn)++ % 3 == 0 ? kNone : kFails;
  });
  std::vector<arrow::Future<std::shared_ptr<arrow::Buffer>>> futures;
  for (int i = 0; i < 100; ++i) {
    futures.push_back(store_->GetRangeAsync(P("a"), i % 10, 1, nullptr));
  }
  for (int i = 0; i < 100; ++i) {
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, futures[static_cast<size_t>(i)].result());
    EXPECT_EQ(bytes->ToString(), std::to_string(i % 10));
  }
}

}  // namespace
}  // namespace delta_utils
