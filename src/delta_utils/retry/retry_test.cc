#include "delta_utils/retry/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>
#include <memory>
#include <string>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Status Unavailable(std::string_view message = "down") {
  return MakeError(ErrorKind::kUnavailable, "t/a", message);
}

/// Asks its own source to stop in the middle of a chosen sleep.
class StoppingClock : public FakeClock {
 public:
  bool SleepMillis(int64_t delay_ms, const StopToken& stop) override {
    if (++sleeps == stop_in_sleep) {
      Advance(delay_ms / 2);
      source.request_stop();
      return false;
    }
    return FakeClock::SleepMillis(delay_ms, stop) && ++full_sleeps > 0;
  }

  StopSource source;
  int stop_in_sleep = 0;
  int sleeps = 0;
  int full_sleeps = 0;
};

/// What is told at the ends of retrying.
class RetryTest : public testing::Test {
 protected:
  RetryTest() {
    options_.backoff = {.base_delay_ms = 100, .jitter = Jitter::kNone};
    options_.stop = clock_.source.get_token();
    options_.metrics = &metrics_;
    options_.on_retry = [this](const RetryEvent& event) {
      events_.push_back(std::to_string(event.attempt) + ":" + event.error.message() +
                        ":" + std::to_string(event.delay_ms));
      return true;
    };
    options_.on_success = [this](int attempts) {
      events_.push_back("success:" + std::to_string(attempts));
    };
    options_.on_failure = [this](const Status& error, int attempts) {
      events_.push_back("failure:" + std::to_string(attempts) + ":" +
                        std::string(ErrorKindName(KindOf(error))));
    };
  }

  /// Attempts fail with these, in order; after them all succeed.
  Status Run(const std::vector<Status>& failures) {
    return WithRetry(
        [&](int attempt) {
          EXPECT_EQ(attempt, ++attempts_);
          clock_.Advance(attempt_ms_);
          const size_t i = static_cast<size_t>(attempt - 1);
          return i < failures.size() ? failures[i] : Status::OK();
        },
        runtime_, options_);
  }

  StoppingClock clock_;
  SeededRandom random_{1};
  Runtime runtime_{&clock_, &random_};
  RetryOptions options_;
  RetryMetrics metrics_;
  std::vector<std::string> events_;
  int attempts_ = 0;
  int64_t attempt_ms_ = 0;
};

TEST(IsRetryableErrorTest, SomeKindsAre) {
  EXPECT_FALSE(IsRetryableError(Status::OK()));
  for (ErrorKind kind :
       {ErrorKind::kConflict, ErrorKind::kVersionMismatch, ErrorKind::kUnavailable}) {
    EXPECT_TRUE(IsRetryableError(MakeError(kind, "p", "m"))) << ErrorKindName(kind);
  }
  EXPECT_TRUE(IsRetryableError(Throttled("p", "m", 1)));
  EXPECT_TRUE(IsRetryableError(Status::IOError("of Arrow")));
  for (ErrorKind kind :
       {ErrorKind::kNotFound, ErrorKind::kAlreadyExists, ErrorKind::kInvalidArgument,
        ErrorKind::kCorrupt, ErrorKind::kUnsupported, ErrorKind::kPermissionDenied,
        ErrorKind::kCancelled, ErrorKind::kInternal}) {
    EXPECT_FALSE(IsRetryableError(MakeError(kind, "p", "m"))) << ErrorKindName(kind);
  }
}

TEST_F(RetryTest, TheDefaultsAreTheSeeds) {
  EXPECT_EQ(RetryOptions().max_retries, 3);
  EXPECT_EQ(RetryOptions().deadline_ms, std::nullopt);
}

TEST_F(RetryTest, ASuccessAtOnceSleepsNowhere) {
  attempt_ms_ = 7;
  DU_ASSERT_OK(Run({}));
  EXPECT_THAT(events_, ElementsAre("success:1"));
  EXPECT_EQ(clock_.sleeps, 0);
  EXPECT_EQ(metrics_.attempts, 1);
  EXPECT_EQ(metrics_.retries, 0);
  EXPECT_TRUE(metrics_.succeeded);
  EXPECT_EQ(metrics_.total_delay_ms, 0);
  EXPECT_EQ(metrics_.elapsed_ms, 7);
  EXPECT_THAT(metrics_.delays_ms, IsEmpty());
  EXPECT_THAT(metrics_.errors, IsEmpty());
}

TEST_F(RetryTest, RepeatsUntilSuccess) {
  attempt_ms_ = 7;
  DU_ASSERT_OK(Run({Unavailable("x"), Unavailable("y")}));
  EXPECT_THAT(events_, ElementsAre("1:t/a: x:100", "2:t/a: y:200", "success:3"));
  EXPECT_EQ(metrics_.attempts, 3);
  EXPECT_EQ(metrics_.retries, 2);
  EXPECT_TRUE(metrics_.succeeded);
  EXPECT_THAT(metrics_.delays_ms, ElementsAre(100, 200));
  EXPECT_EQ(metrics_.total_delay_ms, 300);
  EXPECT_EQ(metrics_.elapsed_ms, 321);
  EXPECT_THAT(metrics_.errors, ElementsAre(Unavailable("x"), Unavailable("y")));
}

TEST_F(RetryTest, EndsWithTheLastErrorAsItCame) {
  const Status last = Throttled("t/a", "the fourth", 1);
  const Status status =
      Run({Unavailable(), Unavailable(), Unavailable(), last, Unavailable()});
  EXPECT_EQ(status, last);
  EXPECT_EQ(status.detail(), last.detail());
  EXPECT_THAT(events_, ElementsAre("1:t/a: down:100", "2:t/a: down:200",
                                   "3:t/a: down:400", "failure:4:Unavailable"));
  EXPECT_EQ(metrics_.attempts, 4);
  EXPECT_EQ(metrics_.retries, 3);
  EXPECT_FALSE(metrics_.succeeded);
  EXPECT_EQ(metrics_.errors.size(), 4u);
  EXPECT_EQ(metrics_.elapsed_ms, 700);
}

TEST_F(RetryTest, NoRetriesIsOneAttempt) {
  options_.max_retries = 0;
  DU_EXPECT_KIND(kUnavailable, Run({Unavailable()}));
  EXPECT_EQ(attempts_, 1);
  EXPECT_EQ(clock_.sleeps, 0);
  EXPECT_THAT(events_, ElementsAre("failure:1:Unavailable"));
}

TEST_F(RetryTest, WhatNoRetryMendsEndsAtOnce) {
  const Status corrupt = Corrupt("t/a", "nonsense");
  EXPECT_EQ(Run({Unavailable(), corrupt}), corrupt);
  EXPECT_THAT(events_, ElementsAre("1:t/a: down:100", "failure:2:Corrupt"));
  EXPECT_THAT(metrics_.errors, ElementsAre(Unavailable(), corrupt));
}

TEST_F(RetryTest, TheCallerSaysWhatIsRetryable) {
  options_.is_retryable = [](const Status& s) {
    return KindOf(s) == ErrorKind::kCorrupt;
  };
  DU_ASSERT_OK(Run({Corrupt("t/a", "m")}));
  attempts_ = 0;
  DU_EXPECT_KIND(kUnavailable, Run({Unavailable()}));
  EXPECT_EQ(attempts_, 1);
}

TEST_F(RetryTest, AFalseOfOnRetryNeitherSleepsNorRunsOnceMore) {
  options_.on_retry = [](const RetryEvent& event) { return event.attempt < 2; };
  EXPECT_EQ(Run({Unavailable("x"), Unavailable("y")}), Unavailable("y"));
  EXPECT_EQ(attempts_, 2);
  EXPECT_EQ(clock_.sleeps, 1);
  EXPECT_THAT(events_, ElementsAre("failure:2:Unavailable"));
  EXPECT_THAT(metrics_.delays_ms, ElementsAre(100));
}

TEST_F(RetryTest, TheLongerOfBackoffAndAskedPauseIsSlept) {
  const auto ask = [](std::optional<int64_t> pause_ms) {
    return Throttled("t/a", "slow down", pause_ms);
  };
  options_.max_retries = 6;
  DU_ASSERT_OK(Run({ask(1500), ask(100), ask(std::nullopt), ask(-5), ask(INT64_MIN)}));
  EXPECT_THAT(metrics_.delays_ms, ElementsAre(1500, 200, 400, 800, 1600));
}

TEST_F(RetryTest, NoPauseOverflows) {
  // Longer than any clock counts: the sum stays at its end, and a deadline is before it.
  const Status endless = Throttled("t/a", "slow down", INT64_MAX);
  options_.deadline_ms = INT64_MAX - 1;
  class Sleepless : public FakeClock {
    bool SleepMillis(int64_t, const StopToken&) override { return true; }
  } sleepless;
  runtime_.clock = &sleepless;
  DU_ASSERT_OK(Run({endless, endless}));
  EXPECT_EQ(metrics_.total_delay_ms, INT64_MAX);
  options_.deadline_ms = INT64_MAX / 1000;
  attempts_ = 0;
  DU_EXPECT_KIND(kUnavailable,
                 Run({Throttled("t/a", "slow down", INT64_MAX / 1000 + 1)}));
  EXPECT_EQ(attempts_, 1);
}

TEST_F(RetryTest, NoAttemptBeginsAfterTheDeadline) {
  struct Case {
    int64_t deadline_ms;
    int64_t attempt_ms;
    int attempts;
    int64_t elapsed_ms;
  };
  // Without a deadline attempts begin at 0, 100, 300 and 700 ms, or 10 ms later each.
  for (const Case& c :
       {Case{0, 0, 1, 0}, Case{99, 0, 1, 0}, Case{100, 0, 2, 100}, Case{299, 0, 2, 100},
        Case{300, 0, 3, 300}, Case{100, 10, 1, 10}, Case{110, 10, 2, 120},
        Case{699, 0, 3, 300}, Case{700, 0, 4, 700}, Case{INT64_MAX, 0, 4, 700}}) {
    options_.deadline_ms = c.deadline_ms;
    attempt_ms_ = c.attempt_ms;
    attempts_ = 0;
    events_.clear();
    EXPECT_EQ(Run(std::vector<Status>(9, Unavailable())), Unavailable());
    EXPECT_EQ(attempts_, c.attempts) << c.deadline_ms;
    EXPECT_EQ(metrics_.elapsed_ms, c.elapsed_ms) << c.deadline_ms;
    EXPECT_EQ(events_.back(), "failure:" + std::to_string(c.attempts) + ":Unavailable");
  }
}

TEST_F(RetryTest, ASleepThatLastsTooLongIsNotFollowedByAnAttempt) {
  class LateClock : public FakeClock {
    bool SleepMillis(int64_t delay_ms, const StopToken&) override {
      Advance(delay_ms + 1000);
      return true;
    }
  } late;
  runtime_.clock = &late;
  RetryQuota quota(20);
  options_.quota = &quota;
  options_.deadline_ms = 500;
  EXPECT_EQ(Run({Unavailable()}), Unavailable());
  EXPECT_EQ(attempts_, 1);
  EXPECT_EQ(quota.tokens(), 20);
}

TEST_F(RetryTest, AStopBeforeTheFirstAttemptRunsNothing) {
  clock_.source.request_stop();
  DU_EXPECT_KIND(kCancelled, Run({}));
  EXPECT_EQ(attempts_, 0);
  EXPECT_THAT(events_, ElementsAre("failure:0:Cancelled"));
  EXPECT_EQ(metrics_.attempts, 0);
  EXPECT_EQ(metrics_.retries, 0);
  EXPECT_FALSE(metrics_.succeeded);
}

TEST_F(RetryTest, AStopInASleepEndsItThere) {
  clock_.stop_in_sleep = 2;
  const Status status = Run(std::vector<Status>(9, Unavailable()));
  DU_EXPECT_KIND(kCancelled, status);
  EXPECT_NE(status.message().find("t/a: down"), std::string::npos) << status;
  EXPECT_EQ(DetailOf(status)->path(), "t/a");
  EXPECT_EQ(attempts_, 2);
  EXPECT_THAT(events_,
              ElementsAre("1:t/a: down:100", "2:t/a: down:200", "failure:2:Cancelled"));
  EXPECT_THAT(metrics_.delays_ms, ElementsAre(100));
  EXPECT_EQ(metrics_.total_delay_ms, 100);
  EXPECT_EQ(metrics_.elapsed_ms, 200);
  EXPECT_EQ(metrics_.errors.size(), 2u);
}

TEST_F(RetryTest, AStopDuringAnAttemptLetsItsSuccessStand) {
  const Status status = WithRetry(
      [&](int) {
        clock_.source.request_stop();
        return Status::OK();
      },
      runtime_, options_);
  DU_ASSERT_OK(status);
  EXPECT_THAT(events_, ElementsAre("success:1"));
}

TEST_F(RetryTest, AStopDuringAnAttemptEndsItsRetries) {
  const auto run = [&](const Status& failure) {
    return WithRetry(
        [&](int) {
          clock_.source.request_stop();
          ++attempts_;
          return failure;
        },
        runtime_, options_);
  };
  DU_EXPECT_KIND(kCancelled, run(Unavailable()));
  EXPECT_EQ(attempts_, 1);
  EXPECT_THAT(events_, ElementsAre("failure:1:Cancelled"));
  clock_.source = StopSource();
  options_.stop = clock_.source.get_token();
  DU_EXPECT_KIND(kCorrupt, run(Corrupt("t/a", "m")));
}

TEST_F(RetryTest, ASuccessCallbackIsNotRetried) {
  int told = 0;
  options_.on_success = [&](int) { ++told; };
  DU_ASSERT_OK(Run({Unavailable()}));
  EXPECT_EQ(told, 1);
  EXPECT_EQ(attempts_, 2);
}

TEST_F(RetryTest, CallbacksSeeTheMetricsFilled) {
  options_.on_success = [&](int) { EXPECT_TRUE(metrics_.succeeded); };
  DU_ASSERT_OK(Run({Unavailable()}));
  options_.on_failure = [&](const Status&, int attempts) {
    EXPECT_EQ(metrics_.attempts, attempts);
    EXPECT_FALSE(metrics_.succeeded);
  };
  attempts_ = 0;
  DU_EXPECT_KIND(kCorrupt, Run({Corrupt("t/a", "m")}));
}

TEST_F(RetryTest, OptionsThatMakeNoSenseRunNothing) {
  struct Case {
    std::function<void(RetryOptions&)> spoil;
    std::string field;
  };
  for (const Case& c : std::vector<Case>{
           {[](RetryOptions& o) { o.max_retries = -1; }, "max_retries"},
           {[](RetryOptions& o) { o.max_retries = INT_MIN; }, "max_retries"},
           {[](RetryOptions& o) { o.deadline_ms = -1; }, "deadline_ms"},
           {[](RetryOptions& o) { o.backoff.multiplier = 0; }, "multiplier"}}) {
    const RetryOptions good = options_;
    c.spoil(options_);
    const Status status = Run({});
    DU_EXPECT_KIND(kInvalidArgument, status);
    EXPECT_EQ(DetailOf(status)->path(), c.field);
    EXPECT_EQ(events_.back(), "failure:0:InvalidArgument");
    EXPECT_EQ(attempts_, 0);
    options_ = good;
  }
}

TEST_F(RetryTest, ManyRetriesAreNoOverflow) {
  options_.max_retries = INT_MAX;
  DU_ASSERT_OK(Run(std::vector<Status>(3000, Unavailable())));
  EXPECT_EQ(metrics_.attempts, 3001);
  EXPECT_EQ(metrics_.delays_ms.back(), 10'000);
}

TEST_F(RetryTest, TheQuotaPaysForRetries) {
  struct Case {
    int64_t tokens;
    std::vector<Status> failures;
    bool succeeds;
    int attempts;
    int64_t tokens_left;
  };
  const Status slow = Throttled("t/a", "slow down", std::nullopt);
  const Status down = Unavailable();
  for (const Case& c : std::vector<Case>{
           {100, {}, true, 1, 101},            // one as a reward
           {100, {down}, true, 2, 100},        // its cost comes back
           {100, {down, down}, true, 3, 100},  // all of it
           {100, {slow, down}, true, 3, 100},
           {100, {down, down, down, down}, false, 4, 58},  // three retries in vain
           {100, {Corrupt("t/a", "m")}, false, 1, 100},
           {13, {down}, false, 1, 13},
           {13, {slow}, true, 2, 13},
           {27, {down, down}, false, 2, 13},
           {0, {slow}, false, 1, 0},
       }) {
    RetryQuota quota(1000);
    ASSERT_TRUE(quota.Take(1000 - c.tokens));
    options_.quota = &quota;
    attempts_ = 0;
    events_.clear();
    EXPECT_EQ(Run(c.failures).ok(), c.succeeds);
    EXPECT_EQ(attempts_, c.attempts);
    EXPECT_EQ(quota.tokens(), c.tokens_left) << c.tokens << ", " << c.failures.size();
    // Of a delay that the quota does not pay for nobody is told.
    EXPECT_EQ(events_.size(), static_cast<size_t>(c.attempts));
  }
}

TEST_F(RetryTest, ARetryThatDoesNotComeAboutCostsNothing) {
  RetryQuota quota(100);
  options_.quota = &quota;
  clock_.stop_in_sleep = 1;
  DU_EXPECT_KIND(kCancelled, Run({Unavailable()}));
  EXPECT_EQ(quota.tokens(), 100);
  options_.stop = StopToken();
  options_.deadline_ms = 50;
  attempts_ = 0;
  DU_EXPECT_KIND(kUnavailable, Run({Unavailable()}));
  EXPECT_EQ(quota.tokens(), 100);
  options_.deadline_ms.reset();
  options_.on_retry = [](const RetryEvent&) { return false; };
  attempts_ = 0;
  DU_EXPECT_KIND(kUnavailable, Run({Unavailable()}));
  EXPECT_EQ(quota.tokens(), 100);
}

TEST_F(RetryTest, AThrottledErrorWaitsByItsOwnBase) {
  options_.throttled_base_delay_ms = 1000;
  options_.max_retries = 4;
  const Status slow = Throttled("t/a", "slow down", std::nullopt);
  DU_ASSERT_OK(Run({Unavailable(), slow, Unavailable(), slow}));
  EXPECT_THAT(metrics_.delays_ms, ElementsAre(100, 2000, 400, 8000));
  options_.throttled_base_delay_ms = 20'000;
  DU_EXPECT_KIND(kInvalidArgument, Run({}));
  options_.throttled_base_delay_ms = -1;
  DU_EXPECT_KIND(kInvalidArgument, Run({}));
}

TEST_F(RetryTest, AResultIsHandedOnWithoutACopy) {
  Result<std::unique_ptr<int>> result = WithRetry(
      [](int attempt) -> Result<std::unique_ptr<int>> {
        if (attempt < 3) return Unavailable();
        return std::make_unique<int>(attempt);
      },
      runtime_, options_);
  DU_ASSERT_OK(result.status());
  EXPECT_EQ(**result, 3);
  EXPECT_THAT(events_.back(), "success:3");
}

TEST_F(RetryTest, AResultsErrorIsHandedOn) {
  const Result<int> result =
      WithRetry([](int) -> Result<int> { return Unavailable("last"); }, runtime_);
  EXPECT_EQ(result.status(), Unavailable("last"));
}

}  // namespace
}  // namespace delta_utils
