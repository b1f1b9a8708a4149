// Debezium's change events: JSON in and out.
//
//   DebeziumReader reader;
//   ARROW_ASSIGN_OR_RAISE(std::optional<ChangeRecord> record, reader.Read(line));
//   if (record) use(*record);                        // numbered 0, 1, 2, ...
//   save(reader.next_seq(), reader.position());      // where the next reader goes on
//
// A line is {"topic": ..., "key": ..., "value": ...}, the key and the value with or
// without
// {"schema": ..., "payload": ...} around them. A value is an event of op c, u, d, r or t
// (truncate); null, a tombstone that follows a delete; or a transaction's BEGIN or END.
//
// Positions. Events come in the order in which transactions committed, and transactions
// interleave, so the LSNs of events do not rise: `source.sequence` has the LSN of the
// last commit before, which does. Rows of one transaction may share an LSN: a changed key
// is a delete and a create at one. So a position is that commit's LSN, the event's and
// `transaction.total_order`, and no `seq` can be made of it: the reader counts its own.
//
// `_source` has the connector as `system`, `schema.table` as collection, the connector's
// logical name as `serverId`; `_txn` is the id of the transaction alone, because
// `transaction.id` differs from row to row. Columns are as the connector wrote them
// (NUMERIC may be base64 text); plain JSON numbers are read as Extended JSON's. The
// MongoDB connector's documents, which are text, are parsed.
//
// Errors: InvalidArgument with the field's path. Threads: a reader is one thread's.
// Source: Debezium 3.6, "Data change events", "Transaction metadata".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/cdc/change_record.h"

namespace delta_utils {

struct DebeziumPosition {
  /// Of the last commit before the event's transaction; nullopt: the connector has seen
  /// none, or does not say it.
  std::optional<int64_t> commit_lsn;
  int64_t lsn = 0;
  /// The place within the transaction, from 1; 0 if the connector does not say it.
  int64_t order = 0;
  bool operator==(const DebeziumPosition&) const = default;
};

struct DebeziumChange {
  ChangeRecord record;  // `seq` is 0
  /// nullopt: the connector has no LSN.
  std::optional<DebeziumPosition> position;
};
/// The key of a row that was deleted.
struct DebeziumTombstone {
  Value key;
};
/// All rows of a table were removed.
struct DebeziumTruncate {
  CdcSource source;
  std::optional<DebeziumPosition> position;
};
struct DebeziumTransaction {
  bool is_end = false;
  std::string id;
  std::optional<int64_t> event_count;
};
using DebeziumEvent = std::variant<DebeziumChange, DebeziumTombstone, DebeziumTruncate,
                                   DebeziumTransaction>;

Result<DebeziumEvent> ParseDebeziumEvent(std::string_view line);

/// One line: a record as an event of a connector, without a newline. ParseDebeziumEvent
/// gives back the same record with `seq` 0, if `mode` is canonical and `_id` is not an
/// object, nor `_txn` and `partition` have what Debezium has no field for.
std::string DebeziumEventToJson(const ChangeRecord& record,
                                const std::optional<DebeziumPosition>& position,
                                ExtJsonMode mode);

/// Change records of a stream of events, numbered in the order they come.
class DebeziumReader {
 public:
  /// `after`: the position of the last event that was processed. Events that surely came
  /// no later, which a connector repeats when it starts anew, are passed over. It is sure
  /// by `order` at the same LSN; else by commit LSN, then LSN, where both positions have
  /// a commit LSN. All others come twice rather than never: what shares an LSN without an
  /// order, the connector's first transaction, and snapshots, whose rows (op r) have no
  /// place among the events and do not move the position.
  explicit DebeziumReader(int64_t first_seq = 0,
                          std::optional<DebeziumPosition> after = {})
      : next_seq_(first_seq), after_(after), position_(after) {}

  /// nullopt: a tombstone, a mark of a transaction, or a repeated event. Unsupported: a
  /// truncate, which no record of one document can say.
  Result<std::optional<ChangeRecord>> Read(std::string_view line);

  int64_t next_seq() const { return next_seq_; }
  /// Of the newest event that Read made a record of, snapshots aside.
  const std::optional<DebeziumPosition>& position() const { return position_; }

 private:
  int64_t next_seq_;
  std::optional<DebeziumPosition> after_;
  std::optional<DebeziumPosition> position_;
};

}  // namespace delta_utils
