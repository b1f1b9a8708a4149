#include "delta_utils/columnar/variant_column.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/builder.h"
#include "arrow/extension/uuid.h"
#include "arrow/type.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using arrow::field;
using arrow::struct_;
using Type = std::shared_ptr<arrow::DataType>;

ShreddingType Of(VariantType type) { return ShreddingType{type}; }

ShreddingType ObjectOf(std::vector<ShreddingField> fields) {
  ShreddingType type{VariantType::kObject};
  type.fields = std::move(fields);
  return type;
}

ShreddingType ArrayOf(ShreddingType element) {
  ShreddingType type{VariantType::kArray};
  type.element.push_back(std::move(element));
  return type;
}

Type Group(Type typed) {
  return struct_(
      {field("value", arrow::binary()), field("typed_value", std::move(typed))});
}

TEST(TypedValueTypeTest, EachTypeHasItsColumnAndComesBack) {
  const struct {
    ShreddingType shredding;
    Type type;
  } cases[] = {
      {Of(VariantType::kTrue), arrow::boolean()},
      {Of(VariantType::kInt8), arrow::int8()},
      {Of(VariantType::kInt16), arrow::int16()},
      {Of(VariantType::kInt32), arrow::int32()},
      {Of(VariantType::kInt64), arrow::int64()},
      {Of(VariantType::kFloat), arrow::float32()},
      {Of(VariantType::kDouble), arrow::float64()},
      {{VariantType::kDecimal4, 9, 2}, arrow::decimal128(9, 2)},
      {{VariantType::kDecimal8, 10, 0}, arrow::decimal128(10, 0)},
      {{VariantType::kDecimal16, 38, 38}, arrow::decimal128(38, 38)},
      {Of(VariantType::kDate), arrow::date32()},
      {Of(VariantType::kTime), arrow::time64(arrow::TimeUnit::MICRO)},
      {Of(VariantType::kTimestamp), arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")},
      {Of(VariantType::kTimestampNtz), arrow::timestamp(arrow::TimeUnit::MICRO)},
      {Of(VariantType::kTimestampNanos), arrow::timestamp(arrow::TimeUnit::NANO, "UTC")},
      {Of(VariantType::kTimestampNtzNanos), arrow::timestamp(arrow::TimeUnit::NANO)},
      {Of(VariantType::kBinary), arrow::binary()},
      {Of(VariantType::kString), arrow::utf8()},
      {Of(VariantType::kUuid), arrow::fixed_size_binary(16)},
      {ObjectOf({{"a", Of(VariantType::kInt8)}, {"", ShreddingType{}}}),
       struct_({field("a", Group(arrow::int8()), false),
                field("", struct_({field("value", arrow::binary())}), false)})},
      {ArrayOf(ArrayOf(Of(VariantType::kDate))),
       arrow::list(field(
           "element", Group(arrow::list(field("element", Group(arrow::date32()), false))),
           false))},
  };
  for (const auto& [shredding, type] : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const Type made, ToTypedValueType(shredding));
    EXPECT_TRUE(made->Equals(type)) << made->ToString();
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType back, ShreddingOf(*made));
    EXPECT_TRUE(back == shredding) << made->ToString();
  }
}

TEST(TypedValueTypeTest, StorageHasTypedValueOnlyIfShredded) {
  DU_ASSERT_OK_AND_ASSIGN(const Type plain, ToVariantStorageType({}));
  EXPECT_TRUE(plain->Equals(struct_({field("metadata", arrow::binary(), false),
                                     field("value", arrow::binary(), false)})));
  DU_ASSERT_OK_AND_ASSIGN(const Type shredded,
                          ToVariantStorageType(Of(VariantType::kDouble)));
  EXPECT_TRUE(shredded->Equals(
      struct_({field("metadata", arrow::binary(), false), field("value", arrow::binary()),
               field("typed_value", arrow::float64())})));
}

ShreddingType Deep(int levels) {
  ShreddingType type = Of(VariantType::kInt8);
  for (int i = 0; i < levels; ++i) type = ArrayOf(std::move(type));
  return type;
}

TEST(TypedValueTypeTest, RefusesWhatNoColumnHolds) {
  const ShreddingType cases[] = {
      Of(VariantType::kNull),
      Of(VariantType::kShortString),
      {VariantType::kDecimal4, 10, 0},
      {VariantType::kDecimal8, 9, 0},
      {VariantType::kDecimal16, 39, 0},
      {VariantType::kDecimal4, 0, 0},
      {VariantType::kDecimal4, 3, 4},
      {VariantType::kDecimal4, 3, -1},
      ObjectOf({}),
      ObjectOf({{"a", {}}, {"a", {}}}),
      Of(VariantType::kArray),
      Deep(101),
  };
  for (const ShreddingType& type : cases) {
    DU_EXPECT_KIND(kInvalidArgument, ToTypedValueType(type));
    DU_EXPECT_KIND(kInvalidArgument, ToVariantStorageType(type));
  }
  DU_EXPECT_KIND(kInvalidArgument,
                 ToTypedValueType(ObjectOf({{"a", Of(VariantType::kNull)}})));
  DU_ASSERT_OK(ToTypedValueType(Deep(100)));
}

TEST(ShreddingOfTest, TakesEveryLayoutOfAType) {
  const auto element = field("element", struct_({field("typed_value", arrow::int8())}));
  const ShreddingType bytes = ArrayOf(Of(VariantType::kInt8));
  const struct {
    Type type;
    ShreddingType shredding;
  } cases[] = {
      {arrow::large_utf8(), Of(VariantType::kString)},
      {arrow::utf8_view(), Of(VariantType::kString)},
      {arrow::large_binary(), Of(VariantType::kBinary)},
      {arrow::binary_view(), Of(VariantType::kBinary)},
      {arrow::extension::uuid(), Of(VariantType::kUuid)},
      {arrow::decimal32(5, 2), {VariantType::kDecimal4, 5, 2}},
      {arrow::decimal64(5, 2), {VariantType::kDecimal4, 5, 2}},
      {arrow::decimal256(38, 2), {VariantType::kDecimal16, 38, 2}},
      {arrow::timestamp(arrow::TimeUnit::MICRO, "Europe/Berlin"),
       Of(VariantType::kTimestamp)},
      {arrow::large_list(element), bytes},
      {arrow::list_view(element), bytes},
      {arrow::large_list_view(element), bytes},
      {arrow::fixed_size_list(element, 2), bytes},
      {arrow::list(struct_({field("value", arrow::large_binary())})), ArrayOf({})},
  };
  for (const auto& [type, shredding] : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType got, ShreddingOf(*type));
    EXPECT_TRUE(got == shredding) << type->ToString();
  }
}

TEST(ShreddingOfTest, RefusesWhatNoVariantIsShreddedTo) {
  Type deep = arrow::int8();
  for (int i = 0; i < 101; ++i) deep = arrow::list(Group(deep));
  const Type cases[] = {
      arrow::null(),
      arrow::uint8(),
      arrow::uint16(),
      arrow::uint32(),
      arrow::uint64(),
      arrow::float16(),
      arrow::fixed_size_binary(4),
      arrow::fixed_size_binary(17),
      arrow::date64(),
      arrow::time32(arrow::TimeUnit::MILLI),
      arrow::time64(arrow::TimeUnit::NANO),
      arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"),
      arrow::timestamp(arrow::TimeUnit::SECOND),
      arrow::duration(arrow::TimeUnit::MICRO),
      arrow::decimal128(5, -1),
      arrow::decimal256(39, 0),
      arrow::map(arrow::utf8(), Group(arrow::int8())),
      arrow::dictionary(arrow::int8(), struct_({field("a", Group(arrow::int8()))})),
      arrow::dictionary(arrow::int8(), arrow::dictionary(arrow::int8(), arrow::utf8())),
      arrow::list(arrow::int8()),
      arrow::list(struct_({field("typed_value", arrow::uint8())})),
      struct_({field("a\xff", Group(arrow::int8()))}),
      arrow::list(struct_({})),
      arrow::list(struct_({field("value", arrow::utf8())})),
      arrow::list(struct_({field("value", arrow::binary()), field("x", arrow::int8())})),
      arrow::list(
          struct_({field("value", arrow::binary()), field("value", arrow::binary())})),
      struct_({}),
      struct_({field("a", arrow::int8())}),
      struct_({field("a", Group(arrow::int8())), field("a", Group(arrow::int8()))}),
      deep,
  };
  for (const Type& type : cases) {
    SCOPED_TRACE(type->ToString().substr(0, 200));
    DU_EXPECT_KIND(kCorrupt, ShreddingOf(*type));
  }
}

TEST(ShreddingOfTest, NamesThePlace) {
  const Type type = struct_({field("a", Group(arrow::list(Group(arrow::uint8()))))});
  EXPECT_EQ(ShreddingOf(*type).status().message(),
            "typed_value.a.typed_value.element.typed_value: no Variant is shredded to "
            "uint8");
}

template <typename Builder>
std::shared_ptr<arrow::Array> Cells(const std::vector<const char*>& cells) {
  Builder builder;
  for (const char* cell : cells) {
    EXPECT_TRUE((cell == nullptr ? builder.AppendNull() : builder.Append(cell)).ok());
  }
  return *builder.Finish();
}

/// "x", NULL, "long enough to lie outside of a view".
std::vector<std::shared_ptr<arrow::Array>> ThreeCells() {
  static const char* const kLong = "long enough to lie outside of a view";
  const std::vector<const char*> cells = {"x", nullptr, kLong};
  arrow::Int8Builder indices;
  EXPECT_TRUE(indices.AppendValues({1, 2, 0}).ok());
  const auto dictionary = Cells<arrow::BinaryBuilder>({kLong, "x", nullptr});
  return {Cells<arrow::BinaryBuilder>(cells),
          Cells<arrow::LargeBinaryBuilder>(cells),
          Cells<arrow::BinaryViewBuilder>(cells),
          Cells<arrow::StringBuilder>(cells),
          Cells<arrow::LargeStringBuilder>(cells),
          Cells<arrow::StringViewBuilder>(cells),
          *arrow::DictionaryArray::FromArrays(*indices.Finish(), dictionary)};
}

TEST(BinaryCellsTest, EveryLayoutReadsTheSameWholeAndSliced) {
  for (const auto& array : ThreeCells()) {
    SCOPED_TRACE(array->type()->ToString());
    DU_ASSERT_OK_AND_ASSIGN(const BinaryCells cells, BinaryCells::Make(array));
    EXPECT_FALSE(cells.is_absent());
    EXPECT_EQ(cells.has_codes(), array->type_id() == arrow::Type::DICTIONARY);
    EXPECT_FALSE(cells.IsNull(0));
    EXPECT_EQ(cells.Get(0), "x");
    EXPECT_TRUE(cells.IsNull(1));
    EXPECT_EQ(cells.Get(2), "long enough to lie outside of a view");
    DU_ASSERT_OK_AND_ASSIGN(const BinaryCells rest, BinaryCells::Make(array->Slice(1)));
    EXPECT_TRUE(rest.IsNull(0));
    EXPECT_FALSE(rest.IsNull(1));
    EXPECT_EQ(rest.Get(1), cells.Get(2));
    DU_ASSERT_OK_AND_ASSIGN(const BinaryCells none, BinaryCells::Make(array->Slice(3)));
    EXPECT_EQ(none.has_codes(), cells.has_codes());
  }
}

TEST(BinaryCellsTest, AbsentCellsAreNull) {
  const BinaryCells cells;
  EXPECT_TRUE(cells.is_absent());
  EXPECT_TRUE(cells.IsNull(7));
}

TEST(BinaryCellsTest, RefusesOtherTypesAndIndicesOutOfRange) {
  arrow::Int8Builder indices;
  DU_ASSERT_OK(indices.AppendValues({0, 1}));
  DU_ASSERT_OK_AND_ASSIGN(const auto numbers, indices.Finish());
  DU_EXPECT_KIND(kCorrupt, BinaryCells::Make(numbers));
  const arrow::DictionaryArray beyond(arrow::dictionary(arrow::int8(), arrow::binary()),
                                      numbers, Cells<arrow::BinaryBuilder>({"x"}));
  DU_EXPECT_KIND(kCorrupt, BinaryCells::Make(arrow::MakeArray(beyond.data())));
}

std::shared_ptr<arrow::Array> StructOf(
    const std::vector<std::pair<std::string, std::shared_ptr<arrow::Array>>>& children) {
  arrow::ArrayVector arrays;
  arrow::FieldVector fields;
  for (const auto& [name, array] : children) {
    fields.push_back(field(name, array->type()));
    arrays.push_back(array);
  }
  return *arrow::StructArray::Make(arrays, fields);
}

TEST(VariantColumnTest, FindsPartsByNameInAnyOrder) {
  const auto binary = Cells<arrow::BinaryBuilder>({"x", "y"});
  DU_ASSERT_OK_AND_ASSIGN(const auto typed, arrow::MakeArrayOfNull(arrow::int8(), 2));
  DU_ASSERT_OK_AND_ASSIGN(
      const VariantColumn column,
      VariantColumn::Make(
          StructOf({{"typed_value", typed}, {"value", binary}, {"metadata", binary}})));
  EXPECT_EQ(column.length(), 2);
  EXPECT_EQ(column.metadata().Get(1), "y");
  EXPECT_EQ(column.value().Get(0), "x");
  EXPECT_TRUE(column.is_shredded());
  EXPECT_EQ(column.shredding().type, VariantType::kInt8);

  DU_ASSERT_OK_AND_ASSIGN(
      const VariantColumn no_value,
      VariantColumn::Make(StructOf({{"metadata", binary}, {"typed_value", typed}})));
  EXPECT_TRUE(no_value.value().is_absent());
  EXPECT_TRUE(no_value.value().IsNull(0));

  DU_ASSERT_OK_AND_ASSIGN(
      const VariantColumn plain,
      VariantColumn::Make(StructOf({{"metadata", binary}, {"value", binary}})->Slice(1)));
  EXPECT_EQ(plain.length(), 1);
  EXPECT_EQ(plain.value().Get(0), "y");
  EXPECT_FALSE(plain.is_shredded());
  EXPECT_FALSE(plain.shredding().has_typed_value());
}

TEST(VariantColumnTest, RefusesOtherArrays) {
  const auto binary = Cells<arrow::BinaryBuilder>({"x"});
  const auto text = Cells<arrow::StringBuilder>({"x"});
  DU_ASSERT_OK_AND_ASSIGN(const auto uint8s, arrow::MakeArrayOfNull(arrow::uint8(), 1));
  const std::shared_ptr<arrow::Array> cases[] = {
      nullptr,
      binary,
      StructOf({{"metadata", binary}}),
      StructOf({{"value", binary}}),
      StructOf({{"metadata", text}, {"value", binary}}),
      StructOf({{"metadata", binary}, {"value", text}}),
      StructOf({{"metadata", binary}, {"value", binary}, {"value", binary}}),
      StructOf({{"metadata", binary}, {"metadata", binary}, {"value", binary}}),
      StructOf({{"metadata", binary}, {"value", binary}, {"other", binary}}),
      StructOf({{"metadata", binary}, {"value", binary}, {"typed_value", uint8s}}),
  };
  for (const auto& array : cases) DU_EXPECT_KIND(kCorrupt, VariantColumn::Make(array));
}

}  // namespace
}  // namespace delta_utils
