#include <gmock/gmock.h>

#include <random>

#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/buffer.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using testing::ColumnOf;
using testing::ColumnOfJson;
using testing::FromArrowJson;
using variant_internal::Bytes;
using variant_internal::NoNames;

/// "ok", "tolerated" or the kind of the failure, for each row.
std::vector<std::string> Verdicts(const std::shared_ptr<arrow::Array>& column,
                                  VariantProfile profile) {
  std::vector<std::string> verdicts;
  VariantValidation options;
  options.profile = profile;
  const Status status =
      ValidateVariants(column, options, [&](int64_t row, const RowValidity& validity) {
        EXPECT_EQ(row, static_cast<int64_t>(verdicts.size()));
        verdicts.emplace_back(!validity.status.ok()
                                  ? ErrorKindName(KindOf(validity.status))
                              : validity.report.is_conforming() ? "ok"
                                                                : "tolerated");
      });
  EXPECT_TRUE(status.ok()) << status;
  return verdicts;
}

TEST(ValidateVariantsTest, EachRowIsJudgedByItself) {
  const auto column = ColumnOf({
      VariantBytes{NoNames(), Bytes("0c01")}, std::nullopt,
      VariantBytes{NoNames(), Bytes("0c")},                      // cut off
      VariantBytes{NoNames(), Bytes("0c0100")},                  // a byte too many
      VariantBytes{Bytes("020000"), Bytes("0c01")},              // another version
      VariantBytes{Bytes("11 02 00 01 02 62 61"), Bytes("00")},  // not sorted
  });
  EXPECT_EQ(
      Verdicts(column, VariantProfile::kStrict),
      (std::vector<std::string>{"ok", "ok", "Corrupt", "Corrupt", "Corrupt", "Corrupt"}));
  EXPECT_EQ(Verdicts(column, VariantProfile::kInterop),
            (std::vector<std::string>{"ok", "ok", "Corrupt", "tolerated", "Corrupt",
                                      "tolerated"}));
  EXPECT_EQ(Verdicts(column->Slice(2, 2), VariantProfile::kInterop),
            (std::vector<std::string>{"Corrupt", "tolerated"}));
}

TEST(ValidateVariantsTest, ReportsTellWhatARowHolds) {
  const auto column = ColumnOfJson({"[[1, 2], 3]", "", "1"});
  std::vector<std::pair<uint64_t, int>> seen;
  DU_ASSERT_OK(ValidateVariants(column, {}, [&](int64_t, const RowValidity& validity) {
    seen.emplace_back(validity.report.values, validity.report.depth);
  }));
  EXPECT_THAT(seen, ::testing::ElementsAre(::testing::Pair(5, 2), ::testing::Pair(0, 0),
                                           ::testing::Pair(1, 0)));
}

TEST(ValidateVariantsTest, ShreddedRowsArePutTogetherFirst) {
  DU_ASSERT_OK_AND_ASSIGN(const auto type, ShreddingType::Parse("a bigint"));
  DU_ASSERT_OK_AND_ASSIGN(
      const auto shredded,
      ShredVariants(ColumnOfJson({R"({"a": 1})", "", R"({"a": "x", "b": 2})"}), type));
  EXPECT_EQ(Verdicts(shredded, VariantProfile::kStrict),
            (std::vector<std::string>{"ok", "ok", "ok"}));

  // Both value and typed_value of what is no object, and a value that is cut off.
  const auto plain = ColumnOfJson({"1", "1", "1", "1"});
  const auto metadata = static_cast<const arrow::StructArray&>(*plain).field(0);
  arrow::BinaryBuilder values;
  for (const char* value : {"", "0c01", "0c", ""}) {
    DU_ASSERT_OK(*value == 0 ? values.AppendNull() : values.Append(Bytes(value)));
  }
  const std::shared_ptr<arrow::Array> broken = *arrow::StructArray::Make(
      {metadata, *values.Finish(), FromArrowJson(arrow::int64(), "[1, 1, null, null]")},
      std::vector<std::string>{"metadata", "value", "typed_value"});
  EXPECT_EQ(Verdicts(broken, VariantProfile::kStrict),
            (std::vector<std::string>{"ok", "Corrupt", "Corrupt", "ok"}));
}

/// And the field whose value it is: bytes of the row put together are in no file.
TEST(ValidateVariantsTest, FailuresOfPartsNameTheRow) {
  DU_ASSERT_OK_AND_ASSIGN(const auto type, ShreddingType::Parse("a bigint"));
  const std::string unsorted = Bytes("02 02 01 00 00 01 02 00 00");
  const auto plain =
      ColumnOf({std::nullopt, VariantBytes{Bytes("01 02 00 01 02 61 62"),
                                           Bytes("02 01 00 00 09") + unsorted}});
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(plain, type));
  std::string message;
  DU_ASSERT_OK(ValidateVariants(shredded, {VariantProfile::kStrict},
                                [&](int64_t, const RowValidity& validity) {
                                  if (!validity.status.ok())
                                    message = validity.status.message();
                                }));
  EXPECT_THAT(message, ::testing::StartsWith("row 1: a: variant value, byte "));
}

/// A row of metadata "a", "b", "c", shredded to {a: bigint, b: variant}.
std::shared_ptr<arrow::Array> ShreddedRow(const std::optional<std::string>& value,
                                          const std::optional<std::string>& b,
                                          bool has_typed) {
  const auto cell = [](const std::optional<std::string>& bytes) {
    arrow::BinaryBuilder builder;
    EXPECT_TRUE((bytes ? builder.Append(*bytes) : builder.AppendNull()).ok());
    return *builder.Finish();
  };
  const std::shared_ptr<arrow::Array> a_group = *arrow::StructArray::Make(
      {cell(std::nullopt), FromArrowJson(arrow::int64(), "[7]")},
      std::vector<std::string>{"value", "typed_value"});
  const std::shared_ptr<arrow::Array> b_group =
      *arrow::StructArray::Make({cell(b)}, std::vector<std::string>{"value"});
  const std::shared_ptr<arrow::Array> typed = *arrow::StructArray::Make(
      {a_group, b_group}, std::vector<std::string>{"a", "b"},
      has_typed ? nullptr : arrow::Buffer::FromVector(std::vector<uint8_t>{0}));
  return *arrow::StructArray::Make(
      {cell(Bytes("01 03 00 01 02 03 61 62 63")), cell(value), typed},
      std::vector<std::string>{"metadata", "value", "typed_value"});
}

/// What the parts of a shredded row are not allowed to be, though the row put together
/// shows nothing of it.
TEST(ValidateVariantsTest, PartsOfShreddedRowsAreJudgedAsTheyLie) {
  const struct {
    const char* name;
    std::optional<std::string> value;
    std::optional<std::string> b;
    bool has_typed;
    const char* tolerated;
  } cases[] = {
      {"good", Bytes("02 01 02 00 02 0c 01"), Bytes("0c 01"), true, ""},
      {"byte behind the value", Bytes("0c 01 00"), {}, false, "trailing"},
      {"byte behind a field's", {}, Bytes("0c 01 00"), true, "trailing"},
      {"byte behind the residual",
       Bytes("02 01 02 00 02 0c 01 00"),
       {},
       true,
       "trailing"},
      {"ids out of order", {}, Bytes("02 02 02 00 00 01 02 00 00"), true, "unsorted"},
      {"shared bytes", {}, Bytes("02 02 00 02 00 00 01 00"), true, "shared"},
      {"an object that is not shredded",
       Bytes("02 01 02 00 02 0c 01"),
       {},
       false,
       "mended"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto row = ShreddedRow(c.value, c.b, c.has_typed);
    const std::string tolerated = c.tolerated;
    EXPECT_EQ(Verdicts(row, VariantProfile::kStrict)[0],
              tolerated.empty() ? "ok" : "Corrupt");
    DU_ASSERT_OK(ValidateVariants(
        row, {VariantProfile::kInterop}, [&](int64_t, const RowValidity& validity) {
          EXPECT_TRUE(validity.status.ok()) << validity.status;
          EXPECT_EQ(validity.report.trailing_bytes, tolerated == "trailing");
          EXPECT_EQ(validity.report.unsorted_fields, tolerated == "unsorted");
          EXPECT_EQ(validity.report.shared_bytes, tolerated == "shared");
          EXPECT_EQ(validity.report.mended_shredding, tolerated == "mended");
        }));
  }
}

/// More metadata than are remembered, with a malformed one where they are forgotten, and
/// then the same again.
TEST(ValidateVariantsTest, ARowDoesNotDependOnThoseBefore) {
  constexpr int kRemembered = 4096;
  for (const int count : {kRemembered - 1, kRemembered, kRemembered + 1}) {
    std::vector<std::optional<VariantBytes>> rows;
    std::vector<int32_t> codes;
    for (int i = 0; i <= 2 * count; ++i) {
      const int name = i < count ? i : i - count - 1;
      codes.push_back(i <= count ? i : name);
      FieldDictionary names(DictionaryScope::kRow);
      names.IdOf("name " + std::to_string(name));
      rows.push_back(VariantBytes{i == count ? "junk" : names.Metadata(),
                                  Bytes("02 01 00 00 01 00")});
    }
    const auto plain = ColumnOf(rows);
    const auto& columns = static_cast<const arrow::StructArray&>(*plain);
    const auto indices = std::make_shared<arrow::Int32Array>(
        columns.length(), arrow::Buffer::FromVector(std::move(codes)));
    const auto coded = *arrow::DictionaryArray::FromArrays(indices, columns.field(0));
    const std::shared_ptr<arrow::Array> shared = *arrow::StructArray::Make(
        {coded, columns.field(1)}, std::vector<std::string>{"metadata", "value"});
    for (const auto& column : {plain, shared}) {
      const auto verdicts = Verdicts(column, VariantProfile::kStrict);
      for (size_t row = 0; row < verdicts.size(); ++row) {
        ASSERT_EQ(verdicts[row], static_cast<int>(row) == count ? "Corrupt" : "ok")
            << row;
      }
    }
  }
}

/// What follows one row's metadata is not held against another's.
TEST(ValidateVariantsTest, TrailingBytesAreTheRowsOwn) {
  const std::string metadata = Bytes("01 01 00 0a 6e616d65206f6620616e");
  std::mt19937 random(5);
  std::vector<std::optional<VariantBytes>> rows;
  for (int i = 0; i < 6000; ++i) {
    std::string junk(3, '\0');
    for (char& byte : junk) byte = static_cast<char>(random());
    rows.push_back(VariantBytes{metadata + junk, Bytes("02 01 00 00 01 00")});
    rows.push_back(VariantBytes{metadata, Bytes("02 01 00 00 01 00")});
  }
  const auto verdicts = Verdicts(ColumnOf(rows), VariantProfile::kInterop);
  for (size_t row = 0; row < verdicts.size(); ++row) {
    ASSERT_EQ(verdicts[row], row % 2 == 0 ? "tolerated" : "ok") << row;
  }
}

TEST(ValidateVariantsTest, WhatIsNoVariantColumnIsRefused) {
  DU_EXPECT_KIND(kCorrupt, ValidateVariants(FromArrowJson(arrow::int64(), "[1]"), {},
                                            [](int64_t, const RowValidity&) { FAIL(); }));
}

}  // namespace
}  // namespace delta_utils
