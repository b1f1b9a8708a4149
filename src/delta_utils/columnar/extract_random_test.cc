// A path leads to the same out of a column and out of the same column shredded, whatever
// the documents, the schema and the path.
#include <gmock/gmock.h>

#include <iterator>

#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_builder.h"

namespace delta_utils {
namespace {

using testing::Below;
using testing::PickFrom;

/// Few names, and numbers among them, so that documents, schemas and paths meet.
std::string AnyName(std::mt19937_64& engine) {
  return PickFrom<std::string>(engine, {"a", "b", "0", ""});
}

void AddValue(std::mt19937_64& engine, int levels, VariantBuilder* builder) {
  const auto n = static_cast<int64_t>(Below(engine, 300));
  switch (Below(engine, levels == 0 ? 6 : 10)) {
    case 0:
      return builder->Null();
    case 1:
      return builder->Text(std::string(static_cast<size_t>(n), 'x'));
    case 2:
      return builder->Double(static_cast<double>(n));
    case 3:
      return builder->Decimal({n, static_cast<uint8_t>(Below(engine, 3))});
    case 4:
      return builder->Time(VariantType::kTimestampNanos, n * 500);
    case 5:
      return builder->Int(n);
    case 6:
      builder->BeginArray();
      for (uint64_t i = Below(engine, 3); i > 0; --i) {
        AddValue(engine, levels - 1, builder);
      }
      return builder->EndArray();
    default:
      break;
  }
  builder->BeginObject();
  for (uint64_t i = Below(engine, 5); i > 0; --i) {
    builder->Field(AnyName(engine));
    AddValue(engine, levels - 1, builder);
  }
  builder->EndObject();
}

std::shared_ptr<arrow::Array> AnyColumn(std::mt19937_64& engine) {
  testing::Rows rows;
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names, {DuplicateFields::kKeepLast});
  for (uint64_t i = Below(engine, 20); i > 0; --i) {
    if (Below(engine, 8) == 0) {
      rows.emplace_back();
      continue;
    }
    AddValue(engine, 3, &builder);
    VariantBytes bytes;
    EXPECT_TRUE(builder.Finish(&bytes.value).ok());
    EXPECT_TRUE(names.FinishRow(&bytes.metadata).ok());
    rows.emplace_back(std::move(bytes));
  }
  return testing::ColumnOf(rows);
}

ShreddingType AnyShredding(std::mt19937_64& engine, int levels) {
  static const std::vector<ShreddingType> kScalars = {{},
                                                      {VariantType::kString},
                                                      {VariantType::kDouble},
                                                      {VariantType::kDecimal4, 5, 1},
                                                      {VariantType::kTimestamp},
                                                      {VariantType::kInt16},
                                                      {VariantType::kInt64}};
  const uint64_t kind = levels == 0 ? 0 : Below(engine, 8);
  if (kind < 2) return PickFrom(engine, kScalars);
  ShreddingType type{kind == 2 ? VariantType::kArray : VariantType::kObject};
  if (kind == 2) {
    type.element.push_back(AnyShredding(engine, levels - 1));
    return type;
  }
  for (const char* name : {"a", "b", "0", ""}) {
    const bool is_shredded = type.fields.empty() || Below(engine, 2) == 0;
    if (is_shredded) type.fields.push_back({name, AnyShredding(engine, levels - 1)});
  }
  return type;
}

Path AnyPath(std::mt19937_64& engine) {
  std::vector<PathStep> steps;
  for (uint64_t i = Below(engine, 4); i > 0; --i) {
    const auto index = static_cast<uint32_t>(Below(engine, 3));
    switch (Below(engine, 5)) {
      case 0:
        steps.push_back({std::nullopt, index});
        break;
      case 1:
        steps.push_back({std::to_string(index), index});
        break;
      default:
        steps.push_back({AnyName(engine), std::nullopt});
    }
  }
  return Path(std::move(steps));
}

std::vector<PathAndType> AnyColumns(std::mt19937_64& engine) {
  static const std::vector<std::shared_ptr<arrow::DataType>> kTypes = {
      nullptr,
      arrow::int64(),
      arrow::int16(),
      arrow::float64(),
      arrow::decimal128(5, 1),
      arrow::utf8(),
      arrow::large_utf8(),
      arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
      arrow::timestamp(arrow::TimeUnit::NANO, "UTC")};
  std::vector<PathAndType> columns;
  for (int i = 0; i < 6; ++i)
    columns.push_back({AnyPath(engine), PickFrom(engine, kTypes)});
  return columns;
}

void ExpectSame(const std::shared_ptr<arrow::Array>& got,
                const std::shared_ptr<arrow::Array>& want, const PathAndType& column,
                bool exact) {
  SCOPED_TRACE(column.path.ToString());
  const Status valid = got->ValidateFull();
  EXPECT_TRUE(valid.ok()) << valid;
  if (column.type == nullptr) {
    EXPECT_TRUE(testing::SameColumns(got, want, exact));
  } else {
    EXPECT_TRUE(got->Equals(*want)) << got->ToString() << "\nnot " << want->ToString();
  }
}

TEST(ExtractRandomTest, ShreddedAndNotAreTheSame) {
  int64_t values = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 engine(seed);
    const auto plain = AnyColumn(engine);
    const ShreddingType type = AnyShredding(engine, 3);
    const auto match = PickFrom<ShreddingMatch>(
        engine, {ShreddingMatch::kExact, ShreddingMatch::kClass});
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(plain, type, {match}));
    const std::vector<PathAndType> columns = AnyColumns(engine);
    DU_ASSERT_OK_AND_ASSIGN(const auto want, ExtractVariants(plain, columns));
    DU_ASSERT_OK_AND_ASSIGN(const auto together, ExtractVariants(shredded, columns));
    const int64_t begin = plain->length() / 3;
    const int64_t length = plain->length() / 2;
    for (size_t i = 0; i < columns.size(); ++i) {
      const auto& [path, wanted] = columns[i];
      const bool exact = match == ShreddingMatch::kExact;
      values += want[i]->length() - want[i]->null_count();
      ExpectSame(together[i], want[i], columns[i], exact);
      DU_ASSERT_OK_AND_ASSIGN(
          const auto sliced,
          ExtractVariant(shredded->Slice(begin, length), path, wanted));
      ExpectSame(sliced, want[i]->Slice(begin, length), columns[i], exact);
      DU_ASSERT_OK_AND_ASSIGN(const auto alone, ExtractVariant(plain, path, wanted));
      ExpectSame(alone, want[i], columns[i], /*exact=*/true);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(values, 800);  // that there was something to be the same
}

}  // namespace
}  // namespace delta_utils
