#include "delta_utils/storage/rate_limited_store.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/decorator_testing.h"
#include "delta_utils/storage/token_bucket_internal.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

std::shared_ptr<RateLimitedStore> Limited(StoreWorld& world, const RateLimits& limits,
                                          StopToken stop = {}) {
  auto store = RateLimitedStore::Make(world.faulty, limits, world.clock, stop);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *store : nullptr;
}

const int registered =
    RegisterDecoratorConformance("RateLimitedStore", [](StoreWorld& world) {
      return Limited(world, {.requests_per_second = 10, .bytes_per_second = 1e6});
    });

TEST(TokenBucketTest, TellsHowLongADebtTakes) {
  FakeClock clock(0);
  TokenBucket bucket(10, 5, clock);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bucket.TakeAndTellDelayMs(1), 0);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(1), 100);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(1), 200);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(0), 200);
  clock.Advance(150);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(0), 50);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(0.005), 51);
  // A pause, however long, fills it and no more.
  clock.Advance(1'000'000'000);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(5), 0);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(1000), 100'000);
}

TEST(TokenBucketTest, NoRateIsNoLimit) {
  FakeClock clock(0);
  TokenBucket bucket(0, 0, clock);
  EXPECT_EQ(bucket.TakeAndTellDelayMs(1e300), 0);
}

TEST(TokenBucketTest, AHugeDebtIsNoOverflow) {
  FakeClock clock(0);
  TokenBucket bucket(1e-300, 1, clock);
  const int64_t delay_ms = bucket.TakeAndTellDelayMs(1e300);
  EXPECT_GT(delay_ms, int64_t{1} << 40);
}

class RateLimitedStoreTest : public testing::Test {
 protected:
  /// How long the call lasts, by the clock.
  template <typename Call>
  int64_t MillisOf(const Call& call) {
    const int64_t begin_ms = world_.clock.NowMillis();
    call();
    return world_.clock.NowMillis() - begin_ms;
  }

  StoreWorld world_;
};

TEST_F(RateLimitedStoreTest, EveryOperationIsARequest) {
  auto store = Limited(world_, {.requests_per_second = 4});
  const auto call_all = [&] {
    DU_ASSERT_OK(store->Put(P("a"), "x"));
    DU_ASSERT_OK(store->Get(P("a")).status());
    DU_ASSERT_OK(store->GetRange(P("a"), 0, 1).status());
    DU_ASSERT_OK(ReadAsync(*store, P("a"), 0, 1));
    DU_ASSERT_OK(store->Head(P("a")).status());
    DU_ASSERT_OK(store->GetVersion(P("a")).status());
    DU_ASSERT_OK(store->PutIfAbsent(P("b"), "x").status());
    DU_ASSERT_OK(store->PutIfMatch(P("b"), "x", "1").status());
    DU_ASSERT_OK(store->Delete(P("b")));
    DU_ASSERT_OK(store->DeleteAll({P("b"), P("c"), P("d")}));
    DU_ASSERT_OK(ListAll(*store, ObjectPath()).status());
  };
  // Four at once, then a quarter of a second each.
  EXPECT_EQ(MillisOf(call_all), 7 * 250);
  EXPECT_EQ(MillisOf(call_all), 11 * 250);
  world_.clock.Advance(10'000);
  EXPECT_EQ(MillisOf(call_all), 7 * 250);
  EXPECT_EQ(MillisOf([&] { DU_ASSERT_OK(store->DeleteAll({})); }), 0);
}

TEST_F(RateLimitedStoreTest, ARateBelowOneASecondLetsTheFirstPass) {
  auto store = Limited(world_, {.requests_per_second = 0.5});
  const auto head = [&] { DU_EXPECT_KIND(kNotFound, store->Head(P("a"))); };
  EXPECT_EQ(MillisOf(head), 0);
  EXPECT_EQ(MillisOf(head), 2000);
  EXPECT_EQ(MillisOf(head), 2000);
}

TEST_F(RateLimitedStoreTest, BytesArePaidForBeforeAWriteAndAfterARead) {
  auto store = Limited(world_, {.bytes_per_second = 1000});
  const std::string body(1500, 'x');
  EXPECT_EQ(MillisOf([&] { DU_ASSERT_OK(store->Put(P("a"), body)); }), 500);
  EXPECT_EQ(MillisOf([&] {
              DU_ASSERT_OK_AND_ASSIGN(const PutResult put,
                                      store->PutIfAbsent(P("b"), body));
              DU_ASSERT_OK(store->PutIfMatch(P("b"), body, *put.version).status());
            }),
            3000);
  // The read does not wait for its own bytes, the next operation does.
  const auto get = [&] { DU_ASSERT_OK(store->Get(P("a")).status()); };
  const auto range = [&] { DU_ASSERT_OK(store->GetRange(P("a"), 1400, 600).status()); };
  const auto async = [&] { DU_ASSERT_OK(ReadAsync(*store, P("a"), 1400, 600)); };
  const auto head = [&] { DU_ASSERT_OK(store->Head(P("a")).status()); };
  EXPECT_EQ(MillisOf(get), 0);
  EXPECT_EQ(MillisOf(range), 1500);
  EXPECT_EQ(MillisOf(async), 100);  // for the bytes there were, not those asked for
  EXPECT_EQ(MillisOf(head), 100);
  EXPECT_EQ(MillisOf(head), 0);
}

TEST_F(RateLimitedStoreTest, AFailedReadCostsNoBytes) {
  auto store = Limited(world_, {.bytes_per_second = 10});
  DU_ASSERT_OK(world_.memory->Put(P("a"), std::string(1000, 'x')));
  world_.Fail({StoreFault::kReplyLost, StoreFault::kReplyLost, StoreFault::kReplyLost});
  EXPECT_EQ(MillisOf([&] {
              DU_EXPECT_KIND(kUnavailable, store->Get(P("a")));
              DU_EXPECT_KIND(kUnavailable, store->GetRange(P("a"), 0, 1000));
              DU_EXPECT_KIND(kUnavailable, ReadAsync(*store, P("a"), 0, 1000));
              DU_ASSERT_OK(store->Head(P("a")).status());
            }),
            0);
}

/// Asks for a stop as soon as somebody sleeps.
class StoppingClock : public FakeClock {
 public:
  bool SleepMillis(int64_t, const StopToken&) override {
    source.request_stop();
    return false;
  }
  StopSource source;
};

TEST_F(RateLimitedStoreTest, AStopEndsTheWait) {
  StoppingClock clock;
  DU_ASSERT_OK_AND_ASSIGN(
      auto store, RateLimitedStore::Make(world_.memory, {.requests_per_second = 1}, clock,
                                         clock.source.get_token()));
  DU_ASSERT_OK(store->Put(P("a"), "x"));
  const Status stopped = store->Put(P("b"), "x");
  DU_EXPECT_KIND(kCancelled, stopped);
  EXPECT_EQ(DetailOf(stopped)->path(), store->Uri(P("b")));
  // From then on nothing begins, not even what would not have to wait.
  clock.Advance(60'000);
  DU_EXPECT_KIND(kCancelled, store->Get(P("a")));
  DU_EXPECT_KIND(kCancelled, ReadAsync(*store, P("a"), 0, 1));
  DU_EXPECT_KIND(kCancelled, store->PutIfAbsent(P("b"), "x"));
  DU_ASSERT_OK_AND_ASSIGN(auto objects, ListAll(*world_.memory, ObjectPath()));
  EXPECT_EQ(objects.size(), 1u);
}

TEST_F(RateLimitedStoreTest, ThreadsShareTheRate) {
  auto store = Limited(world_, {.requests_per_second = 100});
  std::vector<std::thread> threads;
  const int64_t begin_ms = world_.clock.NowMillis();
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 100; ++n) static_cast<void>(store->Head(P("a")));
    });
  }
  for (std::thread& thread : threads) thread.join();
  // Every sleep moves the one clock for all, so the time may only be longer.
  EXPECT_GE(world_.clock.NowMillis() - begin_ms, 3000);
}

TEST_F(RateLimitedStoreTest, LimitsThatMakeNoSenseAreInvalid) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (double limit : {-1.0, nan, infinity}) {
    for (const RateLimits& limits : {RateLimits{.requests_per_second = limit},
                                     RateLimits{.bytes_per_second = limit}}) {
      DU_EXPECT_KIND(kInvalidArgument,
                     RateLimitedStore::Make(world_.memory, limits, world_.clock));
    }
  }
}

}  // namespace
}  // namespace delta_utils
