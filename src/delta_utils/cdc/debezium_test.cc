#include "delta_utils/cdc/debezium.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/cdc/cdc_consumer.h"
#include "delta_utils/cdc/random_change_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

constexpr char kUpdate[] =
    R"({"topic":"srv.public.orders","key":{"id":1},"value":{"before":{"id":1,"v":"x"},)"
    R"("after":{"id":1,"v":"y"},"source":{"version":"3.6.1.Final","connector":"postgresql",)"
    R"("name":"srv","ts_ms":1795365316531,"snapshot":"false","db":"postgres",)"
    R"("sequence":"[\"22180688\",\"22180688\"]","ts_us":1795365316531233,)"
    R"("ts_ns":1795365316531233000,"schema":"public","table":"orders","txId":728,)"
    R"("lsn":22180688,"xmin":null},"transaction":{"id":"728:22180688","total_order":1,)"
    R"("data_collection_order":1},"op":"u","ts_ms":1795365316856}})";

/// An event of a row with id 1.
std::string Event(std::string_view op, const DebeziumPosition& at) {
  const std::string image = R"({"id":1})";
  const std::string commit =
      at.commit_lsn ? R"(\")" + std::to_string(*at.commit_lsn) + R"(\")" : "null";
  return R"({"key":{"id":1},"value":{"before":)" + (op == "d" ? image : "null") +
         R"(,"after":)" + (op == "d" ? "null" : image) +
         R"(,"source":{"connector":"postgresql","ts_ms":1,"txId":7,"sequence":"[)" +
         commit + R"(,\")" + std::to_string(at.lsn) + R"(\"]","lsn":)" +
         std::to_string(at.lsn) + R"(},"transaction":)" +
         (at.order > 0 ? R"({"id":"7:1","total_order":)" + std::to_string(at.order) + "}"
                       : "null") +
         R"(,"op":")" + std::string(op) + R"("}})";
}

TEST(DebeziumTest, ReadsAnUpdate) {
  DU_ASSERT_OK_AND_ASSIGN(const DebeziumEvent event, ParseDebeziumEvent(kUpdate));
  const auto* change = std::get_if<DebeziumChange>(&event);
  ASSERT_NE(change, nullptr);
  const ChangeRecord& record = change->record;
  EXPECT_EQ(record.id, Value(int32_t{1}));
  EXPECT_EQ(record.op, CdcOp::kUpdate);
  EXPECT_EQ(record.before, (Object{{{"id", int32_t{1}}, {"v", "x"}}}));
  EXPECT_EQ(record.after, (Object{{{"id", int32_t{1}}, {"v", "y"}}}));
  EXPECT_EQ(record.ts_ns, 1795365316531233000);
  EXPECT_EQ(record.source, (CdcSource{.system = "postgresql",
                                      .database = "postgres",
                                      .collection = "public.orders",
                                      .server_id = "srv"}));
  EXPECT_EQ(record.txn, "728");
  EXPECT_EQ(change->position, (DebeziumPosition{22180688, 22180688, 1}));
}

TEST(DebeziumTest, ReadsWhatAConverterWrapped) {
  const std::string wrapped =
      R"({"key":{"schema":{"type":"struct"},"payload":{"a":1,"b":2}},)"
      R"("value":{"schema":{},"payload":{"before":null,"after":{"a":1},)"
      R"("source":{"connector":"mysql","ts_ms":5},"op":"c"}}})";
  DU_ASSERT_OK_AND_ASSIGN(const DebeziumEvent event, ParseDebeziumEvent(wrapped));
  const auto& change = std::get<DebeziumChange>(event);
  EXPECT_EQ(change.record.id, Value(Object{{{"a", int32_t{1}}, {"b", int32_t{2}}}}));
  EXPECT_EQ(change.record.ts_ns, 5'000'000);
  EXPECT_EQ(change.position, std::nullopt);
}

TEST(DebeziumTest, ReadsTheMongoConnectorsText) {
  const std::string text =
      R"({"key":{"id":"{\"$oid\": \"0123456789abcdef01234567\"}"},)"
      R"("value":{"before":null,"after":"{\"n\": {\"$numberLong\": \"1\"}}",)"
      R"("source":{"connector":"mongodb","db":"shop","collection":"films","ts_ms":5},)"
      R"("op":"r"}})";
  DU_ASSERT_OK_AND_ASSIGN(const DebeziumEvent event, ParseDebeziumEvent(text));
  const ChangeRecord& record = std::get<DebeziumChange>(event).record;
  EXPECT_TRUE(record.id.is<ObjectId>());
  EXPECT_EQ(record.after, (Object{{{"n", int64_t{1}}}}));
  EXPECT_EQ(record.source.collection, "films");
}

TEST(DebeziumTest, ErrorsSayWhere) {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::string source = R"("source":{"connector":"x"})";
  for (const Case& c : std::vector<Case>{
           {"{}", "value: is missing"},
           {R"({"value":1})", "value: expected an object or null"},
           {R"({"value":{}})", "value.op: is missing"},
           {R"({"value":{"op":"c"}})", "value.source: is missing"},
           {R"({"value":{"op":"c","source":{}}})", "value.source.connector: is missing"},
           {R"({"value":{"op":"x",)" + source + "}}",
            "value.op: 'x' is none of c, u, d, r, t"},
           {R"({"value":{"op":"c",)" + source + "}}", "_after: is missing, and _op is c"},
           {R"({"value":{"op":"c","after":1,)" + source + "}}",
            "value.after: expected an object, found a value of type int"},
           {R"({"value":{"op":"c","after":{},"source":{"connector":"x","lsn":"1"}}})",
            "value.source.lsn: expected a whole number of 64 bits, found a value of type "
            "string"},
           {R"({"value":{"op":"c","after":{},)"
            R"("source":{"connector":"x","lsn":1,"sequence":"[\"7x\"]"}}})",
            "value.source.sequence: '7x' is no LSN"},
           {R"({"value":{"op":"c","after":{},)"
            R"("source":{"connector":"x","lsn":1,"sequence":"[7]"}}})",
            "value.source.sequence: expected the text of an LSN or null"},
           {R"({"value":{"op":"c","after":{},)"
            R"("source":{"connector":"x","lsn":1,"sequence":"[]"}}})",
            "value.source.sequence: expected an array of LSNs"},
           {R"({"value":{"op":"c","after":{},)"
            R"("source":{"connector":"x","ts_ms":9223372036854775807}}})",
            "value.source.ts_ms: is beyond what nanoseconds can hold"},
           {R"({"value":{"status":"MIDDLE","id":"1"}})",
            "value.status: 'MIDDLE' is neither BEGIN nor END"},
           {R"({"value":{"op":"c","after":"{","source":{"connector":"mongodb"}}})",
            "value.after: malformed JSON: an array or an object does not end with the "
            "text"}}) {
    const auto event = ParseDebeziumEvent(c.text);
    DU_EXPECT_KIND(kInvalidArgument, event);
    EXPECT_EQ(event.status().message(), c.message) << c.text;
  }
}

TEST(DebeziumTest, RowsThatShareAnLsnAllArrive) {
  DebeziumReader reader;
  CdcConsumer consumer;
  std::vector<CdcOp> seen;
  consumer.Subscribe([&](const ChangeRecord& record) {
    seen.push_back(record.op);
    return Status::OK();
  });
  for (const std::string& line : {Event("r", {{}, 10, 0}), Event("r", {{}, 10, 0}),
                                  Event("d", {{}, 20, 1}), Event("c", {{}, 20, 2})}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto record, reader.Read(line));
    ASSERT_TRUE(record.has_value());
    DU_ASSERT_OK(consumer.Process(*record));
  }
  EXPECT_EQ(seen, (std::vector<CdcOp>{CdcOp::kSnapshot, CdcOp::kSnapshot, CdcOp::kDelete,
                                      CdcOp::kCreate}));
  EXPECT_EQ(reader.position(), (DebeziumPosition{{}, 20, 2}));
}

TEST(DebeziumTest, ARestartedReaderPassesOverWhatItHadAndNothingElse) {
  struct Case {
    std::string_view op;
    DebeziumPosition at;
    bool is_new;
  };
  struct Restart {
    DebeziumPosition after;
    std::vector<Case> cases;
  };
  for (const Restart& restart : std::vector<Restart>{
           {{15, 20, 1},
            {{"c", {10, 12, 9}, false},
             {"c", {10, 30, 1}, false},  // of a transaction that committed before
             {"c", {15, 19, 9}, false},
             {"d", {15, 20, 1}, false},
             {"c", {15, 20, 2}, true},
             {"c", {15, 21, 3}, true},
             {"c", {30, 14, 1}, true},  // of one that began before and committed behind
             {"c", {15, 19, 0}, false},
             {"c", {15, 20, 0}, true},  // cannot be told
             {"c", {{}, 19, 1}, true},  // nor can this
             {"d", {{}, 20, 1}, false},
             {"r", {10, 12, 0}, true}}},
           {{{}, 20, 2},
            {{"c", {{}, 20, 1}, false},
             {"c", {{}, 20, 2}, false},
             {"c", {{}, 20, 3}, true},
             {"c", {{}, 19, 1}, true},
             {"c", {10, 19, 1}, true}}}}) {
    DebeziumReader reader(/*first_seq=*/40, restart.after);
    int64_t expected = 40;
    for (const Case& c : restart.cases) {
      const std::string line = Event(c.op, c.at);
      DU_ASSERT_OK_AND_ASSIGN(const auto record, reader.Read(line));
      EXPECT_EQ(record.has_value(), c.is_new) << line;
      if (record) {
        EXPECT_EQ(record->seq, expected++);
      }
    }
    EXPECT_EQ(reader.next_seq(), expected);
  }
}

/// A transaction wrote at LSN 100, another at 110 and 112; it committed first (120).
TEST(DebeziumTest, NoRestartLosesWhatAnInterleavedTransactionWrote) {
  const std::vector<DebeziumPosition> stream = {
      {90, 110, 1}, {90, 112, 2}, {90, 112, 3}, {120, 100, 1}, {130, 125, 1}};
  for (const bool has_order : {true, false}) {
    std::vector<std::string> lines;
    for (DebeziumPosition at : stream) {
      if (!has_order) at.order = 0;
      lines.push_back(Event("c", at));
      // Rows of a snapshot beside the stream say the place where the stream is.
      lines.push_back(Event("r", {at.commit_lsn, at.lsn, 0}));
    }
    for (size_t stop = 0; stop <= lines.size(); ++stop) {
      DebeziumReader first;
      for (size_t i = 0; i < stop; ++i) DU_ASSERT_OK(first.Read(lines[i]));
      DebeziumReader second(first.next_seq(), first.position());
      for (size_t i = 0; i < lines.size(); ++i) {
        DU_ASSERT_OK_AND_ASSIGN(const auto record, second.Read(lines[i]));
        if (i >= stop) {
          EXPECT_TRUE(record.has_value()) << lines[i];
        } else if (has_order && i % 2 == 0) {
          EXPECT_FALSE(record.has_value()) << lines[i];
        }
      }
    }
  }
}

TEST(DebeziumTest, ATruncateIsNeverPassedOver) {
  DebeziumReader reader;
  DU_EXPECT_KIND(kUnsupported,
                 reader.Read(R"({"key":null,"value":{"before":null,"after":null,)"
                             R"("source":{"connector":"postgresql"},"op":"t"}})"));
}

TEST(DebeziumTest, RandomRecordsComeBackTheSame) {
  std::mt19937_64 engine(testing::TestSeed(3));
  for (int i = 0; i < 2000; ++i) {
    ChangeRecord record = testing::RandomChangeRecord(engine, 0);
    record.source.partition.reset();
    while (record.id.is<Object>()) record.id = testing::RandomValue(engine, 1);
    if (i % 2 == 0) record.source.system = "mongodb";
    std::optional<DebeziumPosition> position;
    if (i % 3 > 0) position = DebeziumPosition{.lsn = i, .order = i % 3 - 1};
    if (i % 4 == 1 && position) position->commit_lsn = i - 1;
    const std::string text =
        DebeziumEventToJson(record, position, ExtJsonMode::kCanonical);
    DU_ASSERT_OK_AND_ASSIGN(const DebeziumEvent event, ParseDebeziumEvent(text));
    ASSERT_EQ(std::get<DebeziumChange>(event).record, record) << text;
    ASSERT_EQ(std::get<DebeziumChange>(event).position, position) << text;
  }
}

/// What Debezium recorded of a real PostgreSQL.
TEST(DebeziumTest, TheRecordingEndsInTheSameRows) {
  const char* folder = std::getenv("DEBEZIUM_CORPUS_DIR");
  if (folder == nullptr) GTEST_SKIP() << "DEBEZIUM_CORPUS_DIR is not set";
  std::ifstream file(std::string(folder) + "/postgres-3.6.1.ndjson");
  ASSERT_TRUE(file.is_open());
  DebeziumReader reader;
  CdcConsumer consumer;
  std::map<int32_t, Object> rows;
  consumer.Subscribe([&](const ChangeRecord& record) {
    const auto id = record.id.get<int32_t>();
    if (record.after) {
      rows[id] = *record.after;
    } else {
      EXPECT_EQ(rows.erase(id), 1U);
    }
    return Status::OK();
  });
  std::map<std::string, int> counts;
  for (std::string line; std::getline(file, line);) {
    const auto record = reader.Read(line);
    if (!record.ok()) {
      EXPECT_EQ(KindOf(record.status()), ErrorKind::kUnsupported) << record.status();
      ++counts["t"];
    } else if (*record) {
      ++counts[std::string(CdcOpName((*record)->op))];
      DU_ASSERT_OK(consumer.Process(**record));
    } else {
      ++counts["none"];
    }
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{
                        {"r", 2}, {"c", 2}, {"u", 2}, {"d", 2}, {"t", 1}, {"none", 12}}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(*rows[1].Find("v"), Value("{\"a\": 10}"));
  EXPECT_EQ(*rows[22].Find("amt"), Value("A+c="));
}

}  // namespace
}  // namespace delta_utils
