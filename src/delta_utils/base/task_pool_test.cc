#include "delta_utils/base/task_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace delta_utils {
namespace {

Status Failure(int64_t index) {
  return MakeError(ErrorKind::kUnavailable, std::to_string(index), "failed");
}

std::string PathOf(const Status& status) {
  return DetailOf(status) == nullptr ? "" : DetailOf(status)->path();
}

TEST(TaskPoolTest, TasksBeginInTheOrderOfSubmission) {
  std::vector<int> order;
  {
    auto pool = TaskPool::Make(1);
    for (int i = 0; i < 100; ++i) pool->Submit([&order, i] { order.push_back(i); });
  }
  ASSERT_EQ(order.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<size_t>(i)], i);
}

TEST(TaskPoolTest, RunsAsManyAtOnceAsItHasThreads) {
  constexpr int kThreads = 4;
  auto pool = TaskPool::Make(kThreads);
  EXPECT_EQ(pool->threads(), kThreads);
  // Each waits for all the others: with fewer threads this would never end.
  std::promise<void> all_here;
  std::shared_future<void> released = all_here.get_future().share();
  std::atomic<int> here = 0;
  std::atomic<int> done = 0;
  for (int i = 0; i < kThreads; ++i) {
    pool->Submit([&, released] {
      if (++here == kThreads) all_here.set_value();
      released.wait();
      ++done;
    });
  }
  pool.reset();
  EXPECT_EQ(done, kThreads);
}

TEST(TaskPoolTest, DestructionRunsWhatWasSubmittedAlsoByTasks) {
  std::atomic<int> ran = 0;
  {
    auto pool = TaskPool::Make(2);
    for (int i = 0; i < 50; ++i) {
      pool->Submit([&ran, raw = pool.get()] {
        ++ran;
        raw->Submit([&ran, raw] {
          ++ran;
          raw->Submit([&ran] { ++ran; });
        });
      });
    }
  }
  EXPECT_EQ(ran, 150);
}

TEST(ParallelForTest, RunsEveryIndexOnce) {
  for (int threads : {1, 2, 8}) {
    auto pool = TaskPool::Make(threads);
    for (int64_t count : {-1, 0, 1, 2, 7, 1000}) {
      std::mutex mutex;
      std::multiset<int64_t> seen;
      ASSERT_TRUE(ParallelFor(*pool, count, [&](int64_t index) {
                    std::lock_guard lock(mutex);
                    seen.insert(index);
                    return Status::OK();
                  }).ok());
      ASSERT_EQ(seen.size(), static_cast<size_t>(std::max<int64_t>(count, 0)));
      int64_t expected = 0;
      for (int64_t index : seen) EXPECT_EQ(index, expected++);
    }
  }
}

TEST(ParallelForTest, ABusyPoolDoesNotBlockTheCaller) {
  auto pool = TaskPool::Make(1);
  std::promise<void> release;
  pool->Submit([released = release.get_future().share()] { released.wait(); });
  int64_t sum = 0;  // the caller's alone: the pool's only thread waits
  EXPECT_TRUE(ParallelFor(*pool, 10, [&](int64_t index) {
                sum += index;
                return Status::OK();
              }).ok());
  EXPECT_EQ(sum, 45);
  release.set_value();
}

TEST(ParallelForTest, NestsInAPoolOfOneThread) {
  auto pool = TaskPool::Make(1);
  std::atomic<int> ran = 0;
  std::promise<Status> result;
  pool->Submit([&] {
    result.set_value(ParallelFor(*pool, 5, [&](int64_t) {
      return ParallelFor(*pool, 5, [&](int64_t) {
        return ParallelFor(*pool, 2, [&](int64_t) {
          ++ran;
          return Status::OK();
        });
      });
    }));
  });
  EXPECT_TRUE(result.get_future().get().ok());
  EXPECT_EQ(ran, 50);
}

TEST(ParallelForTest, AfterAFailureNoFurtherIndexBegins) {
  auto pool = TaskPool::Make(1);
  std::promise<void> release;
  pool->Submit([released = release.get_future().share()] { released.wait(); });
  std::vector<int64_t> begun;
  const Status status = ParallelFor(*pool, 100, [&](int64_t index) {
    begun.push_back(index);
    return index == 3 ? Failure(index) : Status::OK();
  });
  EXPECT_EQ(PathOf(status), "3");
  EXPECT_EQ(begun, (std::vector<int64_t>{0, 1, 2, 3}));
  release.set_value();
}

TEST(ParallelForTest, OfSeveralFailuresTheLowestIndexIsTold) {
  // All four run at once; those of lower index fail after those of higher index.
  constexpr int64_t kCount = 4;
  auto pool = TaskPool::Make(kCount);
  std::vector<std::promise<void>> begun(kCount);
  std::vector<std::promise<void>> ended(kCount);
  std::vector<std::shared_future<void>> has_begun, has_ended;
  for (auto& promise : begun) has_begun.push_back(promise.get_future().share());
  for (auto& promise : ended) has_ended.push_back(promise.get_future().share());
  const Status status = ParallelFor(*pool, kCount, [&](int64_t index) {
    const size_t i = static_cast<size_t>(index);
    begun[i].set_value();
    for (auto& other : has_begun) other.wait();
    if (index + 1 < kCount) has_ended[i + 1].wait();
    ended[i].set_value();
    return index == 0 ? Status::OK() : Failure(index);
  });
  EXPECT_EQ(PathOf(status), "1");
}

TEST(ParallelForTest, WaitsForAllThatBegan) {
  auto pool = TaskPool::Make(4);
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> begun = 0;
    std::atomic<int> ended = 0;
    const Status status = ParallelFor(*pool, 8, [&](int64_t index) {
      ++begun;
      std::this_thread::yield();
      ++ended;
      return index % 2 == 0 ? Failure(index) : Status::OK();
    });
    EXPECT_EQ(begun, ended);
    EXPECT_EQ(PathOf(status), "0");
  }
}

TEST(ParallelForTest, ManyCallersShareOnePool) {
  auto pool = TaskPool::Make(2);
  std::atomic<int> ran = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 6; ++caller) {
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        EXPECT_TRUE(ParallelFor(*pool, 10, [&](int64_t) {
                      ++ran;
                      return Status::OK();
                    }).ok());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(ran, 6 * 20 * 10);
}

}  // namespace
}  // namespace delta_utils
