#include "delta_utils/storage/instrumented_store.h"

#include <gtest/gtest.h>

#include <thread>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/decorator_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

const int registered =
    RegisterDecoratorConformance("InstrumentedStore", [](StoreWorld& world) {
      return std::make_shared<InstrumentedStore>(world.memory, world.clock);
    });

class InstrumentedStoreTest : public testing::Test {
 protected:
  StoreWorld world_;
  InstrumentedStore store_{world_.faulty, world_.clock};
};

/// Every operation once; each takes as long as the fault's latency says.
void CallAll(ObjectStore& store) {
  static_cast<void>(store.Put(P("a"), "12345"));
  static_cast<void>(store.Get(P("a")));
  static_cast<void>(store.GetRange(P("a"), 1, 2));
  static_cast<void>(ReadAsync(store, P("a"), 0, 4));
  static_cast<void>(store.Head(P("a")));
  static_cast<void>(store.GetVersion(P("a")));
  static_cast<void>(store.PutIfAbsent(P("b"), "123"));
  static_cast<void>(store.PutIfAbsent(P("b"), "lost"));
  static_cast<void>(store.PutIfMatch(P("a"), "lost", "no such version"));
  static_cast<void>(store.Delete(P("a")));
  static_cast<void>(store.DeleteAll({P("a"), P("b")}));
  static_cast<void>(store.List(ObjectPath(), {}, [](const ObjectInfo&) { return true; }));
}

TEST_F(InstrumentedStoreTest, CountsCallsBytesAndTime) {
  world_.faulty->set_latency(world_.clock, [](StoreOperation operation, ObjectPath) {
    return 1 + static_cast<int64_t>(operation);
  });
  CallAll(store_);
  const StoreStats stats = store_.Snapshot();
  using Op = StoreOperation;
  EXPECT_EQ(stats[Op::kGet], (OperationStats{1, 0, 5, 0, 1000, 1000}));
  EXPECT_EQ(stats[Op::kGetRange], (OperationStats{2, 0, 6, 0, 4000, 2000}));
  EXPECT_EQ(stats[Op::kHead], (OperationStats{1, 0, 0, 0, 3000, 3000}));
  EXPECT_EQ(stats[Op::kGetVersion], (OperationStats{1, 0, 0, 0, 4000, 4000}));
  EXPECT_EQ(stats[Op::kPut], (OperationStats{1, 0, 0, 5, 5000, 5000}));
  EXPECT_EQ(stats[Op::kPutIfAbsent], (OperationStats{2, 0, 0, 3, 12'000, 6000}));
  EXPECT_EQ(stats[Op::kPutIfMatch], (OperationStats{1, 0, 0, 0, 7000, 7000}));
  EXPECT_EQ(stats[Op::kDelete], (OperationStats{1, 0, 0, 0, 8000, 8000}));
  EXPECT_EQ(stats[Op::kDeleteAll], (OperationStats{1, 0, 0, 0, 9000, 9000}));
  EXPECT_EQ(stats[Op::kList], (OperationStats{1, 0, 0, 0, 10'000, 10'000}));
  EXPECT_EQ(stats.Total(), (OperationStats{12, 0, 11, 8, 63'000, 10'000}));
}

TEST_F(InstrumentedStoreTest, CountsFailuresAndUnknownOutcomes) {
  for (StoreFault fault :
       {StoreFault::kFails, StoreFault::kRequestLost, StoreFault::kReplyLost}) {
    world_.Fail(std::deque<StoreFault>(100, fault));
    CallAll(store_);
    const StoreStats stats = store_.Reset();
    const OperationStats total = stats.Total();
    EXPECT_EQ(total.calls, 12);
    EXPECT_EQ(total.errors, 12);
    EXPECT_EQ(total.bytes_read, 0);
    EXPECT_EQ(total.bytes_written, 0);
    EXPECT_EQ(stats[StoreOperation::kGetRange].errors, 2);
  }
}

TEST_F(InstrumentedStoreTest, ResetBeginsAtZero) {
  CallAll(store_);
  const StoreStats before = store_.Snapshot();
  EXPECT_EQ(before, store_.Snapshot());
  EXPECT_EQ(store_.Reset(), before);
  EXPECT_EQ(store_.Snapshot(), StoreStats());
}

/// Answers when the test says so.
class SlowStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath&, int64_t, int64_t, std::shared_ptr<ReadPin>) override {
    return reply;
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> reply =
      arrow::Future<std::shared_ptr<arrow::Buffer>>::Make();
};

TEST_F(InstrumentedStoreTest, AnAsynchronousReadEndsWithItsFuture) {
  auto slow = std::make_shared<SlowStore>("slow", world_.clock);
  InstrumentedStore store(slow, world_.clock);
  const auto future = store.GetRangeAsync(P("a"), 0, 3, nullptr);
  EXPECT_FALSE(future.is_finished());
  EXPECT_EQ(store.Snapshot(), StoreStats());
  world_.clock.Advance(70);
  slow->reply.MarkFinished(arrow::Buffer::FromString("abc"));
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, future.result());
  EXPECT_EQ(bytes->ToString(), "abc");
  EXPECT_EQ(store.Snapshot()[StoreOperation::kGetRange],
            (OperationStats{1, 0, 3, 0, 70'000, 70'000}));
}

TEST_F(InstrumentedStoreTest, ThreadsLoseNoCall) {
  StoreStats sum;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 250; ++n) {
        EXPECT_TRUE(store_.Put(P("a" + std::to_string(i)), "12").ok());
      }
    });
  }
  int64_t counted = 0;
  for (int n = 0; n < 50; ++n) counted += store_.Reset().Total().calls;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counted + store_.Snapshot().Total().calls, 1000);
}

}  // namespace
}  // namespace delta_utils
