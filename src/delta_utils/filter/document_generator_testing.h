// Random documents of few names, numbers and texts, so that values often meet again.
//
//   testing::DocumentGenerator generator(seed);
//   Object document = generator.Document();
//   Object like_it = generator.Variation(document);
//
// Numbers and regular expressions are those that the naive_*_testing.h headers know.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/random_number_testing.h"
#include "delta_utils/base/value.h"
#include "delta_utils/filter/naive_regex_testing.h"

namespace delta_utils::testing {

inline std::vector<Value> InterestingNumbers() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<Value> numbers = {int32_t{0},
                                int32_t{1},
                                int32_t{2},
                                int32_t{5},
                                int32_t{-1},
                                int32_t{-5},
                                int64_t{1},
                                int64_t{5},
                                int64_t{9007199254740992},
                                int64_t{9007199254740993},
                                std::numeric_limits<int64_t>::max(),
                                std::numeric_limits<int64_t>::min(),
                                0.0,
                                -0.0,
                                1.0,
                                1.5,
                                -2.5,
                                4.5,
                                0.1,
                                9007199254740992.0,
                                9223372036854775808.0,
                                -9223372036854775808.0,
                                std::numeric_limits<double>::quiet_NaN(),
                                kInfinity,
                                -kInfinity};
  for (const char* const text :
       {"0", "-0", "1", "1.0", "0.1", "1.5", "2.5", "-5.00", "1E+2", "9007199254740993",
        "9223372036854775808", "NaN", "Infinity", "-Infinity"}) {
    numbers.push_back(*ParseDecimal128(text));
  }
  return numbers;
}

inline std::vector<Value> InterestingTexts() {
  return {"",
          "a",
          "ab",
          "b",
          "abc",
          "A",
          "a\xc3\xa9\x63",
          "a\nc",
          "b\n",
          "a\nb",
          "x5",
          "\xf0\x9f\x98\x80",
          Symbol{"a"},
          Symbol{"b"}};
}

inline std::vector<Value> InterestingOthers() {
  ObjectId id;
  id.bytes[11] = 1;
  Uuid uuid;
  uuid.bytes[0] = 5;
  return {Null{},
          Null{},
          Null{},
          Undefined{},
          true,
          false,
          Date{0},
          Date{1577836800000},
          Date{-1},
          ObjectId{},
          id,
          MakeBinary(0, ""),
          MakeBinary(0, "\x05"),
          MakeBinary(0, std::string("\0\x80", 2)),
          MakeBinary(128, "\x05"),
          uuid,
          Timestamp{1, 1},
          Timestamp{1, 2},
          Timestamp{1577836800, 0},
          MinKey{},
          MaxKey{},
          JavaScript{"a"}};
}

/// Objects that Extended JSON, and with it Variants, write in another way than others.
inline std::vector<Value> LookalikesOfWrappers() {
  const auto object = [](const char* name, Value value) {
    return Object{{{name, std::move(value)}}};
  };
  return {object("$numberLong", "5"), object("$oid", "000000000000000000000000"),
          object("$literal", object("a", int32_t{1})),
          object("$date", object("$numberLong", "0"))};
}

/// Whether a name in it begins with $, which operands must not have.
inline bool HasDollarNames(const Value& value) {
  if (const auto* array = value.get_if<Array>()) {
    return std::any_of(array->values.begin(), array->values.end(), HasDollarNames);
  }
  const auto* object = value.get_if<Object>();
  return object != nullptr && std::any_of(object->fields.begin(), object->fields.end(),
                                          [](const Field& field) {
                                            return field.name.starts_with("$") ||
                                                   HasDollarNames(field.value);
                                          });
}

class DocumentGenerator {
 public:
  explicit DocumentGenerator(uint64_t seed) : engine_(seed) {}

  Object Document() { return ObjectOf(4, 3); }
  /// A document much like `document`.
  Object Variation(const Object& document) {
    Object varied;
    for (const auto& [name, value] : document.fields) {
      if (!Chance(10)) varied.Append(name, VariationOf(value));
    }
    return varied;
  }

  bool Chance(uint64_t percent) { return Below(engine_, 100) < percent; }
  template <typename T>
  T Pick(const std::vector<T>& choices) {
    return choices[Below(engine_, choices.size())];
  }
  uint64_t Small() { return Below(engine_, 4); }

  Value Number() {
    static const std::vector<Value> kNumbers = InterestingNumbers();
    return Pick(kNumbers);
  }
  Value Text() {
    static const std::vector<Value> kTexts = InterestingTexts();
    return Pick(kTexts);
  }
  Value Scalar() {
    static const std::vector<Value> kOthers = InterestingOthers();
    const uint64_t kind = Below(engine_, 16);
    if (kind < 6) return Number();
    if (kind < 10) return Text();
    if (kind < 11) return AnyRegex();
    if (kind < 12) return static_cast<int32_t>(Small());
    return Pick(kOthers);
  }
  /// Mostly of the class of `value`.
  Value ScalarLike(const Value& value) {
    if (value.is_number()) return Number();
    if (value.is<std::string>() || value.is<Symbol>()) return Text();
    return Scalar();
  }

  std::string Name() {
    static const std::vector<std::string> kNames = {"a", "a", "a", "b", "b",
                                                    "c", "0", "1", ""};
    return Pick(kNames);
  }
  Regex AnyRegex() { return Pick(naive::KnownRegexes()).regex; }

  Value AnyValue(int levels) {
    static const std::vector<Value> kLookalikes = LookalikesOfWrappers();
    if (Chance(2)) return Pick(kLookalikes);
    const uint64_t kind = levels == 0 ? 0 : Below(engine_, 10);
    if (kind < 4) return Scalar();
    if (kind < 7) return ObjectOf(3, levels - 1);
    Array array;
    for (uint64_t i = Small(); i > 0; --i) array.values.push_back(AnyValue(levels - 1));
    return array;
  }

 private:
  Value VariationOf(const Value& value) {
    if (const auto* object = value.get_if<Object>()) return Variation(*object);
    const auto* array = value.get_if<Array>();
    if (array == nullptr) return Chance(30) ? ScalarLike(value) : value;
    Array varied;
    for (const Value& element : array->values) {
      if (!Chance(10)) varied.values.push_back(VariationOf(element));
    }
    if (Chance(10)) varied.values.push_back(Scalar());
    return varied;
  }

  Object ObjectOf(uint64_t most, int levels) {
    Object object;
    for (uint64_t i = Below(engine_, most + 1); i > 0; --i) {
      std::string name = Name();
      if (object.Find(name) == nullptr) object.Append(std::move(name), AnyValue(levels));
    }
    return object;
  }

  std::mt19937_64 engine_;
};

}  // namespace delta_utils::testing
