#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/io/interfaces.h"
#include "delta_utils/storage/async_buffer.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils::testing_internal {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

/// Runs `body(thread)` on so many threads, which begin together.
void OnThreads(int count, const std::function<void(int)>& body) {
  std::barrier start(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void PutIfAbsentHasOneWinner(ObjectStore& store) {
  constexpr int kThreads = 16;
  for (int round = 0; round < 12; ++round) {
    // A folder of its own each round: making it is part of the race.
    const ObjectPath path = P("log" + std::to_string(round) + "/sub/commit.json");
    const auto body_of = [](int i) {
      return std::string(static_cast<size_t>(1000 + i), static_cast<char>('a' + i));
    };
    std::atomic<int> winner = -1;
    std::atomic<int> winners = 0;
    std::atomic<int> losers = 0;
    OnThreads(kThreads, [&](int i) {
      Result<PutResult> put = store.PutIfAbsent(path, body_of(i));
      ASSERT_TRUE(put.ok()) << put.status();
      if (put->outcome == PutOutcome::kLost) ++losers;
      if (put->outcome != PutOutcome::kWon) return;
      winner = i;
      ++winners;
    });
    ASSERT_EQ(winners, 1);
    ASSERT_EQ(losers, kThreads - 1);
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, store.Get(path));
    EXPECT_EQ(bytes->ToString(), body_of(winner));
  }
}

/// Adds one to the number in the object by compare-and-swap.
void Increment(ObjectStore& store, const ObjectPath& path) {
  for (;;) {
    DU_ASSERT_OK_AND_ASSIGN(auto version, store.GetVersion(path));
    ASSERT_TRUE(version.has_value());
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, store.Get(path));
    const std::string next = std::to_string(std::stoi(bytes->ToString()) + 1);
    DU_ASSERT_OK_AND_ASSIGN(PutResult put, store.PutIfMatch(path, next, *version));
    ASSERT_NE(put.outcome, PutOutcome::kUnknown) << put.cause;
    if (put.outcome == PutOutcome::kWon) return;
  }
}

void PutIfMatchLosesNoUpdate(ObjectStore& store) {
  constexpr int kThreads = 6;
  constexpr int kEach = 6;
  DU_ASSERT_OK(store.Put(P("counter"), "0"));
  OnThreads(kThreads, [&](int) {
    for (int i = 0; i < kEach; ++i) Increment(store, P("counter"));
  });
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, store.Get(P("counter")));
  EXPECT_EQ(bytes->ToString(), std::to_string(kThreads * kEach));
}

void ReplacingWritesDoNotFallBetweenCompareAndSwap(ObjectStore& store) {
  // Each round one Put or Delete races one PutIfMatch of the version before. If the swap
  // won, it came first, so that what the other one did must be what is there.
  for (int round = 0; round < 20; ++round) {
    const bool deletes = round % 2 == 0;
    DU_ASSERT_OK(store.Put(P("a"), "start " + std::to_string(round)));
    DU_ASSERT_OK_AND_ASSIGN(auto version, store.GetVersion(P("a")));
    OnThreads(2, [&](int i) {
      if (i == 0) {
        DU_ASSERT_OK(store.PutIfMatch(P("a"), "swapped", *version).status());
      } else {
        DU_ASSERT_OK(deletes ? store.Delete(P("a")) : store.Put(P("a"), "replaced"));
      }
    });
    Result<std::shared_ptr<arrow::Buffer>> bytes = store.Get(P("a"));
    if (deletes) {
      DU_EXPECT_KIND(kNotFound, bytes);
    } else {
      DU_ASSERT_OK(bytes.status());
      EXPECT_EQ((*bytes)->ToString(), "replaced");
    }
  }
}

void ReadersSeeWholeObjectsOnly(ObjectStore& store) {
  // Every body is one letter, as often as the letter says.
  const auto body_of = [](int i) {
    return std::string(static_cast<size_t>(20'000 + 7'000 * i),
                       static_cast<char>('a' + i));
  };
  DU_ASSERT_OK(store.Put(P("d/a"), body_of(0)));
  std::atomic<int> writers = 4;
  std::atomic<int> reads = 0;
  OnThreads(8, [&](int i) {
    if (i < 4) {
      for (int n = 0; n < 12; ++n) {
        EXPECT_TRUE(store.Put(P("d/a"), body_of((i + n) % 8)).ok());
      }
      --writers;
      return;
    }
    do {
      Result<std::shared_ptr<arrow::Buffer>> bytes = store.Get(P("d/a"));
      ASSERT_TRUE(bytes.ok()) << bytes.status();
      ASSERT_GT((*bytes)->size(), 0);
      const int letter = (*bytes)->data()[0] - 'a';
      ASSERT_TRUE((*bytes)->ToString() == body_of(letter));
      Result<std::vector<ObjectInfo>> listed = ListAll(store, P("d"));
      ASSERT_TRUE(listed.ok() && listed->size() == 1);
      ASSERT_EQ((listed->front().size_bytes - 20'000) % 7'000, 0);
      ++reads;
    } while (writers > 0);
  });
  EXPECT_GE(reads, 4);
}

void FilesNeverMixTwoObjects(ObjectStore& store) {
  constexpr int64_t kSize = 3000;
  const auto body_of = [](int i) {
    return std::string(kSize, static_cast<char>('a' + i));
  };
  DU_ASSERT_OK(store.Put(P("d/a"), body_of(0)));
  std::atomic<bool> is_written = false;
  std::atomic<int> reads = 0;
  OnThreads(4, [&](int i) {
    if (i == 0) {
      for (int n = 1; n <= 20; ++n) EXPECT_TRUE(store.Put(P("d/a"), body_of(n)).ok());
      is_written = true;
      return;
    }
    do {
      DU_ASSERT_OK_AND_ASSIGN(const auto file, CreateAsyncBuffer(store, P("d/a"), kSize));
      std::string seen;
      for (int64_t part = 0; part < 5; ++part) {
        const auto bytes = file->ReadAt(part * kSize / 5, kSize / 5);
        if (!bytes.ok()) {
          DU_EXPECT_KIND(kVersionMismatch, bytes);
          break;
        }
        seen += (*bytes)->ToString();
      }
      ASSERT_TRUE(seen.find_first_not_of(seen.substr(0, 1)) == std::string::npos);
      ++reads;
    } while (!is_written);
  });
  EXPECT_GE(reads, 3);
}

}  // namespace

std::vector<ConformanceRule> RaceRules() {
  return {{"PutIfAbsentHasOneWinner", PutIfAbsentHasOneWinner},
          {"PutIfMatchLosesNoUpdate", PutIfMatchLosesNoUpdate},
          {"ReplacingWritesDoNotFallBetweenCompareAndSwap",
           ReplacingWritesDoNotFallBetweenCompareAndSwap},
          {"ReadersSeeWholeObjectsOnly", ReadersSeeWholeObjectsOnly},
          {"FilesNeverMixTwoObjects", FilesNeverMixTwoObjects}};
}

}  // namespace delta_utils::testing_internal
