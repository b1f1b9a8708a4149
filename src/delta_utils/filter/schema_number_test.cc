#include "delta_utils/filter/schema_number_internal.h"

#include <gtest/gtest.h>

#include <limits>

#include "delta_utils/base/ext_json.h"

namespace delta_utils::internal {
namespace {

TEST(SchemaNumberTest, WholeNumbersOfAllTypes) {
  struct Example {
    const char* json;
    std::optional<int64_t> whole;
  };
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  const Example kExamples[] = {
      {"7", 7},
      {"-7.0", -7},
      {"7.5", {}},
      {R"({"$numberLong":"-9223372036854775808"})", kMin},
      {"9223372036854774784.0", 9223372036854774784},
      {"9223372036854775808.0", {}},
      {"-9223372036854775808.0", kMin},
      {R"({"$numberDouble":"NaN"})", {}},
      {R"({"$numberDouble":"-Infinity"})", {}},
      {R"({"$numberDecimal":"9223372036854775807"})", kMax},
      {R"({"$numberDecimal":"9223372036854775808"})", {}},
      {R"({"$numberDecimal":"-9223372036854775808"})", kMin},
      {R"({"$numberDecimal":"-9223372036854775809"})", {}},
      {R"({"$numberDecimal":"700E-2"})", 7},
      {R"({"$numberDecimal":"701E-2"})", {}},
      {R"({"$numberDecimal":"7E+2"})", 700},
      {R"({"$numberDecimal":"7E+6000"})", {}},
      {R"({"$numberDecimal":"0E+6000"})", 0},
      {R"({"$numberDecimal":"NaN"})", {}},
      {R"("7")", {}},
      {"true", {}},
  };
  for (const auto& [json, whole] : kExamples) {
    EXPECT_EQ(WholeNumberOf(*ParseExtJson(json)), whole) << json;
  }
}

TEST(SchemaNumberTest, DoublesAreCutTo15Digits) {
  struct Example {
    double number;
    const char* decimal;
  };
  const Example kExamples[] = {
      {0.1, "0.100000000000000"},       {-1.5, "-1.50000000000000"},
      {1e308, "1.00000000000000E+308"}, {4.9e-324, "4.94065645841247E-324"},
      {2.0 / 3.0, "0.666666666666667"}, {9007199254740993.0, "9.00719925474099E+15"},
  };
  for (const auto& [number, decimal] : kExamples) {
    EXPECT_EQ(ToString(*MakeDecimal128(PartsOfNumber(number))), decimal);
  }
}

}  // namespace
}  // namespace delta_utils::internal
