#include "delta_utils/storage/caching_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/block_cache_internal.h"
#include "delta_utils/storage/decorator_testing.h"
#include "delta_utils/storage/instrumented_store.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

bool All(const ObjectPath&) { return true; }

std::shared_ptr<CachingStore> Cached(std::shared_ptr<ObjectStore> inner,
                                     const CacheOptions& options) {
  auto store = CachingStore::Make(std::move(inner), options);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *store : nullptr;
}

// Objects of the suite do change; that is the point: through the store they may.
const int registered = RegisterDecoratorConformance(
    "CachingStore",
    [](StoreWorld& world) { return Cached(world.memory, {.is_immutable = All}); });
const int registered_small =
    RegisterDecoratorConformance("CachingStoreOfSmallBlocks", [](StoreWorld& world) {
      return Cached(world.memory,
                    {.capacity_bytes = 4096, .block_bytes = 3, .is_immutable = All});
    });
const int registered_none = RegisterDecoratorConformance(
    "CachingStoreOfNothing", [](StoreWorld& world) { return Cached(world.memory, {}); });

class CachingStoreTest : public testing::Test {
 protected:
  CachingStoreTest() {
    for (int i = 0; i < 100; ++i) body_ += static_cast<char>('!' + i % 90);
    EXPECT_TRUE(memory_.Put(P("a"), body_).ok());
    Make({.block_bytes = 10, .is_immutable = All});
  }

  void Make(const CacheOptions& options) { store_ = Cached(counted_, options); }

  /// What the store below was asked for since the last time.
  OperationStats Asked(StoreOperation operation = StoreOperation::kGetRange) {
    return counted_->Reset()[operation];
  }

  std::string Range(int64_t offset, int64_t length, const char* path = "a") {
    auto bytes = store_->GetRange(P(path), offset, length);
    return bytes.ok() ? (*bytes)->ToString() : bytes.status().ToString();
  }

  std::string Expected(int64_t offset, int64_t length) {
    const size_t begin = std::min(static_cast<size_t>(offset), body_.size());
    return body_.substr(begin, static_cast<size_t>(length));
  }

  StoreWorld world_;
  MemoryStore& memory_ = *world_.memory;
  std::shared_ptr<InstrumentedStore> counted_ =
      std::make_shared<InstrumentedStore>(world_.faulty, world_.clock);
  std::shared_ptr<CachingStore> store_;
  std::string body_;
};

TEST_F(CachingStoreTest, EveryRangeIsRightColdAndWarm) {
  for (int64_t block_bytes : {1, 3, 10, 50, 99, 100, 101, 1000}) {
    for (int64_t offset = 0; offset <= 110; offset += 7) {
      for (int64_t length : {0, 1, 5, 10, 33, 99, 100, 101, 200}) {
        Make({.block_bytes = block_bytes, .is_immutable = All});
        for (int round = 0; round < 3; ++round) {
          ASSERT_EQ(Range(offset, length), Expected(offset, length))
              << offset << "+" << length << " in " << block_bytes;
        }
        ASSERT_EQ(Range(0, 100), body_);
        DU_ASSERT_OK_AND_ASSIGN(const std::string bytes,
                                ReadAsync(*store_, P("a"), offset, length));
        ASSERT_EQ(bytes, Expected(offset, length));
      }
    }
  }
}

TEST_F(CachingStoreTest, ABlockIsFetchedOnce) {
  EXPECT_EQ(Range(12, 5), Expected(12, 5));
  EXPECT_EQ(Asked().bytes_read, 10);
  EXPECT_EQ(Range(10, 10), Expected(10, 10));
  DU_ASSERT_OK_AND_ASSIGN(const std::string async, ReadAsync(*store_, P("a"), 19, 1));
  EXPECT_EQ(async, Expected(19, 1));
  EXPECT_EQ(Asked().calls, 0);
}

TEST_F(CachingStoreTest, NeighboursAreFetchedInOneRequest) {
  EXPECT_EQ(Range(0, 100), body_);
  const OperationStats asked = Asked();
  EXPECT_EQ(asked.calls, 1);
  EXPECT_EQ(asked.bytes_read, 100);
}

TEST_F(CachingStoreTest, OnlyTheGapsAreFetched) {
  EXPECT_EQ(Range(25, 10), Expected(25, 10));  // blocks 2 and 3
  EXPECT_EQ(Range(60, 1), Expected(60, 1));    // block 6
  Asked();
  EXPECT_EQ(Range(5, 80), Expected(5, 80));  // 0 to 8: gaps 0-1, 4-5, 7-8
  const OperationStats asked = Asked();
  EXPECT_EQ(asked.calls, 3);
  EXPECT_EQ(asked.bytes_read, 60);
}

TEST_F(CachingStoreTest, PastTheEndNothingIsAskedForTwice) {
  DU_ASSERT_OK(memory_.Put(P("short"), "0123456789abcde"));
  EXPECT_EQ(Range(0, 30, "short"), "0123456789abcde");
  Asked();
  EXPECT_EQ(Range(8, 1000, "short"), "89abcde");
  EXPECT_EQ(Asked().calls, 0);
}

TEST_F(CachingStoreTest, SmallObjectsAreServedWhole) {
  DU_ASSERT_OK(memory_.Put(P("small"), "012345"));
  for (int round = 0; round < 3; ++round) {
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, store_->Get(P("small")));
    EXPECT_EQ(bytes->ToString(), "012345");
  }
  EXPECT_EQ(counted_->Snapshot().Total().calls, 1);
  for (int round = 0; round < 2; ++round) {
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, store_->Get(P("a")));
    EXPECT_EQ(bytes->ToString(), body_);
  }
  EXPECT_EQ(Asked(StoreOperation::kGet).calls, 2);
}

TEST_F(CachingStoreTest, WhatMayChangePassesThrough) {
  Make({.block_bytes = 10,
        .is_immutable = [](const ObjectPath& path) { return path.name() == "kept"; }});
  for (int round = 0; round < 2; ++round) EXPECT_EQ(Range(3, 4), Expected(3, 4));
  OperationStats asked = Asked();
  EXPECT_EQ(asked.calls, 2);
  EXPECT_EQ(asked.bytes_read, 8);
  DU_ASSERT_OK(memory_.Put(P("d/kept"), "0123456789"));
  for (int round = 0; round < 2; ++round) EXPECT_EQ(Range(3, 4, "d/kept"), "3456");
  EXPECT_EQ(Asked().calls, 1);
}

TEST_F(CachingStoreTest, MemoryStaysWithinItsBound) {
  for (int64_t capacity_bytes : {0, 100, 500, 1000, 5000}) {
    Make({.capacity_bytes = capacity_bytes, .block_bytes = 10, .is_immutable = All});
    for (int i = 0; i < 50; ++i) {
      const std::string path = "d/" + std::to_string(i);
      DU_ASSERT_OK(memory_.Put(P(path), body_));
      EXPECT_EQ(Range(i, 20, path.c_str()), Expected(i, 20));
      EXPECT_LE(store_->bytes_held(), capacity_bytes);
    }
    EXPECT_EQ(store_->bytes_held() > 0, capacity_bytes >= 500) << capacity_bytes;
  }
}

TEST_F(CachingStoreTest, AReadLongerThanTheCachePassesThrough) {
  Make({.capacity_bytes = 50, .block_bytes = 10, .is_immutable = All});
  EXPECT_EQ(Range(3, 51), Expected(3, 51));
  const OperationStats asked = Asked();
  EXPECT_EQ(asked.calls, 1);
  EXPECT_EQ(asked.bytes_read, 51);
  EXPECT_EQ(Range(3, INT64_MAX), Expected(3, 100));
  EXPECT_EQ(Range(INT64_MAX, 5), "");
  EXPECT_EQ(Range(INT64_MAX - 12, 5), "");
  EXPECT_EQ(store_->bytes_held(), 0);
}

TEST_F(CachingStoreTest, TheLeastRecentlyUsedIsForgottenFirst) {
  Make({.capacity_bytes = 1200, .block_bytes = 10, .is_immutable = All});  // two blocks
  for (int64_t offset : {0, 10, 0, 20}) Range(offset, 10);
  Asked();
  Range(0, 10);
  EXPECT_EQ(Asked().calls, 0);
  Range(10, 10);
  EXPECT_EQ(Asked().calls, 1);
}

TEST_F(CachingStoreTest, AWriteThroughTheStoreIsSeenAtOnce) {
  const std::vector<std::function<Status()>> writes = {
      [&] { return store_->Put(P("a"), "put"); },
      [&] {
        auto version = store_->GetVersion(P("a"));
        return store_->PutIfMatch(P("a"), "swapped", **version).status();
      },
      [&] { return store_->Delete(P("a")); },
      [&] { return store_->PutIfAbsent(P("a"), "created").status(); },
      [&] {
        return store_->DeleteAll({P("b"), P("a")});
      },
      [&] { return store_->Put(P("a"), body_); }};
  for (size_t i = 0; i < writes.size(); ++i) {
    for (StoreFault fault : {StoreFault::kNone, StoreFault::kReplyLost}) {
      Range(0, 100);  // warm
      world_.Fail({});
      if (fault != StoreFault::kNone) {
        // The write is done, but says that it failed.
        world_.faulty->set_fault([=](StoreOperation operation, const ObjectPath&) {
          return operation >= StoreOperation::kPut ? fault : StoreFault::kNone;
        });
      }
      static_cast<void>(writes[i]());
      world_.Fail({});
      auto truth = memory_.Get(P("a"));
      const Result<std::shared_ptr<arrow::Buffer>> seen =
          store_->GetRange(P("a"), 0, 100);
      ASSERT_EQ(seen.ok(), truth.ok()) << i;
      if (truth.ok()) {
        EXPECT_EQ((*seen)->ToString(), (*truth)->ToString()) << i;
      }
    }
  }
}

TEST_F(CachingStoreTest, AReadThatBeganBeforeAWriteLeavesNothingOldBehind) {
  // In the moment between the old bytes' leaving the store below and their arrival.
  bool written = false;
  world_.faulty->set_latency(world_.clock, [&](StoreOperation operation, ObjectPath) {
    if (operation == StoreOperation::kGetRange && !written) {
      written = true;
      EXPECT_TRUE(store_->Put(P("a"), "the new bytes").ok());
    }
    return 0;
  });
  Range(0, 5);
  EXPECT_TRUE(written);
  EXPECT_EQ(store_->bytes_held(), 0);
  EXPECT_EQ(Range(0, 13), "the new bytes");
}

/// Calls back between the moment a Put is done and the moment its caller hears of it.
class TalkativeStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  std::function<void()> after_put;

  Status Put(const ObjectPath& path, std::string_view bytes) override {
    Status status = MemoryStore::Put(path, bytes);
    if (after_put) after_put();
    return status;
  }
};

TEST_F(CachingStoreTest, WhatAWriteUnderWayHasReplacedIsNotServed) {
  auto talkative = std::make_shared<TalkativeStore>("talkative", world_.clock);
  auto store = Cached(talkative, {.is_immutable = All});
  DU_ASSERT_OK(store->Put(P("a"), "old"));
  DU_ASSERT_OK(store->Get(P("a")));
  std::string seen;
  talkative->after_put = [&] { seen = store->Get(P("a")).ValueOrDie()->ToString(); };
  DU_ASSERT_OK(store->Put(P("a"), "new"));
  EXPECT_EQ(seen, "new");
}

TEST_F(CachingStoreTest, APinSeesOneStateFromCacheAndStore) {
  Range(0, 30);
  const auto pin = std::make_shared<ReadPin>();
  DU_ASSERT_OK_AND_ASSIGN(std::string bytes, ReadAsync(*store_, P("a"), 0, 30, pin));
  EXPECT_EQ(pin->tag(), memory_.GetVersion(P("a")).ValueOrDie());
  DU_ASSERT_OK(store_->Put(P("a"), std::string(100, 'x')));
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store_, P("a"), 0, 30, pin));
  // With new blocks in the cache it is no different.
  EXPECT_EQ(Range(0, 30), std::string(30, 'x'));
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store_, P("a"), 0, 30, pin));
  EXPECT_EQ(Range(0, 30), std::string(30, 'x'));
}

TEST_F(CachingStoreTest, AChangeBehindItsBackIsNeverMixedIn) {
  EXPECT_EQ(Range(0, 30), Expected(0, 30));
  DU_ASSERT_OK(memory_.Put(P("a"), std::string(100, 'x')));
  EXPECT_EQ(Range(0, 30), Expected(0, 30));  // as long as it has all
  EXPECT_EQ(Range(0, 60), std::string(60, 'x'));
  EXPECT_EQ(Range(0, 30), std::string(30, 'x'));
  DU_ASSERT_OK(memory_.Put(P("a"), std::string(100, 'y')));
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(*store_, P("a"), 0, 100));
  DU_ASSERT_OK_AND_ASSIGN(const std::string bytes, ReadAsync(*store_, P("a"), 0, 100));
  EXPECT_EQ(bytes, std::string(100, 'y'));
}

TEST_F(CachingStoreTest, FailuresAreNotKept) {
  DU_EXPECT_KIND(kNotFound, store_->GetRange(P("later"), 0, 5));
  DU_EXPECT_KIND(kNotFound, store_->Get(P("later")));
  world_.Fail({StoreFault::kFails});
  DU_EXPECT_KIND(kUnavailable, store_->GetRange(P("a"), 0, 5));
  EXPECT_EQ(Range(0, 5), Expected(0, 5));
  DU_ASSERT_OK(memory_.Put(P("later"), "here"));
  EXPECT_EQ(Range(0, 5, "later"), "here");
}

TEST_F(CachingStoreTest, ThreadsReadTheSame) {
  Make({.capacity_bytes = 3000, .block_bytes = 10, .is_immutable = All});
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int64_t n = 0; n < 300; ++n) {
        const int64_t offset = (n * 37 + i * 11) % 100;
        const int64_t length = 1 + n % 40;
        if (Range(offset, length) != Expected(offset, length)) ++wrong;
        if (n % 50 == 0 && !store_->Put(P("a"), body_).ok()) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(store_->bytes_held(), 3000);
}

TEST_F(CachingStoreTest, OptionsThatMakeNoSenseAreInvalid) {
  DU_EXPECT_KIND(kInvalidArgument, CachingStore::Make(counted_, {.capacity_bytes = -1}));
  DU_EXPECT_KIND(kInvalidArgument, CachingStore::Make(counted_, {.block_bytes = 0}));
}

TEST(BlockCacheTest, ADroppedPathTakesNoOldBlocks) {
  BlockCache cache(10'000);
  const auto bytes = arrow::Buffer::FromString("bytes");
  const uint64_t before = cache.drops(P("a"));
  cache.Insert(P("a"), 0, {"tag", bytes}, before);
  cache.Insert(P("a"), 7, {"tag", bytes}, before);
  cache.Insert(P("a/b"), 0, {"tag", bytes}, cache.drops(P("a/b")));
  EXPECT_TRUE(cache.Find(P("a"), 7).has_value());
  cache.Drop(P("a"));
  EXPECT_FALSE(cache.Find(P("a"), 0).has_value());
  EXPECT_FALSE(cache.Find(P("a"), 7).has_value());
  EXPECT_TRUE(cache.Find(P("a/b"), 0).has_value());
  cache.Insert(P("a"), 0, {"tag", bytes}, before);
  EXPECT_FALSE(cache.Find(P("a"), 0).has_value());
  cache.Insert(P("a"), 0, {"tag", bytes}, cache.drops(P("a")));
  EXPECT_TRUE(cache.Find(P("a"), 0).has_value());
}

TEST(BlockCacheTest, AnotherInsertOfABlockReplacesIt) {
  BlockCache cache(10'000);
  const uint64_t drops = cache.drops(P("a"));
  cache.Insert(P("a"), 0, {"1", arrow::Buffer::FromString("one")}, drops);
  const int64_t held = cache.bytes_held();
  cache.Insert(P("a"), 0, {"2", arrow::Buffer::FromString("two")}, drops);
  EXPECT_EQ(cache.bytes_held(), held);
  EXPECT_EQ(cache.Find(P("a"), 0)->tag, "2");
  cache.Drop(P("a"));
  EXPECT_EQ(cache.bytes_held(), 0);
}

}  // namespace
}  // namespace delta_utils
