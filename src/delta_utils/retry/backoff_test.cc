#include "delta_utils/retry/backoff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <limits>
#include <vector>

#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

/// Chance as the test has it: fractions of the whole, the last one for ever.
class ChosenRandom : public Random {
 public:
  explicit ChosenRandom(std::deque<double> fractions)
      : fractions_(std::move(fractions)) {}
  uint64_t Next() override {
    const double fraction = fractions_.front();
    if (fractions_.size() > 1) fractions_.pop_front();
    return static_cast<uint64_t>(std::ldexp(fraction, 53)) << 11;
  }

 private:
  std::deque<double> fractions_;
};

/// Near enough to 1 for every delay here, and not so near that products round up.
constexpr double kAlmostOne = 1 - 0x1p-40;

std::vector<int64_t> Delays(const BackoffPolicy& policy, std::deque<double> fractions,
                            int count) {
  ChosenRandom random(std::move(fractions));
  Backoff backoff(policy, random);
  std::vector<int64_t> delays;
  for (int i = 0; i < count; ++i) delays.push_back(backoff.NextDelayMs());
  return delays;
}

TEST(BackoffTest, TheDefaultsAreTheSeeds) {
  const BackoffPolicy policy;
  EXPECT_EQ(policy.base_delay_ms, 100);
  EXPECT_EQ(policy.max_delay_ms, 10'000);
  EXPECT_EQ(policy.multiplier, 2);
  EXPECT_EQ(policy.jitter, Jitter::kProportional);
  EXPECT_EQ(policy.jitter_factor, 0.5);
}

TEST(BackoffTest, TheDelayIsOfItsKindOfJitter) {
  struct Case {
    BackoffPolicy policy;
    std::deque<double> fractions;
    std::vector<int64_t> expected;
  };
  const BackoffPolicy none{.jitter = Jitter::kNone};
  const BackoffPolicy proportional;
  const BackoffPolicy full{.jitter = Jitter::kFull};
  const BackoffPolicy decorrelated{.jitter = Jitter::kDecorrelated};
  const std::vector<Case> cases = {
      {none, {0.3}, {100, 200, 400, 800, 1600, 3200, 6400, 10'000, 10'000}},
      {{.base_delay_ms = 1, .multiplier = 1.5, .jitter = Jitter::kNone},
       {0},
       {1, 1, 2, 3, 5, 7, 11}},
      {{.multiplier = 1, .jitter = Jitter::kNone}, {0}, {100, 100, 100}},
      {{.base_delay_ms = 0, .jitter = Jitter::kNone}, {0}, {0, 0, 0}},
      // delay * (1 - 0.5), delay * 1, delay * (1 + 0.25)
      {proportional, {0, 0.5, 0.75}, {50, 200, 500}},
      {proportional, {kAlmostOne}, {149, 299, 599, 1199, 2399, 4799, 9599, 10'000}},
      // The jitter comes before the cap: 12,800 * 0.5 is below it, 25,600 * 0.5 is not.
      {proportional, {0}, {50, 100, 200, 400, 800, 1600, 3200, 6400, 10'000}},
      {{.jitter_factor = 0}, {0, kAlmostOne}, {100, 200, 400}},
      {{.jitter_factor = 1}, {0}, {0, 0, 0}},
      // r * the delay that was cut at the cap
      {full, {0.5}, {50, 100, 200, 400, 800, 1600, 3200, 5000, 5000}},
      {full, {0, kAlmostOne}, {0, 199, 399}},
      // from the base to three times the delay before
      {decorrelated, {0}, {100, 100, 100}},
      {decorrelated, {0.5}, {200, 350, 575}},
      {decorrelated,
       {kAlmostOne, kAlmostOne, kAlmostOne, kAlmostOne, kAlmostOne, 0, 0.5},
       {299, 899, 2699, 8099, 10'000, 100, 200}},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(Delays(c.policy, c.fractions, static_cast<int>(c.expected.size())),
                ElementsAreArray(c.expected))
        << JitterName(c.policy.jitter) << ", factor " << c.policy.jitter_factor;
  }
}

TEST(BackoffTest, NoDelayIsNegativeOrOverTheCap) {
  SeededRandom random(7);
  for (Jitter jitter :
       {Jitter::kNone, Jitter::kProportional, Jitter::kFull, Jitter::kDecorrelated}) {
    for (const BackoffPolicy& policy :
         {BackoffPolicy{}, BackoffPolicy{.jitter_factor = 1},
          BackoffPolicy{.base_delay_ms = 0, .max_delay_ms = 0},
          BackoffPolicy{
              .base_delay_ms = 1, .max_delay_ms = INT64_MAX, .multiplier = 1e308},
          BackoffPolicy{.base_delay_ms = INT64_MAX, .max_delay_ms = INT64_MAX},
          BackoffPolicy{.base_delay_ms = 0, .max_delay_ms = 9, .multiplier = 1e308}}) {
      BackoffPolicy with_jitter = policy;
      with_jitter.jitter = jitter;
      DU_ASSERT_OK(CheckBackoffPolicy(with_jitter));
      Backoff backoff(with_jitter, random);
      for (int i = 0; i < 3000; ++i) {
        const int64_t delay_ms = backoff.NextDelayMs();
        ASSERT_GE(delay_ms, 0);
        ASSERT_LE(delay_ms, policy.max_delay_ms);
      }
    }
  }
}

TEST(BackoffTest, GrowthWithoutBoundStaysAtTheCap) {
  const BackoffPolicy policy{
      .max_delay_ms = INT64_MAX, .multiplier = 1e308, .jitter_factor = 1};
  // Where infinity times zero would be no number at all.
  EXPECT_THAT(Delays(policy, {0.5, 0.75, 0.75}, 3),
              ElementsAre(100, INT64_MAX, INT64_MAX));
  EXPECT_THAT(
      Delays({.max_delay_ms = INT64_MAX, .jitter = Jitter::kNone}, {0}, 5000).back(),
      INT64_MAX);
}

TEST(BackoffTest, FullJitterSpreadsEvenly) {
  SeededRandom random(1);
  int64_t sum = 0;
  int low = 0;
  for (int i = 0; i < 10'000; ++i) {
    Backoff backoff({.base_delay_ms = 1000, .jitter = Jitter::kFull}, random);
    const int64_t delay_ms = backoff.NextDelayMs();
    sum += delay_ms;
    low += delay_ms < 250 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(sum) / 10'000, 499.5, 15);
  EXPECT_NEAR(low, 2500, 150);
}

TEST(BackoffTest, APolicyThatMakesNoSenseNamesItsField) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  struct Case {
    BackoffPolicy policy;
    std::string field;
  };
  for (const Case& c : std::vector<Case>{
           {{.base_delay_ms = -1}, "base_delay_ms"},
           {{.base_delay_ms = INT64_MIN, .max_delay_ms = INT64_MIN}, "base_delay_ms"},
           {{.max_delay_ms = -1}, "max_delay_ms"},
           {{.base_delay_ms = 11, .max_delay_ms = 10}, "max_delay_ms"},
           {{.multiplier = 0.99}, "multiplier"},
           {{.multiplier = -2}, "multiplier"},
           {{.multiplier = nan}, "multiplier"},
           {{.multiplier = infinity}, "multiplier"},
           {{.jitter_factor = -0.1}, "jitter_factor"},
           {{.jitter_factor = 1.1}, "jitter_factor"},
           {{.jitter_factor = nan}, "jitter_factor"}}) {
    const Status status = CheckBackoffPolicy(c.policy);
    DU_EXPECT_KIND(kInvalidArgument, status);
    ASSERT_NE(DetailOf(status), nullptr);
    EXPECT_EQ(DetailOf(status)->path(), c.field);
  }
  for (const BackoffPolicy& policy :
       {BackoffPolicy{}, BackoffPolicy{.base_delay_ms = 0, .max_delay_ms = 0},
        BackoffPolicy{.base_delay_ms = 5, .max_delay_ms = 5, .multiplier = 1},
        BackoffPolicy{.jitter_factor = 0}, BackoffPolicy{.jitter_factor = 1}}) {
    DU_ASSERT_OK(CheckBackoffPolicy(policy));
  }
}

TEST(BackoffTest, JittersHaveNames) {
  EXPECT_EQ(JitterName(Jitter::kNone), "none");
  EXPECT_EQ(JitterName(Jitter::kProportional), "proportional");
  EXPECT_EQ(JitterName(Jitter::kFull), "full");
  EXPECT_EQ(JitterName(Jitter::kDecorrelated), "decorrelated");
}

}  // namespace
}  // namespace delta_utils
