#include <algorithm>
#include <cmath>

#include "delta_utils/storage/token_bucket_internal.h"

namespace delta_utils {
namespace {

/// Some thousand years: more milliseconds than anybody waits, few enough to add up.
constexpr double kLongestDelayMs = 1e14;

}  // namespace

TokenBucket::TokenBucket(double per_second, double capacity, Clock& clock)
    : per_second_(per_second),
      capacity_(capacity),
      clock_(clock),
      tokens_(capacity),
      refilled_micros_(clock.MonotonicMicros()) {}

int64_t TokenBucket::TakeAndTellDelayMs(double tokens) {
  if (per_second_ == 0) return 0;
  std::lock_guard lock(mutex_);
  const int64_t now_micros = clock_.MonotonicMicros();
  const double seconds = static_cast<double>(now_micros - refilled_micros_) / 1e6;
  refilled_micros_ = now_micros;
  tokens_ = std::min(capacity_, tokens_ + seconds * per_second_) - tokens;
  if (tokens_ >= 0) return 0;
  const double delay_ms = std::ceil(-tokens_ / per_second_ * 1000);
  return static_cast<int64_t>(std::min(delay_ms, kLongestDelayMs));
}

}  // namespace delta_utils
