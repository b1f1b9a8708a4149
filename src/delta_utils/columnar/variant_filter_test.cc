#include "delta_utils/columnar/variant_filter.h"

#include <gtest/gtest.h>

#include <random>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/columnar/random_filter_testing.h"
#include "delta_utils/columnar/variant_rows_testing.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

std::string RowsOf(const std::shared_ptr<arrow::Array>& array, std::string_view text) {
  const VariantFilter filter(*ParseFilter(text));
  Selection rows;
  const Status status = filter.Select(array, &rows);
  if (!status.ok()) return status.message();
  EXPECT_EQ(rows.length(), array->length());
  std::string result;
  rows.ForEach([&](int64_t row) { result += std::to_string(row) + " "; });
  return result;
}

TEST(VariantFilterTest, NullRowsAndRowsThatAreNoObjectNeverMatch) {
  const auto column = testing::ColumnOfJson(
      {R"({"a": 1})", "", R"({"b": [{"c": "x"}]})", "7", "null", R"([{"a": 1}])"});
  EXPECT_EQ(RowsOf(column, "{}"), "0 2 ");
  EXPECT_EQ(RowsOf(column, R"({"a": {"$exists": false}})"), "2 ");
  EXPECT_EQ(RowsOf(column, R"({"a": 1})"), "0 ");
  EXPECT_EQ(RowsOf(column, R"({"b.c": "x"})"), "2 ");
  EXPECT_EQ(RowsOf(column->Slice(2, 3), "{}"), "0 ");
}

TEST(VariantFilterTest, MalformedRowsAreNamed) {
  const auto column = testing::ColumnOf(
      {testing::OfJson("{}"), VariantBytes{std::string("\x01\x00\x00", 3), "\x02"}});
  EXPECT_EQ(RowsOf(column, R"({"a": 1})").substr(0, 7), "row 1: ");
}

TEST(VariantFilterTest, ShreddedOrNotSelectsWhatTheRowEvaluatorTakes) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 engine(seed);
  std::vector<Column> columns(3);
  for (size_t i = 0; i < columns.size(); ++i) columns[i].name = "abc"[i];
  const int rounds = testing::IsFullTest() ? 400 : 30 / testing::SampleEvery();
  for (int round = 0; round < rounds; ++round) {
    std::vector<Object> documents;
    testing::Rows rows;
    while (rows.size() < 60) {
      Object document = testing::RandomDocument(engine, 3);
      const auto bytes = EncodeVariant(Value(document));
      if (!bytes.ok()) continue;
      documents.push_back(std::move(document));
      rows.push_back(*bytes);
    }
    const auto plain = testing::ColumnOf(rows);
    DU_ASSERT_OK_AND_ASSIGN(const ShreddingType type, InferShredding({plain}));
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(plain, type));
    testing::FilterMaker maker(engine, columns, documents);
    for (int i = 0; i < 40; ++i) {
      const Filter filter = maker.Make(2);
      const VariantFilter selector(filter);
      for (const auto& array : {plain, shredded}) {
        Selection selection;
        DU_ASSERT_OK(selector.Select(array, &selection));
        for (size_t row = 0; row < documents.size(); ++row) {
          DU_ASSERT_OK_AND_ASSIGN(const bool matches,
                                  MatchesFilter(documents[row], filter));
          ASSERT_EQ(selection.Contains(static_cast<int64_t>(row)), matches)
              << ToExtJson(documents[row], ExtJsonMode::kCanonical);
        }
      }
    }
  }
}

}  // namespace
}  // namespace delta_utils
