// Any text as a change record, an event of Debezium and one of MongoDB: refused, or the
// same after a way through text, through rows of Delta's feed, and through the codecs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "delta_utils/cdc/change_record_json.h"
#include "delta_utils/cdc/debezium.h"
#include "delta_utils/cdc/delta_change.h"
#include "delta_utils/cdc/mongo_change_event.h"

namespace delta_utils {
namespace {

constexpr ExtJsonMode kCanonical = ExtJsonMode::kCanonical;

void Require(bool condition) {
  if (!condition) std::abort();
}

/// The text of a record decides whether two are the same: of what Extended JSON has two
/// spellings for, the record has one.
void TryRecord(const ChangeRecord& record) {
  const std::string text = ChangeRecordToJson(record, kCanonical);
  const ChangeRecord again = ParseChangeRecord(text).ValueOrDie();
  Require(ChangeRecordToJson(again, kCanonical) == text);

  const auto rows = CdcRecordToDeltaRecords(record, 1, 2).ValueOrDie();
  const auto back = DeltaRecordsToCdcRecords(rows, {.system = "x"}).ValueOrDie();
  Require(back.size() == 1);
  Require(ChangeRecordToJson(back.front(), kCanonical) == text);

  const auto event = MongoChangeEventToJson(record, kCanonical);
  Require(event.ok() == (record.op != CdcOp::kUpdate || record.after.has_value()));
  if (event.ok()) Require(ParseMongoChangeEvent(*event).ok());
  // Its own parser takes text of the MongoDB connector's documents for text.
  if (record.source.system != "mongodb") {
    Require(
        ParseDebeziumEvent(DebeziumEventToJson(record, std::nullopt, kCanonical)).ok());
  }
}

void TryAll(std::string_view input) {
  const auto record = ParseChangeRecord(input);
  if (record.ok()) TryRecord(*record);
  const auto debezium = ParseDebeziumEvent(input);
  if (debezium.ok()) {
    const auto* change = std::get_if<DebeziumChange>(&*debezium);
    if (change != nullptr) TryRecord(change->record);
  }
  const auto mongo = ParseMongoChangeEvent(input);
  // What an update left may be what no text says: deeper, or like a type wrapper.
  if (mongo.ok() && mongo->record && !mongo->update) TryRecord(*mongo->record);
}

}  // namespace
}  // namespace delta_utils

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  delta_utils::TryAll({reinterpret_cast<const char*>(data), size});
  return 0;
}
