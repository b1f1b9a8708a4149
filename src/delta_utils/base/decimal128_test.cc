#include "delta_utils/base/decimal128.h"

#include <gtest/gtest.h>

#include <random>

#include "delta_utils/base/sample_testing.h"

namespace delta_utils {
namespace {

const std::string kThirtyFourNines(34, '9');

std::string RoundTrip(std::string_view text) {
  const Result<Decimal128> decimal = ParseDecimal128(text);
  return decimal.ok() ? ToString(*decimal) : decimal.status().message();
}

struct BitsCase {
  const char* text;
  uint64_t high;
  uint64_t low;
};

TEST(Decimal128Test, EncodesTheBitsOfTheStandard) {
  const BitsCase cases[] = {
      {"0", 0x3040000000000000, 0},
      {"-0", 0xb040000000000000, 0},
      {"1", 0x3040000000000000, 1},
      {"-1", 0xb040000000000000, 1},
      {"0.1", 0x303e000000000000, 1},
      {"1E+3", 0x3046000000000000, 1},
      {"18446744073709551616", 0x3040000000000001, 0},
      {"1E-6176", 0x0000000000000000, 1},
      {"9.999999999999999999999999999999999E+6144", 0x5fffed09bead87c0,
       0x378d8e63ffffffff},
      {"Infinity", 0x7800000000000000, 0},
      {"-Infinity", 0xf800000000000000, 0},
      {"NaN", 0x7c00000000000000, 0},
  };
  for (const BitsCase& c : cases) {
    const Decimal128 decimal = ParseDecimal128(c.text).ValueOrDie();
    EXPECT_EQ(decimal, (Decimal128{c.high, c.low})) << c.text;
    EXPECT_EQ(ToString(decimal), c.text);
  }
  EXPECT_EQ(ToString(Decimal128{}), "0");
}

struct TextCase {
  std::string in;
  std::string out;
};

TEST(Decimal128Test, TextComesOutInTheSpecifiedForm) {
  const TextCase cases[] = {
      {"1.50", "1.50"},
      {"017.", "17"},
      {".5", "0.5"},
      {"+0.003", "0.003"},
      {"4e9", "4E+9"},
      {"10E-7", "0.0000010"},
      {"1E-7", "1E-7"},
      {"123E-9", "1.23E-7"},
      {"0.00", "0.00"},
      {"-0.0000000", "-0E-7"},
      {"0E+3", "0E+3"},
      {"12E2", "1.2E+3"},
      {"iNf", "Infinity"},
      {"-infinity", "-Infinity"},
      {"nan", "NaN"},
      {"-NaN", "NaN"},
      {kThirtyFourNines, kThirtyFourNines},
  };
  for (const TextCase& c : cases) EXPECT_EQ(RoundTrip(c.in), c.out) << c.in;
}

TEST(Decimal128Test, ZerosMoveToKeepAValueInRange) {
  const std::string zeros(6000, '0');
  const TextCase cases[] = {
      {"1E6112", "1.0E+6112"},
      {"1E6144", "1." + std::string(33, '0') + "E+6144"},
      {"10E-6177", "1E-6176"},
      {"100E-6178", "1E-6176"},
      {"0E-8000", "0E-6176"},
      {"-0E+8000", "-0E+6111"},
      {"0E+99999999999999999999999", "0E+6111"},
      {"1" + zeros, "1." + std::string(33, '0') + "E+6000"},
      {"1." + zeros, "1." + std::string(33, '0')},
      {"0." + zeros + "12", "1.2E-6001"},
      {zeros + "12", "12"},
      {kThirtyFourNines + "000", "9." + std::string(33, '9') + "E+36"},
  };
  for (const TextCase& c : cases) EXPECT_EQ(RoundTrip(c.in), c.out) << c.in;
}

TEST(Decimal128Test, RefusesWhatItCannotHoldExactly) {
  const std::string refused[] = {
      "",
      ".",
      "+",
      "-.",
      "E5",
      "1E",
      "1E+",
      "1.2.3",
      "--1",
      " 1",
      "1 ",
      "1e5.0",
      "0x1",
      "1,5",
      "Infin",
      "Infi",
      "NaNq",
      "NaN1",
      ".Infinity",
      "1E6145",
      "1E-6177",
      "11E-6177",
      "7e10000",
      "-7e10000",
      "1E99999999999999999999",
      "1E-99999999999999999999",
      kThirtyFourNines + "1",
      "1." + kThirtyFourNines,
      "1e1e1",
      std::string("1\0", 2),
  };
  for (const std::string& text : refused) {
    const Result<Decimal128> decimal = ParseDecimal128(text);
    ASSERT_FALSE(decimal.ok()) << text;
    EXPECT_EQ(KindOf(decimal.status()), ErrorKind::kInvalidArgument);
  }
}

TEST(Decimal128Test, MakeRefusesPartsOutOfRange) {
  DecimalParts parts;
  parts.exponent = 6112;
  EXPECT_FALSE(MakeDecimal128(parts).has_value());
  parts.exponent = -6177;
  EXPECT_FALSE(MakeDecimal128(parts).has_value());
  parts.exponent = 0;
  parts.coefficient = PartsOf(*ParseDecimal128(kThirtyFourNines)).coefficient;
  EXPECT_TRUE(MakeDecimal128(parts).has_value());
  ++parts.coefficient;
  EXPECT_FALSE(MakeDecimal128(parts).has_value());
}

TEST(Decimal128Test, CoefficientsBeyondThirtyFourDigitsAreZero) {
  const Decimal128 too_long{0x3041ed09bead87c0, 0x378d8e6400000000};  // 10^34
  EXPECT_EQ(ToString(too_long), "0");
  const Decimal128 large_form{0x6c10000000000000, 5};
  EXPECT_EQ(PartsOf(large_form).coefficient, 0u);
  EXPECT_EQ(ToString(large_form), "0");
  EXPECT_EQ(ToString(Decimal128{0x7e00000000000000, 12}), "NaN");
  EXPECT_EQ(ToString(Decimal128{0xfa00000000000000, 12}), "-Infinity");
}

TEST(Decimal128Test, EveryCanonicalValueSurvivesItsText) {
  std::mt19937_64 engine(11);
  for (int i = 0; i < 20000 / testing::SampleEvery(); ++i) {
    DecimalParts parts;
    parts.negative = engine() & 1;
    parts.exponent = static_cast<int>(engine() % 12288) - 6176;
    parts.coefficient = static_cast<Uint128>(engine()) << 49 ^ engine();
    parts.coefficient >>= engine() % 113;
    const std::optional<Decimal128> decimal = MakeDecimal128(parts);
    if (!decimal) continue;
    const Decimal128 back = ParseDecimal128(ToString(*decimal)).ValueOrDie();
    ASSERT_EQ(back, *decimal) << ToString(*decimal);
    const DecimalParts split = PartsOf(*decimal);
    ASSERT_TRUE(split.coefficient == parts.coefficient &&
                split.exponent == parts.exponent && split.negative == parts.negative);
  }
}

}  // namespace
}  // namespace delta_utils
