#include "delta_utils/cdc/change_record.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/cdc/change_record_json.h"
#include "delta_utils/cdc/random_change_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

ChangeRecord Sample() {
  ChangeRecord record;
  record.id = "a";
  record.seq = 4294967297;
  record.op = CdcOp::kUpdate;
  record.before = Object{{{"_id", "a"}, {"n", int32_t{1}}}};
  record.after = Object{{{"_id", "a"}, {"n", int64_t{2}}}};
  record.ts_ns = 1'700'000'000'000'000'001;
  record.source = {.system = "parquedb",
                   .database = "shop",
                   .collection = "films",
                   .partition = 3,
                   .server_id = "s1"};
  record.txn = "t";
  return record;
}

TEST(ChangeRecordTest, CanonicalTextKeepsTypes) {
  EXPECT_EQ(
      ChangeRecordToJson(Sample(), ExtJsonMode::kCanonical),
      R"({"_id":"a","_seq":{"$numberLong":"4294967297"},"_op":"u",)"
      R"("_before":{"_id":"a","n":{"$numberInt":"1"}},)"
      R"("_after":{"_id":"a","n":{"$numberLong":"2"}},)"
      R"("_ts":{"$numberLong":"1700000000000000001"},"_source":{"system":"parquedb",)"
      R"("database":"shop","collection":"films","partition":{"$numberLong":"3"},)"
      R"("serverId":"s1"},"_txn":"t"})");
}

TEST(ChangeRecordTest, RelaxedTextHasExactPlainNumbers) {
  ChangeRecord record = Sample();
  record.source = {.system = "parquedb"};
  record.txn.reset();
  record.before.reset();
  record.seq = std::numeric_limits<int64_t>::max() - 1;
  const std::string text = ChangeRecordToJson(record, ExtJsonMode::kRelaxed);
  EXPECT_EQ(text, R"({"_id":"a","_seq":9223372036854775806,"_op":"u","_before":null,)"
                  R"("_after":{"_id":"a","n":2},"_ts":1700000000000000001,)"
                  R"("_source":{"system":"parquedb"}})");
  DU_ASSERT_OK_AND_ASSIGN(const ChangeRecord read, ParseChangeRecord(text));
  EXPECT_EQ(read.seq, record.seq);
  EXPECT_EQ(read.ts_ns, record.ts_ns);
}

TEST(ChangeRecordTest, CanonicalTextGivesBackTheSameRecord) {
  const uint64_t seed = testing::TestSeed(11);
  std::mt19937_64 engine(seed);
  const int count = testing::IsFullTest() ? 100'000 : 3'000;
  for (int i = 0; i < count; ++i) {
    const ChangeRecord record = testing::RandomChangeRecord(
        engine, testing::RandomInt64(engine) & std::numeric_limits<int64_t>::max());
    const std::string text = ChangeRecordToJson(record, ExtJsonMode::kCanonical);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    DU_ASSERT_OK_AND_ASSIGN(const ChangeRecord read, ParseChangeRecord(text));
    ASSERT_EQ(read, record) << text << " seed " << seed;
    const std::string envelope = ChangeEnvelopeToJson(record);
    DU_ASSERT_OK_AND_ASSIGN(ChangeRecord rest, ParseChangeEnvelope(envelope));
    rest.before = record.before;
    rest.after = record.after;
    ASSERT_EQ(rest, record) << envelope;
  }
}

/// The text has no other words for them than for the types.
TEST(ChangeRecordTest, ObjectsThatReadAsATypeDoNotComeBack) {
  struct Case {
    Object object;
    std::optional<Value> read;  // nullopt: refused
  };
  const Object five{{{"$numberInt", "5"}}};
  for (const Case& c : std::vector<Case>{
           {five, Value(int32_t{5})},
           {Object{{{"$numberLong", "5"}}}, Value(int64_t{5})},
           {Object{{{"$oid", "000000000000000000000000"}}}, Value(ObjectId{})},
           {Object{{{"$date", Object{{{"$numberLong", "7"}}}}}}, Value(Date{7})},
           {Object{{{"$date", int64_t{7}}}}, Value(Date{7})},
           {Object{{{"$minKey", int32_t{1}}}}, std::nullopt},
           {Object{{{"$date", "yesterday"}}}, std::nullopt},
           {Object{{{"$oid", int32_t{1}}}}, std::nullopt},
           {Object{{{"$numberInt", "5"}, {"a", true}}}, std::nullopt},
           {Object{{{"a", true}, {"$numberInt", "5"}}}, std::nullopt},
           {Object{{{"$type", "5"}}}, Value(Object{{{"$type", "5"}}})},
           {Object{{{"$regex", "5"}}}, Value(Object{{{"$regex", "5"}}})}}) {
    ChangeRecord record = Sample();
    record.after = Object{{{"f", c.object}}};
    DU_ASSERT_OK(CheckChangeRecord(record));
    const std::string text = ChangeRecordToJson(record, ExtJsonMode::kCanonical);
    const auto read = ParseChangeRecord(text);
    ASSERT_EQ(read.ok(), c.read.has_value()) << text << read.status();
    if (!c.read) {
      DU_EXPECT_KIND(kInvalidArgument, read);
      continue;
    }
    record.after = Object{{{"f", *c.read}}};
    EXPECT_EQ(*read, record) << text;
  }
  ChangeRecord record = Sample();
  record.after = five;
  DU_EXPECT_KIND(kInvalidArgument,
                 ParseChangeRecord(ChangeRecordToJson(record, ExtJsonMode::kCanonical)));
}

TEST(ChangeRecordTest, WhatIsLeftOutIsNull) {
  ChangeRecord record = Sample();
  record.before.reset();
  record.after.reset();
  record.source = {.system = "x"};
  record.txn.reset();
  for (const std::string_view documents : {"", R"("_before":null,"_after":null,)"}) {
    for (const std::string_view txn : {"", R"(,"_txn":null)"}) {
      const std::string text = R"({"_id":"a","_seq":4294967297,"_op":"u",)" +
                               std::string(documents) +
                               R"("_ts":1700000000000000001,"_source":{"system":"x"})" +
                               std::string(txn) + "}";
      DU_ASSERT_OK_AND_ASSIGN(const ChangeRecord read, ParseChangeRecord(text));
      EXPECT_EQ(read, record) << text;
    }
  }
}

TEST(ChangeRecordTest, ErrorsSayWhere) {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::string rest = R"("_after":{},"_ts":1,"_source":{"system":"x"}})";
  const std::vector<Case> cases = {
      {"", "malformed JSON: no value"},
      {"[]", "expected a document, found a value of type array"},
      {R"({"_seq":1,"_op":"c",)" + rest, "_id: is missing"},
      {R"({"_id":1,"_op":"c",)" + rest, "_seq: is missing"},
      {R"({"_id":1,"_seq":1.5,"_op":"c",)" + rest,
       "_seq: expected a whole number of 64 bits, found a value of type double"},
      {R"({"_id":1,"_seq":9223372036854775808,"_op":"c",)" + rest,
       "_seq: expected a whole number of 64 bits, found a value of type double"},
      {R"({"_id":1,"_seq":-1,"_op":"c",)" + rest, "_seq: is negative"},
      {R"({"_id":1,"_seq":1,"_op":"x",)" + rest, "_op: 'x' is none of c, u, d, r"},
      {R"({"_id":1,"_seq":1,"_op":"d",)" + rest, "_after: is there, and _op is d"},
      {R"({"_id":1,"_seq":1,"_op":"c","_before":{},)" + rest,
       "_before: is there, and _op is c"},
      {R"({"_id":1,"_seq":1,"_op":"r","_ts":1,"_source":{"system":"x"}})",
       "_after: is missing, and _op is r"},
      {R"({"_id":1,"_seq":1,"_op":"c","_after":[],"_ts":1,"_source":{"system":"x"}})",
       "_after: expected an object, found a value of type array"},
      {R"({"_id":1,"_seq":1,"_op":"c","_after":{},"_ts":1,"_source":{}})",
       "_source.system: is missing"},
      {R"({"_id":1,"_seq":1,"_op":"c","_after":{},"_ts":1,"_source":{"system":""}})",
       "_source.system: is empty"},
      {R"({"_id":1,"_seq":1,"_op":"c","_after":{},"_ts":1,"_source":{"system":"x","y":1}})",
       "_source.y: is not known here"},
      {R"({"_id":1,"_seq":1,"_op":"c","_more":1,)" + rest, "_more: is not known here"},
      {R"({"_id":1,"_seq":1,"_seq":1,"_op":"c",)" + rest, "field '_seq': duplicate key"},
  };
  for (const Case& c : cases) {
    const auto record = ParseChangeRecord(c.text);
    DU_EXPECT_KIND(kInvalidArgument, record);
    EXPECT_EQ(record.status().message(), c.message) << c.text;
  }
}

TEST(ChangeRecordTest, ADocumentOfTheMostLevelsFits) {
  for (const int levels : {200, 201}) {
    ChangeRecord record = Sample();
    std::string nested = "1";
    for (int i = 0; i < levels; ++i) nested = R"({"a":)" + nested + "}";
    const auto document = ParseDocument(nested, {.max_depth = 300});
    record.after = document.ValueOrDie();
    const auto read =
        ParseChangeRecord(ChangeRecordToJson(record, ExtJsonMode::kCanonical));
    EXPECT_EQ(read.ok(), levels == 200) << levels << read.status();
  }
}

TEST(ChangeRecordTest, EveryByteFlippedIsAnErrorOrARecord) {
  const std::string text = ChangeRecordToJson(Sample(), ExtJsonMode::kCanonical);
  for (size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      const auto record = ParseChangeRecord(flipped);
      if (!record.ok()) continue;
      const auto again =
          ParseChangeRecord(ChangeRecordToJson(*record, ExtJsonMode::kCanonical));
      DU_ASSERT_OK(again);
      EXPECT_EQ(*again, *record);
    }
    EXPECT_FALSE(ParseChangeRecord(text.substr(0, i)).ok()) << i;
  }
}

TEST(SeqTest, KeepsVersionAndOrdinal) {
  struct Case {
    int64_t version, ordinal;
    bool fits;
  };
  for (const Case& c : std::vector<Case>{{0, 0, true},
                                         {1, 0, true},
                                         {7, 4294967295, true},
                                         {2147483647, 4294967295, true},
                                         {2147483648, 0, false},
                                         {0, 4294967296, false},
                                         {-1, 0, false}}) {
    const auto seq = SeqOf(c.version, c.ordinal);
    ASSERT_EQ(seq.ok(), c.fits) << c.version << " " << c.ordinal;
    if (!seq.ok()) continue;
    EXPECT_GE(*seq, 0);
    EXPECT_EQ(CommitVersionOf(*seq), c.version);
    EXPECT_EQ(OrdinalOf(*seq), c.ordinal);
  }
}

TEST(ChangeSeqTest, IsReadWhateverTheDocumentsHold) {
  const Value ids[] = {"a",
                       Null{},
                       int32_t{7},
                       R"(","_seq":9,\)",
                       Object{{{"$oid", "zz"}, {"_seq", int32_t{9}}}},
                       Array{{"]}", Object{{{"_seq", int32_t{9}}}}}}};
  for (const Value& id : ids) {
    ChangeRecord record = Sample();
    record.id = id;
    record.after = Object{{{"$date", "5"}, {"k", "1"}, {"k", "2"}}};
    for (const ExtJsonMode mode : {ExtJsonMode::kRelaxed, ExtJsonMode::kCanonical}) {
      const std::string line = ChangeRecordToJson(record, mode);
      DU_ASSERT_OK_AND_ASSIGN(const int64_t seq, ParseChangeSeq(line));
      EXPECT_EQ(seq, record.seq) << line;
    }
  }
}

TEST(ChangeSeqTest, RefusesOtherLines) {
  for (const std::string_view line :
       {"", "{}", "notes", R"({"_id":)", R"({"_id":1)", R"({"_id":1})", R"({"_id":"\)",
        R"({"_id":1,"_op":"c","_seq":1})", R"({"_seq":1,"_id":1})", R"({"_id":1,"_seq":)",
        R"({"_id":1,"_seq":"1"})", R"({"_id":1,"_seq":-1})", R"({"_id":1,"_seq":null})",
        R"({"_id":{"_seq":1,"_op":"c"}})", R"({"_id":1,"_seq":99999999999999999999})"}) {
    DU_EXPECT_KIND(kInvalidArgument, ParseChangeSeq(line));
  }
}

}  // namespace
}  // namespace delta_utils
