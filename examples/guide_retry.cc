// Retry: what failed for a while is tried again, and counted.
#include <cstdio>

#include "delta_utils/base/runtime.h"
#include "delta_utils/retry/retry.h"

using namespace delta_utils;

namespace {

Status Run() {
  SystemClock clock;
  SeededRandom random(7);
  const Runtime runtime{&clock, &random};

  RetryMetrics metrics;
  RetryOptions options;
  options.max_retries = 5;
  options.backoff.base_delay_ms = 1;
  options.backoff.max_delay_ms = 4;
  options.deadline_ms = 10'000;
  options.metrics = &metrics;
  ARROW_ASSIGN_OR_RAISE(const int rows, WithRetry(
                                            [](int attempt) -> Result<int> {
                                              if (attempt < 3)
                                                return MakeError(ErrorKind::kUnavailable,
                                                                 "lake", "busy");
                                              return 42;
                                            },
                                            runtime, options));
  std::printf("%d rows after %d attempts, %d retries, %zu errors\n", rows,
              metrics.attempts, metrics.retries, metrics.errors.size());

  // What no repetition mends is not repeated.
  const Status status = WithRetry(
      [](int) { return InvalidArgument("t", "no such column"); }, runtime, options);
  std::printf("%s: %d attempt\n", status.message().c_str(), metrics.attempts);
  return Status::OK();
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
