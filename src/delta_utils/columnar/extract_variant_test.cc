#include <gmock/gmock.h>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_primitive.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using arrow::TimeUnit;
using testing::ColumnOf;
using testing::ColumnOfJson;
using testing::FromArrowJson;
using testing::JsonOf;
using variant_internal::Bytes;
using variant_internal::NoNames;

using ArrayPtr = std::shared_ptr<arrow::Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

constexpr ExtractOptions kMustFit = {ExtractOptions::OnMismatch::kError};

Path PathOf(std::string_view text) {
  const auto path = Path::Parse(text);
  EXPECT_TRUE(path.ok()) << path.status();
  return path.ok() ? *path : Path();
}

ArrayPtr Shredded(const ArrayPtr& column, std::string_view type) {
  const auto shredding = ShreddingType::Parse(type);
  EXPECT_TRUE(shredding.ok()) << shredding.status();
  const auto shredded = ShredVariants(column, *shredding);
  EXPECT_TRUE(shredded.ok()) << shredded.status();
  return *shredded;
}

/// Extracts, and checks that the result is sound.
ArrayPtr Extracted(const ArrayPtr& column, std::string_view path, const TypePtr& type) {
  const auto result = ExtractVariant(column, PathOf(path), type);
  EXPECT_TRUE(result.ok()) << result.status();
  if (!result.ok()) return nullptr;
  const Status valid = (*result)->ValidateFull();
  EXPECT_TRUE(valid.ok()) << valid;
  EXPECT_EQ((*result)->length(), column->length());
  return *result;
}

void ExpectArray(const ArrayPtr& got, const TypePtr& type, const std::string& want) {
  ASSERT_NE(got, nullptr);
  const ArrayPtr wanted = FromArrowJson(type, want);
  EXPECT_TRUE(got->Equals(*wanted)) << got->ToString() << "\nnot " << want;
}

struct FitCase {
  const char* value;  // hex
  TypePtr type;
  const char* want;  // null: it does not fit
};

void ExpectFits(const std::vector<FitCase>& cases) {
  for (const FitCase& c : cases) {
    SCOPED_TRACE(std::string(c.value) + " as " + c.type->ToString());
    const ArrayPtr column = ColumnOf({VariantBytes{NoNames(), Bytes(c.value)}});
    const std::string want = std::string("[") + c.want + "]";
    ExpectArray(Extracted(column, "$", c.type), c.type, want);
    const auto strict = ExtractVariant(column, Path(), c.type, kMustFit);
    EXPECT_EQ(strict.ok(), std::string_view(c.want) != "null") << strict.status();
  }
}

TEST(ExtractVariantTest, ANumberIsOfEveryTypeThatHoldsIt) {
  ExpectFits({
      {"04", arrow::boolean(), "true"},
      {"08", arrow::boolean(), "false"},
      {"0c01", arrow::boolean(), "null"},
      {"0c80", arrow::int8(), "-128"},
      {"10 8000", arrow::int8(), "null"},
      {"10 7fff", arrow::int8(), "null"},
      {"14 05000000", arrow::int8(), "5"},
      {"10 8000", arrow::int16(), "128"},
      {"18 0000008000000000", arrow::int32(), "null"},
      {"18 0000008000000000", arrow::int64(), "2147483648"},
      {"20 02 e8030000", arrow::int32(), "10"},         // decimal 10.00
      {"20 02 e9030000", arrow::int32(), "null"},       // decimal 10.01
      {"1c 000000000000f03f", arrow::int64(), "null"},  // double 1.0
      {"1c 000000000000f83f", arrow::float64(), "1.5"},
      {"38 0000c03f", arrow::float64(), "1.5"},
      {"38 0000c03f", arrow::float32(), "1.5"},
      {"1c 000000000000f83f", arrow::float32(), "1.5"},
      {"1c 9a9999999999b93f", arrow::float32(), "null"},  // double 0.1
      {"0c07", arrow::float64(), "7"},
      {"18 0000000000002000", arrow::float64(), "9007199254740992"},
      {"18 0100000000002000", arrow::float64(), "null"},
      {"20 01 0f000000", arrow::float64(), "null"},  // decimal 1.5
      {"14 00000001", arrow::float32(), "16777216"},
      {"14 01000001", arrow::float32(), "null"},
      {"20 01 0f000000", arrow::decimal128(5, 2), "\"1.50\""},
      {"20 01 0f000000", arrow::decimal128(5, 0), "null"},
      {"20 01 0f000000", arrow::decimal32(5, 1), "\"1.5\""},
      {"24 01 f1ffffffffffffff", arrow::decimal64(18, 1), "\"-1.5\""},
      {"24 01 f1ffffffffffffff", arrow::decimal256(76, 3), "\"-1.500\""},
      {"10 e803", arrow::decimal128(3, 0), "null"},
      {"10 e803", arrow::decimal128(4, 0), "\"1000\""},
  });
}

TEST(ExtractVariantTest, TimesAndBytesAreOfEveryTypeThatHoldsThem) {
  const TypePtr micros = arrow::timestamp(TimeUnit::MICRO, "UTC");
  const TypePtr nanos = arrow::timestamp(TimeUnit::NANO, "UTC");
  const TypePtr local_micros = arrow::timestamp(TimeUnit::MICRO);
  const TypePtr local_nanos = arrow::timestamp(TimeUnit::NANO);
  ExpectFits({
      {"2c 01000000", arrow::date32(), "1"},
      {"14 01000000", arrow::date32(), "null"},
      {"44 0200000000000000", arrow::time64(TimeUnit::MICRO), "2"},
      {"44 0200000000000000", arrow::time64(TimeUnit::NANO), "2000"},
      {"30 0200000000000000", micros, "2"},
      {"30 0200000000000000", nanos, "2000"},
      {"30 ffffffffffffff7f", nanos, "null"},
      {"30 0200000000000000", local_micros, "null"},
      {"48 d007000000000000", micros, "2"},
      {"48 d107000000000000", micros, "null"},
      {"48 d107000000000000", nanos, "2001"},
      {"34 0200000000000000", local_micros, "2"},
      {"4c d007000000000000", local_micros, "2"},
      {"4c d007000000000000", local_nanos, "2000"},
      {"4c d007000000000000", nanos, "null"},
      {"09 6869", arrow::utf8(), "\"hi\""},
      {"40 02000000 6869", arrow::large_utf8(), "\"hi\""},
      {"09 6869", arrow::binary(), "null"},
      {"3c 02000000 6869", arrow::binary(), "\"hi\""},
      {"3c 02000000 6869", arrow::large_binary(), "\"hi\""},
      {"3c 02000000 6869", arrow::utf8(), "null"},
      {"50 30313233343536373839616263646566", arrow::fixed_size_binary(16),
       "\"0123456789abcdef\""},
      {"02 00 00", arrow::int64(), "null"},
      {"03 00 00", arrow::utf8(), "null"},
  });
}

TEST(ExtractVariantTest, TypesThatNoVariantHasAreRefused) {
  const ArrayPtr column = ColumnOfJson({"1"});
  for (const TypePtr& type :
       {arrow::uint8(), arrow::float16(), arrow::date64(), arrow::null(),
        arrow::timestamp(TimeUnit::MILLI), arrow::time32(TimeUnit::MILLI),
        arrow::fixed_size_binary(8), arrow::decimal128(5, -1), arrow::list(arrow::int8()),
        arrow::utf8_view()}) {
    DU_EXPECT_KIND(kInvalidArgument, ExtractVariant(column, Path(), type));
  }
}

constexpr std::string_view kRows[] = {
    R"({"id": 1, "user": {"name": "Ada", "geo": {"lat": 1.5}}, "tags": ["x", 2]})",
    "",
    R"({"id": "one", "user": null, "tags": []})",
    R"({"id": 3, "user": {"name": null, "geo": {}, "age": 7}, "tags": [[5]], "extra": 1})",
    R"({"user": "nobody", "tags": "none", "id": null})",
    "17",
    R"([{"id": 9}])",
};
ArrayPtr Documents() { return ColumnOfJson({std::begin(kRows), std::end(kRows)}); }

const struct {
  const char* path;
  TypePtr type;
  const char* want;
} kExtracts[] = {
    {"$.id", arrow::int64(), "[1,null,null,3,null,null,null]"},
    {"$.id", arrow::utf8(), R"([null,null,"one",null,null,null,null])"},
    {"$.user.name", arrow::utf8(), R"(["Ada",null,null,null,null,null,null])"},
    {"$.user.geo.lat", arrow::decimal128(3, 1),
     R"(["1.5",null,null,null,null,null,null])"},
    {"$.user.age", arrow::int8(), "[null,null,null,7,null,null,null]"},
    {"$.tags[0]", arrow::utf8(), R"(["x",null,null,null,null,null,null])"},
    {"$.tags[1]", arrow::int64(), "[2,null,null,null,null,null,null]"},
    {"$.tags[0][0]", arrow::int64(), "[null,null,null,5,null,null,null]"},
    {"/tags/1", arrow::int64(), "[2,null,null,null,null,null,null]"},
    {"$.extra", arrow::int64(), "[null,null,null,1,null,null,null]"},
    {"$[0].id", arrow::int64(), "[null,null,null,null,null,null,9]"},
    {"$", arrow::int64(), "[null,null,null,null,null,17,null]"},
    {"$.user", arrow::utf8(), R"([null,null,null,null,"nobody",null,null])"},
    {"$.none.at.all", arrow::boolean(), "[null,null,null,null,null,null,null]"},
};

constexpr const char* kShreddings[] = {
    "variant",
    "bigint",
    "id bigint",
    "id int, tags array<string>",
    "id: string, user: struct<name: string, geo: struct<lat: decimal(3,1)>, age: "
    "tinyint>",
    "user: struct<geo: variant, age: bigint>, tags: array<array<bigint>>, extra: bigint",
    "user: string, tags: array<variant>, none: struct<at: struct<all: boolean>>",
    "array<struct<id: bigint>>",
};

TEST(ExtractVariantTest, IsTheSameOutOfEveryShredding) {
  for (const char* shredding : kShreddings) {
    const ArrayPtr column = Shredded(Documents(), shredding);
    std::vector<PathAndType> all;
    for (const auto& c : kExtracts) {
      SCOPED_TRACE(std::string(c.path) + " of " + shredding);
      const ArrayPtr got = Extracted(column, c.path, c.type);
      ExpectArray(got, c.type, c.want);
      const ArrayPtr sliced = Extracted(column->Slice(2, 3), c.path, c.type);
      EXPECT_TRUE(sliced->Equals(*got->Slice(2, 3))) << sliced->ToString();
      all.push_back({PathOf(c.path), c.type});
    }
    DU_ASSERT_OK_AND_ASSIGN(const auto together, ExtractVariants(column, all));
    ASSERT_EQ(together.size(), all.size());
    for (size_t i = 0; i < all.size(); ++i) {
      ExpectArray(together[i], all[i].type, kExtracts[i].want);
    }
  }
}

TEST(ExtractVariantTest, VariantsShareTheMetadataAndTellMissingFromNull) {
  const struct {
    const char* path;
    std::vector<std::string> want;  // "": missing
  } cases[] = {
      {"$.user.name", {"\"Ada\"", "", "", "null", "", "", ""}},
      {"$.user.geo", {"{\"lat\":1.5}", "", "", "{}", "", "", ""}},
      {"$.user",
       {R"({"geo":{"lat":1.5},"name":"Ada"})", "", "null",
        R"({"age":7,"geo":{},"name":null})", "\"nobody\"", "", ""}},
      {"$.tags", {"[\"x\",2]", "", "[]", "[[5]]", "\"none\"", "", ""}},
      {"$.tags[0]", {"\"x\"", "", "", "[5]", "", "", ""}},
      {"$.extra", {"", "", "", "1", "", "", ""}},
      {"$[0]", {"", "", "", "", "", "", "{\"id\":9}"}},
  };
  for (const char* shredding : kShreddings) {
    const ArrayPtr column = Shredded(Documents(), shredding);
    const auto& group = static_cast<const arrow::StructArray&>(*column);
    std::vector<PathAndType> all;
    for (const auto& c : cases) {
      SCOPED_TRACE(std::string(c.path) + " of " + shredding);
      const ArrayPtr got = Extracted(column, c.path, nullptr);
      EXPECT_EQ(JsonOf(got), c.want);
      const auto& variants = static_cast<const arrow::StructArray&>(*got);
      EXPECT_EQ(variants.GetFieldByName("metadata")->data()->buffers,
                group.GetFieldByName("metadata")->data()->buffers);
      EXPECT_EQ(JsonOf(Extracted(column->Slice(3), c.path, nullptr)),
                std::vector(c.want.begin() + 3, c.want.end()));
      all.push_back({PathOf(c.path), nullptr});
    }
    DU_ASSERT_OK_AND_ASSIGN(const auto together, ExtractVariants(column, all));
    for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(JsonOf(together[i]), cases[i].want);
  }
}

TEST(ExtractVariantTest, ATypedColumnIsTakenWithoutACopy) {
  const ArrayPtr plain =
      ColumnOfJson({R"({"a": {"b": 1}, "more": 1})", R"({"a": {"b": 2}})", "",
                    R"({"a": {"b": null}})", R"({"a": {}})", R"({"a": null})", "3"});
  const ArrayPtr column = Shredded(plain, "a: struct<b: bigint>");
  const auto leaf_of = [](const ArrayPtr& variants) {
    const auto typed = [](const ArrayPtr& group) {
      return static_cast<const arrow::StructArray&>(*group).GetFieldByName("typed_value");
    };
    const auto field = [](const ArrayPtr& object, const char* name) {
      return static_cast<const arrow::StructArray&>(*object).GetFieldByName(name);
    };
    return typed(field(typed(field(typed(variants), "a")), "b"));
  };
  const auto shares = [&](const ArrayPtr& variants, const TypePtr& type) {
    const ArrayPtr got = Extracted(variants, "$.a.b", type);
    return got->data()->buffers[1] == leaf_of(variants)->data()->buffers[1];
  };
  // What is left of other objects, nulls, and what is no object do not matter.
  EXPECT_FALSE(shares(column, arrow::int64()));  // the value 3 might have it
  const ArrayPtr objects = column->Slice(0, 6);
  EXPECT_TRUE(shares(objects, arrow::int64()));
  EXPECT_FALSE(shares(objects, arrow::int32()));
  ExpectArray(Extracted(column, "$.a.b", arrow::int64()), arrow::int64(),
              "[1,2,null,null,null,null,null]");
  ExpectArray(Extracted(objects, "$.a.b", arrow::int64()), arrow::int64(),
              "[1,2,null,null,null,null]");
  ExpectArray(Extracted(objects->Slice(1, 3), "$.a.b", arrow::int64()), arrow::int64(),
              "[2,null,null]");
  // Without a null around it, it is the very column.
  const ArrayPtr whole = objects->Slice(0, 2);
  EXPECT_EQ(Extracted(whole, "$.a.b", arrow::int64())->data()->buffers,
            leaf_of(whole)->data()->buffers);
}

TEST(ExtractVariantTest, WhatAProjectionLeavesOutIsNull) {
  const ArrayPtr column =
      Shredded(Documents(), "id bigint, user: struct<name: string, age: tinyint>");
  const auto& group = static_cast<const arrow::StructArray&>(*column);
  const auto& typed =
      static_cast<const arrow::StructArray&>(*group.GetFieldByName("typed_value"));
  // Of id only the typed column, nothing of user, no value.
  const auto& id = static_cast<const arrow::StructArray&>(*typed.GetFieldByName("id"));
  const auto keep = [](const arrow::StructArray& whole, const char* name,
                       ArrayPtr child) {
    return *arrow::StructArray::Make({std::move(child)}, std::vector<std::string>{name},
                                     whole.null_bitmap(), whole.null_count());
  };
  const ArrayPtr id_only = keep(id, "typed_value", id.GetFieldByName("typed_value"));
  const ArrayPtr typed_only = keep(typed, "id", id_only);
  const ArrayPtr projected =
      *arrow::StructArray::Make({typed_only, group.GetFieldByName("metadata")},
                                std::vector<std::string>{"typed_value", "metadata"},
                                column->null_bitmap(), column->null_count());
  ExpectArray(Extracted(projected, "$.id", arrow::int64()), arrow::int64(),
              "[1,null,null,3,null,null,null]");
  ExpectArray(Extracted(projected, "$.id", arrow::int8()), arrow::int8(),
              "[1,null,null,3,null,null,null]");
  EXPECT_EQ(Extracted(projected, "$.user.name", arrow::utf8())->null_count(), 7);
  EXPECT_EQ(JsonOf(Extracted(projected, "$.id", nullptr)),
            (std::vector<std::string>{"1", "", "", "3", "", "", ""}));
}

TEST(ExtractVariantTest, MetadataMayBeADictionary) {
  FromJsonOptions options;
  const ArrayPtr text = FromArrowJson(
      arrow::utf8(),
      R"(["{\"a\": 1}", null, "{\"b\": {\"a\": 2}}", "{\"b\": 1, \"a\": 3}"])");
  DU_ASSERT_OK_AND_ASSIGN(const ArrayPtr column, VariantsFromJson(*text, options));
  ExpectArray(Extracted(column, "$.a", arrow::int64()), arrow::int64(),
              "[1,null,null,3]");
  ExpectArray(Extracted(column, "$.b.a", arrow::int64()), arrow::int64(),
              "[null,null,2,null]");
  ExpectArray(Extracted(column->Slice(2), "$.a", arrow::int64()), arrow::int64(),
              "[null,3]");
}

TEST(ExtractVariantTest, MissingWhereAValueIsRequiredIsNull) {
  // A column whose rows have neither value nor typed_value.
  const TypePtr type = arrow::struct_({arrow::field("metadata", arrow::binary()),
                                       arrow::field("value", arrow::binary()),
                                       arrow::field("typed_value", arrow::int64())});
  const ArrayPtr plain = ColumnOfJson({"1", "1"});
  const ArrayPtr column = *arrow::StructArray::Make(
      {static_cast<const arrow::StructArray&>(*plain).GetFieldByName("metadata"),
       FromArrowJson(arrow::binary(), "[null, null]"),
       FromArrowJson(arrow::int64(), "[null, 4]")},
      type->fields());
  EXPECT_EQ(JsonOf(Extracted(column, "$", nullptr)),
            (std::vector<std::string>{"null", "4"}));
  EXPECT_EQ(JsonOf(Extracted(column, "$.a", nullptr)),
            (std::vector<std::string>{"", ""}));
  ExpectArray(Extracted(column, "$", arrow::int64()), arrow::int64(), "[null,4]");
}

TEST(ExtractVariantTest, FailuresNameTheRowAndThePath) {
  const std::string a = Bytes("01 01 00 01 61");
  const struct {
    VariantBytes bytes;
    ErrorKind kind;
    const char* message;
  } cases[] = {
      {{a, Bytes("02 01 00 00 02 0c 07")},
       ErrorKind::kInvalidArgument,
       "row 1: $.a: int8"},
      {{a, Bytes("02 01 00 00 02 05 ff")}, ErrorKind::kCorrupt, "row 1: $.a: text that"},
      {{a, Bytes("02 01 00 00 02 09 61")},
       ErrorKind::kCorrupt,
       "row 1: $.a: short string"},
      {{a, Bytes("02 01 00 09 02 05 61")}, ErrorKind::kCorrupt, "row 1: $.a: "},
      {{a, Bytes("02 01 00")}, ErrorKind::kCorrupt, "row 1: $.a: "},
      {{a, Bytes("")}, ErrorKind::kCorrupt, "row 1: $.a: "},
      {{Bytes("02 00 00"), Bytes("00")}, ErrorKind::kCorrupt, "row 1: variant metadata"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(ToHex(c.bytes.value));
    const ArrayPtr column = ColumnOf({VariantBytes{a, Bytes("00")}, c.bytes});
    const std::vector<PathAndType> wanted = {{PathOf("$.a"), arrow::utf8()},
                                             {PathOf("$.b"), arrow::utf8()}};
    const auto alone = ExtractVariant(column, wanted[0].path, arrow::utf8(), kMustFit);
    const auto together = ExtractVariants(column, wanted, kMustFit);
    EXPECT_EQ(KindOf(alone.status()), c.kind);
    EXPECT_THAT(alone.status().message(), ::testing::StartsWith(c.message));
    EXPECT_EQ(together.status().message(), alone.status().message());
  }
}

}  // namespace
}  // namespace delta_utils
