// RetryQuota: a token bucket that all operations of one client share, so that a service
// in trouble is not drowned in retries.
//
//   RetryQuota quota;                          // 500 tokens
//   if (!quota.Take(RetryQuota::kCost)) return the_failure;
//   ... an operation that was retried succeeded: give back all that it took
//   ... a first attempt succeeded: quota.Give(RetryQuota::kReward);
//
// Source: the "standard" retry mode of the AWS SDKs. Threads: any number.
#pragma once

#include <atomic>
#include <cstdint>

namespace delta_utils {

class RetryQuota {
 public:
  static constexpr int64_t kCapacity = 500;
  static constexpr int64_t kCost = 14;          // of a retry
  static constexpr int64_t kThrottledCost = 5;  // of one after "slow down"
  static constexpr int64_t kReward = 1;         // for a success at the first attempt

  explicit RetryQuota(int64_t capacity = kCapacity)
      : capacity_(capacity), tokens_(capacity) {}

  /// False, and nothing taken, if fewer are left.
  bool Take(int64_t tokens);
  /// Never over the capacity.
  void Give(int64_t tokens);
  int64_t tokens() const { return tokens_; }

 private:
  const int64_t capacity_;
  std::atomic<int64_t> tokens_;
};

}  // namespace delta_utils
