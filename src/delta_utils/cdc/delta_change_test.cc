#include "delta_utils/cdc/delta_change.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/cdc/random_change_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

Object Doc(const char* id, int32_t n) { return Object{{{"_id", id}, {"n", n}}}; }

DeltaChangeRecord Row(DeltaChangeType type, Object data, int64_t version = 3) {
  return {type, version, 1000, std::move(data), std::nullopt};
}

const CdcSource kSource = {.system = "deltalake", .collection = "t"};

TEST(DeltaChangeTest, OperationsAndTypes) {
  struct Case {
    CdcOp op;
    bool is_preimage;
    std::string_view name;
    CdcOp back;
  };
  for (const Case& c :
       std::vector<Case>{{CdcOp::kCreate, false, "insert", CdcOp::kCreate},
                         {CdcOp::kSnapshot, false, "insert", CdcOp::kCreate},
                         {CdcOp::kUpdate, true, "update_preimage", CdcOp::kUpdate},
                         {CdcOp::kUpdate, false, "update_postimage", CdcOp::kUpdate},
                         {CdcOp::kDelete, false, "delete", CdcOp::kDelete}}) {
    const DeltaChangeType type = CdcOpToDeltaChangeType(c.op, c.is_preimage);
    EXPECT_EQ(DeltaChangeTypeName(type), c.name);
    EXPECT_EQ(ParseDeltaChangeType(c.name), type);
    EXPECT_EQ(DeltaChangeTypeToCdcOp(type), c.back);
  }
  EXPECT_EQ(ParseDeltaChangeType("Insert"), std::nullopt);
}

TEST(DeltaChangeTest, RandomRecordsComeBackTheSame) {
  const uint64_t seed = testing::TestSeed(5);
  std::mt19937_64 engine(seed);
  const int count = testing::IsFullTest() ? 100'000 : 5'000;
  std::vector<ChangeRecord> records;
  std::vector<DeltaChangeRecord> rows;
  int64_t version = 0;
  size_t commit_begin = 0;
  for (int i = 0; i < count; ++i) {
    records.push_back(testing::RandomChangeRecord(engine, i));
    DU_ASSERT_OK_AND_ASSIGN(auto some,
                            CdcRecordToDeltaRecords(records.back(), version, i));
    for (auto& row : some) rows.push_back(std::move(row));
    if (testing::Below(engine, 10) == 0) {
      // Rows of one commit have no order.
      std::shuffle(rows.begin() + static_cast<ptrdiff_t>(commit_begin), rows.end(),
                   engine);
      commit_begin = rows.size();
      ++version;
    }
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto back, DeltaRecordsToCdcRecords(rows, kSource));
  ASSERT_EQ(back.size(), records.size()) << "seed " << seed;
  for (size_t i = 0; i < back.size(); ++i) {
    ASSERT_EQ(back[i], records[i]) << "record " << i << ", seed " << seed;
  }
}

TEST(DeltaChangeTest, ForeignImagesAreJoinedById) {
  DU_ASSERT_OK_AND_ASSIGN(
      const auto records,
      DeltaRecordsToCdcRecords({Row(DeltaChangeType::kUpdatePreimage, Doc("a", 1)),
                                Row(DeltaChangeType::kUpdatePreimage, Doc("b", 1)),
                                Row(DeltaChangeType::kInsert, Doc("c", 1)),
                                Row(DeltaChangeType::kUpdatePostimage, Doc("b", 2)),
                                Row(DeltaChangeType::kUpdatePostimage, Doc("a", 2)),
                                Row(DeltaChangeType::kDelete, Doc("d", 1)),
                                Row(DeltaChangeType::kUpdatePostimage, Doc("e", 2)),
                                Row(DeltaChangeType::kUpdatePreimage, Doc("e", 2), 4)},
                               kSource));
  struct Case {
    const char* id;
    CdcOp op;
    bool before, after;
    int64_t version, ordinal;
  };
  const std::vector<Case> expected = {
      {"c", CdcOp::kCreate, false, true, 3, 0}, {"b", CdcOp::kUpdate, true, true, 3, 1},
      {"a", CdcOp::kUpdate, true, true, 3, 2},  {"d", CdcOp::kDelete, true, false, 3, 3},
      {"e", CdcOp::kUpdate, false, true, 3, 4}, {"e", CdcOp::kUpdate, true, false, 4, 0}};
  ASSERT_EQ(records.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(records[i].id, Value(expected[i].id));
    EXPECT_EQ(records[i].op, expected[i].op);
    EXPECT_EQ(records[i].before.has_value(), expected[i].before);
    EXPECT_EQ(records[i].after.has_value(), expected[i].after);
    EXPECT_EQ(records[i].seq, *SeqOf(expected[i].version, expected[i].ordinal));
    EXPECT_EQ(records[i].ts_ns, 1'000'000'000);
    EXPECT_EQ(records[i].source, kSource);
  }
}

TEST(DeltaChangeTest, ImagesOfOtherSourcesOrDocumentsAreNotJoined) {
  ChangeRecord one;
  one.id = "p";
  one.seq = 3;
  one.op = CdcOp::kUpdate;
  one.before = Doc("p", 1);
  one.after = Doc("p", 2);
  one.source.system = "x";
  ChangeRecord other_source = one;
  other_source.source.server_id = "s2";
  ChangeRecord other_id = one;
  other_id.id = "q";
  for (ChangeRecord two : {other_source, other_id}) {
    two.before = Doc("q", 7);
    two.after = Doc("q", 8);
    std::vector<DeltaChangeRecord> rows = CdcRecordToDeltaRecords(one, 1, 1).ValueOrDie();
    for (auto& row : CdcRecordToDeltaRecords(two, 1, 1).ValueOrDie()) {
      rows.push_back(std::move(row));
    }
    // The pre-image of the one, then the post-image of the other.
    std::swap(rows[1], rows[3]);
    DU_ASSERT_OK_AND_ASSIGN(const auto back, DeltaRecordsToCdcRecords(rows, kSource));
    EXPECT_EQ(back, (std::vector<ChangeRecord>{two, one}));
  }
}

TEST(DeltaChangeTest, RowsWithoutAKeyStayAlone) {
  const Object keyless{{{"n", int32_t{1}}}};
  DU_ASSERT_OK_AND_ASSIGN(
      const auto records,
      DeltaRecordsToCdcRecords({Row(DeltaChangeType::kUpdatePreimage, keyless),
                                Row(DeltaChangeType::kUpdatePostimage, keyless)},
                               kSource));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].id, Value(Null{}));
  EXPECT_EQ(records[0].after, std::nullopt);
  EXPECT_EQ(records[1].before, std::nullopt);
}

TEST(DeltaChangeTest, TwoDocumentsOfOneKeyAreKept) {
  DU_ASSERT_OK_AND_ASSIGN(
      const auto records,
      DeltaRecordsToCdcRecords({Row(DeltaChangeType::kUpdatePreimage, Doc("a", 1)),
                                Row(DeltaChangeType::kUpdatePreimage, Doc("a", 2)),
                                Row(DeltaChangeType::kUpdatePostimage, Doc("a", 3))},
                               kSource));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].before, Doc("a", 1));
  EXPECT_EQ(records[1].before, Doc("a", 2));
  EXPECT_EQ(records[1].after, Doc("a", 3));
}

TEST(DeltaChangeTest, ATimeThatNanosecondsDoNotHoldIsRefused) {
  struct Case {
    int64_t ms;
    bool fits;
  };
  for (const Case& c : std::vector<Case>{{9'223'372'036'854, true},
                                         {9'223'372'036'855, false},
                                         {-9'223'372'036'854, true},
                                         {-9'223'372'036'855, false},
                                         {9'300'000'000'000, false}}) {
    DeltaChangeRecord row = Row(DeltaChangeType::kInsert, Doc("a", 1), 7);
    row.commit_timestamp_ms = c.ms;
    const auto records = DeltaRecordsToCdcRecords({row}, kSource);
    ASSERT_EQ(records.ok(), c.fits) << c.ms;
    if (c.fits) {
      EXPECT_EQ(records->front().ts_ns, c.ms * 1'000'000);
      continue;
    }
    DU_EXPECT_KIND(kUnsupported, records);
    EXPECT_NE(records.status().message().find("the time of version 7, "),
              std::string::npos)
        << records.status();
  }
}

TEST(DeltaChangeTest, AnEnvelopeThatDoesNotFitIsRefused) {
  ChangeRecord record;
  record.source.system = "x";
  record.after = Doc("a", 1);
  DU_ASSERT_OK_AND_ASSIGN(auto rows, CdcRecordToDeltaRecords(record, 1, 1));
  rows[0].change_type = DeltaChangeType::kDelete;
  DU_EXPECT_KIND(kInvalidArgument, DeltaRecordsToCdcRecords(rows, kSource));
  record.before = Doc("a", 0);
  DU_EXPECT_KIND(kInvalidArgument, CdcRecordToDeltaRecords(record, 1, 1));
}

}  // namespace
}  // namespace delta_utils
