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

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "delta_utils/base/random_number_testing.h"
#include "delta_utils/base/value.h"

namespace delta_utils::testing {

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

inline Value RandomConstant(std::mt19937_64& engine) {
  static const std::vector<Value> kConstants = {Null{},   Undefined{}, MinKey{},
                                                MaxKey{}, true,        false};
  return PickFrom(engine, kConstants);
}

inline Value RandomScalar(std::mt19937_64& engine) {
  switch (Below(engine, 15)) {
    case 0:
    case 1:
      return RandomConstant(engine);
    case 2:
      return RandomObjectId(engine);
    case 3:
      return RandomBinary(engine);
    case 4:
      return Date{RandomInt64(engine)};
    case 5:
      return Timestamp{static_cast<uint32_t>(engine() >> Below(engine, 64)),
                       static_cast<uint32_t>(Below(engine, 3))};
    case 6:
      return RandomRegex(engine);
    case 7:
      return JavaScript{RandomString(engine)};
    case 8:
      return Symbol{RandomString(engine)};
    case 9:
      return DbPointer{RandomString(engine), RandomObjectId(engine)};
    case 10:
    case 11:
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
