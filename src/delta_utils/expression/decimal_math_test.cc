#include "delta_utils/expression/decimal_math_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace delta_utils::internal {
namespace {

Decimal128 D(std::string_view text) {
  const Result<Decimal128> decimal = ParseDecimal128(text);
  EXPECT_TRUE(decimal.ok()) << text;
  return decimal.ok() ? *decimal : Decimal128{};
}

constexpr const char* kNines = "9999999999999999999999999999999999";  // 34

struct Case {
  const char* a;
  const char* b;
  const char* expected;
};

TEST(DecimalMathTest, Adds) {
  const Case cases[] = {
      {"1", "2", "3"},
      {"0.10", "0.2", "0.30"},
      {"1", "-1.00", "0.00"},
      {"-0", "-0", "-0"},
      {"0", "-0", "0"},
      {"1E+3", "1", "1001"},
      {"0E+3", "1", "1"},
      {"1", "0E-3", "1.000"},
      {kNines, "1", "1.000000000000000000000000000000000E+34"},
      // Half to even.
      {kNines, "0.5", "1.000000000000000000000000000000000E+34"},
      {"9999999999999999999999999999999998", "0.5", "9999999999999999999999999999999998"},
      {"9999999999999999999999999999999998", "0.50001", kNines},
      {"1E+40", "1E-40", "1.000000000000000000000000000000000E+40"},
      {"1E+40", "-1E-40", "1.000000000000000000000000000000000E+40"},
      {"1000000000000000000000000000000000", "-0.06",
       "999999999999999999999999999999999.9"},
      {"1000000000000000000000000000000000", "-0.04",
       "1000000000000000000000000000000000"},
      {"9.999999999999999999999999999999999E+6144", "1E+6144", "Infinity"},
      {"NaN", "1", "NaN"},
      {"Infinity", "-Infinity", "NaN"},
      {"-Infinity", "5", "-Infinity"},
      {"5", "Infinity", "Infinity"},
  };
  for (const auto& [a, b, expected] : cases) {
    EXPECT_EQ(ToString(AddDecimals(D(a), D(b))), expected) << a << " + " << b;
    EXPECT_EQ(ToString(AddDecimals(D(b), D(a))), expected) << b << " + " << a;
  }
}

TEST(DecimalMathTest, MultipliesAndDivides) {
  const Case products[] = {
      {"1.5", "2.0", "3.00"},
      {"-1.5", "0", "-0.0"},
      {kNines, kNines, "9.999999999999999999999999999999998E+67"},
      {"1E-6000", "1E-6000", "0E-6176"},
      {"1E-6000", "1.5E-176", "2E-6176"},
      {"1E+6000", "1E+6000", "Infinity"},
      {"1E+6000", "1E+144", "1.000000000000000000000000000000000E+6144"},
      {"Infinity", "0", "NaN"},
      {"Infinity", "-2", "-Infinity"},
  };
  for (const auto& [a, b, expected] : products) {
    EXPECT_EQ(ToString(MultiplyDecimals(D(a), D(b))), expected) << a << " * " << b;
  }
  const Case quotients[] = {
      {"1", "3", "0.3333333333333333333333333333333333"},
      {"2", "3", "0.6666666666666666666666666666666667"},
      {"6", "2", "3"},
      {"1", "8", "0.125"},
      {"1.00", "4", "0.25"},
      {"2.40", "2", "1.20"},
      {"1000", "10", "100"},
      {"1E+3", "10", "1E+2"},
      {"-1", kNines, "-1.000000000000000000000000000000000E-34"},
      {"0", "5", "0"},
      {"1", "0", "Infinity"},
      {"0", "0", "NaN"},
      {"1", "-Infinity", "-0E-6176"},
  };
  for (const auto& [a, b, expected] : quotients) {
    EXPECT_EQ(ToString(DivideDecimals(D(a), D(b))), expected) << a << " / " << b;
  }
}

TEST(DecimalMathTest, Remainders) {
  const Case cases[] = {
      {"7.5", "2", "1.5"},      {"-7", "3", "-1"},      {"7", "-3", "1"},
      {"1E+6000", "7", "1"},    {"5", "1E+6000", "5"},  {"1", "0", "NaN"},
      {"Infinity", "2", "NaN"}, {"2", "Infinity", "2"}, {"1.00", "0.3", "0.10"},
  };
  for (const auto& [a, b, expected] : cases) {
    EXPECT_EQ(ToString(RemainderOfDecimals(D(a), D(b))), expected) << a << " % " << b;
  }
}

TEST(DecimalMathTest, Rounds) {
  const struct {
    const char* text;
    int exponent;
    Rounding rounding;
    const char* expected;
  } cases[] = {
      {"2.5", 0, Rounding::kHalfEven, "2"},
      {"3.5", 0, Rounding::kHalfEven, "4"},
      {"-2.5000001", 0, Rounding::kHalfEven, "-3"},
      {"0.4", 0, Rounding::kHalfEven, "0"},
      {"0.5", 0, Rounding::kHalfEven, "0"},
      {"0.6", 0, Rounding::kHalfEven, "1"},
      {"0.06", 0, Rounding::kHalfEven, "0"},
      {"0.06", 0, Rounding::kCeiling, "1"},
      {"-0.06", 0, Rounding::kFloor, "-1"},
      {"-0.06", 0, Rounding::kCeiling, "-0"},
      {"99.9", 0, Rounding::kHalfEven, "100"},
      {"1.5", -3, Rounding::kHalfEven, "1.500"},
      {"1.5", -40, Rounding::kHalfEven, "1.5"},
      {"1299", 2, Rounding::kTowardZero, "1.2E+3"},
      {"NaN", 0, Rounding::kFloor, "NaN"},
  };
  for (const auto& [text, exponent, rounding, expected] : cases) {
    EXPECT_EQ(ToString(RoundDecimal(D(text), exponent, rounding)), expected) << text;
  }
}

/// By 128-bit integers, where they hold everything.
TEST(DecimalMathTest, SmallNumbersAreExact) {
  std::mt19937_64 random(20261128);
  for (int i = 0; i < 20'000; ++i) {
    const int64_t a = static_cast<int64_t>(random()) >> (random() % 63);
    const int64_t b = static_cast<int64_t>(random()) >> (32 + random() % 31);
    const Decimal128 left = DecimalOfInteger(a);
    const Decimal128 right = DecimalOfInteger(b);
    EXPECT_EQ(IntegerOfDecimal(left), a);
    const Int128 sum = Int128{a} + b;
    if (sum == static_cast<int64_t>(sum)) {
      EXPECT_EQ(IntegerOfDecimal(AddDecimals(left, right)), static_cast<int64_t>(sum));
    }
    const Int128 product = Int128{a} * b;
    if (product == static_cast<int64_t>(product)) {
      EXPECT_EQ(IntegerOfDecimal(MultiplyDecimals(left, right)),
                static_cast<int64_t>(product));
    }
    if (b == 0) continue;
    const Decimal128 rest = RemainderOfDecimals(left, right);
    EXPECT_EQ(IntegerOfDecimal(rest), static_cast<int64_t>(Int128{a} % b));
    const Decimal128 back = AddDecimals(
        MultiplyDecimals(DivideDecimals(AddDecimals(left, Negated(rest)), right), right),
        rest);
    EXPECT_EQ(IntegerOfDecimal(back), a) << a << " / " << b;
  }
}

TEST(DecimalMathTest, ToAndFromOtherNumbers) {
  EXPECT_EQ(ToString(DecimalOfInteger(INT64_MIN)), "-9223372036854775808");
  EXPECT_EQ(IntegerOfDecimal(DecimalOfInteger(INT64_MIN)), INT64_MIN);
  EXPECT_EQ(IntegerOfDecimal(D("9223372036854775808")), std::nullopt);
  EXPECT_EQ(IntegerOfDecimal(D("-9223372036854775808.9")), INT64_MIN);
  EXPECT_EQ(IntegerOfDecimal(D("0E+6111")), 0);
  EXPECT_EQ(IntegerOfDecimal(D("1E+6111")), std::nullopt);
  EXPECT_EQ(ToString(DecimalOfDouble(0.1, 15)), "0.100000000000000");
  EXPECT_EQ(ToString(DecimalOfDouble(0.1, 34)), "0.1000000000000000055511151231257827");
  EXPECT_EQ(ToString(DecimalOfDouble(-0.0, 15)), "-0");
  EXPECT_EQ(DoubleOfDecimal(D("0.1")), 0.1);
  EXPECT_EQ(DoubleOfDecimal(D("-1E+400")), -HUGE_VAL);
}

}  // namespace
}  // namespace delta_utils::internal
