#include "delta_utils/cdc/cdc_producer.h"

#include <limits>
#include <utility>

#include "delta_utils/cdc/nanos_internal.h"

namespace delta_utils {
namespace {

using internal::kNanosPerMilli;

}  // namespace

Result<ChangeRecord> CdcProducer::Create(Value id, Object after,
                                         std::optional<std::string> txn) {
  return Emit({.op = CdcOp::kCreate,
               .id = std::move(id),
               .after = std::move(after),
               .txn = std::move(txn)});
}

Result<ChangeRecord> CdcProducer::Update(Value id, std::optional<Object> before,
                                         Object after, std::optional<std::string> txn) {
  return Emit({.op = CdcOp::kUpdate,
               .id = std::move(id),
               .before = std::move(before),
               .after = std::move(after),
               .txn = std::move(txn)});
}

Result<ChangeRecord> CdcProducer::Delete(Value id, std::optional<Object> before,
                                         std::optional<std::string> txn) {
  return Emit({.op = CdcOp::kDelete,
               .id = std::move(id),
               .before = std::move(before),
               .txn = std::move(txn)});
}

Result<ChangeRecord> CdcProducer::Snapshot(Value id, Object document,
                                           std::optional<std::string> txn) {
  return Emit({.op = CdcOp::kSnapshot,
               .id = std::move(id),
               .after = std::move(document),
               .txn = std::move(txn)});
}

Result<ChangeRecord> CdcProducer::Emit(CdcChange change) {
  ChangeRecord record;
  record.id = std::move(change.id);
  record.seq = change.seq.value_or(next_seq_);
  record.op = change.op;
  record.before = std::move(change.before);
  record.after = std::move(change.after);
  record.ts_ns = change.ts_ns ? *change.ts_ns : clock_.NowMillis() * kNanosPerMilli;
  record.source = source_;
  record.txn = std::move(change.txn);
  ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
  if (record.seq < next_seq_) {
    return InvalidArgument("_seq", std::to_string(record.seq) +
                                       " is lower than the next, " +
                                       std::to_string(next_seq_));
  }
  if (record.seq == std::numeric_limits<int64_t>::max()) {
    return InvalidArgument("_seq", "no number is left");
  }
  next_seq_ = record.seq + 1;
  return record;
}

}  // namespace delta_utils
