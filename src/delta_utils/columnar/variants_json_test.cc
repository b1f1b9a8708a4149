#include <gmock/gmock.h>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_dict.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using testing::ColumnOf;
using testing::FromArrowJson;
using testing::JsonOf;
using variant_internal::Bytes;
using variant_internal::NoNames;

constexpr const char* kTexts =
    R"(["{\"b\": 1.10, \"a\": [true, null]}", null, "7", "{\"c\": {\"a\": \"x\"}}"])";

FromJsonOptions WithMetadata(DictionaryScope scope) {
  FromJsonOptions options;
  options.metadata = scope;
  return options;
}

TEST(VariantsFromJsonTest, EveryLayoutOfTextIsRead) {
  for (const auto& type : {arrow::utf8(), arrow::large_utf8(), arrow::utf8_view()}) {
    const auto json = FromArrowJson(type, kTexts);
    for (const auto scope : {DictionaryScope::kRow, DictionaryScope::kBatch}) {
      SCOPED_TRACE(type->ToString());
      DU_ASSERT_OK_AND_ASSIGN(const auto column,
                              VariantsFromJson(*json, WithMetadata(scope)));
      EXPECT_EQ(JsonOf(column),
                (std::vector<std::string>{R"({"a":[true,null],"b":1.10})", "", "7",
                                          R"({"c":{"a":"x"}})"}));
      DU_ASSERT_OK_AND_ASSIGN(const auto sliced,
                              VariantsFromJson(*json->Slice(1, 2), WithMetadata(scope)));
      EXPECT_EQ(JsonOf(sliced), (std::vector<std::string>{"", "7"}));
    }
  }
}

TEST(VariantsFromJsonTest, MetadataIsOneForABatchOrOneForARow) {
  const auto json = FromArrowJson(arrow::utf8(), kTexts);
  DU_ASSERT_OK_AND_ASSIGN(const auto batch,
                          VariantsFromJson(*json, WithMetadata(DictionaryScope::kBatch)));
  const auto shared = static_cast<const arrow::StructArray&>(*batch).field(0);
  EXPECT_TRUE(shared->type()->Equals(arrow::dictionary(arrow::int32(), arrow::binary())));
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(*shared);
  ASSERT_EQ(encoded.dictionary()->length(), 1);
  DU_ASSERT_OK_AND_ASSIGN(
      const auto names,
      MetadataIndex::Make(
          static_cast<const arrow::BinaryArray&>(*encoded.dictionary()).GetView(0)));
  EXPECT_EQ(names.size(), 3U);

  DU_ASSERT_OK_AND_ASSIGN(const auto rows,
                          VariantsFromJson(*json, WithMetadata(DictionaryScope::kRow)));
  const VariantColumn column = testing::Opened(rows);
  const struct {
    int64_t row;
    uint32_t names;
  } cases[] = {{0, 2}, {2, 0}, {3, 2}};
  for (const auto& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const auto own,
                            MetadataIndex::Make(column.metadata().Get(c.row)));
    EXPECT_EQ(own.size(), c.names) << c.row;
  }
}

TEST(VariantsFromJsonTest, NoRowsAreAColumn) {
  const auto json = FromArrowJson(arrow::utf8(), "[]");
  for (const auto scope : {DictionaryScope::kRow, DictionaryScope::kBatch}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto column,
                            VariantsFromJson(*json, WithMetadata(scope)));
    EXPECT_EQ(testing::Opened(column).length(), 0);
    DU_ASSERT_OK_AND_ASSIGN(const auto text, VariantsToJson(column));
    EXPECT_EQ(text->length(), 0);
  }
}

TEST(VariantsFromJsonTest, OptionsAreThoseOfOneText) {
  const auto json = FromArrowJson(arrow::utf8(), R"(["{\"a\": 1.5, \"a\": 2.5}"])");
  DU_EXPECT_KIND(kInvalidArgument, VariantsFromJson(*json, {}));
  FromJsonOptions options;
  options.builder.duplicates = DuplicateFields::kKeepLast;
  options.json.fractions = VariantJsonReadOptions::Fractions::kDouble;
  DU_ASSERT_OK_AND_ASSIGN(const auto column, VariantsFromJson(*json, options));
  DU_ASSERT_OK_AND_ASSIGN(const Path path, Path::Parse("$.a"));
  DU_ASSERT_OK_AND_ASSIGN(const auto a, ExtractVariant(column, path, arrow::float64()));
  EXPECT_TRUE(a->Equals(*FromArrowJson(arrow::float64(), "[2.5]"))) << a->ToString();
}

TEST(VariantsFromJsonTest, WhatIsNoJsonIsRefusedWithItsRow) {
  const auto broken =
      VariantsFromJson(*FromArrowJson(arrow::utf8(), R"(["1", null, "{\"a\"}"])"), {});
  DU_EXPECT_KIND(kInvalidArgument, broken);
  EXPECT_THAT(broken.status().message(), ::testing::StartsWith("row 2: "));
  DU_EXPECT_KIND(kInvalidArgument,
                 VariantsFromJson(*FromArrowJson(arrow::binary(), R"(["1"])"), {}));
  DU_EXPECT_KIND(kInvalidArgument,
                 VariantsFromJson(*FromArrowJson(arrow::utf8(), R"(["1"])"),
                                  WithMetadata(DictionaryScope::kFixed)));
}

TEST(VariantsToJsonTest, ShreddedOrNotTheTextIsTheSame) {
  const auto want = FromArrowJson(
      arrow::utf8(),
      R"(["{\"a\":[true,null],\"b\":1.10}", null, "7", "{\"c\":{\"a\":\"x\"}}"])");
  DU_ASSERT_OK_AND_ASSIGN(const auto column,
                          VariantsFromJson(*FromArrowJson(arrow::utf8(), kTexts), {}));
  for (const char* shredding :
       {"variant", "bigint", "b decimal(5,2), c struct<a: string>", "a array<boolean>"}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto type, ShreddingType::Parse(shredding));
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, type));
    DU_ASSERT_OK_AND_ASSIGN(const auto text, VariantsToJson(shredded));
    EXPECT_TRUE(text->Equals(*want)) << text->ToString();
    DU_ASSERT_OK_AND_ASSIGN(const auto sliced, VariantsToJson(shredded->Slice(1, 2)));
    EXPECT_TRUE(sliced->Equals(*want->Slice(1, 2))) << sliced->ToString();
  }
}

TEST(ForEachJsonTest, TheTextsAreThoseOfTheArray) {
  const auto json = FromArrowJson(arrow::utf8(), kTexts);
  DU_ASSERT_OK_AND_ASSIGN(const auto column, VariantsFromJson(*json, {}));
  DU_ASSERT_OK_AND_ASSIGN(const auto array, VariantsToJson(column));
  arrow::StringBuilder texts;
  DU_ASSERT_OK(ForEachJson(column, [&](int64_t row, auto text) {
    EXPECT_EQ(row, texts.length());
    return text ? texts.Append(*text) : texts.AppendNull();
  }));
  EXPECT_TRUE((*texts.Finish())->Equals(*array));
}

TEST(ForEachJsonTest, EndsWithTheFirstError) {
  const auto json = FromArrowJson(arrow::utf8(), kTexts);
  DU_ASSERT_OK_AND_ASSIGN(const auto column, VariantsFromJson(*json, {}));
  int64_t rows = 0;
  const Status stopped = ForEachJson(column, [&](int64_t row, auto) {
    ++rows;
    return row < 1 ? Status::OK() : MakeError(ErrorKind::kUnavailable, "pipe", "closed");
  });
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(stopped.message(), "pipe: closed");
  const auto bad = ColumnOf(
      {VariantBytes{NoNames(), Bytes("00")}, VariantBytes{NoNames(), Bytes("05")}});
  const Status malformed = ForEachJson(bad, [](int64_t row, auto text) {
    EXPECT_EQ(row, 0);
    EXPECT_EQ(text, "null");
    return Status::OK();
  });
  EXPECT_THAT(malformed.message(), ::testing::StartsWith("row 1: "));
}

TEST(VariantsToJsonTest, AMalformedRowIsNamed) {
  for (const VariantBytes& bytes :
       {VariantBytes{NoNames(), Bytes("05")}, VariantBytes{Bytes("02"), Bytes("00")}}) {
    const auto text =
        VariantsToJson(ColumnOf({VariantBytes{NoNames(), Bytes("00")}, bytes}));
    DU_EXPECT_KIND(kCorrupt, text);
    EXPECT_THAT(text.status().message(), ::testing::StartsWith("row 1: "));
  }
}

}  // namespace
}  // namespace delta_utils
