// Random values for tests: every type, with the corners (extremes, NaN, -0, empty, NUL in
// strings, odd names) much more frequent than chance would have them.
//
//   std::mt19937_64 engine(seed);
//   Value value = testing::RandomValue(engine, /*max_levels=*/4);
//   Object document = testing::RandomDocument(engine, /*max_levels=*/4);
//
// All values are canonical, so that canonical Extended JSON gives back the same bits: one
// NaN, decimals below 10^34, regex options in order, no object that reads as a type
// wrapper.
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

inline std::string RandomString(std::mt19937_64& engine) {
  static const std::vector<std::string> kPieces = {"a",
                                                   "b",
                                                   "Z",
                                                   "0",
                                                   " ",
                                                   "\"",
                                                   "\\",
                                                   "/",
                                                   "\n",
                                                   "$",
                                                   std::string(1, '\0'),
                                                   "\x7f",
                                                   "\xc3\xa9" /* U+00E9 */,
                                                   "\xe2\x82\xac" /* U+20AC */,
                                                   "\xf0\x9f\x98\x80" /* U+1F600 */,
                                                   "\xef\xbf\xbf"};
  std::string text;
  for (uint64_t i = Below(engine, 8); i > 0; --i) text += PickFrom(engine, kPieces);
  return text;
}

/// Without NUL, and never the name of a type wrapper.
inline std::string RandomName(std::mt19937_64& engine) {
  static const std::vector<std::string> kNames = {"a",
                                                  "b",
                                                  "c",
                                                  "_id",
                                                  "",
                                                  "a.b",
                                                  "$gt",
                                                  "$",
                                                  "0",
                                                  "A",
                                                  "name with space",
                                                  "\xc3\xa9",
                                                  "$ref",
                                                  "x\"y",
                                                  "$type"};
  return PickFrom(engine, kNames);
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

inline ObjectId RandomObjectId(std::mt19937_64& engine) {
  ObjectId id;
  for (uint8_t& byte : id.bytes) byte = static_cast<uint8_t>(Below(engine, 3) * 127);
  return id;
}

inline Value RandomBinary(std::mt19937_64& engine) {
  std::string bytes(Below(engine, 2) == 0 ? 16 : Below(engine, 5), '\0');
  for (char& c : bytes) c = static_cast<char>(engine());
  return MakeBinary(PickFrom<uint8_t>(engine, {0, 2, 3, 4, 5, 128, 255}),
                    std::move(bytes));
}

inline Regex RandomRegex(std::mt19937_64& engine) {
  return Regex{PickFrom<std::string>(engine, {"", "^a", "a|b", "\\d\"/"}),
               PickFrom<std::string>(engine, {"", "i", "im", "imsx"})};
}

inline Object RandomDocument(std::mt19937_64& engine, int max_levels);

inline Value RandomScalar(std::mt19937_64& engine) {
  switch (Below(engine, 18)) {
    case 0:
      return Null{};
    case 1:
      return Undefined{};
    case 2:
      return MinKey{};
    case 3:
      return MaxKey{};
    case 4:
      return Below(engine, 2) == 0;
    case 5:
      return RandomObjectId(engine);
    case 6:
      return RandomBinary(engine);
    case 7:
      return Date{RandomInt64(engine)};
    case 8:
      return Timestamp{static_cast<uint32_t>(engine() >> Below(engine, 64)),
                       static_cast<uint32_t>(Below(engine, 3))};
    case 9:
      return RandomRegex(engine);
    case 10:
      return JavaScript{RandomString(engine)};
    case 11:
      return Symbol{RandomString(engine)};
    case 12:
      return DbPointer{RandomString(engine), RandomObjectId(engine)};
    case 13:
    case 14:
      return RandomString(engine);
    default:
      return RandomNumber(engine);
  }
}

/// At most `max_levels` containers inside each other.
inline Value RandomValue(std::mt19937_64& engine, int max_levels) {
  const uint64_t kind = max_levels == 0 ? 0 : Below(engine, 8);
  if (kind < 5) return RandomScalar(engine);
  if (kind == 5) return RandomDocument(engine, max_levels);
  if (kind == 6) {
    return JavaScriptWithScope{RandomString(engine), RandomDocument(engine, max_levels)};
  }
  Array array;
  for (uint64_t i = Below(engine, 4); i > 0; --i) {
    array.values.push_back(RandomValue(engine, max_levels - 1));
  }
  return array;
}

inline Object RandomDocument(std::mt19937_64& engine, int max_levels) {
  Object object;
  for (uint64_t i = Below(engine, 5); i > 0; --i) {
    std::string name = RandomName(engine);
    if (object.Find(name) != nullptr) continue;
    object.Append(std::move(name), RandomValue(engine, max_levels - 1));
  }
  return object;
}

}  // namespace delta_utils::testing
