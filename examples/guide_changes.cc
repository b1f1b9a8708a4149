// Change records: from a producer, as text, as rows of Delta's change feed, to a
// consumer.
#include <cstdio>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/cdc/cdc_consumer.h"
#include "delta_utils/cdc/cdc_producer.h"
#include "delta_utils/cdc/change_record_json.h"
#include "delta_utils/cdc/delta_change.h"

using namespace delta_utils;

namespace {

/// Time is passed in: here it stands still, so that the output is always the same.
class StandingClock : public Clock {
 public:
  int64_t NowMillis() override { return 1'700'000'000'000; }
  int64_t MonotonicMicros() override { return 0; }
  bool SleepMillis(int64_t, const StopToken&) override { return true; }
};

Status Run() {
  StandingClock clock;
  CdcProducer producer({.system = "guide", .collection = "films"}, clock);
  ARROW_ASSIGN_OR_RAISE(const Object first, ParseDocument(R"({"_id": "a", "n": 1})"));
  ARROW_ASSIGN_OR_RAISE(const Object second, ParseDocument(R"({"_id": "a", "n": 2})"));
  std::vector<ChangeRecord> records(3);
  ARROW_ASSIGN_OR_RAISE(records[0], producer.Create("a", first));
  ARROW_ASSIGN_OR_RAISE(records[1], producer.Update("a", first, second, "txn 7"));
  ARROW_ASSIGN_OR_RAISE(records[2], producer.Delete("a", second));

  CdcConsumer consumer({.operations = {CdcOp::kCreate, CdcOp::kUpdate}});
  consumer.Subscribe([](const ChangeRecord& record) {
    std::printf("got %s of %s\n", std::string(CdcOpName(record.op)).c_str(),
                ToExtJson(record.id, ExtJsonMode::kRelaxed).c_str());
    return Status::OK();
  });

  std::vector<DeltaChangeRecord> rows;
  for (const ChangeRecord& record : records) {
    const std::string line = ChangeRecordToJson(record, ExtJsonMode::kRelaxed);
    std::printf("%s\n", line.c_str());
    ARROW_ASSIGN_OR_RAISE(const ChangeRecord read, ParseChangeRecord(line));
    ARROW_RETURN_NOT_OK(consumer.Process(read));

    ARROW_ASSIGN_OR_RAISE(const auto made, CdcRecordToDeltaRecords(record, 12, 0));
    for (const DeltaChangeRecord& row : made) {
      std::printf("  row: %s\n",
                  std::string(DeltaChangeTypeName(row.change_type)).c_str());
    }
    rows.insert(rows.end(), made.begin(), made.end());
  }
  // What was filtered out moves the position, too.
  std::printf("the next consumer begins at %lld\n",
              static_cast<long long>(consumer.position()));

  ARROW_ASSIGN_OR_RAISE(const auto back, DeltaRecordsToCdcRecords(rows, {}));
  std::printf("back from the rows: %s\n", back == records ? "the same" : "changed");
  return Status::OK();
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
