// Times of change records, which are nanoseconds, from coarser ones.
#pragma once

#include <cstdint>
#include <optional>

namespace delta_utils::internal {

inline constexpr int64_t kNanosPerMilli = 1'000'000;

/// `count` units of `nanos_each`; nullopt beyond 64 bits (the year 2262). For times that
/// another's file or log has.
inline std::optional<int64_t> ToNanos(int64_t count, int64_t nanos_each) {
  int64_t nanos;
  if (__builtin_mul_overflow(count, nanos_each, &nanos)) return std::nullopt;
  return nanos;
}

}  // namespace delta_utils::internal
