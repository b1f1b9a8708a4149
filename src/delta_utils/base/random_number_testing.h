// Random numbers for tests, of all four types: corners (extremes, NaN, -0, 2^53 + 1,
// values that several types can hold) come much more often than chance would have them.
//
//   std::mt19937_64 engine(seed);
//   Value number = testing::RandomNumber(engine);
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/value.h"

namespace delta_utils::testing {

inline uint64_t Below(std::mt19937_64& engine, uint64_t limit) {
  return engine() % limit;
}

template <typename T>
T PickFrom(std::mt19937_64& engine, const std::vector<T>& choices) {
  return choices[Below(engine, choices.size())];
}

inline int64_t RandomInt64(std::mt19937_64& engine) {
  static const std::vector<int64_t> kCorners = {0,
                                                1,
                                                -1,
                                                127,
                                                2147483647,
                                                2147483648,
                                                -2147483648,
                                                -2147483649,
                                                9007199254740992,
                                                9007199254740993,
                                                std::numeric_limits<int64_t>::max(),
                                                std::numeric_limits<int64_t>::min()};
  switch (Below(engine, 3)) {
    case 0:
      return PickFrom(engine, kCorners);
    case 1:
      return static_cast<int64_t>(Below(engine, 21)) - 10;
    default:
      return static_cast<int64_t>(engine()) >> Below(engine, 64);
  }
}

inline double RandomDouble(std::mt19937_64& engine) {
  using Limits = std::numeric_limits<double>;
  static const std::vector<double> kCorners = {0.0,
                                               -0.0,
                                               1.0,
                                               -1.0,
                                               0.1,
                                               1.5,
                                               9007199254740992.0,
                                               9223372036854775808.0,
                                               1e300,
                                               1e22,
                                               1e23,
                                               Limits::max(),
                                               Limits::lowest(),
                                               Limits::min(),
                                               Limits::denorm_min(),
                                               Limits::infinity(),
                                               -Limits::infinity(),
                                               Limits::quiet_NaN()};
  switch (Below(engine, 3)) {
    case 0:
      return PickFrom(engine, kCorners);
    case 1:
      return static_cast<double>(RandomInt64(engine)) / 8;
    default: {
      const auto value = std::bit_cast<double>(engine());
      return std::isnan(value) ? Limits::quiet_NaN() : value;
    }
  }
}

inline Decimal128 RandomDecimal(std::mt19937_64& engine) {
  static const std::vector<std::string> kCorners = {
      "0",
      "-0",
      "0E+6111",
      "0E-6176",
      "1",
      "1.0",
      "0.1",
      "1.5",
      "100E-2",
      "NaN",
      "Infinity",
      "-Infinity",
      "9007199254740993",
      "9223372036854775808",
      "1E+22",
      "1E+300",
      "1E-6176",
      "9.999999999999999999999999999999999E+6144",
      "0.1000000000000000055511151231257827"};
  if (Below(engine, 2) == 0) return *ParseDecimal128(PickFrom(engine, kCorners));
  DecimalParts parts;
  parts.negative = Below(engine, 2) == 0;
  parts.coefficient = (Uint128{engine()} << 49) >> Below(engine, 113);
  parts.exponent = Below(engine, 2) == 0 ? static_cast<int>(Below(engine, 21)) - 10
                                         : static_cast<int>(Below(engine, 12288)) - 6176;
  return MakeDecimal128(parts).value_or(Decimal128{});
}

inline Value RandomNumber(std::mt19937_64& engine) {
  switch (Below(engine, 4)) {
    case 0:
      return static_cast<int32_t>(RandomInt64(engine));
    case 1:
      return RandomInt64(engine);
    case 2:
      return RandomDouble(engine);
    default:
      return RandomDecimal(engine);
  }
}

}  // namespace delta_utils::testing
