// How much of an exhaustive test runs.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace delta_utils::testing {

/// PARQUEDB_TEST_FULL=1, which `make test-full` sets: every case.
inline bool IsFullTest() {
  const char* const full = std::getenv("PARQUEDB_TEST_FULL");
  return full != nullptr && std::string_view(full) == "1";
}

/// Every so many-th case will do. Under sanitizers a test takes ten times as long, and
/// looks for other faults. Prime to 8, so that every bit of a byte has its turn.
inline int SampleEvery() {
#if defined(__SANITIZE_ADDRESS__)
  return IsFullTest() ? 1 : 5;
#else
  return 1;
#endif
}

/// Where a random test starts: PARQUEDB_TEST_SEED, so that others can be tried.
inline uint64_t TestSeed(uint64_t otherwise) {
  const char* const seed = std::getenv("PARQUEDB_TEST_SEED");
  return seed == nullptr ? otherwise : std::strtoull(seed, nullptr, 10);
}

}  // namespace delta_utils::testing
