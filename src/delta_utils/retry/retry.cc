#include "delta_utils/retry/retry.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace delta_utils {
namespace {

constexpr int64_t kMicrosPerMilli = 1000;

int64_t SaturatingMicros(int64_t millis) {
  return millis > INT64_MAX / kMicrosPerMilli ? INT64_MAX : millis * kMicrosPerMilli;
}

int64_t SaturatingSum(int64_t a, int64_t b) {
  return a > INT64_MAX - b ? INT64_MAX : a + b;
}

Status CheckOptions(const RetryOptions& options) {
  if (options.max_retries < 0) return InvalidArgument("max_retries", "it is negative");
  if (options.deadline_ms && *options.deadline_ms < 0) {
    return InvalidArgument("deadline_ms", "it is negative");
  }
  ARROW_RETURN_NOT_OK(CheckBackoffPolicy(options.backoff));
  const bool is_good = options.throttled_base_delay_ms >= 0 &&
                       options.throttled_base_delay_ms <= options.backoff.max_delay_ms;
  if (is_good) return Status::OK();
  return InvalidArgument("throttled_base_delay_ms", "it is negative or over the cap");
}

BackoffPolicy ThrottledPolicy(const RetryOptions& options) {
  BackoffPolicy policy = options.backoff;
  policy.base_delay_ms = std::max(policy.base_delay_ms, options.throttled_base_delay_ms);
  return policy;
}

Status Stopped(const RetryMetrics& metrics) {
  if (metrics.errors.empty()) {
    return MakeError(ErrorKind::kCancelled, "", "stopped before the first attempt");
  }
  const Status& error = metrics.errors.back();
  const ErrorDetail* detail = DetailOf(error);
  return MakeError(ErrorKind::kCancelled,
                   detail == nullptr ? std::string_view() : detail->path(),
                   "stopped after " + std::to_string(metrics.attempts) +
                       " attempts, the last of which failed: " + error.message());
}

/// The attempts of one call and the delays between them, up to the end of either kind.
class Attempts {
 public:
  /// `metrics` is empty.
  Attempts(const Runtime& runtime, const RetryOptions& options, RetryMetrics* metrics)
      : clock_(*runtime.clock),
        options_(options),
        metrics_(metrics),
        backoff_(options.backoff, *runtime.random),
        throttled_backoff_(ThrottledPolicy(options), *runtime.random),
        begin_micros_(clock_.MonotonicMicros()) {}

  Status Run(const std::function<Status(int attempt)>& operation) {
    if (options_.stop.stop_requested()) return Stopped(*metrics_);
    for (;;) {
      Status status = operation(++metrics_->attempts);
      if (status.ok()) {
        if (options_.quota != nullptr) {
          options_.quota->Give(metrics_->attempts == 1 ? RetryQuota::kReward : charged_);
        }
        return status;
      }
      metrics_->errors.push_back(status);
      if (!MayRetry(status)) return status;
      if (options_.stop.stop_requested()) return Stopped(*metrics_);
      if (!Delay(status)) {
        return options_.stop.stop_requested() ? Stopped(*metrics_) : status;
      }
    }
  }

  int64_t elapsed_micros() const { return clock_.MonotonicMicros() - begin_micros_; }

 private:
  bool MayRetry(const Status& error) const {
    const bool retryable =
        options_.is_retryable ? options_.is_retryable(error) : IsRetryableError(error);
    return retryable && metrics_->attempts <= options_.max_retries;
  }

  /// True when the next attempt is to begin now. What the quota was charged for a retry
  /// that does not come about is given back.
  bool Delay(const Status& error) {
    const ErrorDetail* detail = DetailOf(error);
    const bool throttled = detail != nullptr && detail->throttled;
    // Both grow with every retry, whichever is used.
    const int64_t plain_ms = backoff_.NextDelayMs();
    const int64_t throttled_ms = throttled_backoff_.NextDelayMs();
    int64_t delay_ms = throttled ? throttled_ms : plain_ms;
    if (detail != nullptr && detail->retry_after_ms) {
      delay_ms = std::max(delay_ms, *detail->retry_after_ms);
    }
    if (!IsInTime(delay_ms)) return false;
    const int64_t cost = throttled ? RetryQuota::kThrottledCost : RetryQuota::kCost;
    if (options_.quota != nullptr && !options_.quota->Take(cost)) return false;
    charged_ += cost;
    if (Sleep(error, delay_ms)) return true;
    if (options_.quota != nullptr) options_.quota->Give(cost);
    return false;
  }

  bool Sleep(const Status& error, int64_t delay_ms) {
    if (options_.on_retry && !options_.on_retry({metrics_->attempts, error, delay_ms})) {
      return false;
    }
    if (!clock_.SleepMillis(delay_ms, options_.stop)) return false;
    metrics_->delays_ms.push_back(delay_ms);
    metrics_->total_delay_ms = SaturatingSum(metrics_->total_delay_ms, delay_ms);
    // Looked at again, because a sleep may last longer than it was told to, and a stop
    // may be asked for in its last moment.
    return IsInTime(0) && !options_.stop.stop_requested();
  }

  /// True if the deadline allows an attempt to begin `delay_ms` from now.
  bool IsInTime(int64_t delay_ms) const {
    if (!options_.deadline_ms) return true;
    const int64_t begin = SaturatingSum(elapsed_micros(), SaturatingMicros(delay_ms));
    return begin <= SaturatingMicros(*options_.deadline_ms);
  }

  Clock& clock_;
  const RetryOptions& options_;
  RetryMetrics* const metrics_;
  Backoff backoff_;
  Backoff throttled_backoff_;
  const int64_t begin_micros_;
  int64_t charged_ = 0;  // by the quota, for all retries so far
};

}  // namespace

bool IsRetryableError(const Status& status) {
  if (status.ok()) return false;
  switch (KindOf(status)) {
    case ErrorKind::kConflict:
    case ErrorKind::kVersionMismatch:
    case ErrorKind::kUnavailable:
      return true;
    default:
      return false;
  }
}

Status RetryStatus(const std::function<Status(int attempt)>& operation,
                   const Runtime& runtime, const RetryOptions& options) {
  RetryMetrics metrics;
  Status status = CheckOptions(options);
  if (status.ok()) {
    Attempts attempts(runtime, options, &metrics);
    status = attempts.Run(operation);
    metrics.elapsed_ms = attempts.elapsed_micros() / kMicrosPerMilli;
  }
  const int count = metrics.attempts;
  metrics.retries = std::max(0, count - 1);
  metrics.succeeded = status.ok();
  if (options.metrics != nullptr) *options.metrics = std::move(metrics);
  if (status.ok() && options.on_success) options.on_success(count);
  if (!status.ok() && options.on_failure) options.on_failure(status, count);
  return status;
}

}  // namespace delta_utils
