#include "delta_utils/delta_actions/make_action.h"

#include <gtest/gtest.h>

#include <string>

#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/validate_action.h"

namespace delta_utils {
namespace {

FileStats StatsOf(std::optional<int64_t> rows, std::optional<int64_t> nulls) {
  FileStats stats;
  stats.num_records = rows;
  stats.columns[{"a", "b"}].null_count = nulls;
  return stats;
}

TEST(MakeActionTest, AnAddHasTheDefaultsOfAnInsert) {
  const Add add =
      MakeAddAction("p=a b/100%.parquet", 12, 5, {{"p", "a b"}, {"q", {}}}, StatsOf(3, 1))
          .ValueOrDie();
  EXPECT_EQ(SerializeAction(add),
            R"({"add":{"path":"p=a%20b/100%25.parquet",)"
            R"("partitionValues":{"p":"a b","q":null},"size":12,"modificationTime":5,)"
            R"("dataChange":true,"stats":"{\"numRecords\":3,\"minValues\":{},)"
            R"(\"maxValues\":{},\"nullCount\":{\"a\":{\"b\":1}}}"}})");
  EXPECT_EQ(DecodeDataPath(add.path).ValueOrDie(), "p=a b/100%.parquet");
  EXPECT_EQ(MakeAddAction("x", 0, 0).ValueOrDie().stats, std::nullopt);
}

TEST(MakeActionTest, WhatCannotBeIsRefusedWithItsField) {
  const std::pair<Result<Add>, const char*> cases[] = {
      {MakeAddAction("", 1, 1), "add.path"},
      {MakeAddAction("../x", 1, 1), "add.path"},
      {MakeAddAction("a/../x", 1, 1), "add.path"},
      {MakeAddAction("a/..", 1, 1), "add.path"},
      {MakeAddAction("/x", 1, 1), "add.path"},
      {MakeAddAction(std::string("a\0b", 3), 1, 1), "add.path"},
      {MakeAddAction("_delta_log/x", 1, 1), "add.path"},
      {MakeAddAction("x", -1, 1), "add.size"},
      {MakeAddAction("x", 1, -1), "add.modificationTime"},
      {MakeAddAction("x", 1, 1, {}, StatsOf(-1, {})), "add.stats.numRecords"},
      {MakeAddAction("x", 1, 1, {}, StatsOf(1, -1)), "add.stats.nullCount.a.b"},
      {MakeAddAction("x", 1, 1, {}, StatsOf(1, 2)), "add.stats.nullCount.a.b"},
  };
  for (const auto& [add, field] : cases) {
    ASSERT_FALSE(add.ok()) << field;
    EXPECT_EQ(KindOf(add.status()), ErrorKind::kInvalidArgument);
    EXPECT_EQ(DetailOf(add.status())->path(), field) << add.status().ToString();
  }
  // Names that only look dangerous are names: they are encoded once, and decoded once.
  for (const char* path : {"%2e%2e/x", "s3://b/x", "..x", "p=../x"}) {
    const auto add = MakeAddAction(path, 1, 1);
    ASSERT_TRUE(add.ok()) << add.status().ToString();
    EXPECT_EQ(DecodeDataPath(add->path).ValueOrDie(), path);
  }
}

TEST(MakeActionTest, ARemoveHasTheKeyAndTheMetadataOfItsFile) {
  Add add = MakeAddAction("a%b", 12, 5, {{"p", "1"}}, StatsOf(3, 1)).ValueOrDie();
  add.tags = TagMap{{"t", "v"}};
  add.deletion_vector = DeletionVectorDescriptor{"i", "00000", {}, 4, 1};
  add.base_row_id = 7;
  add.default_row_commit_version = 8;
  const Remove remove = MakeRemoveAction(add, 99, /*data_change=*/false);
  EXPECT_EQ(SerializeAction(remove),
            R"({"remove":{"path":"a%25b","deletionTimestamp":99,"dataChange":false,)"
            R"("extendedFileMetadata":true,"partitionValues":{"p":"1"},"size":12,)"
            R"("tags":{"t":"v"},"deletionVector":{"storageType":"i",)"
            R"("pathOrInlineDv":"00000","sizeInBytes":4,"cardinality":1},"baseRowId":7,)"
            R"("defaultRowCommitVersion":8}})");
  EXPECT_TRUE(ValidateAction(remove).problems.empty());
  EXPECT_TRUE(MakeRemoveAction(add, 99).data_change);
}

}  // namespace
}  // namespace delta_utils
