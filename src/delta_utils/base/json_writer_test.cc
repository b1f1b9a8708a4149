#include "delta_utils/base/json_writer.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace delta_utils {
namespace {

std::string String(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

std::string Double(double value) {
  std::string out;
  AppendJsonDouble(value, &out);
  return out;
}

TEST(JsonWriterTest, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(String(""), R"("")");
  EXPECT_EQ(String("plain"), R"("plain")");
  EXPECT_EQ(String("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(String("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(String(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(String("é€😀/"), "\"é€😀/\"");
}

TEST(JsonWriterTest, AppendsBehindWhatIsThere) {
  std::string out = "x";
  AppendJsonString("y", &out);
  AppendJsonDouble(2, &out);
  EXPECT_EQ(out, "x\"y\"2.0");
}

TEST(JsonWriterTest, DoublesAlwaysHaveAFractionOrAnExponent) {
  EXPECT_EQ(Double(0.0), "0.0");
  EXPECT_EQ(Double(-0.0), "-0.0");
  EXPECT_EQ(Double(1), "1.0");
  EXPECT_EQ(Double(-1.5), "-1.5");
  EXPECT_EQ(Double(100000), "100000.0");
  EXPECT_EQ(Double(0.1), "0.1");
  EXPECT_EQ(Double(0.0001), "0.0001");
  EXPECT_EQ(Double(0.00001), "1e-05");
  EXPECT_EQ(Double(9007199254740993.0), "9007199254740992.0");
  EXPECT_EQ(Double(1e16), "1e+16");
  EXPECT_EQ(Double(1e300), "1e+300");
  EXPECT_EQ(Double(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
  EXPECT_EQ(Double(std::numeric_limits<double>::denorm_min()), "5e-324");
}

TEST(JsonWriterTest, EveryFiniteDoubleReadsBackAsItself) {
  std::mt19937_64 engine(7);
  for (int i = 0; i < 100000; ++i) {
    const auto value = std::bit_cast<double>(engine());
    if (!std::isfinite(value)) continue;
    const std::string text = Double(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(std::bit_cast<uint64_t>(back), std::bit_cast<uint64_t>(value)) << text;
    ASSERT_NE(text.find_first_of(".e"), std::string::npos) << text;
  }
}

/// The shortest digits, by the standard library.
std::string ShortestPlain(double value) {
  char buffer[64];
  const char* const end =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed).ptr;
  std::string text(buffer, static_cast<size_t>(end - buffer));
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

TEST(JsonWriterTest, DecimalsOfFewDigitsAreAsShortAsCanBe) {
  std::mt19937_64 engine(11);
  for (int i = 0; i < 300000; ++i) {
    const auto n = static_cast<int64_t>(engine() >> (14 + engine() % 48));
    double value = static_cast<double>(n) / std::pow(10, engine() % 9);
    if (engine() % 2 == 0) value = -value;
    // Its neighbours have many digits.
    for (const double number : {value, std::nextafter(value, 0.0), value * (1 + 1e-9)}) {
      const double magnitude = std::fabs(number);
      if (magnitude < 1e-4 || magnitude >= 1e16) continue;
      ASSERT_EQ(Double(number), ShortestPlain(number));
    }
  }
  for (const double number : {999999999.999999, 999999999.9999999, 999999999.9999995,
                              1000000000.0, 0.000123, 0.0001, 123456.000001, 1e15}) {
    EXPECT_EQ(Double(number), ShortestPlain(number));
  }
}

}  // namespace
}  // namespace delta_utils
