// Shredding and unshredding are the identity, on random Variants and random schemas.
#include <gmock/gmock.h>

#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_builder.h"

namespace delta_utils {
namespace {

using testing::Below;
using testing::PickFrom;

/// Few names and few levels, so that values and schemas meet.
std::string AnyName(std::mt19937_64& engine) {
  return PickFrom<std::string>(engine, {"a", "b", "c", "", "long name", "\xc3\xa9"});
}

ShreddingType AnyType(std::mt19937_64& engine, int levels) {
  const uint64_t kind = Below(engine, levels == 0 ? 6 : 10);
  if (kind >= 8) {
    ShreddingType type{VariantType::kArray};
    type.element.push_back(AnyType(engine, levels - 1));
    return type;
  }
  if (kind >= 6) {
    ShreddingType type{VariantType::kObject};
    for (uint64_t i = 0; i <= Below(engine, 4); ++i) {
      std::string name = AnyName(engine);
      bool repeats = false;
      for (const auto& field : type.fields) repeats |= field.name == name;
      if (!repeats) type.fields.push_back({name, AnyType(engine, levels - 1)});
    }
    return type;
  }
  static const std::vector<ShreddingType> kScalars = {ShreddingType{},
                                                      {VariantType::kTrue},
                                                      {VariantType::kInt8},
                                                      {VariantType::kInt16},
                                                      {VariantType::kInt32},
                                                      {VariantType::kInt64},
                                                      {VariantType::kFloat},
                                                      {VariantType::kDouble},
                                                      {VariantType::kDecimal4, 5, 2},
                                                      {VariantType::kDecimal8, 18, 4},
                                                      {VariantType::kDecimal16, 38, 10},
                                                      {VariantType::kDate},
                                                      {VariantType::kTime},
                                                      {VariantType::kTimestamp},
                                                      {VariantType::kTimestampNtzNanos},
                                                      {VariantType::kBinary},
                                                      {VariantType::kString},
                                                      {VariantType::kUuid}};
  return PickFrom(engine, kScalars);
}

VariantDecimal AnyDecimal(std::mt19937_64& engine) {
  const auto digits = static_cast<int>(Below(engine, 38));
  Int128 n = static_cast<int64_t>(Below(engine, 10));
  for (int i = 0; i < digits; ++i) {
    n = n * 10 + static_cast<int64_t>(Below(engine, 2) * Below(engine, 10));
  }
  return {Below(engine, 2) == 0 ? n : -n, static_cast<uint8_t>(Below(engine, 12))};
}

void AddScalar(std::mt19937_64& engine, VariantBuilder* builder) {
  const int64_t n = testing::RandomInt64(engine) >> Below(engine, 64);
  static const std::vector<VariantType> kTimes = {
      VariantType::kTime, VariantType::kTimestamp, VariantType::kTimestampNtz,
      VariantType::kTimestampNanos, VariantType::kTimestampNtzNanos};
  switch (Below(engine, 14)) {
    case 0:
      return builder->Null();
    case 1:
      return builder->Bool(n % 2 == 0);
    case 2:
      return builder->Int8(static_cast<int8_t>(n));
    case 3:
      return builder->Int16(static_cast<int16_t>(n));
    case 4:
      return builder->Int32(static_cast<int32_t>(n));
    case 5:
      return builder->Int64(n);
    case 6:
      return builder->Float(static_cast<float>(n));
    case 7:
      return builder->Double(static_cast<double>(n));
    case 8:
      return builder->Decimal(AnyDecimal(engine));
    case 9:
      return builder->Date(static_cast<int32_t>(n));
    case 10:
      return builder->Time(PickFrom(engine, kTimes),
                           static_cast<int64_t>(Below(engine, 9) * 500));
    case 11:
      return builder->Binary(testing::RandomString(engine));
    case 12:
      return builder->Uuid(Uuid{});
    default:
      return builder->Text(testing::RandomString(engine) +
                           std::string(Below(engine, 4) * 20, 'x'));
  }
}

void AddValue(std::mt19937_64& engine, int levels, VariantBuilder* builder) {
  const uint64_t kind = levels == 0 ? 0 : Below(engine, 6);
  if (kind < 2) return AddScalar(engine, builder);
  if (kind == 2) {
    builder->BeginArray();
    for (uint64_t i = Below(engine, 4); i > 0; --i) AddValue(engine, levels - 1, builder);
    return builder->EndArray();
  }
  builder->BeginObject();
  for (uint64_t i = Below(engine, 6); i > 0; --i) {
    builder->Field(AnyName(engine));
    AddValue(engine, levels - 1, builder);
  }
  builder->EndObject();
}

std::shared_ptr<arrow::Array> AnyColumn(std::mt19937_64& engine) {
  testing::Rows rows;
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names, {DuplicateFields::kKeepLast});
  for (uint64_t i = Below(engine, 30); i > 0; --i) {
    if (Below(engine, 8) == 0) {
      rows.emplace_back();
      continue;
    }
    AddValue(engine, 4, &builder);
    VariantBytes bytes;
    EXPECT_TRUE(builder.Finish(&bytes.value).ok());
    EXPECT_TRUE(names.FinishRow(&bytes.metadata).ok());
    rows.emplace_back(std::move(bytes));
  }
  return testing::ColumnOf(rows);
}

TEST(ShredRoundTripTest, RandomColumnsComeBack) {
  for (uint64_t seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 engine(seed);
    const auto column = AnyColumn(engine);
    const ShreddingType type = AnyType(engine, 4);
    for (const auto match : {ShreddingMatch::kExact, ShreddingMatch::kClass}) {
      DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(column, type, {match}));
      ASSERT_TRUE(testing::Opened(shredded).shredding() == type);
      DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
      ASSERT_TRUE(testing::SameColumns(back, column, match == ShreddingMatch::kExact));
      const int64_t cut = column->length() / 3;
      DU_ASSERT_OK_AND_ASSIGN(const auto part, UnshredVariants(shredded->Slice(cut)));
      ASSERT_TRUE(testing::SameColumns(part, back->Slice(cut), /*exact=*/true));
    }
  }
}

/// Any byte of any `value` may be any other: an error or a value, and no crash.
TEST(ShredRoundTripTest, ColumnsWithFlippedBytesAreReadOrRefused) {
  int refused = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 engine(seed);
    const auto column = AnyColumn(engine);
    const ShreddingType type = AnyType(engine, 3);
    const VariantColumn opened = testing::Opened(column);
    testing::Rows rows;
    for (int64_t row = 0; row < opened.length(); ++row) {
      VariantBytes bytes{std::string(opened.metadata().Get(row)),
                         std::string(opened.value().Get(row))};
      std::string& victim = Below(engine, 4) == 0 ? bytes.metadata : bytes.value;
      if (!victim.empty()) {
        victim[Below(engine, victim.size())] ^= static_cast<char>(1 << Below(engine, 8));
      }
      rows.emplace_back(std::move(bytes));
    }
    for (const auto& row : rows) {
      const auto shredded = ShredVariants(testing::ColumnOf({row}), type);
      if (!shredded.ok()) {
        EXPECT_EQ(KindOf(shredded.status()), ErrorKind::kCorrupt);
        ++refused;
        continue;
      }
      DU_ASSERT_OK((*shredded)->ValidateFull());
      const auto back = UnshredVariants(*shredded);
      EXPECT_TRUE(back.ok() || KindOf(back.status()) == ErrorKind::kCorrupt);
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace delta_utils
