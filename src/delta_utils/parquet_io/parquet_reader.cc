#include "delta_utils/parquet_io/parquet_reader.h"

#include <algorithm>
#include <utility>

#include "arrow/io/caching.h"
#include "arrow/memory_pool.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/parquet_io/conform_internal.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/parquet_io/select_columns_internal.h"
#include "delta_utils/storage/async_buffer.h"
#include "parquet/arrow/reader.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/properties.h"

namespace delta_utils {
namespace {

using BatchPtr = std::shared_ptr<arrow::RecordBatch>;

class FileBatchReader : public arrow::RecordBatchReader {
 public:
  FileBatchReader(std::string uri, ParquetReadOptions options,
                  std::shared_ptr<arrow::Schema> schema, std::vector<int> leaves,
                  std::unique_ptr<parquet::arrow::FileReader> file)
      : uri_(std::move(uri)),
        options_(std::move(options)),
        schema_(std::move(schema)),
        leaves_(std::move(leaves)),
        file_(std::move(file)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  Status ReadNext(BatchPtr* batch) override;

 private:
  Result<BatchPtr> Next();
  Status OpenRowGroup(int row_group);
  Result<BatchPtr> NextOfRowGroup();
  Result<BatchPtr> Conform(const arrow::RecordBatch& batch) const;

  const std::string uri_;
  const ParquetReadOptions options_;
  const std::shared_ptr<arrow::Schema> schema_;
  const std::vector<int> leaves_;
  const std::unique_ptr<parquet::arrow::FileReader> file_;
  std::unique_ptr<arrow::RecordBatchReader> row_group_;
  int64_t rows_left_ = 0;  // of the open row group
  int next_row_group_ = 0;
  Status failure_;
};

Status FileBatchReader::ReadNext(BatchPtr* batch) {
  batch->reset();
  ARROW_RETURN_NOT_OK(failure_);
  auto next = CatchParquet(uri_, [this] { return Next(); });
  failure_ = next.status();
  ARROW_RETURN_NOT_OK(failure_);
  *batch = std::move(*next);
  return Status::OK();
}

Result<BatchPtr> FileBatchReader::Next() {
  while (rows_left_ == 0) {
    if (next_row_group_ == file_->num_row_groups()) return BatchPtr();
    ARROW_RETURN_NOT_OK(OpenRowGroup(next_row_group_++));
  }
  return NextOfRowGroup();
}

Status FileBatchReader::OpenRowGroup(int row_group) {
  const auto metadata = file_->parquet_reader()->metadata()->RowGroup(row_group);
  rows_left_ = metadata->num_rows();
  // Every row has an entry in every column: a row count without them is not to be
  // believed.
  const bool plausible =
      rows_left_ >= 0 && (metadata->num_columns() == 0 ||
                          metadata->ColumnChunk(0)->num_values() >= rows_left_);
  if (!plausible) return Corrupt(uri_, "a row group's count of rows is wrong");
  row_group_.reset();
  if (leaves_.empty() || rows_left_ == 0) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(row_group_, file_->GetRecordBatchReader({row_group}, leaves_));
  return Status::OK();
}

Result<BatchPtr> FileBatchReader::NextOfRowGroup() {
  BatchPtr batch;
  if (leaves_.empty()) {
    const int64_t rows = std::min(rows_left_, options_.batch_rows);
    batch = arrow::RecordBatch::Make(arrow::schema({}), rows, arrow::ArrayVector());
  } else {
    ARROW_RETURN_NOT_OK(row_group_->ReadNext(&batch));
  }
  const bool is_short = batch == nullptr || batch->num_rows() == 0;
  if (is_short || batch->num_rows() > rows_left_) {
    return Corrupt(uri_, "a row group does not have the rows it says");
  }
  rows_left_ -= batch->num_rows();
  return Conform(*batch);
}

Result<BatchPtr> FileBatchReader::Conform(const arrow::RecordBatch& batch) const {
  const int64_t rows = batch.num_rows();
  auto columns = ConformColumns(batch.schema()->fields(), batch.columns(), rows,
                                options_.columns, options_.mode);
  if (!columns.ok()) return WithPath(uri_, columns.status());
  return arrow::RecordBatch::Make(schema_, rows, std::move(*columns));
}

/// A row group's wanted columns are asked for all at once, when it is opened, and joined
/// as AsyncBuffer joins ranges.
arrow::io::CacheOptions ReadAheadOptions() {
  const CoalesceOptions coalesce;
  auto options = arrow::io::CacheOptions::Defaults();
  options.hole_size_limit = coalesce.hole_bytes;
  options.range_size_limit = coalesce.range_bytes;
  options.lazy = false;
  return options;
}

parquet::ArrowReaderProperties ReaderProperties(const ParquetReadOptions& options) {
  parquet::ArrowReaderProperties properties;
  properties.set_pre_buffer(true);
  properties.set_cache_options(ReadAheadOptions());
  properties.set_batch_size(options.batch_rows);
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  return properties;
}

}  // namespace

Result<std::shared_ptr<arrow::RecordBatchReader>> ReadParquet(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes,
    ParquetReadOptions options) {
  const std::string uri = store.Uri(path);
  if (options.batch_rows < 1) {
    return InvalidArgument(uri, "batch_rows must be positive");
  }
  ARROW_ASSIGN_OR_RAISE(auto parquet_file, OpenParquetFile(store, path, size_bytes));
  std::unique_ptr<parquet::arrow::FileReader> file;
  ARROW_RETURN_NOT_OK(CatchParquet(uri, [&]() -> Status {
    return parquet::arrow::FileReader::Make(arrow::default_memory_pool(),
                                            std::move(parquet_file),
                                            ReaderProperties(options))
        .Value(&file);
  }));
  auto leaves = SelectColumns(file->manifest(), options.columns, options.mode);
  if (!leaves.ok()) return WithPath(uri, leaves.status());
  ARROW_ASSIGN_OR_RAISE(
      auto schema, ToArrowSchema(options.columns, ColumnNames::kLogical, options.mode));
  return std::make_shared<FileBatchReader>(uri, std::move(options), std::move(schema),
                                           std::move(*leaves), std::move(file));
}

Result<std::vector<std::string>> ReadParquetColumnNames(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes) {
  ARROW_ASSIGN_OR_RAISE(const auto file, OpenParquetFile(store, path, size_bytes));
  return CatchParquet(store.Uri(path), [&]() -> Result<std::vector<std::string>> {
    const auto* root = file->metadata()->schema()->group_node();
    std::vector<std::string> names;
    for (int i = 0; i < root->field_count(); ++i) names.push_back(root->field(i)->name());
    return names;
  });
}

}  // namespace delta_utils
