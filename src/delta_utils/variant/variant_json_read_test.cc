#include <gmock/gmock.h>

#include <bit>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"
#include "delta_utils/variant/variant_json_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::HasSubstr;
using Fractions = VariantJsonReadOptions::Fractions;

std::string Repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// The value's bytes as hexadecimal digits, or the error.
std::string HexOf(std::string_view json, VariantJsonReadOptions options = {}) {
  const Result<VariantBytes> bytes = FromJson(json, options);
  return bytes.ok() ? ToHex(bytes->value) : bytes.status().ToString();
}

std::string HexOfDouble(double number) {
  std::string hex = "1c";
  const auto bits = std::bit_cast<uint64_t>(number);
  for (int i = 0; i < 8; ++i)
    hex += ToHex(std::string(1, static_cast<char>(bits >> 8 * i)));
  return hex;
}

TEST(VariantJsonReadTest, EveryValueHasItsLeastBytes) {
  const struct {
    std::string_view json;
    std::string_view hex;
  } cases[] = {
      {"null", "00"},
      {"true", "04"},
      {" \t\r\nfalse \t\r\n", "08"},
      {"0", "0c 00"},
      {"127", "0c 7f"},
      {"-128", "0c 80"},
      {"128", "10 8000"},
      {"-32769", "14 ff7fffff"},
      {"12345678", "14 4e61bc00"},
      {"123456789", "14 15cd5b07"},
      {"2147483648", "18 0000008000000000"},
      {"9223372036854775807", "18 ffffffffffffff7f"},
      {"-9223372036854775808", "18 0000000000000080"},
      {"9223372036854775808", "28 00 0000000000000080 0000000000000000"},
      {"-9223372036854775809", "28 00 ffffffffffffff7f ffffffffffffffff"},
      {"18446744073709551616", "28 00 0000000000000000 0100000000000000"},
      {"99999999999999999999999999999999999999",
       "28 00 ffffffff3f228a09 7ac4865aa84c3b4b"},
      {"1.10", "20 02 6e000000"},
      {"-1.5", "20 01 f1ffffff"},
      {"0.00", "20 02 00000000"},
      {"12345678.9", "20 01 15cd5b07"},
      {"0.0000000001", "24 0a 0100000000000000"},
      {"1234567890.123456789", "28 09 1581e97df4102211 0000000000000000"},
      {R"("")", "01"},
      {R"("Ada")", "0d 416461"},
      {R"("\u0041\n\"\\\/\b\f\r\t")", "25 41 0a 22 5c 2f 08 0c 0d 09"},
      {R"("\u00e9\u20ac\ud83d\ude00")", "25 c3a9 e282ac f09f9880"},
      {"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "25 c3a9 e282ac f09f9880"},
      {"[]", "03 00 00"},
      {"[1,[2]]", "03 02 00 02 08 0c01 03 01 00 02 0c02"},
      {"{}", "02 00 00"},
      {R"({"b":1,"a":{"c":null}})", "02 02 01 00 02 00 08 0c01 02 01 02 00 01 00"},
      {R"({"":1})", "02 01 00 00 02 0c01"},
      {R"({"\u0061":1})", "02 01 00 00 02 0c01"},
  };
  for (const auto& c : cases) EXPECT_EQ(HexOf(c.json), ToHex(Bytes(c.hex))) << c.json;
}

TEST(VariantJsonReadTest, WhatIsNoDecimalIsTheNearestDouble) {
  const struct {
    std::string_view json;
    double number;
  } cases[] = {
      {"-0", -0.0},
      {"-0.0", -0.0},
      {"-0e5", -0.0},
      {"1e2", 100},
      {"1E+2", 100},
      {"1.5e-3", 0.0015},
      {"0.1e0", 0.1},
      {"4.9e-324", 4.9406564584124654e-324},
      {"1e-400", 0.0},
      {"-1e-400", -0.0},
      {"0.001e-99999999999999999999999", 0.0},
      {"0e99999999999999999999999", 0.0},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"100000000000000000000000000000000000000", 1e38},
      {"-100000000000000000000000000000000000000", -1e38},
      {"1.00000000000000000000000000000000000001", 1.0},
      {"0.000000000000000000000000000000000000001", 1e-39},
  };
  for (const auto& c : cases) EXPECT_EQ(HexOf(c.json), HexOfDouble(c.number)) << c.json;
}

TEST(VariantJsonReadTest, FractionsMayBeDoubles) {
  const VariantJsonReadOptions doubles{Fractions::kDouble};
  EXPECT_EQ(HexOf("1.10", doubles), HexOfDouble(1.1));
  EXPECT_EQ(HexOf("-0.0", doubles), HexOfDouble(-0.0));
  EXPECT_EQ(HexOf("110", doubles), ToHex(Bytes("0c 6e")));
  EXPECT_EQ(HexOf("9223372036854775808", doubles),
            ToHex(Bytes("28 00 0000000000000080 0000000000000000")));
}

/// Digits of every count, in whole and in fraction, around the widths that are read at a
/// time.
TEST(VariantJsonReadTest, DigitsOfEveryCount) {
  const std::string digits = "98765432101234567890123456789012345678";
  for (size_t whole = 1; whole <= digits.size(); ++whole) {
    for (size_t fraction = 0; whole + fraction <= digits.size(); ++fraction) {
      std::string json = digits.substr(0, whole);
      if (fraction > 0) json += "." + digits.substr(whole, fraction);
      for (const std::string& text : {json, "-" + json}) {
        DU_ASSERT_OK_AND_ASSIGN(const VariantBytes bytes, FromJson(text));
        DU_ASSERT_OK_AND_ASSIGN(const std::string back, ToJson(bytes));
        ASSERT_EQ(back, text);
      }
    }
  }
}

TEST(VariantJsonReadTest, ErrorsTellTheByte) {
  const struct {
    std::string_view json;
    std::string_view message;
  } cases[] = {
      {"", "JSON, byte 0: no value"},
      {"  ", "JSON, byte 2: no value"},
      {"[1, x]", "JSON, byte 4: not a value"},
      {"[1 2]", "JSON, byte 3: not a comma or ]"},
      {R"({"a":1]})", "JSON, byte 6: not a comma or }"},
      {R"({"a" 1})", "JSON, byte 5: not a colon"},
      {"{1}", "JSON, byte 1: not the name of a field"},
      {"[1]  []", "JSON, byte 5: bytes after the value"},
      {"[\"a\", \"bc]", "JSON, byte 6: a string without an end"},
      {R"(["\"\\", "bc])", "JSON, byte 9: a string without an end"},
      {"[\"a\nb\"]", "JSON, byte 3: a control character in a string"},
      {"[\"a\\\nb\"]", "JSON, byte 4: a control character in a string"},
      {"[\"\xc3\xa9\xff\"]", "JSON, byte 4: not UTF-8"},
      {R"(["ab\x"])", "JSON, byte 4: not an escape"},
      {R"(["ab\ud800"])", "JSON, byte 4: a lone surrogate"},
      {"[-]", "JSON, byte 1: a minus without a digit"},
      {"[01]", "JSON, byte 1: a leading zero"},
      {"[1.]", "JSON, byte 1: no digit behind the point"},
      {"[1e]", "JSON, byte 1: an exponent without a digit"},
      {"[1x]", "JSON, byte 2: not the end of a number"},
      {"[1e400]", "JSON, byte 1: a number beyond the doubles"},
      {R"({"a":{"b":[1,x]}})", "JSON, byte 13: not a value"},
      {R"({"a":1,"a":2})", "repeats"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(FromJson(c.json).status().ToString(), HasSubstr(std::string(c.message)))
        << c.json;
  }
}

TEST(VariantJsonReadTest, RepeatedFieldsAreTheBuildersMatter) {
  const std::string_view json = R"({"a":1,"b":2,"\u0061":3})";
  DU_EXPECT_KIND(kInvalidArgument, FromJson(json));
  DU_ASSERT_OK_AND_ASSIGN(const VariantBytes first,
                          FromJson(json, {}, {DuplicateFields::kKeepFirst}));
  DU_ASSERT_OK_AND_ASSIGN(const VariantBytes last,
                          FromJson(json, {}, {DuplicateFields::kKeepLast}));
  DU_ASSERT_OK_AND_ASSIGN(const std::string first_json, ToJson(first));
  DU_ASSERT_OK_AND_ASSIGN(const std::string last_json, ToJson(last));
  EXPECT_EQ(first_json, R"({"a":1,"b":2})");
  EXPECT_EQ(last_json, R"({"a":3,"b":2})");
}

TEST(VariantJsonReadTest, DepthIsTheBuildersLimit) {
  for (const std::string_view open : {"[", "{\"a\":"}) {
    const std::string_view close = open == "[" ? "]" : "}";
    const std::string deepest = Repeated(open, 500) + "1" + Repeated(close, 500);
    DU_ASSERT_OK_AND_ASSIGN(const VariantBytes bytes, FromJson(deepest));
    DU_ASSERT_OK_AND_ASSIGN(const std::string back, ToJson(bytes));
    EXPECT_EQ(back, deepest);
    DU_EXPECT_KIND(kInvalidArgument,
                   FromJson(Repeated(open, 501) + "1" + Repeated(close, 501)));
    DU_EXPECT_KIND(kInvalidArgument, FromJson(Repeated(open, 200'000)));
    DU_EXPECT_KIND(kInvalidArgument, FromJson("[[1]]", {}, {{}, 1}));
  }
}

TEST(VariantJsonReadTest, ReadsOnAfterAnErrorAndInsideOfAContainer) {
  FieldDictionary names(DictionaryScope::kBatch);
  VariantBuilder builder(&names);
  VariantJsonReader reader({Fractions::kDecimal, 100});
  DU_EXPECT_KIND(kInvalidArgument, reader.Read("[1,2", &builder));
  DU_EXPECT_KIND(kInvalidArgument, reader.Read(std::string(101, ' '), &builder));
  EXPECT_TRUE(builder.ok());
  builder.BeginArray();
  DU_ASSERT_OK(reader.Read(R"({"a":[1]})", &builder));
  DU_ASSERT_OK(reader.Read("2", &builder));
  builder.EndArray();
  std::string value;
  DU_ASSERT_OK(builder.Finish(&value));
  DU_ASSERT_OK_AND_ASSIGN(const std::string json, ToJson({names.Metadata(), value}));
  EXPECT_EQ(json, R"([{"a":[1]},2])");
  builder.BeginArray();
  DU_EXPECT_KIND(kInvalidArgument, reader.Read("]", &builder));
  EXPECT_EQ(builder.depth(), 0);
}

TEST(VariantJsonReadTest, StringsOfEveryLength) {
  for (size_t size = 0; size < 300; ++size) {
    const std::string plain(size, 'x');
    for (const std::string_view tail : {"", "\\n", "\\\\", "\\\""}) {
      for (const std::string_view space : {"", " \n"}) {
        const std::string text = "\"" + plain + std::string(tail) + "\"";
        const std::string json =
            "{" + text + std::string(space) + ":" + text + std::string(space) + "}";
        DU_ASSERT_OK_AND_ASSIGN(const VariantBytes bytes, FromJson(json));
        DU_ASSERT_OK_AND_ASSIGN(const std::string back, ToJson(bytes));
        ASSERT_EQ(back, "{" + text + ":" + text + "}");
      }
    }
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
