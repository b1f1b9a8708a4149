#include "delta_utils/retry/backoff.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace delta_utils {
namespace {

/// Beyond every cap, and far enough from infinity that jitter cannot reach it.
constexpr double kHugeDelayMs = 1e300;

/// From 0 to 1, without 1: 53 bits, as many as a double holds.
double Fraction(Random& random) {
  return static_cast<double>(random.Next() >> 11) * 0x1p-53;
}

}  // namespace

std::string_view JitterName(Jitter jitter) {
  switch (jitter) {
    case Jitter::kNone:
      return "none";
    case Jitter::kProportional:
      return "proportional";
    case Jitter::kFull:
      return "full";
    case Jitter::kDecorrelated:
      break;
  }
  return "decorrelated";
}

Status CheckBackoffPolicy(const BackoffPolicy& policy) {
  if (policy.base_delay_ms < 0) {
    return InvalidArgument("base_delay_ms", "it is negative");
  }
  if (policy.max_delay_ms < policy.base_delay_ms) {
    return InvalidArgument("max_delay_ms", "it is below base_delay_ms");
  }
  if (!std::isfinite(policy.multiplier) || policy.multiplier < 1) {
    return InvalidArgument("multiplier", "it is below 1 or not finite");
  }
  // The form that is false for NaN.
  if (!(policy.jitter_factor >= 0 && policy.jitter_factor <= 1)) {
    return InvalidArgument("jitter_factor", "it is not from 0 to 1");
  }
  return Status::OK();
}

Backoff::Backoff(const BackoffPolicy& policy, Random& random)
    : policy_(policy),
      random_(random),
      delay_ms_(static_cast<double>(policy.base_delay_ms)),
      previous_delay_ms_(delay_ms_) {}

int64_t Backoff::NextDelayMs() {
  const double base_ms = static_cast<double>(policy_.base_delay_ms);
  const double cap_ms = static_cast<double>(policy_.max_delay_ms);
  double delay_ms = delay_ms_;
  switch (policy_.jitter) {
    case Jitter::kNone:
      break;
    case Jitter::kProportional:
      delay_ms *= 1 + policy_.jitter_factor * (2 * Fraction(random_) - 1);
      break;
    case Jitter::kFull:
      delay_ms = Fraction(random_) * std::min(delay_ms, cap_ms);
      break;
    case Jitter::kDecorrelated:
      delay_ms = base_ms + Fraction(random_) * (3 * previous_delay_ms_ - base_ms);
      break;
  }
  delay_ms_ = std::min(delay_ms_ * policy_.multiplier, kHugeDelayMs);
  previous_delay_ms_ = std::min(delay_ms, cap_ms);
  // The cap itself may round up to 2^63, which no int64_t holds.
  if (delay_ms >= cap_ms) return policy_.max_delay_ms;
  return std::min(static_cast<int64_t>(delay_ms), policy_.max_delay_ms);
}

}  // namespace delta_utils
