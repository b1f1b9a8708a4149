#include <gmock/gmock.h>

#include "arrow/buffer.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using testing::ColumnOf;
using testing::ColumnOfJson;

std::string Inferred(const arrow::ArrayVector& batches,
                     const InferShreddingOptions& options = {}) {
  const auto type = InferShredding(batches, options);
  EXPECT_TRUE(type.ok()) << type.status();
  return type.ok() ? type->ToString() : "";
}

/// `often` rows of one text, and `seldom` of the other.
std::shared_ptr<arrow::Array> Mixed(int often, std::string_view text, int seldom,
                                    std::string_view other) {
  std::vector<std::string_view> rows(static_cast<size_t>(often), text);
  rows.insert(rows.end(), static_cast<size_t>(seldom), other);
  return ColumnOfJson(rows);
}

TEST(InferShreddingTest, TheTypeThatMostValuesHave) {
  const struct {
    std::vector<std::string_view> rows;
    const char* want;
  } cases[] = {
      {{}, "variant"},
      {{"", "null"}, "variant"},
      {{"1", "300", "", "null", "9007199254740993"}, "bigint"},
      {{"1.5", "20"}, "decimal(3,1)"},
      {{"0.001", "-12345.6"}, "decimal(8,3)"},
      {{"0.0"}, "decimal(1,1)"},
      {{"18446744073709551615"}, "decimal(20,0)"},
      {{"0.00000000000000000000000000000000000001", "1.5"}, "variant"},
      {{"1e2", "-0"}, "double"},
      {{"true", "false"}, "boolean"},
      {{"\"a\"", "\"b\""}, "string"},
      {{"1", "\"b\""}, "variant"},
      {{"[1, 2]", "[]"}, "array<bigint>"},
      {{"[1, \"a\"]"}, "variant"},
      {{"[]"}, "variant"},
      {{"{}"}, "variant"},
      {{R"({"b": 1, "a": "x"})", R"({"b": 2, "c": null})"},
       "struct<a: string, b: bigint>"},
      {{R"([{"q": 1}, {"q": 2, "p": "x"}])"}, "array<struct<p: string, q: bigint>>"},
      {{R"({"u": {"g": {"lat": 1.5}}})"},
       "struct<u: struct<g: struct<lat: decimal(2,1)>>>"},
      {{R"({"u": {"g": [1, "x"]}, "n": 1})"}, "struct<n: bigint>"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Inferred({ColumnOfJson(c.rows)}), c.want)
        << ::testing::PrintToString(c.rows);
  }
}

std::string Repeated(int times, std::string_view text) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

/// A Parquet reader opens no file whose schema is deeper.
TEST(InferShreddingTest, ColumnsEndWhereParquetDoes) {
  const struct {
    const char* begin;
    const char* end;
    int fits;   // of a column of the file
    int below;  // of one that is 20 levels further down
  } cases[] = {{"[", "]", 32, 25}, {R"({"a":)", "}", 48, 38}};
  for (const auto& c : cases) {
    const auto inferred = [&](int depth, int levels_above) {
      const std::string json = Repeated(depth, c.begin) + "1" + Repeated(depth, c.end);
      return Inferred({ColumnOfJson({json})}, {.levels_above = levels_above});
    };
    EXPECT_NE(inferred(c.fits, 2), "variant");
    EXPECT_EQ(inferred(c.fits + 1, 2), "variant");
    EXPECT_NE(inferred(c.below, 22), "variant");
    EXPECT_EQ(inferred(c.below + 1, 22), "variant");
  }
}

TEST(InferShreddingTest, TypesThatJsonDoesNotHave) {
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  builder.BeginObject();
  const auto add = [&](const char* name, auto event, auto... args) {
    builder.Field(name);
    (builder.*event)(args...);
  };
  add("b", &VariantBuilder::Binary, std::string_view("x"));
  add("d", &VariantBuilder::Date, 1);
  add("f", &VariantBuilder::Float, 1.5F);
  add("t", &VariantBuilder::Time, VariantType::kTime, int64_t{1});
  add("ts", &VariantBuilder::Time, VariantType::kTimestamp, int64_t{1});
  add("tsn", &VariantBuilder::Time, VariantType::kTimestampNanos, int64_t{1});
  add("u", &VariantBuilder::Uuid, Uuid{});
  builder.EndObject();
  VariantBytes bytes;
  DU_ASSERT_OK(builder.Finish(&bytes.value));
  DU_ASSERT_OK(names.FinishRow(&bytes.metadata));
  EXPECT_EQ(Inferred({ColumnOf({bytes})}),
            "struct<b: binary, d: date, f: float, t: time, ts: timestamp, "
            "tsn: timestamp_nanos, u: uuid>");
}

TEST(InferShreddingTest, NineTenthsAreDominantAndATenthIsFrequent) {
  EXPECT_EQ(Inferred({Mixed(9, R"({"a": 1})", 1, R"({"a": "x"})")}), "struct<a: bigint>");
  EXPECT_EQ(Inferred({Mixed(17, R"({"a": 1})", 2, R"({"a": "x"})")}), "variant");
  EXPECT_EQ(Inferred({Mixed(9, R"({"a": 1})", 1, R"({"a": 1, "b": 1})")}),
            "struct<a: bigint, b: bigint>");
  EXPECT_EQ(Inferred({Mixed(10, R"({"a": 1})", 1, R"({"a": 1, "b": 1})")}),
            "struct<a: bigint>");
  InferShreddingOptions half;
  half.min_frequency = 0.5;
  EXPECT_EQ(Inferred({Mixed(3, R"({"a": 1})", 2, R"({"b": 1})")}, half),
            "struct<a: bigint>");
}

TEST(InferShreddingTest, TheMostFrequentLeavesAreKept) {
  InferShreddingOptions two;
  two.max_fields = 2;
  const auto column = ColumnOfJson({R"({"a": 1, "b": {"c": 1}, "d": [1]})",
                                    R"({"b": {"c": 1}, "d": [1]})", R"({"d": [1]})"});
  EXPECT_EQ(Inferred({column}, two), "struct<b: struct<c: bigint>, d: array<bigint>>");
  two.max_fields = 0;
  EXPECT_EQ(Inferred({column}, two), "variant");
}

TEST(InferShreddingTest, NoDeeperThanAsked) {
  InferShreddingOptions options;
  options.max_depth = 2;
  const auto column = ColumnOfJson({R"({"a": {"b": 1, "c": {"d": 1}}})"});
  EXPECT_EQ(Inferred({column}, options), "struct<a: struct<b: bigint>>");
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += "[";
  deep.append(400, ']');
  EXPECT_EQ(Inferred({ColumnOfJson({deep, deep})}), "variant");
}

TEST(InferShreddingTest, OnlyTheFirstRowsAreLookedAt) {
  const auto first = ColumnOfJson({"1", "2"});
  const auto second = ColumnOfJson({"\"a\"", "\"b\""});
  InferShreddingOptions options;
  options.max_rows = 2;
  EXPECT_EQ(Inferred({first, second}, options), "bigint");
  EXPECT_EQ(Inferred({second->Slice(1), first}, options), "variant");
  options = {};
  options.max_bytes = 5;  // a number has two
  EXPECT_EQ(Inferred({first, second}, options), "variant");
  options.max_bytes = 4;
  EXPECT_EQ(Inferred({first, second}, options), "bigint");
}

TEST(InferShreddingTest, BatchesMayComeOneByOne) {
  const auto first = ColumnOfJson({R"({"a": 1})", R"({"a": 2})"});
  const auto second =
      ColumnOfJson({R"({"a": 3, "b": "x"})", "", R"({"a": 4, "b": "y"})"});
  for (const int64_t rows : {2, 3, 4, 5}) {
    const InferShreddingOptions options{.max_rows = rows};
    ShreddingInference inference(options);
    int64_t added = 0;
    for (const auto& batch : {first, second}) {
      EXPECT_FALSE(inference.is_done());
      DU_ASSERT_OK(inference.Add(batch));
      added += batch->length();
      EXPECT_EQ(inference.is_done(), added >= rows);
      if (inference.is_done()) break;
    }
    DU_ASSERT_OK(inference.Add(second));  // not looked at
    DU_ASSERT_OK_AND_ASSIGN(const auto type, InferShredding({first, second}, options));
    EXPECT_TRUE(inference.Infer() == type) << rows;
  }
  ShreddingInference inference({.max_bytes = 1});
  DU_ASSERT_OK(inference.Add(first));
  EXPECT_TRUE(inference.is_done());
}

TEST(InferShreddingTest, ManyNamesDoNotFillTheMemory) {
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  testing::Rows rows;
  for (int row = 0; row < 100; ++row) {
    builder.BeginObject();
    builder.Field("id");
    builder.Int(row);
    for (int field = 0; field < 100; ++field) {
      builder.Field("x" + std::to_string(row * 100 + field));
      builder.Int(field);
    }
    builder.EndObject();
    VariantBytes bytes;
    DU_ASSERT_OK(builder.Finish(&bytes.value));
    DU_ASSERT_OK(names.FinishRow(&bytes.metadata));
    rows.emplace_back(std::move(bytes));
  }
  EXPECT_EQ(Inferred({ColumnOf(rows)}), "struct<id: bigint>");
}

/// `levels` containers of 255 children, every one of them the next container. `head`: up
/// to the offsets.
std::string Bomb(int levels, const std::string& head) {
  using variant_internal::StoreUnsigned;
  std::string value(1, '\0');
  for (int i = 0; i < levels; ++i) {
    std::string outer = head;
    outer.resize(head.size() + size_t{4} * 256, '\0');
    StoreUnsigned(value.size(), 4, outer.data() + outer.size() - 4);
    value = outer + value;
  }
  return value;
}

TEST(InferShreddingTest, SharedBytesAreNoBomb) {
  using variant_internal::Bytes;
  FieldDictionary names(DictionaryScope::kBatch);
  std::string ids;
  for (int i = 0; i < 255; ++i) {
    names.IdOf("n" + std::to_string(1000 + i));
    ids.push_back(static_cast<char>(i));
  }
  const std::string object = Bytes("0e ff");
  const struct {
    const char* what;
    std::string value;
  } cases[] = {
      {"arrays", Bomb(9, Bytes("0f ff"))},
      {"objects", Bomb(9, object + ids)},
      {"objects of one field", Bomb(9, object + std::string(255, '\0'))},
  };
  const auto good = ColumnOfJson({"1", "2"});
  for (const auto& c : cases) {
    const auto type =
        InferShredding({good, ColumnOf({VariantBytes{names.Metadata(), c.value}})});
    DU_EXPECT_KIND(kCorrupt, type);
    EXPECT_EQ(type.status().message(),
              "row 2: variant: values share bytes beyond measure")
        << c.what;
  }
}

TEST(InferShreddingTest, LargeValuesAreNoBombs) {
  const std::string nulls = "[null" + Repeated(100'000, ",null") + ",1]";
  const std::string objects =
      R"([{"a": {"b": [1]}})" + Repeated(50'000, R"(,{"a": {"b": [1]}})") + "]";
  EXPECT_EQ(Inferred({ColumnOfJson({nulls})}), "array<bigint>");
  EXPECT_EQ(Inferred({ColumnOfJson({objects})}),
            "array<struct<a: struct<b: array<bigint>>>>");
  // Elements may share their bytes, once.
  const auto shared = ColumnOf({VariantBytes{variant_internal::NoNames(),
                                             Bomb(1, variant_internal::Bytes("0f ff"))}});
  EXPECT_EQ(Inferred({shared, ColumnOfJson({"[1]"})}), "array<bigint>");
}

/// A name is read as often as there are fields of it.
TEST(InferShreddingTest, NamesAreBytesThatAreLookedAt) {
  const std::string name(1000, 'x');
  const std::string often = "{\"" + name + "\": 1}";
  const auto first = ColumnOfJson({often, often});
  const auto second = ColumnOfJson({"\"a\"", "\"b\"", "\"c\""});
  InferShreddingOptions options;
  options.max_bytes = 2001;
  EXPECT_EQ(Inferred({first, second}, options), "variant");
  options.max_bytes = 2000;
  EXPECT_EQ(Inferred({first, second}, options), "struct<" + name + ": bigint>");
}

TEST(InferShreddingTest, AShreddedColumnIsJudgedByItsValues) {
  DU_ASSERT_OK_AND_ASSIGN(const auto type, ShreddingType::Parse("a string, c bigint"));
  const auto plain = ColumnOfJson({R"({"a": 1, "b": true})", R"({"a": 2, "b": false})"});
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(plain, type));
  EXPECT_EQ(Inferred({shredded, plain}), "struct<a: bigint, b: boolean>");
}

TEST(InferShreddingTest, WhatIsInferredIsWhatIsTaken) {
  const auto column = ColumnOfJson(
      {R"({"id": 1, "p": 1.25, "t": ["x"]})", R"({"id": 2, "p": 10, "t": []})"});
  DU_ASSERT_OK_AND_ASSIGN(const auto type, InferShredding({column}));
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, type));
  const VariantColumn opened = testing::Opened(shredded);
  for (int64_t row = 0; row < 2; ++row) EXPECT_TRUE(opened.value().IsNull(row));
}

TEST(InferShreddingTest, AMalformedRowIsNamed) {
  using variant_internal::Bytes;
  const auto good = ColumnOfJson({"1"});
  for (const char* value : {"02 01 07 00 01 00", "0c", "02 01", ""}) {
    const auto bad =
        ColumnOf({std::nullopt, VariantBytes{Bytes("010000"), Bytes(value)}});
    const auto type = InferShredding({good, bad});
    DU_EXPECT_KIND(kCorrupt, type);
    EXPECT_THAT(type.status().message(), ::testing::StartsWith("row 2: "));
  }
  // The same of one that cannot be put together.
  const auto plain = ColumnOf({std::nullopt, VariantBytes{Bytes("010000"), Bytes("")}});
  const auto& parts = static_cast<const arrow::StructArray&>(*plain);
  const std::shared_ptr<arrow::Array> shredded = *arrow::StructArray::Make(
      {parts.field(0), parts.field(1),
       testing::FromArrowJson(arrow::int64(), "[null, null]")},
      std::vector<std::string>{"metadata", "value", "typed_value"},
      arrow::Buffer::FromVector(std::vector<uint8_t>{2}));
  EXPECT_THAT(InferShredding({good, good, shredded}).status().message(),
              ::testing::StartsWith("row 3: "));
}

}  // namespace
}  // namespace delta_utils
