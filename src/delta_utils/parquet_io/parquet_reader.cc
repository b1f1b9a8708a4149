#include "delta_utils/parquet_io/parquet_reader.h"

#include <utility>

#include "arrow/memory_pool.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/parquet_io/conform_internal.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/parquet_io/row_group_batches_internal.h"
#include "delta_utils/parquet_io/select_columns_internal.h"
#include "delta_utils/parquet_io/variant_leaves_internal.h"
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
                  std::shared_ptr<arrow::Schema> schema, RowGroupBatches batches)
      : uri_(std::move(uri)),
        options_(std::move(options)),
        schema_(std::move(schema)),
        batches_(std::move(batches)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  Status ReadNext(BatchPtr* batch) override;

 private:
  Result<BatchPtr> Next();

  const std::string uri_;
  const ParquetReadOptions options_;
  const std::shared_ptr<arrow::Schema> schema_;
  RowGroupBatches batches_;
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
  ARROW_ASSIGN_OR_RAISE(const BatchPtr batch, batches_.Next());
  if (batch == nullptr) return BatchPtr();
  const int64_t rows = batch->num_rows();
  auto columns = ConformColumns(batch->schema()->fields(), batch->columns(), rows,
                                options_.columns, options_.mode);
  if (!columns.ok()) return WithPath(uri_, columns.status());
  return arrow::RecordBatch::Make(schema_, rows, std::move(*columns));
}

std::vector<ParquetSelection::RowGroup> AllRows(const parquet::FileMetaData& metadata) {
  std::vector<ParquetSelection::RowGroup> row_groups;
  for (int i = 0; i < metadata.num_row_groups(); ++i) {
    row_groups.push_back({i, {}});
  }
  return row_groups;
}

Result<std::vector<ParquetSelection::RowGroup>> RowsToRead(
    const std::string& uri, parquet::arrow::FileReader& file,
    const ParquetReadOptions& options) {
  return CatchParquet(uri, [&]() -> Result<std::vector<ParquetSelection::RowGroup>> {
    if (!options.pruning) {
      return AllRows(*file.parquet_reader()->metadata());
    }
    ParquetSelection selected = SelectRows(file, *options.pruning);
    if (options.on_selection) options.on_selection(selected);
    return std::move(selected.row_groups);
  });
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
                                            RowGroupReaderProperties())
        .Value(&file);
  }));
  auto leaves = SelectColumns(file->manifest(), options.columns, options.mode);
  if (!leaves.ok()) return WithPath(uri, leaves.status());
  const Status typed =
      CheckAnnotatedColumns(*file->parquet_reader()->metadata()->schema(), *leaves);
  if (!typed.ok()) return WithPath(uri, typed);
  ARROW_ASSIGN_OR_RAISE(
      auto schema, ToArrowSchema(options.columns, ColumnNames::kLogical, options.mode));
  ARROW_ASSIGN_OR_RAISE(auto row_groups, RowsToRead(uri, *file, options));
  const int64_t batch_rows = options.batch_rows;
  return std::make_shared<FileBatchReader>(
      uri, std::move(options), std::move(schema),
      RowGroupBatches(uri, std::move(file), std::move(*leaves), std::move(row_groups),
                      batch_rows));
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
