#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "delta_utils/base/json_writer.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"
#include "delta_utils/variant/variant_json_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::HasSubstr;
using Events = std::function<void(VariantBuilder&)>;

/// What the events build as JSON, or the error.
std::string JsonOf(const Events& events, const VariantJsonWriteOptions& options = {}) {
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  events(builder);
  VariantBytes bytes;
  Status status = builder.Finish(&bytes.value);
  if (status.ok()) status = names.FinishRow(&bytes.metadata);
  if (!status.ok()) return status.ToString();
  const Result<std::string> json = ToJson(bytes, options);
  return json.ok() ? *json : json.status().ToString();
}

struct TypeCase {
  Events events;
  std::string_view json;
};

Int128 Pow10(int exponent) { return exponent == 0 ? 1 : 10 * Pow10(exponent - 1); }

TEST(VariantJsonWriteTest, EveryNumberHasItsText) {
  using B = VariantBuilder;
  using Type = VariantType;
  constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
  const TypeCase cases[] = {

      {[](B& b) { b.Int8(-128); }, "-128"},
      {[](B& b) { b.Int16(-32768); }, "-32768"},
      {[](B& b) { b.Int32(1); }, "1"},
      {[](B& b) { b.Int64(kMin64); }, "-9223372036854775808"},
      {[](B& b) { b.Double(0.1); }, "0.1"},
      {[](B& b) { b.Double(100000); }, "100000.0"},
      {[](B& b) { b.Double(-0.0); }, "-0.0"},
      {[](B& b) { b.Double(1e300); }, "1e+300"},
      {[](B& b) { b.Double(5e-324); }, "5e-324"},
      {[](B& b) { b.Double(NAN); }, "\"NaN\""},
      {[](B& b) { b.Double(INFINITY); }, "\"Infinity\""},
      {[](B& b) { b.Double(-INFINITY); }, "\"-Infinity\""},
      {[](B& b) { b.Float(0.1F); }, "0.1"},
      {[](B& b) { b.Float(16777216); }, "16777216.0"},
      {[](B& b) { b.Float(1e-30F); }, "1e-30"},
      {[](B& b) { b.Float(-INFINITY); }, "\"-Infinity\""},
      {[](B& b) {
         b.Decimal({-1, 3}, Type::kDecimal4);
       },
       "-0.001"},
      {[](B& b) {
         b.Decimal({110, 2}, Type::kDecimal8);
       },
       "1.10"},
      {[](B& b) {
         b.Decimal({5, 0}, Type::kDecimal16);
       },
       "5"},
      {[](B& b) {
         b.Decimal({0, 2}, Type::kDecimal16);
       },
       "0.00"},
      {[](B& b) {
         b.Decimal({Pow10(38) - 1, 0});
       },
       "99999999999999999999999999999999999999"},
      {[](B& b) {
         b.Decimal({1 - Pow10(38), 38});
       },
       "-0.99999999999999999999999999999999999999"},
      {[](B& b) {
         b.Decimal({Pow10(37) + 7, 19});
       },
       "1000000000000000000.0000000000000000007"},
  };
  for (const TypeCase& c : cases) EXPECT_EQ(JsonOf(c.events), c.json);
}

TEST(VariantJsonWriteTest, EveryOtherTypeHasItsText) {
  using B = VariantBuilder;
  using Type = VariantType;
  constexpr int64_t kMicros = 1'510'871'468'000'001;
  constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
  delta_utils::Uuid uuid;
  for (uint8_t i = 0; i < 16; ++i) uuid.bytes[i] = static_cast<uint8_t>(0x11 * i);
  const TypeCase cases[] = {
      {[](B& b) { b.Null(); }, "null"},
      {[](B& b) { b.Bool(true); }, "true"},
      {[](B& b) { b.Bool(false); }, "false"},
      {[](B& b) { b.Date(17486); }, "\"2017-11-16\""},
      {[](B& b) { b.Date(-719529); }, "\"-0001-12-31\""},
      {[](B& b) { b.Date(std::numeric_limits<int32_t>::max()); }, "\"+5881580-07-11\""},
      {[](B& b) { b.Time(Type::kTime, 81'068'000'001); }, "\"22:31:08.000001\""},
      {[](B& b) { b.Time(Type::kTimestamp, kMicros); },
       "\"2017-11-16T22:31:08.000001+00:00\""},
      {[](B& b) { b.Time(Type::kTimestampNtz, kMicros - 1); },
       "\"2017-11-16T22:31:08.000000\""},
      {[](B& b) { b.Time(Type::kTimestampNanos, kMicros * 1000 + 10); },
       "\"2017-11-16T22:31:08.000001010+00:00\""},
      {[](B& b) { b.Time(Type::kTimestampNtzNanos, -1); },
       "\"1969-12-31T23:59:59.999999999\""},
      {[](B& b) { b.Time(Type::kTimestampNtz, kMin64); },
       "\"-290308-12-21T19:59:05.224192\""},
      {[](B& b) { b.Binary(std::string_view("\x00\xff\x10", 3)); }, "\"AP8Q\""},
      {[](B& b) { b.Binary(""); }, "\"\""},
      {[](B& b) { b.CheckedText("Ada"); }, "\"Ada\""},
      {[](B& b) { b.CheckedText(std::string(64, 'x')); },
       "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""},
      {[uuid](B& b) { b.Uuid(uuid); }, "\"00112233-4455-6677-8899-aabbccddeeff\""},
  };
  for (const TypeCase& c : cases) EXPECT_EQ(JsonOf(c.events), c.json);
}

TEST(VariantJsonWriteTest, WideNumbersAreStringsIfAskedFor) {
  using B = VariantBuilder;
  const VariantJsonWriteOptions options{true};
  EXPECT_EQ(JsonOf([](B& b) { b.Int(int64_t{1} << 53); }, options), "9007199254740992");
  EXPECT_EQ(JsonOf([](B& b) { b.Int(-(int64_t{1} << 53) - 1); }, options),
            "\"-9007199254740993\"");
  EXPECT_EQ(JsonOf([](B& b) { b.Decimal({110, 2}); }, options), "\"1.10\"");
  EXPECT_EQ(JsonOf([](B& b) { b.Double(1.5); }, options), "1.5");
}

TEST(VariantJsonWriteTest, FieldsAreInTheOrderOfTheirNames) {
  // Ids in the order of "b", "a", "B".
  const std::string names = Bytes("01 03 00 01 02 03 626142");
  const struct {
    std::string_view value;
    std::string_view json;
  } cases[] = {
      {"02 03 02 01 00 00 02 04 06 0c01 0c02 0c03", R"({"B":1,"a":2,"b":3})"},
      {"02 03 00 01 02 00 02 04 06 0c01 0c02 0c03", R"({"B":3,"a":2,"b":1})"},
      {"02 02 01 00 02 00 04 0c01 0c02", R"({"a":2,"b":1})"},
  };
  for (const auto& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const std::string json, ToJson({names, Bytes(c.value)}));
    EXPECT_EQ(json, c.json);
  }
}

/// Escapes at every place of strings of every length around a word and the buffer.
TEST(VariantJsonWriteTest, StringsAreEscaped) {
  const std::string_view pieces[] = {
      "\"",   "\\",   "\n",       std::string_view("\0", 1),
      "\x1f", "\x7f", "\xc3\xa9", "\xf0\x9f\x98\x80",
      "x"};
  for (const size_t size : {0,  1,  2,  3,  4,    5,    6,    7,    8,    9,    15,    16,
                            17, 63, 64, 65, 1012, 1013, 1014, 1015, 4095, 4096, 10'000}) {
    for (const std::string_view piece : pieces) {
      for (const size_t place : {size_t{0}, size / 2, size}) {
        const std::string text =
            std::string(place, 'y').append(piece).append(size - place, 'z');
        std::string expected;
        AppendJsonString(text, &expected);
        ASSERT_EQ(JsonOf([&](VariantBuilder& b) { b.Text(text); }), expected);
        const auto as_field = [&](VariantBuilder& b) {
          b.BeginObject();
          b.Field(text);
          b.Text(text);
          b.EndObject();
        };
        ASSERT_EQ(JsonOf(as_field), "{" + expected + ":" + expected + "}");
      }
    }
  }
}

TEST(VariantJsonWriteTest, MalformedBytesAreCorrupt) {
  const struct {
    std::string_view metadata;
    std::string_view value;
    std::string_view message;
  } cases[] = {
      {"01 00 00", "", "byte 0: a value is missing"},
      {"01 00 00", "54", "byte 0: unknown type 21"},
      {"01 00 00", "10 01", "byte 0: int16 is cut off"},
      {"01 00 00", "09 41", "byte 0: short string is cut off"},
      {"01 00 00", "40 05000000 41", "byte 0: string is cut off"},
      {"01 00 00", "3c 05000000 41", "byte 0: binary is cut off"},
      {"01 00 00", "05 ff", "byte 0: a string is not UTF-8"},
      {"01 00 00", "40 02000000 c328", "byte 0: a string is not UTF-8"},
      {"01 00 00", "25 4142434445464748ff", "byte 0: a string is not UTF-8"},
      {"01 00 00", "20 27 01000000", "byte 0: decimal4 out of range"},
      {"01 00 00", "20 00 ffffff7f", "byte 0: decimal4 out of range"},
      {"01 00 00", "44 0060d71d14000000", "byte 0: a time outside the day"},
      {"01 00 00", "44 ffffffffffffffff", "byte 0: a time outside the day"},
      {"01 00 00", "03 02 00 02 04 0c01 10 01", "byte 7: int16 is cut off"},
      {"01 00 00", "03 01 01 01 00", "byte 5: a value is missing"},
      {"01 00 00", "03 02 00", "byte 0: array is cut off"},
      {"01 00 00", "02 01 00 00 02 0c01", "byte 0: field id out of range"},
      {"01 01 00 01 61", "02 02 00 00 00 02 04 0c01 0c02", "the field 'a' repeats"},
      {"01 02 00 01 02 6161", "02 02 00 01 00 02 04 0c01 0c02", "the field 'a' repeats"},
  };
  for (const auto& c : cases) {
    const Result<std::string> json = ToJson({Bytes(c.metadata), Bytes(c.value)});
    DU_EXPECT_KIND(kCorrupt, json);
    EXPECT_THAT(json.status().ToString(), HasSubstr(std::string(c.message))) << c.value;
  }
  std::string json = "kept";
  DU_EXPECT_KIND(kCorrupt, AppendVariantJson(VariantView(), {}, &json));
  EXPECT_EQ(json, "kept");
}

/// `depth` arrays in one another, offsets of 4 bytes.
std::string NestedArrays(size_t depth) {
  std::string bytes;
  for (size_t level = 0; level < depth; ++level) {
    char tables[10] = {0x0f, 1, 0, 0, 0, 0};
    StoreUnsigned((depth - 1 - level) * sizeof(tables) + 1, 4, tables + 6);
    bytes.append(tables, sizeof(tables));
  }
  return bytes + '\0';
}

TEST(VariantJsonWriteTest, DepthIsBounded) {
  EXPECT_TRUE(ToJson({NoNames(), NestedArrays(500)}).ok());
  DU_EXPECT_KIND(kCorrupt, ToJson({NoNames(), NestedArrays(501)}));
  DU_EXPECT_KIND(kCorrupt, ToJson({NoNames(), NestedArrays(200'000)}));
}

/// Arrays whose 255 elements are all one, the next array.
TEST(VariantJsonWriteTest, ChildrenThatShareBytesDoNotUnfoldWithoutEnd) {
  std::string value = Bytes("0c 01");
  for (int level = 0; level < 9; ++level) {
    std::string tables = Bytes("07 ff");
    for (int i = 0; i < 255; ++i) tables += Bytes("00 00");
    tables.resize(tables.size() + 2);
    StoreUnsigned(value.size(), 2, tables.data() + tables.size() - 2);
    value = tables + value;
  }
  DU_EXPECT_KIND(kCorrupt, ToJson({NoNames(), value}));
  // Two elements that share their bytes are conforming.
  DU_ASSERT_OK_AND_ASSIGN(const std::string json,
                          ToJson({NoNames(), Bytes("03 02 00 00 02 0c07")}));
  EXPECT_EQ(json, "[7,7]");
}

/// Changed and shortened bytes: an error, or valid JSON.
TEST(VariantJsonWriteTest, MutatedBytesAreCorruptOrJson) {
  DU_ASSERT_OK_AND_ASSIGN(
      const VariantBytes bytes,
      FromJson(
          R"({"b":[1,2.50,"x\n",null,{"a":1e9}],"a":12345678901234567890,"c":"\u20ac"})"));
  DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names, MetadataIndex::Make(bytes.metadata));
  const auto check = [&](const std::string& value) {
    std::string json;
    const Status status = AppendVariantJson(VariantView(value, names), {}, &json);
    if (status.ok()) {
      EXPECT_TRUE(FromJson(json).ok()) << json;
    } else {
      DU_EXPECT_KIND(kCorrupt, status);
      EXPECT_EQ(json, "");
    }
  };
  for (size_t i = 0; i < bytes.value.size(); ++i) {
    check(bytes.value.substr(0, i));
    std::string mutated = bytes.value;
    for (int byte = 0; byte < 256; ++byte) {
      mutated[i] = static_cast<char>(byte);
      check(mutated);
    }
  }
}

/// Documents of events, with fields in the order of their names, so that their text comes
/// back as it was.
std::string RandomDocument(std::mt19937_64* random) {
  const auto below = [&](uint64_t n) { return (*random)() % n; };
  const auto number = [&] {
    const std::string whole = std::to_string(below(1'000'000) >> below(20));
    return whole + "." + std::to_string(below(100'000));
  };
  std::string json = R"({"active":)" + std::string(below(2) == 0 ? "true" : "false");
  if (below(4) == 0) json += R"(,"ext_)" + std::to_string(below(10)) + R"(":{"k":null})";
  json += R"(,"id":)" + std::to_string(static_cast<int64_t>((*random)()) >> below(64));
  json += R"(,"items":[)";
  for (uint64_t i = 0, count = below(4); i < count; ++i) {
    if (i > 0) json += ',';
    json += R"({"price":)" + number() + R"(,"qty":)" + std::to_string(below(300)) +
            R"(,"sku":"S-)" + std::to_string(below(10'000)) + "\"}";
  }
  json += R"(],"note":)";
  json += below(2) == 0 ? "null" : "\"" + std::string(below(200), 'n') + "\\n\xc3\xa9\"";
  std::string load;
  AppendJsonDouble(std::ldexp(static_cast<double>(1 + below(1'000'000)), 200), &load);
  json += R"(,"score":)" + load + R"(,"user":{"geo":{"lat":-)" + number() + R"(,"lon":)" +
          number() + R"(},"name":"Ada \"the\" first"}})";
  return json;
}

TEST(VariantJsonWriteTest, TextOfTheLosslessClassesComesBack) {
  std::mt19937_64 random(42);
  FieldDictionary names(DictionaryScope::kBatch);
  VariantBuilder builder(&names);
  VariantJsonReader reader;
  for (int i = 0; i < 2000; ++i) {
    const std::string json = RandomDocument(&random);
    VariantBytes bytes;
    DU_ASSERT_OK(reader.Read(json, &builder));
    DU_ASSERT_OK(builder.Finish(&bytes.value));
    bytes.metadata = names.Metadata();
    DU_ASSERT_OK_AND_ASSIGN(const std::string back, ToJson(bytes));
    ASSERT_EQ(back, json);
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
