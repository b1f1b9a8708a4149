#include <algorithm>

#include "arrow/record_batch.h"
#include "change_route.h"
#include "command.h"
#include "delta_lake/change_feed.h"
#include "interrupt.h"

namespace parquedb::cli {
namespace {

using delta_lake::TableLocation;
using delta_utils::ChangeRecord;
using delta_utils::Clock;
using delta_utils::CommitVersionOf;
using delta_utils::StopToken;

/// How long a look for new versions is put off, the longer the longer none came.
constexpr int64_t kShortestDelayMs = 50;
constexpr int64_t kLongestDelayMs = 1000;

/// Carries records from the stream to the sink, until there are no more or a stop is
/// asked for.
class Carrier {
 public:
  Carrier(const ChangesOptions& options, ChangeStream& stream, ChangeSink& sink)
      : options_(options), stream_(stream), sink_(sink), next_seq_(stream.next_seq()) {}

  Status Run(Clock& clock, const StopToken& stop) {
    int64_t delay_ms = kShortestDelayMs;
    while (!stop.stop_requested() && !IsBehindLast(next_seq_)) {
      const auto record = stream_.Next();
      if (record.ok() && *record) {
        ARROW_RETURN_NOT_OK(Take(**record));
        delay_ms = kShortestDelayMs;
        continue;
      }
      next_seq_ = stream_.next_seq();
      if (!record.ok()) {
        // What was read before it is handed on, so that the next run meets it at once.
        ARROW_RETURN_NOT_OK(sink_.Flush(next_seq_, /*is_idle=*/true));
        return record.status();
      }
      if (!options_.follow || IsBehindLast(next_seq_)) break;
      ARROW_RETURN_NOT_OK(sink_.Flush(next_seq_, /*is_idle=*/true));
      clock.SleepMillis(delay_ms, stop);
      delay_ms = std::min(2 * delay_ms, kLongestDelayMs);
    }
    return sink_.Flush(next_seq_, /*is_idle=*/true);
  }

  bool IsBehindLast(int64_t seq) const {
    return options_.to_version && CommitVersionOf(seq) > *options_.to_version;
  }

  int64_t next_seq() const { return next_seq_; }

 private:
  Status Take(const ChangeRecord& record) {
    // What a commit changed is handed on before the next one is waited for.
    if (CommitVersionOf(record.seq) != CommitVersionOf(next_seq_)) {
      ARROW_RETURN_NOT_OK(sink_.Flush(next_seq_, /*is_idle=*/false));
    }
    line_.clear();
    AppendChangeLine(record, options_, &line_);
    ARROW_RETURN_NOT_OK(sink_.Write(line_));
    next_seq_ = record.seq + 1;
    return Status::OK();
  }

  const ChangesOptions& options_;
  ChangeStream& stream_;
  ChangeSink& sink_;
  int64_t next_seq_;
  std::string line_;
};

Status RunChangeRows(Session& session, const TableLocation& table,
                     const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto changes,
                        delta_lake::ScanChanges(table, options.from_version.value_or(0),
                                                options.to_version));
  return WriteRows(session, delta_lake::FeedSchema(*changes.snapshot), changes.rows.get(),
                   options.rows);
}

}  // namespace

Status RunChanges(Session& session, const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto table, session.Locate(options.target));
  if (!options.rows.empty()) return RunChangeRows(session, table, options);
  const Interrupt interrupt;
  if (options.to_version && *options.to_version < options.from_version.value_or(0)) {
    return delta_utils::InvalidArgument(
        table.Uri(), "version " + std::to_string(*options.to_version) +
                         " lies before version " + std::to_string(*options.from_version));
  }
  ARROW_ASSIGN_OR_RAISE(const ChangeRoute route,
                        OpenChangeRoute(session, table, options));
  Carrier carrier(options, *route.stream, *route.sink);
  ARROW_RETURN_NOT_OK(carrier.Run(*session.runtime().clock, interrupt.token()));
  if (!options.to_version || options.follow || interrupt.token().stop_requested() ||
      carrier.IsBehindLast(carrier.next_seq())) {
    return Status::OK();
  }
  return delta_utils::NotFound(
      table.Uri(), "version " + std::to_string(*options.to_version) + " does not exist");
}

}  // namespace parquedb::cli
