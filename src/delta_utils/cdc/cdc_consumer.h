// CdcConsumer: hands change records to subscribers, in order and each once.
//
//   CdcConsumer consumer({.operations = {CdcOp::kCreate}, .from_seq = saved});
//   const int64_t mine = consumer.Subscribe(apply);  // Status apply(const ChangeRecord&)
//   ARROW_RETURN_NOT_OK(consumer.Process(record));
//   save(consumer.position());                       // from_seq of the next consumer
//   consumer.Unsubscribe(mine);
//
// `position` is the lowest `seq` that is still to come. A record below it was processed
// before and is passed over, so a source may repeat itself; one that is filtered out by
// its operation or time moves the position all the same. A handler that fails ends
// Process with its error and leaves the position, so that the same record can be
// processed again; handlers that were called before it then see it twice. Records need
// not be without gaps, but have to come in the order of their `seq`: a late one is taken
// for a repeated one.
//
// Threads: any number; calls of Process run one after the other. A handler may subscribe
// and unsubscribe, which counts from the next record on, but not call Process, SeekTo or
// SeekToTime.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "delta_utils/base/serial_gate.h"
#include "delta_utils/cdc/change_record.h"

namespace delta_utils {

/// Does not throw: what it has to say is its Status.
using CdcHandler = std::function<Status(const ChangeRecord&)>;

struct CdcConsumerOptions {
  /// Empty: all.
  std::vector<CdcOp> operations;
  /// The first `seq` and the first time that are handed on.
  int64_t from_seq = 0;
  std::optional<int64_t> from_ts_ns;
};

class CdcConsumer {
 public:
  explicit CdcConsumer(CdcConsumerOptions options = {})
      : options_(std::move(options)), position_(options_.from_seq) {}

  /// Handlers are called in the order in which they subscribed. Returns what Unsubscribe
  /// takes. `handler` must not be empty: that ends the process here, not in Process.
  int64_t Subscribe(CdcHandler handler);
  /// False if there is no such subscription (any more).
  bool Unsubscribe(int64_t subscription);

  /// InvalidArgument if a handler calls it, or `record.seq` is the last number there is;
  /// else what a handler returned.
  Status Process(const ChangeRecord& record);

  int64_t position() const;
  /// Both are InvalidArgument from within a handler.
  Status SeekTo(int64_t seq);
  Status SeekToTime(std::optional<int64_t> from_ts_ns);

 private:
  bool IsWanted(const ChangeRecord& record) const;

  mutable SerialGate gate_;
  CdcConsumerOptions options_;
  int64_t position_;
  int64_t next_subscription_ = 0;
  /// Shared, so that a handler that unsubscribes itself lives until it returns.
  std::map<int64_t, std::shared_ptr<const CdcHandler>> handlers_;
};

}  // namespace delta_utils
