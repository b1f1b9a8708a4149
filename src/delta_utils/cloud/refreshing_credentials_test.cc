#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "delta_utils/cloud/refreshing_credentials_internal.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kMinuteMs = 60 * 1000;

/// A source that numbers what it gives: "1", "2", ... each good for an hour.
struct Source {
  FakeClock clock;
  int fetches = 0;
  Status failure;
  int64_t lifetime_ms = 60 * kMinuteMs;
  RefreshingCredentials credentials{[this] { return Fetch(); }, clock};

  Result<Credentials> Fetch() {
    ++fetches;
    ARROW_RETURN_NOT_OK(failure);
    Credentials made(std::to_string(fetches), "secret");
    if (lifetime_ms >= 0) made.expires_at_ms = clock.NowMillis() + lifetime_ms;
    return made;
  }
  std::string Get() {
    const Result<Credentials> got = credentials.Get();
    return got.ok() ? got->access_key_id : std::string(got.status().message());
  }
};

TEST(RefreshingCredentialsTest, RefreshesFiveMinutesAhead) {
  Source source;
  EXPECT_EQ(source.Get(), "1");
  source.clock.Advance(55 * kMinuteMs - 1);
  EXPECT_EQ(source.Get(), "1");
  source.clock.Advance(1);
  EXPECT_EQ(source.Get(), "2");
  EXPECT_EQ(source.Get(), "2");
  EXPECT_EQ(source.fetches, 2);
}

TEST(RefreshingCredentialsTest, WhatDoesNotExpireIsFetchedOnce) {
  Source source;
  source.lifetime_ms = -1;
  EXPECT_EQ(source.Get(), "1");
  source.clock.Advance(int64_t{1} << 40);
  EXPECT_EQ(source.Get(), "1");
}

TEST(RefreshingCredentialsTest, TheOldOnesServeWhileTheyAreValid) {
  Source source;
  EXPECT_EQ(source.Get(), "1");
  source.clock.Advance(55 * kMinuteMs);
  source.failure = MakeError(ErrorKind::kUnavailable, "sts", "away");
  EXPECT_EQ(source.Get(), "1");
  EXPECT_EQ(source.Get(), "1");
  EXPECT_EQ(source.fetches, 2) << "asked again without a pause";
  source.clock.Advance(RefreshingCredentials::kPauseMs);
  EXPECT_EQ(source.Get(), "1");
  EXPECT_EQ(source.fetches, 3);
  source.clock.Advance(5 * kMinuteMs - RefreshingCredentials::kPauseMs - 1);
  EXPECT_EQ(source.Get(), "1");
  source.clock.Advance(1);
  EXPECT_EQ(source.Get(), "sts: away");
  EXPECT_EQ(source.Get(), "sts: away") << "a failure is not remembered";
  source.failure = Status::OK();
  EXPECT_EQ(source.Get(), "7");
}

TEST(RefreshingCredentialsTest, ExpiryDuringThePauseEndsIt) {
  Source source;
  source.lifetime_ms = 1000;  // less than the five minutes
  EXPECT_EQ(source.Get(), "1");
  EXPECT_EQ(source.Get(), "1") << "asked again without a pause";
  source.clock.Advance(1000);
  EXPECT_EQ(source.Get(), "2");
}

TEST(RefreshingCredentialsTest, WhatLooksExpiredWhenFetchedIsGivenOut) {
  Source source;
  source.lifetime_ms = 0;
  EXPECT_EQ(source.Get(), "1");
  EXPECT_EQ(source.Get(), "2");
}

TEST(RefreshingCredentialsTest, RefusedOnesAreFetchedAnew) {
  Source source;
  DU_ASSERT_OK_AND_ASSIGN(const Credentials first, source.credentials.Get());
  source.credentials.Expire(first);
  EXPECT_EQ(source.Get(), "2");
  source.credentials.Expire(first);  // known already
  EXPECT_EQ(source.Get(), "2");
  DU_ASSERT_OK_AND_ASSIGN(const Credentials second, source.credentials.Get());
  source.failure = MakeError(ErrorKind::kUnavailable, "sts", "away");
  source.credentials.Expire(second);
  EXPECT_EQ(source.Get(), "sts: away") << "refused ones do not serve";
}

/// Many threads want credentials, one fetches while the others arrive.
void RunManyThreads(const Status& failure, std::vector<Result<Credentials>>* results,
                    int* fetches) {
  constexpr int kThreads = 8;
  FakeClock clock;
  std::atomic<int> arrived = 0;
  std::atomic<int> fetched = 0;
  RefreshingCredentials credentials(
      [&]() -> Result<Credentials> {
        ++fetched;
        while (arrived < kThreads) std::this_thread::yield();
        // those who arrived are about to take the lock, and find the refresh under way
        for (int i = 0; i < 1000; ++i) std::this_thread::yield();
        ARROW_RETURN_NOT_OK(failure);
        return Credentials("id", "secret", "", clock.NowMillis() + 60 * kMinuteMs);
      },
      clock);
  results->assign(kThreads, Status::Invalid("not run"));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      ++arrived;
      (*results)[static_cast<size_t>(i)] = credentials.Get();
    });
  }
  for (std::thread& thread : threads) thread.join();
  *fetches = fetched;
}

TEST(RefreshingCredentialsTest, OneThreadFetchesForMany) {
  std::vector<Result<Credentials>> results;
  int fetches = 0;
  RunManyThreads(Status::OK(), &results, &fetches);
  EXPECT_EQ(fetches, 1);
  for (const auto& result : results) {
    DU_ASSERT_OK(result);
    EXPECT_EQ(result->access_key_id, "id");
  }
}

TEST(RefreshingCredentialsTest, WhoWaitedSharesTheFailure) {
  std::vector<Result<Credentials>> results;
  int fetches = 0;
  RunManyThreads(MakeError(ErrorKind::kUnavailable, "sts", "away"), &results, &fetches);
  // a thread that comes late fetches by itself: fewer than all do
  EXPECT_LT(fetches, 8);
  for (const auto& result : results) DU_EXPECT_KIND(kUnavailable, result);
}

TEST(RefreshingCredentialsTest, RefusalsAndRefreshesMayCross) {
  FakeClock clock;
  std::atomic<int> fetched = 0;
  RefreshingCredentials credentials(
      [&]() -> Result<Credentials> {
        return Credentials(std::to_string(++fetched), "secret", "",
                           clock.NowMillis() + 60 * kMinuteMs);
      },
      clock);
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        const Result<Credentials> got = credentials.Get();
        if (!got.ok()) ++failures;
        if (got.ok()) credentials.Expire(*got);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_LE(fetched, 2000);
}

}  // namespace
}  // namespace delta_utils::internal
