#include "delta_utils/retry/retry_quota.h"

#include <algorithm>

namespace delta_utils {

bool RetryQuota::Take(int64_t tokens) {
  int64_t left = tokens_.load();
  do {
    if (left < tokens) return false;
  } while (!tokens_.compare_exchange_weak(left, left - tokens));
  return true;
}

void RetryQuota::Give(int64_t tokens) {
  int64_t left = tokens_.load();
  while (
      !tokens_.compare_exchange_weak(left, left + std::min(tokens, capacity_ - left))) {
  }
}

}  // namespace delta_utils
