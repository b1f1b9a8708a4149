#include <gmock/gmock.h>

#include <chrono>
#include <functional>
#include <limits>

#include "arrow/array/array_dict.h"
#include "arrow/array/builder_primitive.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using testing::ColumnOf;
using testing::ColumnOfJson;
using testing::FromArrowJson;
using testing::JsonOf;
using testing::Opened;
using testing::Rows;
using testing::SameColumns;
using variant_internal::Bytes;
using variant_internal::NoNames;
using variant_internal::StoreUnsigned;

ShreddingType Type(std::string_view text) {
  const auto type = ShreddingType::Parse(text);
  EXPECT_TRUE(type.ok()) << type.status();
  return type.ok() ? *type : ShreddingType{};
}

struct LeafCase {
  std::string_view type;
  std::string_view value;  // hex
  bool exact;              // whether kExact takes it
  bool by_class;
};

/// The value goes to typed_value or stays in value, and comes back either way.
void ExpectTaken(const LeafCase& c, ShreddingMatch match, bool taken) {
  SCOPED_TRACE(std::string(c.type) + " <- " + std::string(c.value) +
               (match == ShreddingMatch::kExact ? " exact" : " by class"));
  ShreddingType type = Type("struct<a: " + std::string(c.type) + ">").fields[0].type;
  const auto column = ColumnOf({VariantBytes{NoNames(), Bytes(c.value)}});
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, type, {match}));
  const VariantColumn opened = Opened(shredded);
  EXPECT_EQ(opened.typed_value()->IsValid(0), taken);
  EXPECT_EQ(opened.value().IsNull(0), taken);
  DU_ASSERT_OK_AND_ASSIGN(const auto expected_type, ToVariantStorageType(type));
  EXPECT_TRUE(shredded->type()->Equals(expected_type)) << shredded->type()->ToString();
  DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
  EXPECT_TRUE(SameColumns(back, column, match == ShreddingMatch::kExact));
}

void ExpectAll(std::initializer_list<LeafCase> cases) {
  for (const LeafCase& c : cases) {
    ExpectTaken(c, ShreddingMatch::kExact, c.exact);
    ExpectTaken(c, ShreddingMatch::kClass, c.by_class);
  }
}

TEST(ShredVariantsTest, IntegersGoWhereTheyFit) {
  ExpectAll({
      {"tinyint", "0c 80", true, true},
      {"tinyint", "10 0100", false, true},
      {"tinyint", "10 8000", false, false},
      {"smallint", "10 0080", true, true},
      {"smallint", "0c 01", false, true},
      {"int", "14 00000080", true, true},
      {"int", "18 ffffff7f00000000", false, true},
      {"int", "18 ffffffff00000000", false, false},
      {"bigint", "18 0000000000000080", true, true},
      {"bigint", "0c ff", false, true},
      {"bigint", "20 01 0a000000", false, true},        // 1.0
      {"bigint", "20 01 0b000000", false, false},       // 1.1
      {"bigint", "1c 000000000000f03f", false, false},  // the double 1
      {"bigint", "04", false, false},
      {"bigint", "00", false, false},
      {"bigint", "05 31", false, false},
  });
}

TEST(ShredVariantsTest, DecimalsGoWhereNothingIsLost) {
  ExpectAll({
      {"decimal(5,2)", "20 02 7b000000", true, true},
      {"decimal(5,2)", "20 01 7b000000", false, true},   // 12.3
      {"decimal(5,2)", "20 03 7c000000", false, false},  // 0.124
      {"decimal(5,2)", "20 03 78000000", false, true},   // 0.120
      {"decimal(5,2)", "24 02 7b00000000000000", false, true},
      {"decimal(5,2)", "20 02 9f860100", true, true},    // 999.99
      {"decimal(5,2)", "20 02 a0860100", false, false},  // 1000.00
      {"decimal(5,2)", "20 02 6079feff", false, false},  // -1000.00
      {"decimal(5,2)", "10 e703", false, true},          // 999
      {"decimal(5,2)", "10 e803", false, false},         // 1000
      {"decimal(18,0)", "24 00 ffff63a7b3b6e00d", true, true},
      {"decimal(18,0)", "18 ffff63a7b3b6e00d", false, true},
      {"decimal(18,0)", "18 000064a7b3b6e00d", false, false},  // 10^18
      {"decimal(38,38)", "28 26 ffffffff3f228a097ac4865aa84c3b4b", true, true},
      {"decimal(38,38)", "28 25 ffffffff3f228a097ac4865aa84c3b4b", false, false},
      {"decimal(38,38)", "0c 01", false, false},
      {"decimal(38,38)", "0c 00", false, true},
      {"decimal(5,2)", "1c 000000000000f03f", false, false},
  });
}

TEST(ShredVariantsTest, MomentsGoWhereTheUnitHoldsThem) {
  ExpectAll({
      {"timestamp", "30 0100000000000000", true, true},
      {"timestamp", "34 0100000000000000", false, false},  // of no time zone
      {"timestamp", "48 e803000000000000", false, true},   // 1000 ns
      {"timestamp", "48 e903000000000000", false, false},
      {"timestamp", "48 18fcffffffffffff", false, true},  // -1000 ns
      {"timestamp_ntz", "34 ffffffffffffffff", true, true},
      {"timestamp_ntz", "4c e803000000000000", false, true},
      {"timestamp_nanos", "48 0100000000000000", true, true},
      {"timestamp_nanos", "30 0100000000000000", false, true},
      {"timestamp_nanos", "30 ffffffffffffff7f", false, false},
      {"timestamp_ntz_nanos", "4c 0000000000000080", true, true},
      {"timestamp_ntz_nanos", "34 0000000000000080", false, false},
      {"time", "44 ff5fd71d14000000", true, true},
      {"time", "44 0060d71d14000000", false, false},  // 24:00
      {"time", "30 0000000000000000", false, false},
      {"date", "2c 00000080", true, true},
      {"date", "14 00000000", false, false},
  });
}

TEST(ShredVariantsTest, OtherScalarsGoByTheirTypeAlone) {
  const std::string long_form = "40 02000000 6869";
  std::string sixty_four = "40 40000000";
  for (int i = 0; i < 64; ++i) sixty_four += "61";
  ExpectAll({
      {"boolean", "04", true, true},
      {"boolean", "08", true, true},
      {"boolean", "00", false, false},
      {"float", "38 0000c03f", true, true},
      {"float", "1c 000000000000f83f", false, false},
      {"double", "1c 010000000000f87f", true, true},  // NaN with a payload
      {"double", "1c 0000000000000080", true, true},
      {"double", "38 0000c03f", false, false},
      {"double", "0c 01", false, false},
      {"string", "01", true, true},
      {"string", "09 6869", true, true},
      {"string", long_form, false, true},
      {"string", sixty_four, true, true},
      {"string", "3c 02000000 6869", false, false},
      {"binary", "3c 02000000 ff00", true, true},
      {"binary", "09 6869", false, false},
      {"uuid", "50 00112233445566778899aabbccddeeff", true, true},
      {"uuid", "00", false, false},
  });
}

TEST(ShredVariantsTest, ObjectsAreSplitAsTheSpecificationShows) {
  const auto column = ColumnOfJson({
      R"({"event_type": "noop", "event_ts": 1729794114937})",
      R"({"event_type": "login", "event_ts": 1, "email": "user@example.com"})",
      R"({"error_msg": "malformed"})",
      R"("malformed")",
      R"({"event_type": null, "event_ts": "2024-10-24"})",
      R"({})",
      R"(null)",
      "",
  });
  DU_ASSERT_OK_AND_ASSIGN(
      const auto shredded,
      ShredVariants(column, Type("event_type string, event_ts bigint")));
  const VariantColumn opened = Opened(shredded);
  const auto expected = FromArrowJson(opened.typed_value()->type(), R"([
      [[null, "noop"], [null, 1729794114937]],
      [[null, "login"], [null, 1]],
      [[null, null], [null, null]],
      null,
      [["\u0000", null], ["\u00292024-10-24", null]],
      [[null, null], [null, null]],
      null, null])");
  EXPECT_TRUE(opened.typed_value()->Equals(expected)) << opened.typed_value()->ToString();
  const bool has_value[] = {false, true, true, true, false, false, true, false};
  for (int64_t row = 0; row < 8; ++row) {
    EXPECT_EQ(opened.value().IsNull(row), !has_value[row]) << row;
    EXPECT_EQ(opened.IsNull(row), row == 7);
  }
  EXPECT_EQ(opened.value().Get(6), Bytes("00"));
  EXPECT_EQ(opened.value().Get(1).substr(0, 5), Bytes("02 01 02 00 11"));
  DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
  EXPECT_TRUE(SameColumns(back, column, /*exact=*/false));
  EXPECT_EQ(JsonOf(back), JsonOf(column));
}

TEST(ShredVariantsTest, ArraysOfObjectsNestAndKeepNullsApart) {
  const auto column = ColumnOfJson({
      R"([{"a": [1, 2], "b": 3}, {"a": null}, {}, null, "x", {"a": ["y", null, []]}])",
      R"([])",
      R"(7)",
      "",
      R"([{"a": [4]}])",
  });
  const ShreddingType type =
      Type("struct<x: array<struct<a: array<tinyint>>>>").fields[0].type;
  for (const auto match : {ShreddingMatch::kExact, ShreddingMatch::kClass}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, type, {match}));
    EXPECT_TRUE(Opened(shredded).shredding() == type);
    DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
    EXPECT_TRUE(SameColumns(back, column, /*exact=*/true));
  }
}

TEST(ShredVariantsTest, SlicesAndLayoutsOfTheColumnDoNotMatter) {
  Rows rows;
  for (int i = 0; i < 20; ++i) {
    if (i % 4 == 3) {
      rows.push_back(std::nullopt);
    } else {
      rows.push_back(testing::OfJson("{\"a\": " + std::to_string(i * 100) +
                                     ", \"b\": \"" + std::string(12, 'x') + "\"}"));
    }
  }
  const ShreddingType type = Type("a bigint");
  for (const auto& column : {ColumnOf(rows), ColumnOf<arrow::LargeBinaryBuilder>(rows),
                             ColumnOf<arrow::BinaryViewBuilder>(rows)}) {
    for (const int64_t offset : {0, 1, 3, 9}) {
      const auto slice = column->Slice(offset, 9);
      DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(slice, type));
      DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
      EXPECT_TRUE(SameColumns(back, slice, /*exact=*/false));
      DU_ASSERT_OK_AND_ASSIGN(const auto part, UnshredVariants(shredded->Slice(2, 5)));
      EXPECT_TRUE(SameColumns(part, slice->Slice(2, 5), /*exact=*/false));
    }
  }
}

TEST(ShredVariantsTest, FieldsAreFoundWhateverTheirOrderAndTheirIds) {
  // Names b, a, a: fields out of order, and a name that has two ids.
  const std::string metadata = Bytes("01 03 00 01 02 03 62 61 61");
  for (const std::string_view value :
       {"02 02 00 02 00 02 04 0c01 0c02", "02 02 01 00 02 00 04 0c01 0c02",
        "02 02 02 00 00 02 04 0c02 0c01"}) {
    const auto column = ColumnOf({VariantBytes{metadata, Bytes(value)}});
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, Type("a bigint")));
    const auto typed = Opened(shredded).typed_value();
    EXPECT_TRUE(typed->Equals(FromArrowJson(typed->type(), "[[[null, 2]]]")))
        << typed->ToString();
    DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
    EXPECT_EQ(JsonOf(back), std::vector<std::string>{R"({"a":2,"b":1})"}) << value;
  }
}

/// Metadata of one name again and again.
std::string OneName(uint32_t times) {
  std::string metadata(5 + size_t{4} * (times + 1), '\0');
  metadata[0] = '\xc1';  // offsets of four bytes
  StoreUnsigned(times, 4, metadata.data() + 1);
  for (uint32_t i = 0; i <= times; ++i) {
    StoreUnsigned(i, 4, metadata.data() + 5 + size_t{4} * i);
  }
  return metadata + std::string(times, 'a');
}

/// Objects of different ids, and so of different plans, none of which may look at all ids
/// that the name has: that took half a minute.
TEST(ShredVariantsTest, ANameMayHaveAnyNumberOfIds) {
  constexpr uint32_t kIds = 100'000;
  constexpr uint32_t kRows = 40'000;
  arrow::BinaryBuilder metadata;
  DU_ASSERT_OK(metadata.Append(OneName(kIds)));
  arrow::Int32Builder codes;
  arrow::BinaryBuilder values;
  for (uint32_t row = 0; row < kRows; ++row) {
    std::string value = Bytes("22 01 000000 00 02 0c05");
    StoreUnsigned(kIds - 1 - row, 3, value.data() + 2);
    DU_ASSERT_OK(codes.Append(0));
    DU_ASSERT_OK(values.Append(value));
  }
  const auto coded =
      *arrow::DictionaryArray::FromArrays(*codes.Finish(), *metadata.Finish());
  const auto column = *arrow::StructArray::Make(
      {coded, *values.Finish()}, std::vector<std::string>{"metadata", "value"});
  const auto begin = std::chrono::steady_clock::now();
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, Type("a bigint")));
  DU_ASSERT_OK_AND_ASSIGN(const auto left, ShredVariants(column, Type("b bigint")));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  const VariantColumn opened = Opened(shredded);
  for (int64_t row = 0; row < column->length(); ++row) {
    ASSERT_TRUE(opened.value().IsNull(row)) << row;
  }
  const VariantColumn residual = Opened(left);
  for (int64_t row = 0; row < column->length(); ++row) {
    ASSERT_FALSE(residual.value().IsNull(row)) << row;
  }
}

TEST(ShredVariantsTest, RefusesMalformedRowsByName) {
  const std::string names = Bytes("01 02 00 01 02 61 62");
  const struct {
    std::string metadata;
    std::string_view value;
    std::string_view message;
  } cases[] = {
      {names, "", "row 1: a value is missing"},
      {names, "0d", "row 1: "},
      {names, "0c", "row 1: "},
      {names, "fc", "row 1: unknown type 63"},
      {names, "02 01 02 00 01 00", "row 1: field id out of range"},
      {names, "02 02 00 00 00 01 02 0000", "row 1: a: an object has the field twice"},
      {names, "02 02 01 01 00 01 02 0000", "row 1: b: an object has the field twice"},
      {names, "02 01 01 05 01 00", "row 1: b: a value is missing"},
      {names, "02 01 00 05 01 00", "row 1: a value is missing"},
      {names, "02 01 01 00 02 0c", "row 1: object is cut off"},
      {names, "02 01 00 00 02 05ff", "row 1: a string that is not UTF-8"},
      {"", "00", "row 1: variant metadata: empty"},
      {Bytes("02 00 00"), "00", "row 1: variant metadata: version 2"},
  };
  for (const auto& [metadata, value, message] : cases) {
    SCOPED_TRACE(value);
    const auto column =
        ColumnOf({testing::OfJson("{}"), VariantBytes{metadata, Bytes(value)}});
    const auto result = ShredVariants(column, Type("a string"));
    DU_EXPECT_KIND(kCorrupt, result);
    EXPECT_THAT(result.status().message(), ::testing::StartsWith(message));
  }
}

TEST(ShredVariantsTest, SharedBytesAreNoBomb) {
  // 200 elements, each the same 200 elements, each the same string.
  std::string value = std::string(1, '\x01');
  for (int level = 0; level < 3; ++level) {
    std::string outer = Bytes("07 c8");
    for (int i = 0; i < 200; ++i) outer += std::string(2, '\0');
    outer += static_cast<char>(value.size() & 0xFF);
    outer += static_cast<char>(value.size() >> 8);
    value = outer + value;
  }
  const auto column = ColumnOf({VariantBytes{NoNames(), value}});
  DU_EXPECT_KIND(
      kCorrupt,
      ShredVariants(column,
                    Type("struct<x: array<array<array<string>>>>").fields[0].type));
}

TEST(ShredVariantsTest, ColumnsThatNeedNothingComeBackAsTheyAre) {
  const auto column = ColumnOfJson({"1"});
  DU_ASSERT_OK_AND_ASSIGN(const auto same, ShredVariants(column, {}));
  EXPECT_EQ(same, column);
  DU_ASSERT_OK_AND_ASSIGN(const auto plain, UnshredVariants(column));
  EXPECT_EQ(plain, column);
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, Type("a int")));
  DU_EXPECT_KIND(kInvalidArgument, ShredVariants(shredded, Type("a int")));
  DU_EXPECT_KIND(kInvalidArgument, ShredVariants(column, {VariantType::kNull}));
  DU_ASSERT_OK_AND_ASSIGN(const auto none,
                          ShredVariants(column->Slice(1), Type("a int")));
  EXPECT_EQ(none->length(), 0);
  DU_ASSERT_OK((UnshredVariants(none)));
}

TEST(ReshredVariantsTest, TakesAColumnFromOneSchemaToAnother) {
  const auto column =
      ColumnOfJson({R"({"a": 1, "b": {"c": "x"}})", R"([1])", "", "null"});
  const ShreddingType from = Type("a tinyint");
  const ShreddingType to = Type("b struct<c: string>, d int");
  DU_ASSERT_OK_AND_ASSIGN(const auto first, ReshredVariants(column, from));
  EXPECT_TRUE(Opened(first).shredding() == from);
  DU_ASSERT_OK_AND_ASSIGN(const auto same, ReshredVariants(first, from));
  EXPECT_TRUE(same->Equals(first)) << same->ToString();
  DU_ASSERT_OK_AND_ASSIGN(const auto second, ReshredVariants(first, to));
  EXPECT_TRUE(Opened(second).shredding() == to);
  DU_ASSERT_OK_AND_ASSIGN(const auto direct, ShredVariants(column, to));
  EXPECT_TRUE(second->Equals(direct)) << second->ToString();
  DU_ASSERT_OK_AND_ASSIGN(const auto plain, ReshredVariants(second, {}));
  EXPECT_FALSE(Opened(plain).is_shredded());
  EXPECT_EQ(JsonOf(plain), JsonOf(column));
}

TEST(ReshredVariantsTest, RowsAreMatchedAndLookedAtThoughTheSchemaStays) {
  const auto bigint = Type("bigint");
  const auto metadata = ColumnOfJson({"1", "2"});
  const auto shredded = [&](const std::string& values, const std::string& typed) {
    const std::shared_ptr<arrow::Array> column = *arrow::StructArray::Make(
        {static_cast<const arrow::StructArray&>(*metadata).field(0),
         FromArrowJson(arrow::binary(), values), FromArrowJson(arrow::int64(), typed)},
        std::vector<std::string>{"metadata", "value", "typed_value"});
    return column;
  };
  // An int8 beside the column.
  const auto left = shredded(R"(["\f\u0005", null])", "[null, 7]");
  const auto typed = [&](ShreddingMatch match) {
    const auto column = ReshredVariants(left, bigint, {match});
    EXPECT_TRUE(column.ok()) << column.status();
    return column.ok() ? Opened(*column).typed_value() : nullptr;
  };
  EXPECT_TRUE(
      typed(ShreddingMatch::kClass)->Equals(*FromArrowJson(arrow::int64(), "[5, 7]")));
  EXPECT_TRUE(
      typed(ShreddingMatch::kExact)->Equals(*FromArrowJson(arrow::int64(), "[null, 7]")));
  // Cut off, and both value and typed_value.
  for (const char* values : {R"(["\f", null])", R"(["\f\u0005", "\u0000"])"}) {
    DU_EXPECT_KIND(kCorrupt, ReshredVariants(shredded(values, "[null, 7]"), bigint));
  }
}

}  // namespace
}  // namespace delta_utils
