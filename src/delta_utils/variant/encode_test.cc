#include <gmock/gmock.h>

#include <limits>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

TEST(EncodeVariantTest, LeavesHaveTheSpecifiedBytes) {
  ObjectId id;
  id.bytes[11] = 0xAB;
  Uuid uuid;
  uuid.bytes[0] = 1;
  uuid.bytes[15] = 2;
  const struct {
    Value value;
    std::string_view bytes;
  } cases[] = {
      {Null{}, "00"},
      {true, "04"},
      {false, "08"},
      {int32_t{0}, "0c 00"},
      {int32_t{-128}, "0c 80"},
      {int32_t{128}, "10 8000"},
      {int32_t{-32768}, "10 0080"},
      {int32_t{32768}, "14 00800000"},
      {int32_t{-32769}, "14 ff7fffff"},
      {int64_t{1}, "18 0100000000000000"},
      {std::numeric_limits<int64_t>::min(), "18 0000000000000080"},
      {1.5, "1c 000000000000f83f"},
      {-0.0, "1c 0000000000000080"},
      {*ParseDecimal128("1.50"), "28 02 96000000000000000000000000000000"},
      {*ParseDecimal128("-1"), "28 00 ffffffffffffffffffffffffffffffff"},
      {Date{1}, "30 e803000000000000"},
      {Date{-1}, "30 18fcffffffffffff"},
      {Binary{0, "\x01\x02"}, "3c 02000000 0102"},
      {uuid, "50 01000000000000000000000000000002"},
      {"", "01"},
      {"Ada", "0d 416461"},
      {Array{}, "03 00 00"},
      {Object{}, "02 00 00"},
  };
  for (const auto& [value, bytes] : cases) {
    const VariantBytes encoded = Encoded(value);
    EXPECT_EQ(ToHex(encoded.value), ToHex(Bytes(bytes)));
    EXPECT_EQ(ToHex(encoded.metadata), "010000");
  }
}

TEST(EncodeVariantTest, StringsAreShortBelow64Bytes) {
  EXPECT_EQ(ToHex(Encoded(std::string(63, 'x')).value.substr(0, 2)), "fd78");
  EXPECT_EQ(ToHex(Encoded(std::string(64, 'x')).value.substr(0, 6)), "404000000078");
}

TEST(EncodeVariantTest, FieldsAreListedByNameAndLaidOutAsInserted) {
  Object object;
  object.Append("b", int32_t{1});
  object.Append("a", Null{});
  object.Append("\xc3\xa9", true);
  const VariantBytes encoded = Encoded(object);
  // Sorted and unique: flag 10; 3 names at 0, 1, 2 to 4.
  EXPECT_EQ(ToHex(encoded.metadata), ToHex(Bytes("11 03 00010204 61 62 c3a9")));
  EXPECT_EQ(ToHex(encoded.value), ToHex(Bytes("02 03 000102 02000304 0c01 00 04")));
}

TEST(EncodeVariantTest, WidthsAreTheLeastThatHold) {
  Array array;
  array.values.assign(255, Null{});
  EXPECT_EQ(ToHex(Encoded(array).value.substr(0, 3)), "03ff00");
  array.values.push_back(Null{});  // is_large, two-byte offsets
  EXPECT_EQ(ToHex(Encoded(array).value.substr(0, 7)), "17000100000000");
  array.values.assign(70000, Null{});  // three-byte offsets
  EXPECT_EQ(ToHex(Encoded(array).value.substr(0, 5)), "1b70110100");

  Object object;
  for (int i = 0; i < 300; ++i) object.Append(std::to_string(1000 + i), Null{});
  const VariantBytes encoded = Encoded(object);
  // 1200 bytes of names: two-byte sizes. 300 fields: is_large, two-byte ids and offsets.
  EXPECT_EQ(ToHex(encoded.metadata.substr(0, 3)), "512c01");
  EXPECT_EQ(ToHex(encoded.value.substr(0, 9)), "562c01000000000100");
  object.fields.resize(256);  // ids up to 255 fit a byte, 256 bytes of values do not
  EXPECT_EQ(ToHex(Encoded(object).value.substr(0, 7)), "46000100000001");
}

TEST(EncodeVariantTest, EveryNameStandsOnceInTheDictionary) {
  const Array array{{Single("x", Single("y", Null{})), Single("y", Null{})}};
  EXPECT_EQ(ToHex(Encoded(array).metadata), ToHex(Bytes("11 02 000102 78 79")));
}

TEST(EncodeVariantTest, OtherTypesBecomeExtendedJsonObjects) {
  const VariantBytes encoded = Encoded(ObjectId{});
  EXPECT_EQ(encoded.metadata, Bytes("11 01 00 04") + "$oid");
  EXPECT_EQ(encoded.value, Bytes("02 01 00 00 19 61") + std::string(24, '0'));
}

TEST(EncodeVariantTest, RefusesWhatItCannotEncodeWithThePath) {
  Object repeated = Single("x", Null{});
  repeated.Append("x", Null{});
  Value deep = Null{};
  for (int i = 0; i < kMaxVariantDepth + 1; ++i) deep = Array{{std::move(deep)}};
  // A short name as often as one likes, but not a long one: see MaxNameBytes.
  Array long_names;
  long_names.values.assign(400, Single(std::string(100'000, 'n'), Null{}));
  const struct {
    Value value;
    std::string_view path;
    std::string_view message;
  } cases[] = {
      {Single("a", Array{{Null{}, repeated}}), "a.1.x", "repeats"},
      {Single("a", "\xff"), "a", "UTF-8"},
      {Single("a", Symbol{"\xff"}), "a.$symbol", "UTF-8"},
      {Single("\xff", Null{}), "\xff", "UTF-8"},
      {long_names, "", "long field names"},
  };
  for (const auto& [value, path, message] : cases) {
    const Status status = EncodeVariant(value).status();
    ASSERT_EQ(KindOf(status), ErrorKind::kInvalidArgument) << path;
    EXPECT_FALSE(IsEncodable(value)) << path;
    EXPECT_EQ(DetailOf(status)->path(), path);
    EXPECT_THAT(status.message(), ::testing::HasSubstr(message));
  }
  EXPECT_THAT(EncodeVariant(deep).status().message(), ::testing::HasSubstr("500 levels"));
}

TEST(EncodeVariantTest, WhatEncodesIsEncodable) {
  for (const Value& value : {Value(), Value("text"), Value(Single("x", ObjectId{}))}) {
    EXPECT_TRUE(IsEncodable(value));
  }
}

TEST(EncodeVariantTest, AnEncoderCarriesNothingFromOneValueToTheNext) {
  VariantEncoder encoder;
  Object wide;
  for (int i = 0; i < 300; ++i) wide.Append("n" + std::to_string(i), Null{});
  Object repeated = Single("a", Null{});
  repeated.Append("a", Null{});
  Value deep = Null{};
  for (int i = 0; i < kMaxVariantDepth + 1; ++i) deep = Single("d", std::move(deep));
  const Value values[] = {
      Single("z", Single("a", Null{})),
      Single("a", Null{}),
      wide,
      Single("n7", ObjectId{}),
      repeated,
      Single("\xff", Null{}),
      Single("a", "\xff"),
      deep,
      "text",
      Single("m", Single("a", true)),
      Single("$oid", ObjectId{}),
  };
  for (int round = 0; round < 2; ++round) {
    for (const Value& value : values) {
      const Result<VariantBytes> alone = EncodeVariant(value);
      const Result<VariantBytes> together = encoder.Encode(value);
      ASSERT_EQ(together.status().ToString(), alone.status().ToString());
      EXPECT_EQ(together.ValueOr({}), alone.ValueOr({}));
    }
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
