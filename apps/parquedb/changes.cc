#include <algorithm>

#include "arrow/record_batch.h"
#include "change_file.h"
#include "command.h"
#include "delta_lake/change_feed.h"
#include "delta_utils/cdc/change_record_json.h"
#include "interrupt.h"
#include "parquedb/change_stream.h"
#include "parquedb/consumer_position.h"

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
/// How often a consumer's position is saved while there is more to read.
constexpr int64_t kSaveEveryMicros = 1'000'000;

/// Where records go, and what it remembers of them.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  /// Where the sink's last run ended; nullopt: there was none.
  virtual std::optional<int64_t> next_seq() const = 0;
  /// A whole line.
  virtual Status Write(std::string_view line) = 0;
  /// All records below `next_seq` were written; `is_idle`: no more is there for now.
  virtual Status Flush(int64_t next_seq, bool is_idle) = 0;
};

class FileSink : public ChangeSink {
 public:
  explicit FileSink(std::unique_ptr<ChangeFile> file) : file_(std::move(file)) {}

  std::optional<int64_t> next_seq() const override {
    if (!file_->last()) return std::nullopt;
    return file_->last()->seq + 1;
  }
  Status Write(std::string_view line) override { return file_->Write(line); }
  Status Flush(int64_t, bool is_idle) override {
    return is_idle ? file_->Sync() : file_->Flush();
  }

 private:
  const std::unique_ptr<ChangeFile> file_;
};

/// Standard output, and a consumer's position if there is one. The position never runs
/// ahead of what was printed.
class PrintingSink : public ChangeSink {
 public:
  PrintingSink(std::optional<ConsumerPosition> position, Clock& clock)
      : position_(std::move(position)),
        clock_(clock),
        saved_micros_(clock.MonotonicMicros()) {}

  std::optional<int64_t> next_seq() const override {
    return position_ ? position_->next_seq() : std::nullopt;
  }
  Status Write(std::string_view line) override { return output_.Write(line); }
  Status Flush(int64_t next_seq, bool is_idle) override {
    ARROW_RETURN_NOT_OK(output_.Finish());
    if (!position_) return Status::OK();
    const int64_t now = clock_.MonotonicMicros();
    if (!is_idle && now - saved_micros_ < kSaveEveryMicros) return Status::OK();
    saved_micros_ = now;
    return position_->Save(next_seq);
  }

 private:
  Output output_;
  std::optional<ConsumerPosition> position_;
  Clock& clock_;
  int64_t saved_micros_;
};

Result<std::unique_ptr<ChangeSink>> OpenSink(Session& session, const TableLocation& table,
                                             const ChangesOptions& options) {
  if (!options.out.empty()) {
    ARROW_ASSIGN_OR_RAISE(auto file, ChangeFile::Open(options.out));
    if (file->last()) {
      const Status status = CheckTellsOf(table, *file->last());
      if (!status.ok()) return delta_utils::WithPath(options.out, status);
    }
    return std::make_unique<FileSink>(std::move(file));
  }
  std::optional<ConsumerPosition> position;
  if (!options.consumer.empty()) {
    ARROW_ASSIGN_OR_RAISE(position, ConsumerPosition::Open(table, options.consumer));
  }
  return std::make_unique<PrintingSink>(std::move(position), *session.runtime().clock);
}

Result<int64_t> FirstSeq(const ChangesOptions& options, const ChangeSink& sink) {
  if (const auto next = sink.next_seq()) return *next;
  if (options.from_seq) return *options.from_seq;
  return delta_utils::SeqOf(options.from_version.value_or(0), 0);
}

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
    AppendChangeRecord(record,
                       options_.canonical ? delta_utils::ExtJsonMode::kCanonical
                                          : delta_utils::ExtJsonMode::kRelaxed,
                       &line_);
    line_ += '\n';
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
  const Interrupt interrupt;
  ARROW_ASSIGN_OR_RAISE(const auto table, session.Locate(options.target));
  if (!options.rows.empty()) return RunChangeRows(session, table, options);
  ARROW_ASSIGN_OR_RAISE(const auto sink, OpenSink(session, table, options));
  ARROW_ASSIGN_OR_RAISE(const int64_t first, FirstSeq(options, *sink));
  ARROW_ASSIGN_OR_RAISE(const auto stream,
                        ChangeStream::Open(table, first, options.to_version));
  Carrier carrier(options, *stream, *sink);
  ARROW_RETURN_NOT_OK(carrier.Run(*session.runtime().clock, interrupt.token()));
  if (!options.to_version || options.follow || interrupt.token().stop_requested() ||
      carrier.IsBehindLast(carrier.next_seq())) {
    return Status::OK();
  }
  return delta_utils::NotFound(
      table.Uri(), "version " + std::to_string(*options.to_version) + " does not exist");
}

}  // namespace parquedb::cli
