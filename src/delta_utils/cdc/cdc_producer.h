// CdcProducer: makes the change records of one source, numbered without a gap.
//
//   CdcProducer producer({.system = "parquedb", .collection = "films"}, clock);
//   ARROW_ASSIGN_OR_RAISE(ChangeRecord made, producer.Create("a", document));
//   ARROW_ASSIGN_OR_RAISE(ChangeRecord gone, producer.Delete("a", document, "txn 7"));
//   save(producer.next_seq());                       // where a later producer goes on
//
// A record owns its documents: changing yours afterwards changes nothing. The number is
// counted on from `first_seq`, or given to Emit, never lower than one given out before. A
// producer that is made anew goes on where the last one was, or consumers will take its
// records for old ones: keep next_seq(). Times come from the clock (milliseconds), or are
// given to Emit. Errors: InvalidArgument as CheckChangeRecord, and for a number that is
// too low; the producer is then as it was. Threads: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "delta_utils/base/runtime.h"
#include "delta_utils/cdc/change_record.h"

namespace delta_utils {

/// What Emit makes a record of.
struct CdcChange {
  CdcOp op = CdcOp::kCreate;
  Value id;
  std::optional<Object> before;
  std::optional<Object> after;
  std::optional<std::string> txn;
  std::optional<int64_t> seq;    // nullopt: the next one
  std::optional<int64_t> ts_ns;  // nullopt: now
};

class CdcProducer {
 public:
  /// `clock` is borrowed.
  CdcProducer(CdcSource source, Clock& clock, int64_t first_seq = 0)
      : source_(std::move(source)), clock_(clock), next_seq_(first_seq) {}

  Result<ChangeRecord> Create(Value id, Object after,
                              std::optional<std::string> txn = {});
  /// `before`: nullopt if it is not known.
  Result<ChangeRecord> Update(Value id, std::optional<Object> before, Object after,
                              std::optional<std::string> txn = {});
  Result<ChangeRecord> Delete(Value id, std::optional<Object> before,
                              std::optional<std::string> txn = {});
  /// A document that was there before the feed began.
  Result<ChangeRecord> Snapshot(Value id, Object document,
                                std::optional<std::string> txn = {});
  Result<ChangeRecord> Emit(CdcChange change);

  /// The number of the next record.
  int64_t next_seq() const { return next_seq_; }

 private:
  CdcSource source_;
  Clock& clock_;
  int64_t next_seq_;
};

}  // namespace delta_utils
