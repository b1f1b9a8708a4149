#include <gmock/gmock.h>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

/// Unsorted dictionary "b", "a".
std::string NamesBA() { return Bytes("01 02 00 01 02 62 61"); }

TEST(DecodeVariantTest, ForeignTypesReadAsTheNearest) {
  const struct {
    std::string_view bytes;
    Value value;
  } cases[] = {
      {"0c ff", int32_t{-1}},
      {"10 ffff", int32_t{-1}},
      {"14 01000000", int32_t{1}},
      {"38 0000c03f", 1.5},
      {"20 02 96000000", *ParseDecimal128("1.50")},
      {"20 26 ffffffff", *ParseDecimal128("-1E-38")},
      {"24 00 00ca9a3b00000000", *ParseDecimal128("1000000000")},
      // 35 digits, 10^34 * 12, are more than a decimal128 holds.
      {"28 02 00000000b0aca29a025d22f0741c1700", "1200000000000000000000000000000000.00"},
      {"2c 01000000", Date{86'400'000}},
      {"2c 00000080", Date{-2147483648LL * 86'400'000}},
      {"30 e803000000000000", Date{1}},
      {"30 0100000000000000", "1970-01-01T00:00:00.000001Z"},
      {"30 ffffffffffffffff", "1969-12-31T23:59:59.999999Z"},
      {"34 e803000000000000", "1970-01-01T00:00:00.001000"},
      {"48 0100000000000000", "1970-01-01T00:00:00.000000001Z"},
      {"48 0000000000000080", "1677-09-21T00:12:43.145224192Z"},
      {"4c ff00000000000000", "1970-01-01T00:00:00.000000255"},
      {"34 ffffffffffffff7f", "+294247-01-10T04:00:54.775807"},
      {"34 0000000000000080", "-290308-12-21T19:59:05.224192"},
      {"44 ff5fd71d14000000", "23:59:59.999999"},
      {"40 01000000 78", "x"},
  };
  for (const auto& [bytes, value] : cases) {
    const Result<Value> decoded = DecodeVariant(NoNames(), Bytes(bytes));
    ASSERT_TRUE(decoded.ok()) << bytes << decoded.status().ToString();
    EXPECT_EQ(*decoded, value) << bytes << ToExtJson(*decoded, ExtJsonMode::kCanonical);
  }
}

TEST(DecodeVariantTest, AcceptsUnusualButConformingForms) {
  const struct {
    std::string metadata;
    std::string_view value;
    std::string_view json;
  } cases[] = {
      {Bytes("21 00 00"), "a2 00 00", "{}"},                          // reserved bits
      {Bytes("c1 00000000 00000000"), "1f 00000000 00000000", "[]"},  // needless widths
      {Bytes("01 01 00 00"), "02 01 00 00 01 00", R"({"":null})"},    // the empty name
      {Bytes("01 02 00 01 02 61 61"), "02 01 01 00 01 00", R"({"a":null})"},  // repeats
      {NamesBA(), "02 02 01 00 02 00 03 0c 01 00", R"({"b":1,"a":null})"},  // ids descend
      {NamesBA(), "02 02 01 00 00 00 01 04", R"({"a":true,"b":true})"},  // shared bytes
      {NoNames(), "03 01 02 04 00 00 04 00", "[true]"},                  // gaps
      {NoNames(), "03 02 01 00 02 04 08", "[false,true]"},  // elements in any order
  };
  for (const auto& [metadata, value, json] : cases) {
    const Result<Value> decoded = DecodeVariant(metadata, Bytes(value));
    ASSERT_TRUE(decoded.ok()) << value << decoded.status().ToString();
    EXPECT_EQ(ToExtJson(*decoded, ExtJsonMode::kRelaxed), json);
  }
}

TEST(DecodeVariantTest, AcceptsWhatTodaysWritersGetWrong) {
  const struct {
    std::string metadata;
    std::string_view value;
    std::string_view json;
  } cases[] = {
      {NamesBA(), "02 02 00 01 00 01 02 04 08", R"({"b":true,"a":false})"},  // by id
      {Bytes("01 00 00 ff"), "00", "null"},  // bytes after the names
      {NoNames(), "00 ff", "null"},          // bytes after the value
      {Bytes("11 02 00 01 02 62 61"), "02 01 01 00 01 00",
       R"({"a":null})"},  // false flag
      {Bytes("11 02 00 01 02 61 61"), "02 01 01 00 01 00", R"({"a":null})"},
      // U+1F600 before U+FFFD: by UTF-16.
      {Bytes("01 02 00 04 07 f09f9880 efbfbd"), "02 02 00 01 00 01 02 04 08",
       "{\"\xf0\x9f\x98\x80\":true,\"\xef\xbf\xbd\":false}"},
  };
  for (const auto& [metadata, value, json] : cases) {
    const Result<Value> decoded = DecodeVariant(metadata, Bytes(value));
    ASSERT_TRUE(decoded.ok()) << value << decoded.status().ToString();
    EXPECT_EQ(ToExtJson(*decoded, ExtJsonMode::kRelaxed), json);
  }
}

TEST(DecodeVariantTest, DecodesWhereAViewStands) {
  const VariantBytes bytes =
      Encoded(Single("a", Array{{int32_t{7}, Single("b", "text"), int32_t{8}}}));
  DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names, MetadataIndex::Make(bytes.metadata));
  const VariantView root(bytes.value, names);
  const VariantView array = root.ToObject()->value(0);
  const Result<Value> decoded = DecodeVariant(array.ToArray()->value(1));
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(*decoded, Value(Single("b", "text")));
  EXPECT_EQ(KindOf(DecodeVariant(VariantView("", names)).status()), ErrorKind::kCorrupt);
}

TEST(DecodeVariantTest, RefusesMalformedMetadata) {
  for (const std::string_view metadata :
       {"", "00 00 00", "02 00 00", "01", "01 00", "01 00 01", "01 01 00 02 61",
        "01 01 01 01 61", "01 02 00 02 01 61 62", "01 01 00 01 ff",
        "01 02 00 01 02 c3 a9", "c1 ffffffff 00000000", "c1 ffffffff", "01 ff 00"}) {
    const Status status = DecodeVariant(Bytes(metadata), Bytes("00")).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << metadata;
  }
}

TEST(DecodeVariantTest, NoValueIsCorrupt) {
  EXPECT_EQ(KindOf(DecodeVariant(VariantView()).status()), ErrorKind::kCorrupt);
}

TEST(DecodeVariantTest, RefusesMalformedValues) {
  for (const std::string_view value : {
           "",  // nothing
           "54",
           "fc",  // unknown types
           "0c",
           "10 00",
           "1c 00",
           "50 00",  // cut off
           "05",
           "09 61",
           "05 ff",  // short strings
           "40 02000000 61",
           "40 ffffffff",  // long strings
           "40 01000000 ff",
           "3c 01000000",
           "3c 0000",
           "20 27 01000000",                          // scale 39
           "20 00 00ca9a3b",                          // 10 digits in decimal4
           "24 00 000064a7b3b6e00d",                  // 19 digits in decimal8
           "28 00 00000000000000000000000000000080",  // 39 digits
           "44 ffffffffffffffff",
           "44 0060d71d14000000",  // times outside the day
           "03",
           "03 01",
           "03 01 00",
           "1f ffffffff 00",  // arrays cut off
           "03 01 00 01",
           "03 01 00 02 00",  // values cut off
           "03 01 01 01 00",  // offset at the end
           "03 01 02 01 00",  // offset beyond the end
           "03 00",           // no last offset
           "02",
           "02 01",
           "02 01 00 00",
           "5e ffffffff 00",
           "02 01 02 00 01 00",           // field id out of range
           "02 02 00 00 00 01 02 00 00",  // one name twice
           "03 01 00 01 10 0100",         // child beyond its container
           "03 02 00 01 02 03 00 00",     // the same, one level down
       }) {
    const Status status = DecodeVariant(NamesBA(), Bytes(value)).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt) << value << status.ToString();
  }
  // Two ids, one name.
  EXPECT_EQ(KindOf(DecodeVariant(Bytes("01 02 00 01 02 61 61"),
                                 Bytes("02 02 00 01 00 01 02 00 00"))
                       .status()),
            ErrorKind::kCorrupt);
}

TEST(DecodeVariantTest, ErrorsNameTheByte) {
  const Status status = DecodeVariant(NoNames(), Bytes("03 02 00 01 02 00 54")).status();
  EXPECT_THAT(status.message(), ::testing::HasSubstr("byte 6: unknown type 21"));
}

TEST(DecodeVariantTest, DepthIsBounded) {
  const auto nested = [](int levels) {
    std::string value = Bytes("00");
    for (int i = 0; i < levels; ++i) {
      const uint64_t size = value.size();
      std::string outer = Bytes("0f 01 00000000 00000000");
      StoreUnsigned(size, 4, outer.data() + 6);
      value = outer + value;
    }
    return value;
  };
  EXPECT_TRUE(DecodeVariant(NoNames(), nested(kMaxVariantDepth)).ok());
  for (const int levels : {kMaxVariantDepth + 1, 5000}) {
    const Status status = DecodeVariant(NoNames(), nested(levels)).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
    EXPECT_THAT(status.message(), ::testing::HasSubstr("500 levels"));
  }
}

/// `levels` arrays of 255 elements, every one of them the next array.
std::string SharedOffsetBomb(int levels) {
  std::string value = Bytes("00");
  for (int i = 0; i < levels; ++i) {
    std::string outer = Bytes("0f ff");
    outer.resize(2 + 4 * 256, '\0');
    StoreUnsigned(value.size(), 4, outer.data() + 2 + 4 * 255);
    value = outer + value;
  }
  return value;
}

/// Half the bytes are one string, the other half offsets that all lead to it.
std::string SharedStringBomb() {
  const uint64_t count = 100'000;
  const uint64_t length = 4 * count;
  std::string value = Bytes("1f 00000000");
  value.resize(5 + 4 * (count + 1), '\0');
  StoreUnsigned(count, 4, value.data() + 1);
  StoreUnsigned(5 + length, 4, value.data() + 5 + 4 * count);
  value += Bytes("40 00000000");
  StoreUnsigned(length, 4, value.data() + value.size() - 4);
  return value + std::string(length, 'x');
}

TEST(DecodeVariantTest, SharedBytesCannotMultiplyTheWork) {
  for (const std::string& value : {SharedOffsetBomb(9), SharedStringBomb()}) {
    const Status status = DecodeVariant(NoNames(), value).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
    EXPECT_THAT(status.message(), ::testing::HasSubstr("share bytes"));
  }
}

TEST(DecodeVariantTest, OneLongNameCannotMultiplyTheMemory) {
  const std::string name(1'000'000, 'n');
  std::string metadata = Bytes("c1 01000000 00000000 00000000");
  StoreUnsigned(name.size(), 4, metadata.data() + 9);
  metadata += name;
  std::string value = Bytes("0f ff");
  for (uint64_t i = 0; i <= 255; ++i) {
    value.resize(value.size() + 4);
    StoreUnsigned(6 * i, 4, value.data() + value.size() - 4);
  }
  for (int i = 0; i < 255; ++i) value += Bytes("02 01 00 00 01 00");
  EXPECT_EQ(KindOf(DecodeVariant(metadata, value).status()), ErrorKind::kCorrupt);
}

std::vector<VariantBytes> Samples() {
  std::vector<VariantBytes> samples;
  for (
      const char* json : {
          R"({"b":1,"a":[true,null,{"c":"text","é":2.5}],"_id":{"$oid":"0123456789abcdef01234567"}})",
          R"({"$literal":{"$literal":{"$date":{"$numberLong":"9223372036854775807"}}}})",
          R"([{"$numberDecimal":"1.50"},{"$date":"2024-02-29T00:00:00Z"},{"$uuid":
               "00112233-4455-6677-8899-aabbccddeeff"},{"$numberLong":"7"},[[[]]],{}])",
          R"({"long":"0123456789012345678901234567890123456789012345678901234567890123456789"})",
      }) {
    const Result<Value> value = ParseExtJson(json);
    EXPECT_TRUE(value.ok()) << value.status().ToString();
    samples.push_back(Encoded(*value));
  }
  Array wide;
  wide.values.assign(256, Null{});
  samples.push_back(Encoded(wide));
  return samples;
}

TEST(DecodeVariantTest, CutOffBytesAreCorrupt) {
  for (const auto& [metadata, value] : Samples()) {
    for (size_t size = 0; size < value.size(); ++size) {
      EXPECT_EQ(KindOf(DecodeVariant(metadata, value.substr(0, size)).status()),
                ErrorKind::kCorrupt);
    }
    for (size_t size = 0; size < metadata.size(); ++size) {
      EXPECT_EQ(KindOf(DecodeVariant(metadata.substr(0, size), value).status()),
                ErrorKind::kCorrupt);
    }
  }
}

TEST(DecodeVariantTest, FlippedBitsAreCorruptOrAnotherValue) {
  for (const auto& [metadata, value] : Samples()) {
    for (size_t bit = 0; bit < 8 * (metadata.size() + value.size());
         bit += testing::SampleEvery()) {
      std::string both = metadata + value;
      both[bit / 8] = static_cast<char>(both[bit / 8] ^ 1 << bit % 8);
      const Result<Value> decoded =
          DecodeVariant(std::string_view(both).substr(0, metadata.size()),
                        std::string_view(both).substr(metadata.size()));
      if (!decoded.ok()) {
        EXPECT_EQ(KindOf(decoded.status()), ErrorKind::kCorrupt);
        continue;
      }
      // What was read is a value like any other.
      const VariantBytes again = Encoded(*decoded);
      EXPECT_EQ(DecodeVariant(again.metadata, again.value).ValueOr(MinKey{}), *decoded);
    }
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
