#include "delta_utils/base/compare.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/base/sample_testing.h"

namespace delta_utils {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Value Decimal(std::string_view text) { return ParseDecimal128(text).ValueOrDie(); }

Value Json(std::string_view text) { return ParseExtJson(text).ValueOrDie(); }

std::string Show(const Value& value) { return ToExtJson(value, ExtJsonMode::kCanonical); }

/// Every value is equal to its fellows and below everything in later groups.
void ExpectAscending(const std::vector<std::vector<Value>>& groups) {
  for (size_t i = 0; i < groups.size(); ++i) {
    for (size_t k = 0; k < groups.size(); ++k) {
      for (const Value& a : groups[i]) {
        for (const Value& b : groups[k]) {
          EXPECT_EQ(Compare(a, b), i < k ? -1 : (i > k ? 1 : 0))
              << Show(a) << " " << Show(b);
          if (i == k) {
            EXPECT_EQ(HashValue(a), HashValue(b)) << Show(a) << " " << Show(b);
          }
        }
      }
    }
  }
}

TEST(CompareTest, ClassesComeBeforeValues) {
  ExpectAscending({
      {MinKey{}},
      {Undefined{}},
      {Null{}},
      {1, int64_t{1}, 1.0, Decimal("1.0")},
      {"", Symbol{""}},
      {Object{}},
      {Array{}},
      {Binary{}},
      {ObjectId{}},
      {false},
      {true},
      {Date{}},
      {Timestamp{}},
      {Regex{}},
      {DbPointer{}},
      {JavaScript{}},
      {JavaScriptWithScope{}},
      {MaxKey{}},
  });
}

TEST(CompareTest, NumbersCompareByExactValueAcrossTypes) {
  ExpectAscending({
      {kNaN, -kNaN, Decimal("NaN"), Decimal("-NaN")},
      {-kInfinity, Decimal("-Infinity")},
      {Decimal("-1E+6144")},
      {std::numeric_limits<double>::lowest()},
      {std::numeric_limits<int64_t>::min(), -9223372036854775808.0,
       Decimal("-9223372036854775808")},
      {std::numeric_limits<int64_t>::min() + 1},
      {-1, -1.0, Decimal("-1.000")},
      {Decimal("-1E-6176")},
      {0, int64_t{0}, 0.0, -0.0, Decimal("0"), Decimal("-0E+100"), Decimal("0E-6176")},
      {Decimal("1E-6176")},
      {std::numeric_limits<double>::denorm_min()},
      {Decimal("0.1"), Decimal("0.10")},
      {Decimal("0.1000000000000000055511151231257827")},
      {0.1},
      {Decimal("0.1000000000000000055511151231257828")},
      {0.5, Decimal("0.5"), Decimal("5E-1")},
      {1, 1.0},
      {1.5, Decimal("1.50")},
      {9007199254740991.0, int64_t{9007199254740991}},
      {9007199254740992.0, int64_t{9007199254740992}, Decimal("9007199254740992")},
      {int64_t{9007199254740993}, Decimal("9007199254740993.0")},
      {9007199254740994.0},
      {std::numeric_limits<int64_t>::max(), Decimal("9223372036854775807")},
      {9223372036854775808.0, Decimal("9223372036854775808")},
      {1e22, Decimal("1E+22"), Decimal("10000000000000000000000")},
      {1e23},
      {Decimal("1E+23")},
      {Decimal("1E+300")},
      {1e300},
      {std::numeric_limits<double>::max()},
      {Decimal("9.999999999999999999999999999999999E+6144")},
      {kInfinity, Decimal("Infinity")},
  });
}

TEST(CompareTest, StringsCompareByUnsignedBytes) {
  ExpectAscending({
      {""},
      {std::string(1, '\0')},
      {"A"},
      {"a", Symbol{"a"}},
      {"aa"},
      {"\xc3\xa9"},          // U+00E9
      {"\xef\xbf\xbf"},      // U+FFFF, in UTF-16 above the next
      {"\xf0\x9f\x98\x80"},  // U+1F600
  });
}

TEST(CompareTest, ObjectsCompareFieldByFieldInStoredOrder) {
  ExpectAscending({
      {Json("{}")},
      {Json(R"({"a":null,"b":1})")},
      {Json(R"({"b":null})")},
      {Json(R"({"a":1})"), Json(R"({"a":1.0})")},
      {Json(R"({"a":1,"b":2})")},
      {Json(R"({"a":2})")},
      {Json(R"({"b":0})")},
      {Json(R"({"b":2,"a":1})")},
      {Json(R"({"a":"x"})")},
  });
}

TEST(CompareTest, ArraysCompareElementByElement) {
  ExpectAscending({
      {Json("[]")},
      {Json("[null]")},
      {Json("[1]"), Json("[1.0]")},
      {Json("[1,1]")},
      {Json("[2]")},
      {Json("[\"a\"]")},
      {Json("[[]]")},
  });
}

TEST(CompareTest, BinariesCompareByLengthSubtypeBytes) {
  ExpectAscending({
      {Binary{0, ""}},
      {Binary{0, "a"}},
      {Binary{0, "\xff"}},
      {Binary{1, "a"}},
      {Binary{0, "aa"}},
      {Binary{3, std::string(16, '\0')}},
      {Uuid{}, Binary{4, std::string(16, '\0')}},
      {Binary{5, std::string(16, '\0')}},
  });
}

TEST(CompareTest, OtherClassesCompareByTheirParts) {
  ExpectAscending({{Date{-1}}, {Date{0}}, {Date{1}}});
  ExpectAscending({{Timestamp{1, 2}}, {Timestamp{1, 3}}, {Timestamp{0x80000000, 0}}});
  ExpectAscending({{Regex{"a", ""}}, {Regex{"a", "i"}}, {Regex{"b", ""}}});
  ExpectAscending({{JavaScript{"a"}}, {JavaScript{"b"}}});
  ExpectAscending({{DbPointer{"b", {}}}, {DbPointer{"c", {}}}, {DbPointer{"aa", {}}}});
  ExpectAscending({{JavaScriptWithScope{"a", {}}},
                   {JavaScriptWithScope{"a", Json(R"({"x":1})").get<Object>()}},
                   {JavaScriptWithScope{"b", {}}}});
  ObjectId high;
  high.bytes[0] = 0x80;
  ExpectAscending({{ObjectId{}}, {high}});
}

TEST(CompareTest, IsNaNKnowsBothKinds) {
  EXPECT_TRUE(IsNaN(kNaN));
  EXPECT_TRUE(IsNaN(Decimal("NaN")));
  for (const Value& value : {Value(1), Value(kInfinity), Decimal("1"),
                             Decimal("-Infinity"), Value("NaN"), Value()}) {
    EXPECT_FALSE(IsNaN(value)) << Show(value);
  }
}

/// Antisymmetric, transitive, and consistent with the hash.
void ExpectTotalPreorder(const std::vector<Value>& values) {
  for (const Value& a : values) {
    for (const Value& b : values) {
      const int order = Compare(a, b);
      ASSERT_EQ(order, -Compare(b, a)) << Show(a) << " " << Show(b);
      if (order == 0) {
        ASSERT_EQ(HashValue(a), HashValue(b)) << Show(a) << " " << Show(b);
      }
      if (a == b) {
        ASSERT_EQ(order, 0) << Show(a);
      }
      if (order > 0) continue;
      for (const Value& c : values) {
        if (Compare(b, c) > 0) continue;
        ASSERT_LE(Compare(a, c), 0) << Show(a) << " " << Show(b) << " " << Show(c);
      }
    }
  }
}

TEST(CompareTest, RandomNumbersFormATotalPreorder) {
  std::mt19937_64 engine(9);
  for (int round = 0; round < 20; ++round) {
    std::vector<Value> values;
    for (int i = 0; i < 25; ++i) values.push_back(testing::RandomNumber(engine));
    ExpectTotalPreorder(values);
  }
}

TEST(CompareTest, RandomValuesFormATotalPreorder) {
  std::mt19937_64 engine(10);
  for (int round = 0; round < 20; ++round) {
    std::vector<Value> values;
    for (int i = 0; i < 25; ++i) values.push_back(testing::RandomValue(engine, 2));
    ExpectTotalPreorder(values);
  }
}

TEST(HashValueTest, EqualNumbersOfAllTypesHashAlike) {
  std::mt19937_64 engine(12);
  for (int i = 0; i < 5000 / testing::SampleEvery(); ++i) {
    const int64_t number = testing::RandomInt64(engine);
    const Value integer = number;
    const Value decimal = Decimal(std::to_string(number));
    const Value scaled = Decimal(std::to_string(number) + "00E-2");
    const Value binary = static_cast<double>(number);
    ASSERT_EQ(Compare(integer, decimal), 0) << number;
    ASSERT_EQ(HashValue(integer), HashValue(decimal)) << number;
    ASSERT_EQ(HashValue(integer), HashValue(scaled)) << number;
    if (Compare(integer, binary) == 0) {
      ASSERT_EQ(HashValue(integer), HashValue(binary)) << number;
    }
    const double quarter = static_cast<double>(number % 1000000007) / 4;
    const Value exact = Decimal(std::to_string(number % 1000000007 * 25) + "E-2");
    ASSERT_EQ(Compare(quarter, exact), 0) << quarter;
    ASSERT_EQ(HashValue(quarter), HashValue(exact)) << quarter;
  }
}

TEST(HashValueTest, DifferentValuesRarelyCollide) {
  std::mt19937_64 engine(13);
  std::vector<uint64_t> hashes;
  for (int i = 0; i < 20000; ++i) hashes.push_back(HashValue(Value(i)));
  for (int i = 0; i < 20000; ++i) hashes.push_back(HashValue(Value(std::to_string(i))));
  for (int i = 0; i < 20000; ++i) hashes.push_back(HashValue(Value(Array{{i, i + 1}})));
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

}  // namespace
}  // namespace delta_utils
