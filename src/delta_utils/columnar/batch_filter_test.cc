#include "delta_utils/columnar/batch_filter.h"

#include <gtest/gtest.h>

#include "arrow/array/array_dict.h"
#include "delta_utils/columnar/batch_filter_testing.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

using testing::ArrayPtr;
using testing::BatchOf;
using testing::ColumnOfKind;
using testing::FromJson;
using testing::ListOf;
using testing::Named;
using testing::ObjectOf;
using testing::RowsOf;

TEST(BatchFilterTest, ColumnsThatABatchLacksAreNull) {
  const std::vector<Column> columns = {
      ColumnOfKind(ColumnKind::kWhole),
      Named("w", ColumnOfKind(ColumnKind::kLong, false))};
  const auto batch = BatchOf(FromJson(arrow::int64(), "[1, 2]"));
  for (const auto& [text, count] :
       std::vector<std::pair<std::string, int64_t>>{{R"({"w": null})", 2},
                                                    {R"({"w": {"$type": "null"}})", 2},
                                                    {R"({"w": {"$exists": false}})", 0},
                                                    {R"({"x": {"$exists": false}})", 2},
                                                    {R"({"v": 1, "w": null})", 1},
                                                    {R"({})", 2},
                                                    {R"({"$nor": [{"v": 1}]})", 1}}) {
    DU_ASSERT_OK_AND_ASSIGN(Filter filter, ParseFilter(text));
    DU_ASSERT_OK_AND_ASSIGN(auto selector, BatchFilter::Make(filter, columns));
    Selection rows;
    DU_ASSERT_OK(selector.Select(*batch, &rows));
    EXPECT_EQ(rows.count(), count) << text;
  }
}

TEST(BatchFilterTest, NamesTheColumnsThatItReads) {
  const std::vector<Column> columns = {ColumnOfKind(ColumnKind::kWhole),
                                       Named("w", ColumnOfKind(ColumnKind::kLong)),
                                       Named("a", ColumnOfKind(ColumnKind::kLong))};
  DU_ASSERT_OK_AND_ASSIGN(Filter filter,
                          ParseFilter(R"({"v": 1, "$or": [{"a.b": 1}, {"x": 2}]})"));
  DU_ASSERT_OK_AND_ASSIGN(auto selector, BatchFilter::Make(filter, columns));
  EXPECT_EQ(selector.column_names(), (std::vector<std::string>{"a", "v"}));
}

TEST(BatchFilterTest, VariantColumnsMayBeShredded) {
  const ArrayPtr plain = testing::ColumnOfJson(
      {R"({"a": 1, "b": "x"})", "", "7", "null", R"([{"a": 1}, 7])", R"({"a": "y"})"});
  DU_ASSERT_OK_AND_ASSIGN(const ShreddingType type,
                          ShreddingType::Parse("struct<a: bigint, b: string>"));
  DU_ASSERT_OK_AND_ASSIGN(const ArrayPtr shredded, ShredVariants(plain, type));
  ASSERT_TRUE(testing::Opened(shredded).is_shredded());
  for (const ArrayPtr& array : {plain, shredded, shredded->Slice(0)}) {
    const Column column = ColumnOfKind(ColumnKind::kVariant);
    EXPECT_EQ(RowsOf(column, array, R"({"v.a": 1})"), "0 4");
    EXPECT_EQ(RowsOf(column, array, R"({"v": 7})"), "2 4");
    EXPECT_EQ(RowsOf(column, array, R"({"v": null})"), "1 3");
    EXPECT_EQ(RowsOf(column, array, R"({"v": {"$exists": true}})"), "0 2 4 5");
    EXPECT_EQ(RowsOf(column, array, R"({"v.a": {"$type": "string"}})"), "5");
    EXPECT_EQ(RowsOf(column, array, R"({"v.b": null})"), "1 2 3 4 5");
    EXPECT_EQ(RowsOf(column, array, R"({"v": {"a": 1, "b": "x"}})"), "0");
  }
}

TEST(BatchFilterTest, ArraysOfOtherTypesAreRefused) {
  for (const auto& [column, type] :
       std::vector<std::pair<Column, std::shared_ptr<arrow::DataType>>>{
           {ColumnOfKind(ColumnKind::kWhole), arrow::utf8()},
           {ColumnOfKind(ColumnKind::kInt), arrow::int64()},
           {ColumnOfKind(ColumnKind::kString), arrow::binary()},
           {ColumnOfKind(ColumnKind::kDate), arrow::timestamp(arrow::TimeUnit::NANO)},
           {ListOf(ColumnOfKind(ColumnKind::kWhole)), arrow::list(arrow::utf8())},
           {ObjectOf({Named("a", ColumnOfKind(ColumnKind::kWhole))}),
            arrow::struct_({arrow::field("b", arrow::int64())})}}) {
    DU_ASSERT_OK_AND_ASSIGN(Filter filter, ParseFilter(R"({"v": 1})"));
    DU_ASSERT_OK_AND_ASSIGN(auto selector, BatchFilter::Make(filter, {column}));
    Selection rows;
    DU_EXPECT_KIND(kUnsupported, selector.Select(*BatchOf(FromJson(type, "[]")), &rows));
  }
}

TEST(BatchFilterTest, RegexBeyondItsLimitIsAnError) {
  const std::string text = std::string(40, 'a') + "b";
  const ArrayPtr array = FromJson(arrow::utf8(), "[\"" + text + "\"]");
  DU_ASSERT_OK_AND_ASSIGN(Filter filter, ParseFilter(R"({"v": {"$regex": "(a+)+$"}})"));
  DU_ASSERT_OK_AND_ASSIGN(auto selector,
                          BatchFilter::Make(filter, {ColumnOfKind(ColumnKind::kString)}));
  Selection rows;
  const Status status = selector.Select(*BatchOf(array), &rows);
  DU_EXPECT_KIND(kInvalidArgument, status);
  // The failure is of that batch alone.
  DU_ASSERT_OK(selector.Select(*BatchOf(FromJson(arrow::utf8(), R"(["aa"])")), &rows));
  EXPECT_EQ(rows.count(), 1);
}

TEST(BatchFilterTest, CodesBeyondTheirDictionaryAreCorrupt) {
  const ArrayPtr array = std::make_shared<arrow::DictionaryArray>(
      arrow::dictionary(arrow::int32(), arrow::utf8()),
      FromJson(arrow::int32(), "[0, 7]"), FromJson(arrow::utf8(), R"(["a"])"));
  DU_ASSERT_OK_AND_ASSIGN(Filter filter, ParseFilter(R"({"v": "a"})"));
  DU_ASSERT_OK_AND_ASSIGN(auto selector,
                          BatchFilter::Make(filter, {ColumnOfKind(ColumnKind::kString)}));
  Selection rows;
  DU_EXPECT_KIND(kCorrupt, selector.Select(*BatchOf(array), &rows));
}

}  // namespace
}  // namespace delta_utils
