// Producer, text and consumer together, and each by itself.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/cdc/cdc_consumer.h"
#include "delta_utils/cdc/cdc_producer.h"
#include "delta_utils/cdc/change_record_json.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils {
namespace {

Object Doc(int64_t n) { return Object{{{"n", n}}}; }

struct Producing {
  FakeClock clock;
  CdcProducer producer{{.system = "parquedb"}, clock};
  ChangeRecord Make(int64_t n) { return producer.Create(n, Doc(n)).ValueOrDie(); }
};

TEST(CdcProducerTest, CountsAndStampsRecords) {
  Producing p;
  DU_ASSERT_OK_AND_ASSIGN(const auto made, p.producer.Create("a", Doc(1), "t"));
  p.clock.Advance(5);
  DU_ASSERT_OK_AND_ASSIGN(const auto changed, p.producer.Update("a", Doc(1), Doc(2)));
  DU_ASSERT_OK_AND_ASSIGN(const auto gone, p.producer.Delete("a", Doc(2), ""));
  DU_ASSERT_OK_AND_ASSIGN(const auto seen, p.producer.Snapshot("b", Doc(3)));
  EXPECT_EQ(made.seq, 0);
  EXPECT_EQ(made.ts_ns, 1'700'000'000'000'000'000);
  EXPECT_EQ(made.txn, "t");
  EXPECT_EQ(changed.seq, 1);
  EXPECT_EQ(changed.ts_ns, 1'700'000'000'005'000'000);
  EXPECT_EQ(changed.before, Doc(1));
  EXPECT_EQ(changed.after, Doc(2));
  EXPECT_EQ(gone.op, CdcOp::kDelete);
  EXPECT_EQ(gone.after, std::nullopt);
  EXPECT_EQ(gone.txn, "") << "an empty transaction is one";
  EXPECT_EQ(seen.op, CdcOp::kSnapshot);
  EXPECT_EQ(p.producer.next_seq(), 4);
}

TEST(CdcProducerTest, OwnsItsDocuments) {
  Producing p;
  Object document = Doc(1);
  DU_ASSERT_OK_AND_ASSIGN(const auto record, p.producer.Create("a", document));
  document.fields[0].value = int64_t{2};
  EXPECT_EQ(record.after, Doc(1));
}

TEST(CdcProducerTest, RefusesWhatCannotBeAndStaysAsItWas) {
  Producing p;
  DU_ASSERT_OK(p.producer.Emit({.id = 1, .after = Doc(1), .seq = 10, .ts_ns = 7}));
  EXPECT_EQ(p.producer.next_seq(), 11);
  DU_EXPECT_KIND(kInvalidArgument, p.producer.Emit({.after = Doc(1), .seq = 10}));
  DU_EXPECT_KIND(kInvalidArgument, p.producer.Emit({.op = CdcOp::kCreate}));
  DU_EXPECT_KIND(kInvalidArgument,
                 p.producer.Emit({.op = CdcOp::kDelete, .after = Doc(1)}));
  DU_EXPECT_KIND(kInvalidArgument, p.producer.Emit({.after = Doc(1), .seq = INT64_MAX}));
  EXPECT_EQ(p.producer.next_seq(), 11);
}

TEST(CdcConsumerTest, FilteredRecordsMoveThePosition) {
  Producing p;
  CdcConsumer consumer({.operations = {CdcOp::kDelete}, .from_seq = 1});
  std::vector<int64_t> seen;
  consumer.Subscribe([&](const ChangeRecord& r) {
    seen.push_back(r.seq);
    return Status::OK();
  });
  DU_ASSERT_OK(consumer.Process(p.Make(0)));  // below from_seq
  EXPECT_EQ(consumer.position(), 1);
  DU_ASSERT_OK(consumer.Process(p.Make(1)));  // of another operation
  EXPECT_EQ(consumer.position(), 2);
  const auto gone = p.producer.Delete(2, Doc(2)).ValueOrDie();
  DU_ASSERT_OK(consumer.Process(gone));
  DU_ASSERT_OK(consumer.Process(gone));  // repeated
  EXPECT_EQ(seen, (std::vector<int64_t>{2}));
  EXPECT_EQ(consumer.position(), 3);
}

TEST(CdcConsumerTest, TimeIsComparedInNanoseconds) {
  Producing p;
  CdcConsumer consumer({.from_ts_ns = 101});
  int seen = 0;
  consumer.Subscribe([&](const ChangeRecord&) {
    ++seen;
    return Status::OK();
  });
  for (const int64_t ts : {100, 101, 102}) {
    DU_ASSERT_OK(
        consumer.Process(p.producer.Emit({.after = Doc(1), .ts_ns = ts}).ValueOrDie()));
  }
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(consumer.position(), 3);
}

TEST(CdcConsumerDeathTest, AnEmptyHandlerIsRefusedWhereItSubscribes) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  CdcConsumer consumer;
  EXPECT_DEATH(consumer.Subscribe(nullptr), "handler != nullptr");
}

TEST(CdcConsumerTest, AFailingHandlerLeavesThePosition) {
  Producing p;
  CdcConsumer consumer;
  bool fails = true;
  int first = 0, second = 0;
  consumer.Subscribe([&](const ChangeRecord&) {
    ++first;
    return Status::OK();
  });
  consumer.Subscribe([&](const ChangeRecord&) {
    ++second;
    return fails ? Internal("", "no") : Status::OK();
  });
  const ChangeRecord record = p.Make(0);
  DU_EXPECT_KIND(kInternal, consumer.Process(record));
  EXPECT_EQ(consumer.position(), 0);
  fails = false;
  DU_ASSERT_OK(consumer.Process(record));
  EXPECT_EQ(consumer.position(), 1);
  EXPECT_EQ(first, 2);
  EXPECT_EQ(second, 2);
}

TEST(CdcConsumerTest, AHandlerMayUnsubscribeItselfButNotProcess) {
  Producing p;
  CdcConsumer consumer;
  int calls = 0;
  int64_t mine = -1;
  Status within;
  mine = consumer.Subscribe([&](const ChangeRecord& r) {
    ++calls;
    EXPECT_EQ(consumer.position(), r.seq);
    within = consumer.Process(r);
    EXPECT_FALSE(consumer.SeekTo(0).ok());
    EXPECT_TRUE(consumer.Unsubscribe(mine));
    EXPECT_FALSE(consumer.Unsubscribe(mine));
    return Status::OK();
  });
  DU_ASSERT_OK(consumer.Process(p.Make(0)));
  DU_EXPECT_KIND(kInvalidArgument, within);
  DU_ASSERT_OK(consumer.Process(p.Make(1)));
  EXPECT_EQ(calls, 1);
}

TEST(CdcConsumerTest, ProcessRunsOneCallAfterTheOther) {
  CdcConsumer consumer;
  std::atomic<int> inside{0};
  int handed_on = 0;  // not atomic: the calls themselves are serialised
  consumer.Subscribe([&](const ChangeRecord&) {
    EXPECT_EQ(++inside, 1);
    ++handed_on;
    --inside;
    return Status::OK();
  });
  std::atomic<int64_t> next{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        ChangeRecord record;
        record.seq = next++;
        EXPECT_TRUE(consumer.Process(record).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(consumer.position(), 2000);
  EXPECT_GT(handed_on, 0);  // one that comes late is taken for repeated
}

TEST(CdcFlowTest, NothingIsLostAndOrderIsKept) {
  const int64_t count = testing::IsFullTest() ? 1'000'000 : 20'000;
  Producing p;
  CdcConsumer consumer;
  int64_t expected = 0;
  consumer.Subscribe([&](const ChangeRecord& record) {
    EXPECT_EQ(record.seq, expected);
    EXPECT_EQ(record.id, Value(expected));
    EXPECT_EQ(record.after, Doc(expected));
    ++expected;
    return Status::OK();
  });
  std::string line;
  for (int64_t n = 0; n < count; ++n) {
    line.clear();
    AppendChangeRecord(p.Make(n), ExtJsonMode::kCanonical, &line);
    DU_ASSERT_OK_AND_ASSIGN(const ChangeRecord record, ParseChangeRecord(line));
    DU_ASSERT_OK(consumer.Process(record));
  }
  EXPECT_EQ(expected, count);
  EXPECT_EQ(consumer.position(), count);
}

}  // namespace
}  // namespace delta_utils
