// Integers of 128 bits, as g++ and clang have them; they are not ISO C++.
#pragma once

namespace delta_utils {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

/// `exponent` in 0..38.
constexpr Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace delta_utils
