#include "delta_utils/retry/retry_quota.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace delta_utils {
namespace {

TEST(RetryQuotaTest, BeginsFull) {
  EXPECT_EQ(RetryQuota().tokens(), 500);
  EXPECT_EQ(RetryQuota(7).tokens(), 7);
}

TEST(RetryQuotaTest, TakesAllOrNothing) {
  RetryQuota quota(20);
  EXPECT_TRUE(quota.Take(14));
  EXPECT_FALSE(quota.Take(14));
  EXPECT_EQ(quota.tokens(), 6);
  EXPECT_TRUE(quota.Take(6));
  EXPECT_EQ(quota.tokens(), 0);
  EXPECT_FALSE(quota.Take(1));
  EXPECT_TRUE(quota.Take(0));
}

TEST(RetryQuotaTest, NeverHoldsMoreThanItsCapacity) {
  RetryQuota quota(20);
  quota.Give(1);
  EXPECT_EQ(quota.tokens(), 20);
  EXPECT_TRUE(quota.Take(5));
  quota.Give(3);
  EXPECT_EQ(quota.tokens(), 18);
  quota.Give(INT64_MAX);
  EXPECT_EQ(quota.tokens(), 20);
}

TEST(RetryQuotaTest, ThreadsTakeWhatIsThereAndNoMore) {
  RetryQuota quota(1000);
  std::atomic<int64_t> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) {
        if (quota.Take(3)) taken += 3;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 999);
  EXPECT_EQ(quota.tokens(), 1);
}

}  // namespace
}  // namespace delta_utils
