#include "delta_utils/variant/shredding_type.h"

#include <gtest/gtest.h>

#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

ShreddingType Leaf(VariantType type) { return {type, 0, 0, {}, {}}; }

TEST(ShreddingTypeTest, EveryNameIsOneTypeAndIsWrittenInOneWay) {
  const struct {
    const char* text;
    VariantType type;
    const char* written;
  } cases[] = {
      {"boolean", VariantType::kTrue, "boolean"},
      {"tinyint", VariantType::kInt8, "tinyint"},
      {"byte", VariantType::kInt8, "tinyint"},
      {"smallint", VariantType::kInt16, "smallint"},
      {"short", VariantType::kInt16, "smallint"},
      {"int", VariantType::kInt32, "int"},
      {"INTEGER", VariantType::kInt32, "int"},
      {"bigint", VariantType::kInt64, "bigint"},
      {"Long", VariantType::kInt64, "bigint"},
      {"float", VariantType::kFloat, "float"},
      {" double ", VariantType::kDouble, "double"},
      {"date", VariantType::kDate, "date"},
      {"time", VariantType::kTime, "time"},
      {"timestamp", VariantType::kTimestamp, "timestamp"},
      {"timestamp_ntz", VariantType::kTimestampNtz, "timestamp_ntz"},
      {"timestamp_nanos", VariantType::kTimestampNanos, "timestamp_nanos"},
      {"timestamp_ntz_nanos", VariantType::kTimestampNtzNanos, "timestamp_ntz_nanos"},
      {"string", VariantType::kString, "string"},
      {"binary", VariantType::kBinary, "binary"},
      {"uuid", VariantType::kUuid, "uuid"},
      {"variant", VariantType::kInvalid, "variant"},
  };
  for (const auto& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType type, ShreddingType::Parse(c.text));
    EXPECT_EQ(type, Leaf(c.type)) << c.text;
    EXPECT_EQ(type.ToString(), c.written);
    EXPECT_EQ(type.has_typed_value(), c.type != VariantType::kInvalid) << c.text;
  }
}

TEST(ShreddingTypeTest, DecimalsTakeTheWidthOfTheirPrecision) {
  const struct {
    const char* text;
    VariantType type;
    int precision;
    int scale;
  } cases[] = {
      {"decimal", VariantType::kDecimal8, 10, 0},
      {"decimal(1)", VariantType::kDecimal4, 1, 0},
      {"decimal(9,9)", VariantType::kDecimal4, 9, 9},
      {"decimal ( 10 , 2 )", VariantType::kDecimal8, 10, 2},
      {"decimal(18,0)", VariantType::kDecimal8, 18, 0},
      {"decimal(19,0)", VariantType::kDecimal16, 19, 0},
      {"decimal(38,38)", VariantType::kDecimal16, 38, 38},
  };
  for (const auto& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType type, ShreddingType::Parse(c.text));
    EXPECT_EQ(type, (ShreddingType{c.type, c.precision, c.scale, {}, {}})) << c.text;
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType again,
                            ShreddingType::Parse(type.ToString()));
    EXPECT_EQ(again, type) << c.text;
  }
}

TEST(ShreddingTypeTest, NestedTypesAreReadInEverySpelling) {
  const struct {
    const char* text;
    const char* written;
  } cases[] = {
      {"id bigint, ts string", "struct<id: bigint, ts: string>"},
      {"id: bigint", "struct<id: bigint>"},
      {"date date", "struct<date: date>"},
      {"struct<id bigint,ts: string>", "struct<id: bigint, ts: string>"},
      {"array<string>", "array<string>"},
      {"array<variant>", "array<variant>"},
      {"ARRAY < Struct< A:int, a array<double> > >",
       "array<struct<A: int, a: array<double>>>"},
      {"`a b` int", "struct<`a b`: int>"},
      {"`a``b`: int, ``: int, 1: int", "struct<`a``b`: int, ``: int, 1: int>"},
      {"`plain` int", "struct<plain: int>"},
      {"`\xC3\xA9` struct<x: decimal(5,2)>",
       "struct<`\xC3\xA9`: struct<x: decimal(5,2)>>"},
      {"struct int", "struct<struct: int>"},
  };
  for (const auto& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType type, ShreddingType::Parse(c.text));
    EXPECT_EQ(type.ToString(), c.written);
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType again, ShreddingType::Parse(c.written));
    EXPECT_EQ(again, type) << c.text;
  }
}

TEST(ShreddingTypeTest, WhatIsNoTypeIsRefusedAtItsPosition) {
  const struct {
    const char* text;
    const char* message;
  } cases[] = {
      {"", "position 0: no type"},
      {"text", "position 0: no type"},
      {"id bigint, ts text", "position 14: no type"},
      {"bigint bigint bigint", "position 14: expected the end"},
      {"array", "position 5: expected <"},
      {"array<>", "position 6: no type"},
      {"array<int", "position 9: expected >"},
      {"array<int,int>", "position 9: expected >"},
      {"struct<>", "position 7: expected a field"},
      {"struct<a int,>", "position 13: expected a field"},
      {"struct<a>", "position 8: no type"},
      {"struct<a-b int>", "position 8: no type"},
      {"struct<`a int>", "position 14: expected `"},
      {"array<int>>", "position 10: expected the end"},
      {"x struct<a int, b int, a int>", "position 9: field a is there twice"},
      {"decimal(39)", "position 8: expected a number from 1 to 38"},
      {"decimal(0)", "position 8: expected a number from 1 to 38"},
      {"decimal(99999999999)", "position 8: expected a number from 1 to 38"},
      {"decimal(5,6)", "position 10: expected a number from 0 to 5"},
      {"decimal(5,-1)", "position 10: expected a number from 0 to 5"},
      {"decimal(5", "position 9: expected )"},
      {"\xFF int", "position 0: not UTF-8"},
  };
  for (const auto& c : cases) {
    const auto type = ShreddingType::Parse(c.text);
    DU_EXPECT_KIND(kInvalidArgument, type);
    EXPECT_EQ(type.status().message(), std::string("shredding type, ") + c.message)
        << c.text;
  }
}

TEST(ShreddingTypeTest, AHundredLevelsAreReadAndNoMore) {
  const auto nested = [](int levels) {
    std::string text;
    for (int i = 0; i < levels; ++i) text += "array<";
    text += "int";
    return text.append(static_cast<size_t>(levels), '>');
  };
  DU_ASSERT_OK_AND_ASSIGN(const ShreddingType type, ShreddingType::Parse(nested(100)));
  EXPECT_EQ(type.ToString(), nested(100));
  DU_EXPECT_KIND(kInvalidArgument, ShreddingType::Parse(nested(101)));
  DU_EXPECT_KIND(kInvalidArgument, ShreddingType::Parse("a: " + nested(100)));
  DU_EXPECT_KIND(kInvalidArgument, ShreddingType::Parse(nested(100'000)));
}

}  // namespace
}  // namespace delta_utils
