#include "delta_utils/columnar/change_rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "arrow/array/array_nested.h"
#include "arrow/json/from_string.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/cdc/random_change_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

std::shared_ptr<arrow::RecordBatch> BatchOf(const arrow::FieldVector& fields,
                                            const std::string& json) {
  const auto rows =
      arrow::json::ArrayFromJSONString(arrow::struct_(fields), json).ValueOrDie();
  return arrow::RecordBatch::Make(arrow::schema(fields), rows->length(),
                                  static_cast<const arrow::StructArray&>(*rows).fields());
}

const arrow::FieldVector kFeed = {
    arrow::field("_change_type", arrow::utf8()),
    arrow::field("_commit_version", arrow::int64()),
    arrow::field("_commit_timestamp", arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"))};

TEST(ChangeRowsTest, RandomRecordsComeBackTheSame) {
  const uint64_t seed = testing::TestSeed(6);
  std::mt19937_64 engine(seed);
  const int commits = testing::IsFullTest() ? 200 : 20;
  int64_t seq = 0;
  for (int version = 0; version < commits; ++version) {
    std::vector<ChangeRecord> records;
    std::vector<DeltaChangeRecord> rows;
    for (int i = 0; i < 100; ++i) {
      records.push_back(testing::RandomChangeRecord(engine, seq++));
      DU_ASSERT_OK_AND_ASSIGN(
          auto some, CdcRecordToDeltaRecords(records.back(), version, version * 1000));
      for (auto& row : some) rows.push_back(std::move(row));
    }
    DU_ASSERT_OK_AND_ASSIGN(const auto batch, ToChangeRows(rows));
    DU_ASSERT_OK(batch->ValidateFull());
    DU_ASSERT_OK_AND_ASSIGN(auto read, FromChangeRows(*batch));
    ASSERT_EQ(read, rows) << "seed " << seed;
    DU_ASSERT_OK_AND_ASSIGN(
        const auto back, DeltaRecordsToCdcRecords(std::move(read), {.system = "none"}));
    ASSERT_EQ(back, records) << "seed " << seed;
  }
}

TEST(ChangeRowsTest, ReadsTheColumnsOfATable) {
  arrow::FieldVector fields = {arrow::field("id", arrow::int32()),
                               arrow::field("s", arrow::utf8())};
  fields.insert(fields.end(), kFeed.begin(), kFeed.end());
  const auto batch =
      BatchOf(fields, R"([[1, "a", "insert", 3, 5000], [2, null, "delete", 4, 6000]])");
  const Column id{.name = "id", .kind = ColumnKind::kInt};
  const Column text{.name = "s", .kind = ColumnKind::kString, .null_is_missing = false};
  DU_ASSERT_OK_AND_ASSIGN(const auto rows, FromChangeRows(*batch, {id, text}));
  const std::vector<DeltaChangeRecord> expected = {
      {DeltaChangeType::kInsert, 3, 5, Object{{{"id", int32_t{1}}, {"s", "a"}}}, {}},
      {DeltaChangeType::kDelete, 4, 6, Object{{{"id", int32_t{2}}, {"s", Null{}}}}, {}}};
  EXPECT_EQ(rows, expected);
}

TEST(ChangeRowsTest, ErrorsNameTheColumn) {
  struct Case {
    arrow::FieldVector fields;
    std::string json;
    std::string message;
  };
  const arrow::FieldVector narrow = {kFeed[0],
                                     arrow::field("_commit_version", arrow::int32())};
  for (const Case& c : std::vector<Case>{
           {{}, "[]", "_change_type: the column is missing"},
           {kFeed, R"([["inserted", 1, 1]])",
            "_change_type: row 0: 'inserted' is no change type"},
           {kFeed, R"([[null, 1, 1]])", "_change_type: row 0: is NULL"},
           {kFeed, R"([["insert", null, 1]])", "_commit_version: has a NULL"},
           {narrow, "[]", "_commit_version: expected int64, found int32"}}) {
    const auto rows = FromChangeRows(*BatchOf(c.fields, c.json), {});
    DU_EXPECT_KIND(kCorrupt, rows);
    EXPECT_EQ(rows.status().message(), c.message);
  }
  DU_EXPECT_KIND(kCorrupt, FromChangeRows(*BatchOf(kFeed, "[]")));
}

}  // namespace
}  // namespace delta_utils
