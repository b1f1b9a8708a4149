#include <algorithm>
#include <filesystem>
#include <system_error>

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
  /// A whole line.
  virtual Status Write(std::string_view line) = 0;
  /// All records below `next_seq` were written; `is_idle`: no more is there for now.
  virtual Status Flush(int64_t next_seq, bool is_idle) = 0;
};

class FileSink : public ChangeSink {
 public:
  explicit FileSink(std::unique_ptr<ChangeFile> file) : file_(std::move(file)) {}

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

/// A stream, where it goes on, and where its records go.
struct Route {
  std::unique_ptr<ChangeStream> stream;
  std::unique_ptr<ChangeSink> sink;
};

Result<int64_t> StartOf(const ChangesOptions& options) {
  if (options.from_seq) return *options.from_seq;
  return delta_utils::SeqOf(options.from_version.value_or(0), 0);
}

void AppendLine(const ChangeRecord& record, const ChangesOptions& options,
                std::string* out) {
  AppendChangeRecord(record,
                     options.canonical ? delta_utils::ExtJsonMode::kCanonical
                                       : delta_utils::ExtJsonMode::kRelaxed,
                     out);
  *out += '\n';
}

/// The line of the stream's next record; empty if there is none yet.
Result<std::string> NextLine(ChangeStream& stream, const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto record, stream.Next());
  std::string line;
  if (record) AppendLine(*record, options, &line);
  return line;
}

/// Behind the last line, which must be what the table's record has for a line: by that
/// alone a file is known, and nothing of it need be read back.
Result<std::unique_ptr<ChangeStream>> GoOnBehind(const std::string& last_line,
                                                 const TableLocation& table,
                                                 const ChangesOptions& options) {
  const auto seq = delta_utils::ParseChangeSeq(last_line);
  if (!seq.ok()) {
    return delta_utils::Corrupt(
        options.out, "the last line is no change record: " + seq.status().message());
  }
  std::optional<int64_t> to_version = options.to_version;
  if (to_version) to_version = std::max(*to_version, CommitVersionOf(*seq));
  ARROW_ASSIGN_OR_RAISE(auto stream, ChangeStream::Open(table, *seq, to_version));
  ARROW_ASSIGN_OR_RAISE(const std::string line, NextLine(*stream, options));
  if (line == last_line) return stream;
  return delta_utils::MakeError(delta_utils::ErrorKind::kConflict, options.out,
                                "the last line is not what " + table.Uri() +
                                    " has for record " + std::to_string(*seq) +
                                    " in this form; the file is another table's");
}

Result<Route> RouteToFile(const TableLocation& table, const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const int64_t start, StartOf(options));
  const auto first_line = [&]() -> Result<std::string> {
    ARROW_ASSIGN_OR_RAISE(const auto stream,
                          ChangeStream::Open(table, start, options.to_version));
    return NextLine(*stream, options);
  };
  std::error_code unknown;  // then opening it tells
  if (!std::filesystem::exists(options.out, unknown)) {
    // No file is made for what cannot be read.
    ARROW_RETURN_NOT_OK(first_line().status());
  }
  ARROW_ASSIGN_OR_RAISE(auto file, ChangeFile::Open(options.out));
  Route route;
  if (!file->last_line().empty()) {
    ARROW_ASSIGN_OR_RAISE(route.stream, GoOnBehind(file->last_line(), table, options));
  } else {
    if (!file->torn().empty()) {
      ARROW_ASSIGN_OR_RAISE(const std::string line, first_line());
      if (!line.starts_with(file->torn())) {
        return delta_utils::Corrupt(options.out,
                                    "is no file of change records of " + table.Uri());
      }
    }
    ARROW_ASSIGN_OR_RAISE(route.stream,
                          ChangeStream::Open(table, start, options.to_version));
  }
  ARROW_RETURN_NOT_OK(file->CutTorn());
  route.sink = std::make_unique<FileSink>(std::move(file));
  return route;
}

Result<Route> RouteToOutput(Session& session, const TableLocation& table,
                            const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(int64_t start, StartOf(options));
  std::optional<ConsumerPosition> position;
  if (!options.consumer.empty()) {
    ARROW_ASSIGN_OR_RAISE(position, ConsumerPosition::Open(table, options.consumer));
    start = position->next_seq().value_or(start);
  }
  Route route;
  ARROW_ASSIGN_OR_RAISE(route.stream,
                        ChangeStream::Open(table, start, options.to_version));
  route.sink =
      std::make_unique<PrintingSink>(std::move(position), *session.runtime().clock);
  return route;
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
    AppendLine(record, options_, &line_);
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
  ARROW_ASSIGN_OR_RAISE(const Route route, options.out.empty()
                                               ? RouteToOutput(session, table, options)
                                               : RouteToFile(table, options));
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
