// How much of an exhaustive test runs. Under sanitizers a test takes ten times as long,
// and looks for other faults: there every fifth case will do.
#pragma once

namespace delta_utils::testing {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr int kSampleEvery =
    5;  // prime to 8, so that every bit of a byte has its turn
#else
inline constexpr int kSampleEvery = 1;
#endif

}  // namespace delta_utils::testing
