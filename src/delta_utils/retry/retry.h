// WithRetry: runs an operation until it succeeds or trying again is of no use.
//
//   RetryMetrics metrics;
//   Result<int> n = WithRetry([&](int attempt) { return Count(); }, runtime,
//                             {.max_retries = 5, .metrics = &metrics});
//
// An attempt that fails with a retryable error is repeated after a delay: the backoff's,
// or longer if the error carries a retry_after_ms (base/status.h). It ends with the last
// error, as that came, when the error is not retryable, the retries or the quota are
// spent, on_retry said false, or the next attempt could not begin before the deadline;
// and with Cancelled, which quotes the last error, as soon as `stop` is asked for: before
// the first attempt, between two, or in the middle of a delay. An attempt under way is
// not disturbed; its success, or an error that no retry would mend, is the end. Each end,
// of whatever kind, calls on_failure or on_success once, after it has filled the metrics.
// Callbacks are never part of what is retried. Pure: time and chance come from the
// Runtime. Threads: one a call.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/base/status.h"
#include "delta_utils/retry/backoff.h"
#include "delta_utils/retry/retry_quota.h"

namespace delta_utils {

/// Conflict and VersionMismatch (read anew, then try again) and Unavailable.
bool IsRetryableError(const Status& status);

struct RetryMetrics {
  int attempts = 0;
  int retries = 0;
  bool succeeded = false;
  int64_t total_delay_ms = 0;      // sum of delays_ms
  int64_t elapsed_ms = 0;          // from the first attempt's begin to the end
  std::vector<int64_t> delays_ms;  // slept to their end, in order
  std::vector<Status> errors;      // of each failed attempt, in order
};

/// What on_retry is told before a delay begins.
struct RetryEvent {
  int attempt;  // the one that failed, from 1
  const Status& error;
  int64_t delay_ms;  // until the next
};

struct RetryOptions {
  int max_retries = 3;  // attempts are one more
  BackoffPolicy backoff;
  /// The base of the delays after a throttled error (base/status.h), if it is longer than
  /// the backoff's.
  int64_t throttled_base_delay_ms = 0;
  /// No attempt begins later than so long after the first; nullopt: no such bound.
  std::optional<int64_t> deadline_ms;
  StopToken stop;
  /// Shared by the operations of a client; borrowed; nullptr: no quota. A retry that does
  /// not come about costs nothing; an operation that succeeds gets all its cost back.
  RetryQuota* quota = nullptr;
  /// IsRetryableError if empty.
  std::function<bool(const Status&)> is_retryable;
  /// False ends it with the error at hand: no delay, no further attempt.
  std::function<bool(const RetryEvent&)> on_retry;
  std::function<void(int attempts)> on_success;
  std::function<void(const Status& error, int attempts)> on_failure;
  /// Overwritten at the end; borrowed.
  RetryMetrics* metrics = nullptr;
};

/// As WithRetry, of an operation without a value. `attempt` counts from 1.
/// InvalidArgument, naming the field, for options that make no sense (a number below 0, a
/// policy that CheckBackoffPolicy refuses), before the first attempt.
Status RetryStatus(const std::function<Status(int attempt)>& operation,
                   const Runtime& runtime, const RetryOptions& options);

/// `operation` takes the attempt's number, from 1, and returns a Status or a Result.
template <typename Operation>
auto WithRetry(Operation&& operation, const Runtime& runtime,
               const RetryOptions& options = {})
    -> std::invoke_result_t<Operation&, int> {
  using Outcome = std::invoke_result_t<Operation&, int>;
  if constexpr (std::is_same_v<Outcome, Status>) {
    return RetryStatus(operation, runtime, options);
  } else {
    std::optional<Outcome> outcome;
    Status status = RetryStatus(
        [&](int attempt) {
          outcome.emplace(operation(attempt));
          return outcome->status();
        },
        runtime, options);
    if (!status.ok()) return status;
    return *std::move(outcome);
  }
}

}  // namespace delta_utils
