#include <algorithm>
#include <charconv>

#include "arrow/array/util.h"
#include "arrow/record_batch.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/parquet_io/parquet_reader.h"
#include "parquedb/document_check.h"
#include "parquedb/file_facts.h"
#include "parquedb/insert_session_internal.h"
#include "parquedb/row_scan.h"

namespace parquedb::internal {

using delta_lake::CommitResult;
using delta_lake::Snapshot;
using delta_utils::Action;
using delta_utils::Add;

namespace {

// Inference looks at one chunk at a time, and a chunk is what an insert keeps in memory.
constexpr size_t kChunkDocuments = 8192;
constexpr int64_t kChunkBytes = int64_t{32} * 1024 * 1024;

/// `batch` with a `_rest` that is NULL in every row.
Result<std::shared_ptr<arrow::RecordBatch>> WithoutRest(const arrow::RecordBatch& batch,
                                                        RestMode rest) {
  ARROW_ASSIGN_OR_RAISE(
      auto type,
      delta_utils::ToArrowType(RestField(rest).type, delta_utils::ColumnNames::kLogical));
  ARROW_ASSIGN_OR_RAISE(auto nulls, arrow::MakeArrayOfNull(type, batch.num_rows()));
  return batch.AddColumn(batch.num_columns(), std::string(kRestField), std::move(nulls));
}

/// How many leaves have statistics: the table property, else Delta's default.
int IndexedLeaves(const Snapshot* snapshot) {
  int leaves = delta_lake::DataFileOptions().indexed_leaves;
  if (snapshot == nullptr) return leaves;
  const auto& configuration = snapshot->metadata().configuration;
  auto property = configuration.find("delta.dataSkippingNumIndexedCols");
  if (property == configuration.end()) return leaves;
  const std::string& text = property->second;
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : leaves;
}

}  // namespace

Result<std::unique_ptr<InsertSession>> InsertSession::Open(
    delta_lake::TableLocation table, std::shared_ptr<const Snapshot> snapshot,
    const CollectionOptions& options, delta_utils::Runtime runtime) {
  ARROW_ASSIGN_OR_RAISE(CollectionSchema schema,
                        CollectionSchema::Open(snapshot, options, runtime));
  std::unique_ptr<InsertSession> session(
      new InsertSession(std::move(table), std::move(schema), runtime));
  session->snapshot_ = std::move(snapshot);
  return session;
}

InsertSession::InsertSession(delta_lake::TableLocation table, CollectionSchema schema,
                             delta_utils::Runtime runtime)
    : table_(std::move(table)), runtime_(runtime), schema_(std::move(schema)) {}

Result<bool> InsertSession::ReadChunk(const DocumentSource& source,
                                      std::vector<Object>* chunk,
                                      std::vector<Value>* ids) {
  int64_t bytes = 0;
  while (chunk->size() < kChunkDocuments && bytes < kChunkBytes) {
    ARROW_ASSIGN_OR_RAISE(std::optional<Object> document, source());
    if (!document) return false;
    Status checked = CheckDocument(*document);
    bool is_new = EnsureId(&*document, runtime_);
    const Value& id = document->fields.front().value;
    if (checked.ok() && !is_new) checked = ids_.Insert(id);
    if (!checked.ok()) {
      const auto number = rows_ + static_cast<int64_t>(chunk->size()) + 1;
      return delta_utils::WithPath("document " + std::to_string(number), checked);
    }
    if (ids != nullptr) ids->push_back(id);
    bytes += delta_utils::BsonSize(*document);
    chunk->push_back(std::move(*document));
  }
  return true;
}

Status InsertSession::Write(const DocumentSource& source, std::vector<Value>* ids) {
  bool more = true;
  while (more) {
    std::vector<Object> chunk;
    ARROW_ASSIGN_OR_RAISE(more, ReadChunk(source, &chunk, ids));
    // One chunk is the usual case: then nothing is written before all is known to be
    // right.
    if (!more) ARROW_RETURN_NOT_OK(CheckIds());
    if (!chunk.empty()) ARROW_RETURN_NOT_OK(WriteChunk(chunk));
  }
  return EndFile();
}

Status InsertSession::WriteChunk(const std::vector<Object>& chunk) {
  std::vector<Column> found;
  if (schema_.properties().promotion == Promotion::kInferred) {
    found = InferColumns(chunk, schema_.columns(), schema_.inference_mode());
  } else {
    found = InferColumns({}, schema_.columns(), schema_.inference_mode());  // `_id` alone
  }
  if (!found.empty()) {
    ARROW_RETURN_NOT_OK(EndFile());
    encoder_.reset();
    ARROW_RETURN_NOT_OK(schema_.Grow(found));
  }
  if (encoder_ == nullptr) {
    ARROW_ASSIGN_OR_RAISE(encoder_,
                          RowEncoder::Make(schema_.schema(), schema_.properties().rest));
  }
  for (const Object& document : chunk) ARROW_RETURN_NOT_OK(encoder_->Append(document));
  ARROW_ASSIGN_OR_RAISE(EncodedRows rows, encoder_->Finish());
  if (rows.has_rest) ARROW_RETURN_NOT_OK(schema_.AddRest());

  if (writer_ == nullptr || (rows.has_rest && !file_has_rest_)) {
    ARROW_RETURN_NOT_OK(EndFile());
    StartFile(rows.has_rest);
  }
  if (file_has_rest_ && !rows.has_rest) {
    ARROW_ASSIGN_OR_RAISE(rows.batch,
                          WithoutRest(*rows.batch, schema_.properties().rest));
  }
  file_rest_names_.merge(rows.rest_names);
  // Set before the rows are written: the writer may end the file with them.
  if (auto tag = RestTagOf(file_rest_names_)) {
    writer_->SetTag(std::string(kRestTag), std::move(*tag));
  }
  ARROW_RETURN_NOT_OK(writer_->Write(*rows.batch));
  rows_ += static_cast<int64_t>(chunk.size());
  return Status::OK();
}

void InsertSession::StartFile(bool with_rest) {
  delta_lake::DataFileOptions options;
  options.indexed_leaves = IndexedLeaves(snapshot_.get());
  const ColumnKind id_kind = schema_.columns().front().kind;
  if (CanProbeIds(id_kind)) options.bloom_columns = {std::string(kIdField)};
  writer_ = std::make_unique<delta_lake::DataFileWriter>(
      table_, schema_.FileSchema(with_rest), schema_.mapping_mode(), options, runtime_);
  file_has_rest_ = with_rest;
  file_rest_names_.clear();
  schema_.SetHasFiles();
}

Status InsertSession::EndFile() {
  if (writer_ == nullptr) return Status::OK();
  auto writer = std::move(writer_);
  ARROW_ASSIGN_OR_RAISE(std::vector<Add> adds, writer->Finish());
  std::move(adds.begin(), adds.end(), std::back_inserter(adds_));
  return Status::OK();
}

Status InsertSession::CheckIds() const {
  if (snapshot_ == nullptr) return Status::OK();
  return CheckIdsAreNew(snapshot_, ids_);
}

Result<CommitResult> InsertSession::Commit() {
  delta_lake::CommitRequest request;
  request.read_version = snapshot_ == nullptr ? -1 : snapshot_->version();
  request.operation = "WRITE";
  request.parameters = {{"mode", "Append"}};
  int64_t bytes = 0;
  for (const Add& add : adds_) bytes += add.size_bytes;
  request.metrics = {{"numFiles", std::to_string(adds_.size())},
                     {"numOutputRows", std::to_string(rows_)},
                     {"numOutputBytes", std::to_string(bytes)}};
  ARROW_ASSIGN_OR_RAISE(request.actions, schema_.PendingActions());
  for (const Add& add : adds_) request.actions.emplace_back(add);
  request.on_winner = [this](int64_t, const std::vector<Action>& actions) {
    return CheckIdsAreNew(snapshot_, actions, ids_);
  };
  return delta_lake::Commit(table_, std::move(request), runtime_);
}

void InsertSession::Discard() {
  if (writer_ != nullptr) writer_->Abort();
  writer_ = nullptr;
  // A file that stays behind is in no commit, so no reader sees it.
  for (const Add& add : adds_) (void)table_.store->Delete(table_.root / add.path);
  adds_.clear();
}

DocumentSource InsertSession::ReadBack() const {
  const bool has_rest = schema_.schema().Find(kRestField) != nullptr;
  delta_utils::ParquetReadOptions options{.columns = schema_.FileSchema(has_rest),
                                          .mode = schema_.mapping_mode()};
  std::vector<RowScan::File> files;
  for (const Add& add : adds_) {
    // Our own names need no decoding; see DataFileWriter.
    delta_utils::ObjectPath path = table_.root / add.path;
    RowScan::File file;
    file.uri = table_.store->Uri(path);
    file.open = [store = table_.store, path, size = add.size_bytes, options] {
      return delta_utils::ReadParquet(*store, path, size, options);
    };
    file.facts = []() -> Result<FileFacts> { return FileFacts{.is_ours = true}; };
    files.push_back(std::move(file));
  }
  auto scan = std::make_shared<RowScan>(schema_.columns(), schema_.properties().rest,
                                        std::move(files));
  return [scan] { return scan->Next(); };
}

}  // namespace parquedb::internal
