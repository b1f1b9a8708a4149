#include <gmock/gmock.h>

#include <map>

#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/builder_decimal.h"
#include "arrow/array/util.h"
#include "arrow/extension/uuid.h"
#include "arrow/extension_type.h"
#include "arrow/util/decimal.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using arrow::field;
using arrow::struct_;
using testing::FromArrowJson;
using testing::JsonOf;
using TypePtr = std::shared_ptr<arrow::DataType>;

/// Metadata with the names a, b, c.
constexpr std::string_view kAbc = R"("\u0001\u0003\u0000\u0001\u0002\u0003abc")";

TypePtr Group(TypePtr typed) {
  return struct_(
      {field("value", arrow::binary()), field("typed_value", std::move(typed))});
}

TypePtr Storage(TypePtr typed) {
  return struct_({field("metadata", arrow::binary()), field("value", arrow::binary()),
                  field("typed_value", std::move(typed))});
}

/// One row, of `value` and `typed_value` in Arrow's JSON.
std::shared_ptr<arrow::Array> Row(const TypePtr& typed, std::string_view value,
                                  std::string_view typed_value) {
  return FromArrowJson(Storage(typed), "[[" + std::string(kAbc) + ", " +
                                           std::string(value) + ", " +
                                           std::string(typed_value) + "]]");
}

TypePtr Ab() {
  return struct_({field("b", Group(arrow::int8())), field("a", Group(arrow::utf8()))});
}

struct Case {
  TypePtr typed;
  std::string_view value;
  std::string_view typed_value;
  std::string_view json;  // or the beginning of the message
};

TEST(UnshredVariantsTest, FollowsTheRulesForValueAndTypedValue) {
  const Case cases[] = {
      {arrow::int8(), "null", "1", "1"},
      {arrow::int8(), R"("\u0004")", "null", "true"},
      {arrow::int8(), R"("\u0000")", "null", "null"},
      {arrow::int8(), "null", "null", "null"},  // missing where it must not be
      {Ab(), "null", R"([[null, 1], [null, "x"]])", R"({"a":"x","b":1})"},
      {Ab(), "null", R"([[null, null], [null, null]])", "{}"},
      {Ab(), "null", R"([["\u0000", null], [null, null]])", R"({"b":null})"},
      {Ab(), "null", R"([null, [null, "x"]])", R"({"a":"x"})"},  // a group that is null
      {Ab(), R"("\u0002\u0000\u0000")", "null", "{}"},
      // {"c": true} beside it
      {Ab(), R"("\u0002\u0001\u0002\u0000\u0001\u0004")", R"([[null, 1], [null, null]])",
       R"({"b":1,"c":true})"},
      // {"a": true, "c": true} beside it: the shredded a counts, there or missing
      {Ab(), R"("\u0002\u0002\u0000\u0002\u0000\u0001\u0002\u0004\u0004")",
       R"([[null, 1], [null, "x"]])", R"({"a":"x","b":1,"c":true})"},
      {Ab(), R"("\u0002\u0002\u0000\u0002\u0000\u0001\u0002\u0004\u0004")",
       R"([[null, 1], [null, null]])", R"({"b":1,"c":true})"},
      // the same, out of order
      {Ab(), R"("\u0002\u0002\u0002\u0000\u0000\u0001\u0002\u0004\u0004")",
       R"([[null, 1], [null, null]])", R"({"b":1,"c":true})"},
      {arrow::list(Group(arrow::int8())), "null", "[]", "[]"},
      {arrow::list(Group(arrow::int8())), "null",
       R"([[null, 1], ["\u0000", null], [null, null], ["\u0004", null], null])",
       "[1,null,null,true,null]"},
      {arrow::list(Group(Ab())), "null",
       R"([["\u0002\u0001\u0002\u0000\u0001\u0004", [[null, 1], [null, null]]]])",
       R"([{"b":1,"c":true}])"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.json);
    DU_ASSERT_OK_AND_ASSIGN(const auto plain,
                            UnshredVariants(Row(c.typed, c.value, c.typed_value)));
    EXPECT_EQ(JsonOf(plain), std::vector<std::string>{std::string(c.json)});
  }
}

TEST(UnshredVariantsTest, TellsWhatItMends) {
  const struct {
    TypePtr typed;
    std::string_view value;
    std::string_view typed_value;
    std::string_view what;
  } cases[] = {
      {arrow::list(Group(arrow::int8())), "null", "[null]", "group is NULL"},
      {Ab(), "null", R"([null, [null, "x"]])", "group is NULL"},
      {Ab(), R"("\u0002\u0001\u0000\u0000\u0001\u0004")", R"([[null, 1], [null, "x"]])",
       "both shredded and"},
      {Ab(), R"("\u0002\u0001\u0000\u0000\u0001\u0004")", R"([[null, 1], [null, null]])",
       "both shredded and"},
      // An object and an array where there is a typed_value for them.
      {Ab(), R"("\u0002\u0000\u0000")", "null", "there is a typed_value for it"},
      {arrow::list(Group(arrow::int8())), R"("\u0003\u0000\u0000")", "null",
       "there is a typed_value for it"},
      {struct_({field("a", Group(Ab()), false)}), "null",
       R"([["\u0002\u0000\u0000", null]])", "there is a typed_value for it"},
      {Ab(), R"("\u0003\u0000\u0000")", "null", ""},
      {arrow::list(Group(arrow::int8())), R"("\u0002\u0000\u0000")", "null", ""},
      {arrow::int8(), R"("\u0002\u0000\u0000")", "null", ""},
      {Ab(), "null", R"([[null, null], [null, "x"]])", ""},
      {Ab(), R"("\u0002\u0001\u0002\u0000\u0001\u0004")", R"([[null, 1], [null, "x"]])",
       ""},
      {arrow::int8(), R"("\u0000")", "null", ""},
      // The specification says what a missing value is, and the corpus has it as valid.
      {arrow::int8(), "null", "null", ""},
      {arrow::list(Group(arrow::int8())), "null", "[[null, null]]", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.typed_value);
    const auto row = Row(c.typed, c.value, c.typed_value);
    std::string told;
    DU_ASSERT_OK(UnshredVariants(row, {nullptr, [&](int64_t i, std::string_view what) {
                                         EXPECT_EQ(i, 0);
                                         told = what;
                                       }}));
    EXPECT_THAT(told, ::testing::HasSubstr(std::string(c.what)));
    EXPECT_EQ(told.empty(), c.what.empty());
    // The specification does not allow them.
    for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
      DU_ASSERT_OK(
          ValidateVariants(row, {profile}, [&](int64_t, const RowValidity& found) {
            const bool strict = profile == VariantProfile::kStrict;
            EXPECT_EQ(found.status.ok(), !strict || c.what.empty()) << found.status;
            EXPECT_EQ(found.report.mended_shredding, !strict && !c.what.empty());
          }));
    }
  }
}

TEST(UnshredVariantsTest, AnUnshreddedRowWithoutAValueIsNull) {
  const auto column = FromArrowJson(
      struct_({field("metadata", arrow::binary()), field("value", arrow::binary())}),
      R"([["\u0001\u0000\u0000", null], null, ["\u0001\u0000\u0000", "\u0004"]])");
  const std::vector<std::string> expected = {"null", "", "true"};
  DU_ASSERT_OK_AND_ASSIGN(const auto plain, UnshredVariants(column));
  EXPECT_EQ(JsonOf(plain), expected);
  DU_ASSERT_OK_AND_ASSIGN(const auto text, VariantsToJson(column));
  EXPECT_TRUE(text->Equals(*FromArrowJson(arrow::utf8(), R"(["null", null, "true"])")));
  DU_ASSERT_OK_AND_ASSIGN(const ShreddingType boolean, ShreddingType::Parse("boolean"));
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, boolean));
  DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
  EXPECT_EQ(JsonOf(back), expected);
  DU_ASSERT_OK_AND_ASSIGN(const auto whole, ExtractVariant(column, Path(), nullptr));
  EXPECT_EQ(JsonOf(whole), expected);
  for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
    const bool strict = profile == VariantProfile::kStrict;
    DU_ASSERT_OK(
        ValidateVariants(column, {profile}, [&](int64_t row, const RowValidity& found) {
          EXPECT_EQ(found.status.ok(), !strict || row != 0) << row << found.status;
          EXPECT_EQ(found.report.mended_shredding, !strict && row == 0) << row;
        }));
  }
  const auto good = column->Slice(1);  // nothing to put right, and nothing copied
  DU_ASSERT_OK_AND_ASSIGN(const auto same, UnshredVariants(good));
  EXPECT_EQ(same, good);
}

TEST(UnshredVariantsTest, DecimalsBeyondWhatTheirColumnDeclaresAreTold) {
  arrow::Decimal128Builder decimals(arrow::decimal128(3, 1));
  for (const int unscaled : {999, 1000, -1000, -999}) {
    DU_ASSERT_OK(decimals.Append(arrow::Decimal128(unscaled)));
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto typed, decimals.Finish());
  const auto column = *arrow::StructArray::Make(
      {FromArrowJson(arrow::binary(), "[" + std::string(kAbc) + "," + std::string(kAbc) +
                                          "," + std::string(kAbc) + "," +
                                          std::string(kAbc) + "]"),
       typed},
      std::vector<std::string>{"metadata", "typed_value"});
  for (const auto profile : {VariantProfile::kStrict, VariantProfile::kInterop}) {
    const bool strict = profile == VariantProfile::kStrict;
    DU_ASSERT_OK(
        ValidateVariants(column, {profile}, [&](int64_t row, const RowValidity& found) {
          const bool is_beyond = row == 1 || row == 2;
          EXPECT_EQ(found.status.ok(), !strict || !is_beyond) << row << found.status;
          EXPECT_EQ(found.report.mended_shredding, !strict && is_beyond) << row;
        }));
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto plain, UnshredVariants(column));
  EXPECT_EQ(JsonOf(plain),
            (std::vector<std::string>{"99.9", "100.0", "-100.0", "-99.9"}));
}

TEST(UnshredVariantsTest, DictionariesReadAsWhatTheyStandFor) {
  const auto typed = [](const TypePtr& text, const TypePtr& number) {
    return Storage(struct_(
        {field("a", Group(arrow::list(Group(text)))), field("b", Group(number))}));
  };
  std::string rows = "[";
  for (const char* row : {
           R"(null, [[null, [[null, "x"], [null, "y"]]], [null, 1]])",
           R"(null, [["\u0004", null], ["\u0000", null]])",
           R"(null, [[null, [[null, "x"], ["\u0000", null]]], [null, 1]])",
           R"("\u0004", null)",
       }) {
    rows += (rows.size() > 1 ? ", [" : "[") + std::string(kAbc) + ", " + row + "]";
  }
  rows += "]";
  const auto plain = FromArrowJson(typed(arrow::utf8(), arrow::int8()), rows);
  for (const auto& text_type : {arrow::utf8(), arrow::large_utf8(), arrow::utf8_view()}) {
    const auto coded =
        FromArrowJson(typed(arrow::dictionary(arrow::int8(), text_type),
                            arrow::dictionary(arrow::int16(), arrow::int8())),
                      rows);
    for (const int64_t first : {0, 1, 2, 3}) {
      DU_ASSERT_OK_AND_ASSIGN(const auto expected, UnshredVariants(plain->Slice(first)));
      DU_ASSERT_OK_AND_ASSIGN(const auto got, UnshredVariants(coded->Slice(first)));
      EXPECT_EQ(JsonOf(got), JsonOf(expected)) << text_type->ToString();
    }
  }
  // A null among the dictionary's values.
  const auto text =
      *arrow::DictionaryArray::FromArrays(FromArrowJson(arrow::int8(), "[0, 1, null]"),
                                          FromArrowJson(arrow::utf8(), R"(["x", null])"));
  const std::string metadata(kAbc);
  const auto column = *arrow::StructArray::Make(
      {FromArrowJson(arrow::binary(),
                     "[" + metadata + ", " + metadata + ", " + metadata + "]"),
       text},
      std::vector<std::string>{"metadata", "typed_value"});
  DU_ASSERT_OK_AND_ASSIGN(const auto nulls, UnshredVariants(column));
  EXPECT_EQ(JsonOf(nulls), (std::vector<std::string>{"\"x\"", "null", "null"}));
}

TEST(UnshredVariantsTest, DictionariesWithCodesBeyondThemAreCorrupt) {
  const auto beyond = std::make_shared<arrow::DictionaryArray>(
      arrow::dictionary(arrow::int8(), arrow::utf8()),
      FromArrowJson(arrow::int8(), "[1]"), FromArrowJson(arrow::utf8(), R"(["x"])"));
  const auto column = *arrow::StructArray::Make(
      {FromArrowJson(arrow::binary(), "[" + std::string(kAbc) + "]"), beyond},
      std::vector<std::string>{"metadata", "typed_value"});
  DU_EXPECT_KIND(kCorrupt, UnshredVariants(column));
}

TEST(UnshredVariantsTest, RefusesWhatTheRulesForbid) {
  const TypePtr x = struct_({field("x", Group(arrow::int8()))});
  const Case cases[] = {
      {arrow::int8(), R"("\u0000")", "1", "row 0: both value and typed_value"},
      {arrow::int8(), R"("\u0002\u0000\u0000")", "1", "row 0: both value"},
      {arrow::list(Group(arrow::int8())), R"("\u0003\u0000\u0000")", "[]", "row 0: both"},
      {arrow::list(Group(arrow::int8())), "null", R"([["\u0000", 1]])", "row 0: both"},
      {Ab(), "null", R"([["\u0000", 1], [null, null]])", "row 0: b: both value"},
      {Ab(), R"("\u0000")", "[[null, null], [null, null]]",
       "row 0: value: beside an obj"},
      {Ab(), R"("\u0002\u0001")", "[[null, null], [null, null]]", "row 0: value: "},
      {Ab(), R"("\u0002\u0001\u0003\u0000\u0001\u0004")", "[[null, null], [null, null]]",
       "row 0: value: field id out of range"},
      {Ab(), R"("\u0002\u0001\u0002\u0005\u0001\u0004")", "[[null, null], [null, null]]",
       "row 0: c: a value is missing"},
      {Ab(), R"("\u0002\u0002\u0002\u0002\u0000\u0001\u0002\u0004\u0004")",
       "[[null, null], [null, null]]", "row 0: c: an object has the field twice"},
      {Ab(), R"("")", "null", "row 0: a value is missing"},
      {Ab(), R"("\u000c")", "null", "row 0: int8 is cut off"},
      {Ab(), "null", R"([["\u000c", null], [null, null]])", "row 0: b: int8 is cut off"},
      {x, "null", "[[null, 1]]", "row 0: x: the metadata does not have this name"},
      {arrow::time64(arrow::TimeUnit::MICRO), "null", "86400000000", "row 0: a time"},
      {arrow::time64(arrow::TimeUnit::MICRO), "null", "-1", "row 0: a time"},
      {arrow::decimal128(38, 0), "null", R"("99999999999999999999999999999999999999")",
       ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.value) + std::string(c.typed_value));
    const auto plain = UnshredVariants(Row(c.typed, c.value, c.typed_value));
    if (c.json.empty()) {
      DU_ASSERT_OK(plain);
      continue;
    }
    DU_EXPECT_KIND(kCorrupt, plain);
    EXPECT_THAT(plain.status().message(), ::testing::StartsWith(c.json));
  }
}

TEST(UnshredVariantsTest, ANameThatTheMetadataLacksMayBeMissing) {
  const TypePtr x = struct_({field("x", Group(arrow::int8()))});
  DU_ASSERT_OK_AND_ASSIGN(const auto plain,
                          UnshredVariants(Row(x, "null", "[[null, null]]")));
  EXPECT_EQ(JsonOf(plain), std::vector<std::string>{"{}"});
}

TEST(UnshredVariantsTest, RefusedRowsBecomeNullWhereSomebodyListens) {
  const auto array = FromArrowJson(Storage(arrow::int8()),
                                   "[[" + std::string(kAbc) + R"(, null, 1], [")" +
                                       R"(", null, 2], null, [)" + std::string(kAbc) +
                                       R"(, "\u0000", 3], [)" + std::string(kAbc) +
                                       R"(, null, 4], [null, null, 5]])");
  DU_EXPECT_KIND(kCorrupt, UnshredVariants(array));
  std::map<int64_t, std::string> failed;
  DU_ASSERT_OK_AND_ASSIGN(
      const auto plain, UnshredVariants(array, {[&](int64_t row, const Status& status) {
                                          EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
                                          failed[row] = status.message();
                                        }}));
  EXPECT_EQ(JsonOf(plain), (std::vector<std::string>{"1", "", "", "", "4", ""}));
  EXPECT_THAT(failed, ::testing::ElementsAre(
                          ::testing::Pair(1, "row 1: variant metadata: empty"),
                          ::testing::Pair(3, ::testing::StartsWith("row 3: both")),
                          ::testing::Pair(5, ::testing::StartsWith("row 5: metadata"))));
}

TEST(UnshredVariantsTest, ReadsEveryLayoutOfATypedValue) {
  const TypePtr group = Group(arrow::int8());
  const struct {
    TypePtr typed;
    std::string_view typed_value;
    std::string_view json;
  } cases[] = {
      {arrow::large_list(group), "[[null, 1], [null, 2]]", "[1,2]"},
      {arrow::list_view(group), "[[null, 1], [null, 2]]", "[1,2]"},
      {arrow::large_list_view(group), "[[null, 1], [null, 2]]", "[1,2]"},
      {arrow::fixed_size_list(group, 2), "[[null, 1], [null, 2]]", "[1,2]"},
      {arrow::large_utf8(), R"("x")", R"("x")"},
      {arrow::utf8_view(), R"("x")", R"("x")"},
      {arrow::large_binary(), R"("x")", R"("eA==")"},
      {arrow::binary_view(), R"("x")", R"("eA==")"},
      {arrow::decimal32(5, 2), R"("-1.20")", "-1.20"},
      {arrow::decimal64(5, 2), R"("-1.20")", "-1.20"},
      {arrow::decimal128(5, 2), R"("-1.20")", "-1.20"},
      {arrow::decimal256(5, 2), R"("-1.20")", "-1.20"},
  };
  for (const auto& [typed, typed_value, json] : cases) {
    SCOPED_TRACE(typed->ToString());
    const auto row = Row(typed, "null", typed_value);
    const std::string text(typed_value);
    const auto rows = FromArrowJson(
        Storage(typed), "[null, [" + std::string(kAbc) + ", \"\\u0004\", null], [" +
                            std::string(kAbc) + ", null, " + text + "]]");
    for (const auto& array : {row, rows->Slice(2), rows->Slice(1)->Slice(1)}) {
      DU_ASSERT_OK_AND_ASSIGN(const auto plain, UnshredVariants(array));
      EXPECT_EQ(JsonOf(plain), std::vector<std::string>{std::string(json)});
    }
    DU_ASSERT_OK_AND_ASSIGN(const auto all, UnshredVariants(rows));
    EXPECT_EQ(JsonOf(all), (std::vector<std::string>{"", "true", std::string(json)}));
  }
}

TEST(UnshredVariantsTest, RefusesDecimalsAndTextThatTheirColumnCannotHold) {
  const auto with = [](const TypePtr& typed, std::string bytes) {
    const int64_t rows = 1;
    auto data = arrow::Buffer::FromString(std::move(bytes));
    std::vector<std::shared_ptr<arrow::Buffer>> buffers = {nullptr, data};
    if (typed->id() == arrow::Type::STRING) {
      const auto size = static_cast<int32_t>(data->size());
      buffers = {nullptr, arrow::Buffer::FromVector(std::vector<int32_t>{0, size}), data};
    }
    const auto typed_value =
        arrow::MakeArray(arrow::ArrayData::Make(typed, rows, std::move(buffers), 0));
    const arrow::ArrayVector parts = {
        FromArrowJson(arrow::binary(), "[" + std::string(kAbc) + "]"), typed_value};
    return *arrow::StructArray::Make(parts,
                                     std::vector<std::string>{"metadata", "typed_value"});
  };
  std::string ten_to_9 = variant_internal::Bytes("00ca9a3b000000000000000000000000");
  DU_EXPECT_KIND(kCorrupt, UnshredVariants(with(arrow::decimal128(9, 2), ten_to_9)));
  DU_ASSERT_OK(UnshredVariants(with(arrow::decimal128(10, 2), ten_to_9)));
  DU_EXPECT_KIND(kCorrupt,
                 UnshredVariants(with(arrow::decimal256(9, 2),
                                      std::string(15, '\0') + std::string(17, '\1'))));
  DU_EXPECT_KIND(kCorrupt, UnshredVariants(with(arrow::utf8(), "\xff")));
  DU_EXPECT_KIND(kCorrupt, UnshredVariants(with(arrow::utf8(), "eight bytes\xc3")));
  DU_ASSERT_OK(UnshredVariants(with(arrow::utf8(), "eight bytes\xc3\xa9")));
}

TEST(UnshredVariantsTest, WideObjectsHaveWideHeaders) {
  std::string json = "{";
  for (int i = 0; i < 300; ++i) {
    json += (i == 0 ? "\"k" : ", \"k") + std::to_string(1000 + i) +
            "\": " + std::to_string(i);
  }
  json += "}";
  std::string small = R"({"k1000": 1})";
  const auto column = testing::ColumnOfJson({small, json, small, "[]", json});
  ShreddingType type{VariantType::kObject};
  for (int i = 0; i < 300; i += 3) {
    type.fields.push_back(
        {"k" + std::to_string(1299 - i), ShreddingType{VariantType::kInt16}});
  }
  for (const auto match : {ShreddingMatch::kExact, ShreddingMatch::kClass}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, type, {match}));
    DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
    EXPECT_TRUE(testing::SameColumns(back, column, match == ShreddingMatch::kExact));
    EXPECT_EQ(JsonOf(back), JsonOf(column));
  }
}

/// Parquet readers give uuids as an extension type.
TEST(UnshredVariantsTest, ReadsWhatExtensionTypesStore) {
  const auto stored =
      FromArrowJson(arrow::fixed_size_binary(16), R"(["0123456789abcdef"])");
  const auto uuids = arrow::ExtensionType::WrapArray(arrow::extension::uuid(), stored);
  const auto none = FromArrowJson(arrow::binary(), "[null]");
  const auto group = [&](const std::shared_ptr<arrow::Array>& typed) {
    return *arrow::StructArray::Make(
        arrow::ArrayVector{none, typed},
        arrow::FieldVector{field("value", none->type()),
                           field("typed_value", typed->type())});
  };
  const auto object = *arrow::StructArray::Make(
      arrow::ArrayVector{group(uuids)},
      arrow::FieldVector{field("a", group(uuids)->type(), /*nullable=*/false)});
  const auto metadata = FromArrowJson(arrow::binary(), "[" + std::string(kAbc) + "]");
  const auto column = [&](const std::shared_ptr<arrow::Array>& typed) {
    return *arrow::StructArray::Make(
        arrow::ArrayVector{metadata, none, typed},
        arrow::FieldVector{field("metadata", arrow::binary()),
                           field("value", arrow::binary()),
                           field("typed_value", typed->type())});
  };
  constexpr std::string_view kUuid = R"("30313233-3435-3637-3839-616263646566")";
  DU_ASSERT_OK_AND_ASSIGN(const auto plain, UnshredVariants(column(uuids)));
  EXPECT_EQ(JsonOf(plain), std::vector<std::string>{std::string(kUuid)});
  DU_ASSERT_OK_AND_ASSIGN(const auto nested, UnshredVariants(column(object)));
  EXPECT_EQ(JsonOf(nested),
            std::vector<std::string>{R"({"a":)" + std::string(kUuid) + "}"});
  DU_ASSERT_OK_AND_ASSIGN(const Path path, Path::Parse("$.a"));
  DU_ASSERT_OK_AND_ASSIGN(const auto extracted,
                          ExtractVariant(column(object), path, nullptr));
  EXPECT_EQ(JsonOf(extracted), std::vector<std::string>{std::string(kUuid)});
}

}  // namespace
}  // namespace delta_utils
