#include "change_route.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "change_file.h"
#include "delta_utils/cdc/change_record_json.h"
#include "parquedb/consumer_position.h"

namespace parquedb::cli {
namespace {

using delta_lake::TableLocation;
using delta_utils::ChangeRecord;
using delta_utils::Clock;
using delta_utils::CommitVersionOf;

/// How often a consumer's position is saved while there is more to read.
constexpr int64_t kSaveEveryMicros = 1'000'000;

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

Result<int64_t> StartOf(const ChangesOptions& options) {
  if (options.from_seq) return *options.from_seq;
  return delta_utils::SeqOf(options.from_version.value_or(0), 0);
}

/// The line of the stream's next record; empty if there is none yet.
Result<std::string> NextLine(ChangeStream& stream, const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto record, stream.Next());
  std::string line;
  if (record) AppendChangeLine(*record, options, &line);
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

Result<ChangeRoute> RouteToFile(const TableLocation& table,
                                const ChangesOptions& options) {
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
  ChangeRoute route;
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

Result<ChangeRoute> RouteToOutput(Session& session, const TableLocation& table,
                                  const ChangesOptions& options) {
  ARROW_ASSIGN_OR_RAISE(int64_t start, StartOf(options));
  std::optional<ConsumerPosition> position;
  if (!options.consumer.empty()) {
    ARROW_ASSIGN_OR_RAISE(position, ConsumerPosition::Open(table, options.consumer));
    start = position->next_seq().value_or(start);
  }
  ChangeRoute route;
  ARROW_ASSIGN_OR_RAISE(route.stream,
                        ChangeStream::Open(table, start, options.to_version));
  route.sink =
      std::make_unique<PrintingSink>(std::move(position), *session.runtime().clock);
  return route;
}

}  // namespace

void AppendChangeLine(const ChangeRecord& record, const ChangesOptions& options,
                      std::string* out) {
  AppendChangeRecord(record,
                     options.canonical ? delta_utils::ExtJsonMode::kCanonical
                                       : delta_utils::ExtJsonMode::kRelaxed,
                     out);
  *out += '\n';
}

Result<ChangeRoute> OpenChangeRoute(Session& session, const TableLocation& table,
                                    const ChangesOptions& options) {
  return options.out.empty() ? RouteToOutput(session, table, options)
                             : RouteToFile(table, options);
}

}  // namespace parquedb::cli
