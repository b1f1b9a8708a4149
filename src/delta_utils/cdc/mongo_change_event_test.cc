#include "delta_utils/cdc/mongo_change_event.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "delta_utils/cdc/random_change_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

// As the manual shows them.
constexpr char kHead[] = R"({"_id":{"_data":"82635019A0000000012B042C0100296E5A1004"},)"
                         R"("clusterTime":{"$timestamp":{"t":1666193824,"i":1}},)"
                         R"("wallTime":{"$date":"2022-10-19T15:37:04.604Z"},)"
                         R"("ns":{"db":"engineering","coll":"users"},)";

std::string Event(const std::string& rest) { return kHead + rest + "}"; }

Object Doc(std::string_view json) { return ParseDocument(json).ValueOrDie(); }

TEST(MongoChangeEventTest, ReadsAnInsert) {
  DU_ASSERT_OK_AND_ASSIGN(
      const auto event,
      ParseMongoChangeEvent(
          Event(R"("operationType":"insert","documentKey":{"userName":"alice123",)"
                R"("_id":{"$oid":"599af247bb69cd89961c986d"}},)"
                R"("fullDocument":{"_id":{"$oid":"599af247bb69cd89961c986d"},)"
                R"("userName":"alice123"},"lsid":{"id":{"$uuid":)"
                R"("2f0a1cf7-4d5f-4c33-9e0c-2b3f7a1d7e55"},"uid":"x"},"txnNumber":3)")));
  EXPECT_EQ(event.operation_type, "insert");
  EXPECT_EQ(*event.resume_token.Find("_data"),
            Value("82635019A0000000012B042C0100296E5A1004"));
  EXPECT_EQ(event.cluster_time, (Timestamp{1666193824, 1}));
  ASSERT_TRUE(event.record.has_value());
  const ChangeRecord& record = *event.record;
  EXPECT_TRUE(record.id.is<ObjectId>());
  EXPECT_EQ(record.op, CdcOp::kCreate);
  EXPECT_EQ(record.after->size(), 2U);
  EXPECT_EQ(record.ts_ns, 1666193824604000000);
  EXPECT_EQ(
      record.source,
      (CdcSource{.system = "mongodb", .database = "engineering", .collection = "users"}));
  EXPECT_EQ(record.txn, "2f0a1cf7-4d5f-4c33-9e0c-2b3f7a1d7e55:3");
}

TEST(MongoChangeEventTest, AnUpdateKnowsWhatItsEventTells) {
  const std::string update =
      R"("operationType":"update","documentKey":{"_id":1},)"
      R"("updateDescription":{"updatedFields":{"email":"a@x.org"},)"
      R"("removedFields":["phoneNumber"],)"
      R"("truncatedArrays":[{"field":"vacation_time","newSize":1}],)"
      R"("disambiguatedPaths":{}})";
  struct Case {
    std::string more;
    std::optional<Object> before, after;
  };
  const Object old = Doc(R"({"_id":1,"phoneNumber":"5","vacation_time":[3,4]})");
  for (const Case& c : std::vector<Case>{
           {"", {}, {}},
           {R"(,"fullDocument":{"_id":1,"later":true})",
            {},
            Doc(R"({"_id":1,"later":true})")},
           {R"(,"fullDocumentBeforeChange":)" + ToExtJson(old, ExtJsonMode::kRelaxed),
            old, Doc(R"({"_id":1,"vacation_time":[3],"email":"a@x.org"})")}}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto event,
                            ParseMongoChangeEvent(Event(update + c.more)));
    ASSERT_TRUE(event.record && event.update);
    EXPECT_EQ(event.record->op, CdcOp::kUpdate);
    EXPECT_EQ(event.record->before, c.before);
    EXPECT_EQ(event.record->after, c.after);
    EXPECT_EQ(event.update->removed_fields, std::vector<std::string>{"phoneNumber"});
    EXPECT_EQ(event.update->truncated_arrays.front().second, 1);
  }
}

TEST(MongoChangeEventTest, ReadsReplaceDeleteAndEventsWithoutARecord) {
  DU_ASSERT_OK_AND_ASSIGN(
      const auto replaced,
      ParseMongoChangeEvent(Event(
          R"("operationType":"replace","documentKey":{"_id":1},"fullDocument":{"_id":1})")));
  EXPECT_EQ(replaced.record->op, CdcOp::kUpdate);
  DU_ASSERT_OK_AND_ASSIGN(const auto deleted,
                          ParseMongoChangeEvent(Event(
                              R"("operationType":"delete","documentKey":{"_id":1})")));
  EXPECT_EQ(deleted.record->op, CdcOp::kDelete);
  EXPECT_EQ(deleted.record->before, std::nullopt);
  for (const std::string type : {"drop", "rename", "dropDatabase", "createIndexes"}) {
    DU_ASSERT_OK_AND_ASSIGN(
        const auto event,
        ParseMongoChangeEvent(Event(R"("operationType":")" + type + "\"")));
    EXPECT_FALSE(event.record || event.is_invalidate());
  }
  DU_ASSERT_OK_AND_ASSIGN(
      const auto invalid,
      ParseMongoChangeEvent(R"({"_id":{"_data":"82"},"operationType":"invalidate",)"
                            R"("clusterTime":{"$timestamp":{"t":1,"i":1}}})"));
  EXPECT_TRUE(invalid.is_invalidate());
}

TEST(MongoChangeEventTest, ErrorsSayWhere) {
  struct Case {
    std::string text;
    std::string message;
  };
  for (const Case& c : std::vector<Case>{
           {"{}", "_id: is missing"},
           {R"({"_id":{}})", "operationType: is missing"},
           {R"({"_id":{},"operationType":"insert"})", "ns: is missing"},
           {Event(R"("operationType":"insert")"), "documentKey: is missing"},
           {Event(R"("operationType":"insert","documentKey":{})"),
            "documentKey._id: is missing"},
           {Event(R"("operationType":"insert","documentKey":{"_id":1})"),
            "_after: is missing, and _op is c"},
           {Event(R"("operationType":"update","documentKey":{"_id":1},)"
                  R"("updateDescription":{"removedFields":[1]})"),
            "updateDescription.removedFields: expected an array of texts"},
           {Event(R"("operationType":"update","documentKey":{"_id":1},)"
                  R"("updateDescription":{"truncatedArrays":[{"field":"a"}]})"),
            "updateDescription.truncatedArrays.newSize: is missing"},
           {R"({"_id":{},"operationType":"drop","clusterTime":5})",
            "clusterTime: expected a timestamp"}}) {
    const auto event = ParseMongoChangeEvent(c.text);
    DU_EXPECT_KIND(kInvalidArgument, event);
    EXPECT_EQ(event.status().message(), c.message) << c.text;
  }
  DU_EXPECT_KIND(kUnsupported,
                 ParseMongoChangeEvent(Event(R"("operationType":"insert",)"
                                             R"("splitEvent":{"fragment":1,"of":2})")));
}

TEST(MongoUpdateTest, AppliesPaths) {
  struct Case {
    std::string_view before;
    MongoUpdateDescription update;
    std::string_view after;  // empty: an error
  };
  for (const Case& c : std::vector<Case>{
           {R"({"a":1})", {Doc(R"({"b.c":2,"a":3})"), {}, {}}, R"({"a":3,"b":{"c":2}})"},
           {R"({"a":[1,2,3]})", {Doc(R"({"a.1":9})"), {}, {}}, R"({"a":[1,9,3]})"},
           {R"({"a":[1]})", {Doc(R"({"a.1":9})"), {}, {}}, R"({"a":[1,9]})"},
           {R"({"a":[1]})", {Doc(R"({"a.2":9})"), {}, {}}, ""},
           {R"({"a":1})", {Doc(R"({"a.b":9})"), {}, {}}, ""},
           {R"({"a":{"0":1}})", {Doc(R"({"a.0":9})"), {}, {}}, R"({"a":{"0":9}})"},
           {R"({"a":{"b":1,"c":2},"d":3})",
            {{}, {"a.b", "d", "x.y"}, {}},
            R"({"a":{"c":2}})"},
           {R"({"a":[{"b":1}]})", {{}, {"a.0.b"}, {}}, R"({"a":[{}]})"},
           {R"({"a":[1,2,3]})", {Doc(R"({"a.0":5})"), {}, {{"a", 1}}}, R"({"a":[5]})"},
           {R"({"a":1})", {{}, {}, {{"a", 1}}}, ""}}) {
    const auto after = ApplyMongoUpdate(Doc(c.before), c.update);
    ASSERT_EQ(after.ok(), !c.after.empty()) << c.before << after.status();
    if (!after.ok()) continue;
    EXPECT_EQ(*after, Doc(c.after));
  }
}

TEST(MongoUpdateTest, RefusesPathsThatAreTooDeepOrTooMany) {
  std::string path = "a";
  for (int i = 0; i < 100'000; ++i) path += ".a";
  MongoUpdateDescription deep;
  deep.updated_fields.Append(path, int32_t{1});
  DU_EXPECT_KIND(kInvalidArgument, ApplyMongoUpdate({}, deep));
  MongoUpdateDescription many;
  many.removed_fields.assign(kMaxMongoUpdatePaths + 1, "a");
  DU_EXPECT_KIND(kUnsupported, ApplyMongoUpdate({}, many));
}

TEST(MongoChangeEventTest, OurOwnEventsComeBack) {
  std::mt19937_64 engine(4);
  int written = 0;
  for (int i = 0; i < 2000; ++i) {
    ChangeRecord record = testing::RandomChangeRecord(engine, i * int64_t{4294967311});
    record.ts_ns = i * int64_t{1'000'000};
    const auto text = MongoChangeEventToJson(record, ExtJsonMode::kCanonical);
    if (record.op == CdcOp::kUpdate && !record.after) {
      DU_EXPECT_KIND(kInvalidArgument, text);
      continue;
    }
    DU_ASSERT_OK_AND_ASSIGN(const auto event, ParseMongoChangeEvent(*text));
    ++written;
    ASSERT_TRUE(event.record.has_value());
    EXPECT_EQ(event.record->id, record.id);
    EXPECT_EQ(event.record->seq, record.seq);
    EXPECT_EQ(event.record->op == CdcOp::kCreate,
              record.op == CdcOp::kCreate || record.op == CdcOp::kSnapshot);
    EXPECT_EQ(event.record->before, record.before);
    EXPECT_EQ(event.record->after, record.after);
    EXPECT_EQ(event.record->ts_ns, record.ts_ns);
  }
  EXPECT_GT(written, 1000);
}

}  // namespace
}  // namespace delta_utils
