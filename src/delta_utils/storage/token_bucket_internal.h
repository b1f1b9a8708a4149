// TokenBucket: a budget that refills at a steady rate.
//
//   TokenBucket bucket(100, 100, clock);              // 100 a second, as many at once
//   clock.SleepMillis(bucket.TakeAndTellDelayMs(1), stop);
//
// Who takes more than there is goes into debt, and waits until the refill has paid for
// it: so turns are first come, first served, and no sum is too large to be had. Threads:
// any number.
#pragma once

#include <cstdint>
#include <mutex>

#include "delta_utils/base/runtime.h"

namespace delta_utils {

class TokenBucket {
 public:
  /// `per_second` 0: without limit. Begins full, with `capacity`. `clock` is borrowed.
  TokenBucket(double per_second, double capacity, Clock& clock);

  /// Takes `tokens`, at least 0, at once. Returns how many milliseconds (rounded up) the
  /// taker has to wait until nothing is owed.
  int64_t TakeAndTellDelayMs(double tokens);

 private:
  const double per_second_;
  const double capacity_;
  Clock& clock_;
  std::mutex mutex_;
  double tokens_;  // below 0: owed
  int64_t refilled_micros_;
};

}  // namespace delta_utils
