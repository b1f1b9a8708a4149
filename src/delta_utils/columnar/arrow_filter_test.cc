#include "delta_utils/columnar/arrow_filter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "arrow/array/array_primitive.h"
#include "arrow/compute/expression.h"
#include "arrow/datum.h"
#include "arrow/scalar.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/columnar/random_batch_testing.h"
#include "delta_utils/columnar/random_filter_testing.h"
#include "delta_utils/columnar/typed_columns_of.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using testing::Below;
using testing::PickFrom;

/// A column that reads by its type alone.
Column PlainColumn(std::mt19937_64& engine, std::string name, int levels) {
  Column column;
  column.name = std::move(name);
  column.null_is_missing = false;
  column.kind = PickFrom<ColumnKind>(
      engine,
      {ColumnKind::kSmallInt, ColumnKind::kLong, ColumnKind::kDouble, ColumnKind::kFloat,
       ColumnKind::kBigDecimal, ColumnKind::kDate, ColumnKind::kTimestampNtz,
       ColumnKind::kDay, ColumnKind::kString, ColumnKind::kBool, ColumnKind::kBinary});
  column.precision = 38;
  column.scale = 3;
  if (levels == 0) return column;
  column.kind = PickFrom<ColumnKind>(
      engine, {ColumnKind::kObject, ColumnKind::kArray, column.kind, column.kind});
  if (column.kind == ColumnKind::kArray) {
    column.children = {PlainColumn(engine, "element", levels - 1)};
  }
  if (column.kind == ColumnKind::kObject) {
    for (const char* child : {"a", "b"}) {
      column.children.push_back(PlainColumn(engine, child, levels - 1));
    }
  }
  return column;
}

/// Integers of any width stand for a long in random batches; by type they do not.
void FollowType(const arrow::DataType& type, Column* column) {
  if (column->kind == ColumnKind::kLong && type.id() == arrow::Type::INT32) {
    column->kind = ColumnKind::kInt;
  }
  for (int i = 0; i < type.num_fields(); ++i) {
    FollowType(*type.field(i)->type(), &column->children[static_cast<size_t>(i)]);
  }
}

struct Table {
  std::vector<Column> columns;
  std::shared_ptr<arrow::RecordBatch> batch;
  std::vector<Object> documents;
};

Table RandomTable(std::mt19937_64& engine) {
  Table table;
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  constexpr int64_t kRows = 70;
  for (const char* name : {"_id", "a", "b.c", "d"}) {
    Column column = PlainColumn(engine, name, 2);
    arrays.push_back(testing::RandomArray(engine, column, kRows));
    FollowType(*arrays.back()->type(), &column);
    table.columns.push_back(std::move(column));
  }
  Column decimal{.name = "dec", .kind = ColumnKind::kDecimal, .null_is_missing = false};
  decimal.precision = 9;
  decimal.scale = 2;
  arrow::Decimal128Builder builder(arrow::decimal128(9, 2));
  arrays.push_back(testing::BuildCells(engine, std::move(builder), kRows, [&] {
    const int64_t digits = PickFrom<int64_t>(engine, {0, 100, -150, 999999999, 5});
    return builder.Append(arrow::Decimal128(digits));
  }));
  table.columns.push_back(decimal);
  for (size_t i = 0; i < arrays.size(); ++i) {
    fields.push_back(arrow::field(table.columns[i].name, arrays[i]->type()));
  }
  table.batch = arrow::RecordBatch::Make(arrow::schema(fields), kRows, arrays);
  for (int64_t row = 0; row < kRows; ++row) {
    table.documents.push_back(testing::DocumentAt(table.columns, *table.batch, row));
  }
  return table;
}

/// Whether the filter selects each row.
Result<std::vector<bool>> Selected(const ArrowFilter& filter,
                                   const arrow::RecordBatch& batch) {
  const arrow::Schema& schema = *batch.schema();
  ARROW_ASSIGN_OR_RAISE(const auto bound, filter.expression->Bind(schema));
  ARROW_ASSIGN_OR_RAISE(const arrow::Datum datum, arrow::compute::ExecuteScalarExpression(
                                                      bound, schema, batch.Slice(0)));
  std::vector<bool> selected;
  for (int64_t row = 0; row < batch.num_rows(); ++row) {
    if (datum.is_scalar()) {
      const auto& scalar = datum.scalar_as<arrow::BooleanScalar>();
      selected.push_back(scalar.is_valid && scalar.value);
    } else {
      const auto array = datum.array_as<arrow::BooleanArray>();
      selected.push_back(array->IsValid(row) && array->Value(row));
    }
  }
  return selected;
}

TEST(ArrowFilterTest, RandomFiltersSelectWhatMatches) {
  const uint64_t seed = std::random_device()();
  const int tables = testing::IsFullTest() ? 2000 : 200 / testing::SampleEvery();
  int exact = 0;
  int choosing = 0;
  int all = 0;
  for (int i = 0; i < tables && !::testing::Test::HasFatalFailure(); ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed + static_cast<uint64_t>(i)));
    std::mt19937_64 engine(seed + static_cast<uint64_t>(i));
    const Table table = RandomTable(engine);
    testing::FilterMaker maker(engine, table.columns, table.documents);
    for (int k = 0; k < 40; ++k) {
      const Filter filter = maker.Make(2);
      DU_ASSERT_OK_AND_ASSIGN(ArrowFilter arrow_filter,
                              FilterToArrow(filter, *table.batch->schema()));
      SCOPED_TRACE(arrow_filter.expression->ToString() + "\n" +
                   table.batch->schema()->ToString());
      DU_ASSERT_OK_AND_ASSIGN(const std::vector<bool> selected,
                              Selected(arrow_filter, *table.batch));
      const bool is_exact = arrow_filter.exactness == Exactness::kExact;
      size_t matching = 0;
      for (size_t row = 0; row < table.documents.size(); ++row) {
        const Object& document = table.documents[row];
        DU_ASSERT_OK_AND_ASSIGN(const bool matches, MatchesFilter(document, filter));
        matching += matches ? 1 : 0;
        if (is_exact || matches) {
          ASSERT_EQ(selected[row], matches)
              << ToExtJson(document, ExtJsonMode::kCanonical);
        }
      }
      ++all;
      exact += is_exact ? 1 : 0;
      choosing += matching > 0 && matching < table.documents.size() ? 1 : 0;
    }
  }
  EXPECT_GT(exact, all / 4);
  EXPECT_GT(choosing, all / 20);
}

TEST(ArrowFilterTest, ElementsOfListsAreASuperset) {
  const auto schema = arrow::schema({arrow::field("l", arrow::list(arrow::int32()))});
  DU_ASSERT_OK_AND_ASSIGN(const Filter element, ParseFilter(R"({"l": 1})"));
  DU_ASSERT_OK_AND_ASSIGN(const ArrowFilter some, FilterToArrow(element, *schema));
  EXPECT_EQ(some.exactness, Exactness::kSuperset);
  EXPECT_EQ(some.expression->ToString(), "is_valid(l)");
  DU_ASSERT_OK_AND_ASSIGN(const Filter size, ParseFilter(R"({"l": {"$size": 1}})"));
  DU_ASSERT_OK_AND_ASSIGN(const ArrowFilter exact, FilterToArrow(size, *schema));
  EXPECT_EQ(exact.exactness, Exactness::kExact);
}

TEST(TypedColumnsOfTest, CollectionsAndCollationsAreNotTakenByTheirTypes) {
  StructType schema;
  schema.fields.push_back({"s", {PrimitiveType{"string"}}, true, {}});
  schema.fields.push_back(
      {"c", {PrimitiveType{"string"}}, true, {{"__COLLATIONS", "{}"}}});
  DU_ASSERT_OK_AND_ASSIGN(const TypedColumns columns, TypedColumnsOf(schema));
  EXPECT_EQ(columns.columns[0].type, ColumnType::kString);
  EXPECT_EQ(columns.columns[1].type, ColumnType::kOther);
  schema.fields[0].metadata = {{"parquedb.bson", "\"objectId\""}};
  EXPECT_EQ(KindOf(TypedColumnsOf(schema).status()), ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace delta_utils
