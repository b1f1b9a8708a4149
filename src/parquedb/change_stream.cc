#include "parquedb/change_stream.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "arrow/record_batch.h"
#include "delta_lake/change_feed.h"
#include "delta_utils/cdc/delta_change.h"
#include "delta_utils/columnar/change_rows.h"
#include "parquedb/collection_schema.h"
#include "parquedb/file_facts.h"
#include "parquedb/row_decoder.h"

namespace parquedb {
namespace {

using delta_lake::ChangeFile;
using delta_lake::CommitChanges;
using delta_lake::Snapshot;
using delta_utils::CdcSource;
using delta_utils::ChangeRecord;
using delta_utils::DeltaChangeRecord;
using delta_utils::DeltaChangeType;

/// Takes the last segment off `path`; nullopt if there is none.
std::optional<std::string> TakeSegment(std::string* path) {
  while (path->ends_with('/')) path->pop_back();
  const size_t slash = path->rfind('/');
  std::string segment = path->substr(slash == std::string::npos ? 0 : slash + 1);
  path->resize(slash == std::string::npos ? 0 : slash);
  if (segment.empty()) return std::nullopt;
  return segment;
}

/// However the table's folder is spelled, its records have one source.
CdcSource SourceOf(const std::string& uri, bool is_collection) {
  CdcSource source;
  source.system = is_collection ? "parquedb" : "deltalake";
  const size_t scheme = uri.find("://");
  std::string path;
  if (scheme == std::string::npos) {
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(uri, error);
    path = error ? uri : absolute.lexically_normal().string();
  } else {
    path = uri.substr(scheme + 3);
  }
  source.collection = TakeSegment(&path);
  source.database = TakeSegment(&path);
  return source;
}

/// The rows of one change file as documents.
class FileRows {
 public:
  static Result<FileRows> Open(const CommitChanges& commit, const ChangeFile& file,
                               RowDecoder* decoder, bool has_rest) {
    FileRows rows;
    rows.decoder_ = decoder;
    ARROW_ASSIGN_OR_RAISE(const auto path, commit.snapshot->PathOf(file.file));
    rows.uri_ = commit.snapshot->table().store->Uri(path);
    if (has_rest) {
      ARROW_ASSIGN_OR_RAISE(rows.facts_, FactsOf(*commit.snapshot, file.file));
    }
    ARROW_ASSIGN_OR_RAISE(rows.reader_, ScanChangeFile(commit, file));
    return rows;
  }

  /// False behind the last row.
  Result<bool> Next(DeltaChangeRecord* record) {
    while (batch_ == nullptr || row_ == batch_->num_rows()) {
      ARROW_RETURN_NOT_OK(reader_->ReadNext(&batch_));
      if (batch_ == nullptr) return false;
      row_ = 0;
      ARROW_RETURN_NOT_OK(AtFile(Bind()));
    }
    record->change_type = types_[static_cast<size_t>(row_)];
    Result<Object> document = decoder_->Decode(row_);
    ARROW_RETURN_NOT_OK(AtFile(document.status()));
    record->data = std::move(*document);
    ++row_;
    return true;
  }

 private:
  Status Bind() {
    ARROW_ASSIGN_OR_RAISE(types_, delta_utils::ChangeTypesOf(*batch_));
    return decoder_->Bind(*batch_, facts_);
  }

  Status AtFile(const Status& status) const {
    return status.ok() ? status : delta_utils::WithPath(uri_, status);
  }

  RowDecoder* decoder_ = nullptr;
  std::string uri_;
  FileFacts facts_;
  std::shared_ptr<arrow::RecordBatchReader> reader_;
  std::shared_ptr<arrow::RecordBatch> batch_;
  std::vector<DeltaChangeType> types_;
  int64_t row_ = 0;
};

class FeedChangeStream : public ChangeStream {
 public:
  FeedChangeStream(std::unique_ptr<delta_lake::ChangeFeed> feed, int64_t from_seq,
                   std::optional<int64_t> to_version)
      : feed_(std::move(feed)), to_version_(to_version), next_seq_(from_seq) {}

  Result<std::optional<ChangeRecord>> Next() override {
    while (failed_.ok()) {
      while (!ready_.empty()) {
        ChangeRecord record = std::move(ready_.front());
        ready_.pop_front();
        if (record.seq < next_seq_) continue;
        next_seq_ = record.seq + 1;
        record.txn = commit_->txn_id;
        return std::optional(std::move(record));
      }
      const Result<bool> more = Advance();
      if (!more.ok()) {
        failed_ = more.status();
      } else if (!*more) {
        return std::nullopt;
      }
    }
    return failed_;
  }

  int64_t next_seq() const override { return next_seq_; }

 private:
  /// One step: a row, the next file, the next commit. False if there is none yet.
  Result<bool> Advance();
  Result<bool> OpenCommit();
  Status EndCommit();

  const std::unique_ptr<delta_lake::ChangeFeed> feed_;
  const std::optional<int64_t> to_version_;
  int64_t next_seq_;
  Status failed_;  // rows after it would be a gap
  std::optional<CommitChanges> commit_;
  std::shared_ptr<const Snapshot> decoded_;  // what decoder_ was made for
  std::optional<RowDecoder> decoder_;
  bool has_rest_ = false;
  std::optional<delta_utils::DeltaRecordJoiner> joiner_;
  size_t next_file_ = 0;
  std::optional<FileRows> rows_;
  bool is_ended_ = true;  // the commit's images were all given
  std::deque<ChangeRecord> ready_;
};

Result<bool> FeedChangeStream::Advance() {
  std::vector<ChangeRecord> records;
  if (rows_) {
    DeltaChangeRecord row;
    row.commit_version = commit_->version;
    row.commit_timestamp_ms = commit_->timestamp_ms;
    ARROW_ASSIGN_OR_RAISE(const bool has_row, rows_->Next(&row));
    if (!has_row) {
      rows_.reset();
      return true;
    }
    ARROW_RETURN_NOT_OK(joiner_->Add(std::move(row), &records));
  } else if (commit_ && next_file_ < commit_->files.size()) {
    ARROW_ASSIGN_OR_RAISE(rows_, FileRows::Open(*commit_, commit_->files[next_file_],
                                                &*decoder_, has_rest_));
    ++next_file_;
  } else if (!is_ended_) {
    is_ended_ = true;
    ARROW_RETURN_NOT_OK(joiner_->FinishCommit(&records));
  } else {
    if (commit_) ARROW_RETURN_NOT_OK(EndCommit());
    return OpenCommit();
  }
  for (ChangeRecord& record : records) ready_.push_back(std::move(record));
  return true;
}

Status FeedChangeStream::EndCommit() {
  ARROW_ASSIGN_OR_RAISE(const int64_t next, delta_utils::SeqOf(commit_->version + 1, 0));
  next_seq_ = std::max(next_seq_, next);
  commit_.reset();
  return Status::OK();
}

Result<bool> FeedChangeStream::OpenCommit() {
  if (to_version_ && feed_->next_version() > *to_version_) return false;
  ARROW_ASSIGN_OR_RAISE(commit_, feed_->Next());
  if (!commit_) return false;
  next_file_ = 0;
  is_ended_ = false;
  const std::shared_ptr<const Snapshot>& snapshot = commit_->snapshot;
  if (snapshot == decoded_) return true;
  const std::string uri = snapshot->table().Uri();
  ARROW_ASSIGN_OR_RAISE(const auto properties,
                        CollectionPropertiesOf(snapshot->metadata(), uri));
  ARROW_ASSIGN_OR_RAISE(const auto rest, OverlayOf(*snapshot));
  ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns,
                        ColumnsOf(snapshot->schema(), properties ? RestColumn::kIsRest
                                                                 : RestColumn::kIsPlain));
  has_rest_ = rest.has_value();
  decoder_.emplace(std::move(columns), rest);
  joiner_.emplace(SourceOf(uri, properties.has_value()));
  decoded_ = snapshot;
  return true;
}

}  // namespace

Result<std::unique_ptr<ChangeStream>> ChangeStream::Open(
    delta_lake::TableLocation table, int64_t from_seq,
    std::optional<int64_t> to_version) {
  if (from_seq < 0) return delta_utils::InvalidArgument("", "a position is not negative");
  ARROW_ASSIGN_OR_RAISE(
      auto feed, delta_lake::ChangeFeed::Open(std::move(table),
                                              delta_utils::CommitVersionOf(from_seq)));
  return std::make_unique<FeedChangeStream>(std::move(feed), from_seq, to_version);
}

}  // namespace parquedb
