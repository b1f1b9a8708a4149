#include "parquedb/change_stream.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "delta_utils/delta_actions/log_path.h"
#include "parquedb/collection_testing.h"
#include "parquedb/consumer_position.h"

namespace parquedb {
namespace {

using delta_utils::ChangeRecord;
using delta_utils::SeqOf;
using testing::Docs;
using testing::World;

std::vector<ChangeRecord> ReadAll(ChangeStream& stream) {
  std::vector<ChangeRecord> records;
  while (true) {
    auto record = stream.Next();
    EXPECT_TRUE(record.ok()) << record.status();
    if (!record.ok() || !*record) return records;
    records.push_back(std::move(**record));
  }
}

std::vector<ChangeRecord> ReadFrom(World& world, int64_t from_seq) {
  auto stream = ChangeStream::Open(world.table(), from_seq);
  EXPECT_TRUE(stream.ok()) << stream.status();
  return stream.ok() ? ReadAll(**stream) : std::vector<ChangeRecord>();
}

std::vector<int64_t> SeqsOf(const std::vector<ChangeRecord>& records) {
  std::vector<int64_t> seqs;
  for (const ChangeRecord& record : records) seqs.push_back(record.seq);
  return seqs;
}

void Insert(World& world, const std::vector<std::string_view>& lines) {
  DU_ASSERT_OK(world.collection()->InsertMany(Docs(lines)));
}

TEST(ChangeStreamTest, InsertsAreRecordsInOrder) {
  World world;
  Insert(world,
         {R"({"_id":"a","n":1,"rest":{"x":[1,"y"]}})", R"({"_id":"b","n":"two"})"});
  world.clock.Advance(1000);
  Insert(world, {R"({"_id":"c","new":true})"});
  const auto records = ReadFrom(world, 0);
  const int64_t second = SeqOf(1, 0).ValueOrDie();
  EXPECT_EQ(SeqsOf(records), (std::vector<int64_t>{0, 1, second}));
  const std::vector<Object> documents =
      Docs({R"({"_id":"a","n":1,"rest":{"x":[1,"y"]}})", R"({"_id":"b","n":"two"})",
            R"({"_id":"c","new":true})"});
  for (size_t i = 0; i < records.size(); ++i) {
    const ChangeRecord& record = records[i];
    EXPECT_EQ(record.op, delta_utils::CdcOp::kCreate);
    EXPECT_EQ(record.id, *documents[i].Find("_id"));
    EXPECT_EQ(testing::Text(*record.after), testing::Text(documents[i]));
    EXPECT_EQ(record.before, std::nullopt);
    EXPECT_EQ(record.source.system, "parquedb");
    EXPECT_EQ(record.source.collection, "films");
    EXPECT_TRUE(record.txn.has_value());
  }
  EXPECT_EQ(records[0].txn, records[1].txn);
  EXPECT_NE(records[1].txn, records[2].txn);
  EXPECT_EQ(records[2].ts_ns - records[0].ts_ns, 1'000'000'000);
}

TEST(ChangeStreamTest, EveryPositionIsAPlaceToGoOn) {
  World world;
  for (const std::string_view prefix : {"a", "b", "c"}) {
    std::vector<Object> documents;
    for (int i = 0; i < 3; ++i) {
      documents.push_back(Object{{{"_id", std::string(prefix) + std::to_string(i)}}});
    }
    DU_ASSERT_OK(world.collection()->InsertMany(std::move(documents)));
  }
  const auto all = ReadFrom(world, 0);
  ASSERT_EQ(all.size(), 9U);
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(
        ReadFrom(world, all[i].seq),
        std::vector<ChangeRecord>(all.begin() + static_cast<ptrdiff_t>(i), all.end()));
    EXPECT_EQ(ReadFrom(world, all[i].seq + 1).size(), all.size() - i - 1);
  }
}

TEST(ChangeStreamTest, GivesWhatComesLater) {
  World world;
  Insert(world, {R"({"_id":"a"})"});
  DU_ASSERT_OK_AND_ASSIGN(const auto stream, ChangeStream::Open(world.table(), 0));
  EXPECT_EQ(ReadAll(*stream).size(), 1U);
  EXPECT_EQ(stream->next_seq(), SeqOf(1, 0).ValueOrDie());
  EXPECT_EQ(ReadAll(*stream).size(), 0U);
  Insert(world, {R"({"_id":"b"})", R"({"_id":"c"})"});
  EXPECT_EQ(SeqsOf(ReadAll(*stream)),
            (std::vector<int64_t>{SeqOf(1, 0).ValueOrDie(), SeqOf(1, 1).ValueOrDie()}));
  EXPECT_EQ(stream->next_seq(), SeqOf(2, 0).ValueOrDie());
}

TEST(ChangeStreamTest, DoesNotLookBehindTheLastVersion) {
  World world;
  Insert(world, {R"({"_id":"a"})"});
  Insert(world, {R"({"_id":"b"})"});
  DU_ASSERT_OK(world.store->Put(
      world.table().root / delta_utils::kLogFolder / delta_utils::CommitFileName(2),
      "no commit"));
  DU_ASSERT_OK_AND_ASSIGN(const auto stream, ChangeStream::Open(world.table(), 0, 1));
  EXPECT_EQ(ReadAll(*stream).size(), 2U);
  EXPECT_EQ(stream->next_seq(), SeqOf(2, 0).ValueOrDie());
  DU_ASSERT_OK_AND_ASSIGN(const auto behind,
                          ChangeStream::Open(world.table(), SeqOf(2, 0).ValueOrDie(), 1));
  EXPECT_EQ(ReadAll(*behind).size(), 0U);
}

TEST(ChangeStreamTest, AnErrorIsNoGap) {
  World world;
  for (const std::string_view line :
       {R"({"_id":"a"})", R"({"_id":"b"})", R"({"_id":"c"})"}) {
    Insert(world, {line});
  }
  DU_ASSERT_OK(world.store->Delete(world.table().root / delta_utils::kLogFolder /
                                   delta_utils::CommitFileName(1)));
  DU_ASSERT_OK_AND_ASSIGN(const auto stream, ChangeStream::Open(world.table(), 0));
  DU_ASSERT_OK(stream->Next());
  DU_EXPECT_KIND(kNotFound, stream->Next());
  DU_EXPECT_KIND(kNotFound, stream->Next());
  EXPECT_EQ(stream->next_seq(), SeqOf(1, 0).ValueOrDie());
  DU_EXPECT_KIND(kInvalidArgument, ChangeStream::Open(world.table(), -1));
}

TEST(ConsumerPositionTest, IsKeptAndNeverGoesBackwards) {
  World world;
  DU_ASSERT_OK_AND_ASSIGN(auto position, ConsumerPosition::Open(world.table(), "m-1.x"));
  EXPECT_EQ(position.next_seq(), std::nullopt);
  DU_ASSERT_OK(position.Save(7));
  DU_ASSERT_OK(position.Save(5));
  EXPECT_EQ(position.next_seq(), 7);
  DU_ASSERT_OK(position.Save(8));
  DU_ASSERT_OK_AND_ASSIGN(auto again, ConsumerPosition::Open(world.table(), "m-1.x"));
  EXPECT_EQ(again.next_seq(), 8);
  DU_ASSERT_OK(again.Save(10));
  DU_EXPECT_KIND(kConflict, position.Save(9));
  DU_ASSERT_OK_AND_ASSIGN(auto last, ConsumerPosition::Open(world.table(), "m-1.x"));
  EXPECT_EQ(last.next_seq(), 10);
}

TEST(ConsumerPositionTest, OfTwoThatBeginOneFails) {
  World world;
  DU_ASSERT_OK_AND_ASSIGN(auto first, ConsumerPosition::Open(world.table(), "m"));
  DU_ASSERT_OK_AND_ASSIGN(auto second, ConsumerPosition::Open(world.table(), "m"));
  DU_ASSERT_OK(first.Save(1));
  DU_EXPECT_KIND(kConflict, second.Save(1));
}

TEST(ConsumerPositionTest, ANameIsNoPath) {
  World world;
  for (const std::string name :
       {"", ".", "..", ".tmp-x", "a/b", "../a", "a b", "a%2fb", "\xc3\xa9"}) {
    EXPECT_FALSE(IsConsumerName(name)) << name;
    DU_EXPECT_KIND(kInvalidArgument, ConsumerPosition::Open(world.table(), name));
  }
  EXPECT_TRUE(IsConsumerName("A-z_0.9"));
  EXPECT_TRUE(IsConsumerName(std::string(100, 'a')));
  EXPECT_FALSE(IsConsumerName(std::string(101, 'a')));
}

TEST(ConsumerPositionTest, WhatIsNoPositionIsCorrupt) {
  World world;
  const auto path = world.table().root / "_parquedb/consumers/m.json";
  for (const std::string_view text :
       {"", "{}", "7", R"({"next_seq":7})", R"({"next_seq":{"$numberLong":"-1"}})",
        R"({"next_seq":{"$numberLong":"1"},"more":1})"}) {
    DU_ASSERT_OK(world.store->Put(path, text));
    DU_EXPECT_KIND(kCorrupt, ConsumerPosition::Open(world.table(), "m"));
  }
  DU_ASSERT_OK(world.store->Put(path, R"({"next_seq":{"$numberLong":"1"}})"));
  DU_ASSERT_OK_AND_ASSIGN(const auto position,
                          ConsumerPosition::Open(world.table(), "m"));
  EXPECT_EQ(position.next_seq(), 1);
}

}  // namespace
}  // namespace parquedb
