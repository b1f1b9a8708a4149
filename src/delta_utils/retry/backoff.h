// Backoff: how long to wait before the next attempt.
//
//   Backoff backoff({.jitter = Jitter::kFull}, random);
//   int64_t delay_ms = backoff.NextDelayMs();  // of the first retry, then the second ...
//
// Pure but for the Random passed in. Threads: one a Backoff.
#pragma once

#include <cstdint>
#include <string_view>

#include "delta_utils/base/runtime.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// r is drawn anew for each delay, from 0 to 1.
enum class Jitter {
  kNone,
  kProportional,  // delay * (1 +- jitter_factor * r), then cut at the cap: the seed's
  kFull,          // r * delay: the widest spread, for many clients of one service
  kDecorrelated,  // between the base and three times the delay before, cut at the cap
};

/// "none", "proportional", "full", "decorrelated".
std::string_view JitterName(Jitter jitter);

/// Without jitter the n-th retry waits min(max_delay_ms, base_delay_ms *
/// multiplier^(n-1)), in whole milliseconds, rounded down. The defaults are the seed's.
struct BackoffPolicy {
  int64_t base_delay_ms = 100;
  int64_t max_delay_ms = 10'000;
  double multiplier = 2;
  Jitter jitter = Jitter::kProportional;
  double jitter_factor = 0.5;  // of kProportional, from 0 to 1
};

/// InvalidArgument, naming the field, for delays below 0, a multiplier below 1 or not
/// finite, a cap below the base or a factor outside 0 to 1.
Status CheckBackoffPolicy(const BackoffPolicy& policy);

class Backoff {
 public:
  /// `policy` has passed CheckBackoffPolicy; `random` is borrowed.
  Backoff(const BackoffPolicy& policy, Random& random);

  /// Never negative, never over max_delay_ms, however often it is called.
  int64_t NextDelayMs();

 private:
  const BackoffPolicy policy_;
  Random& random_;
  double delay_ms_;           // of the next retry, before jitter
  double previous_delay_ms_;  // of kDecorrelated
};

}  // namespace delta_utils
