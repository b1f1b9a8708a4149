#include <algorithm>
#include <utility>
#include <vector>

#include "arrow/array/array_dict.h"
#include "arrow/chunked_array.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "arrow/util/byte_size.h"
#include "arrow/util/key_value_metadata.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/parquet_io/arrow_writer_internal.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "delta_utils/parquet_io/variant_layout_internal.h"
#include "delta_utils/parquet_io/variant_schema_internal.h"
#include "parquet/arrow/writer.h"
#include "parquet/exception.h"
#include "parquet/metadata.h"

namespace delta_utils {
namespace {

// A row group that is this large in memory is written, however few its rows are.
constexpr int64_t kMaxRowGroupBytes = int64_t{256} << 20;

/// Keeps a row group's rows until it is whole: then the dictionaries of its batches,
/// which the format allows but one of, can be made one.
class FileWriter : public VariantFileWriter {
 public:
  FileWriter(std::shared_ptr<arrow::Schema> schema, int64_t row_group_rows,
             std::unique_ptr<parquet::arrow::FileWriter> writer)
      : schema_(std::move(schema)),
        row_group_rows_(row_group_rows),
        writer_(std::move(writer)) {}

  Status Write(const arrow::RecordBatch& batch) override;
  Status Finish() override;

 private:
  Result<std::shared_ptr<arrow::RecordBatch>> InFileLayout(
      const arrow::RecordBatch& batch) const;
  Status Append(std::shared_ptr<arrow::RecordBatch> rows);
  Status WriteRowGroup();
  Status WriteColumn(int column);

  const std::shared_ptr<arrow::Schema> schema_;
  const int64_t row_group_rows_;
  const std::unique_ptr<parquet::arrow::FileWriter> writer_;
  std::vector<std::shared_ptr<arrow::RecordBatch>> row_group_;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
  bool is_finished_ = false;
};

Result<std::shared_ptr<arrow::RecordBatch>> FileWriter::InFileLayout(
    const arrow::RecordBatch& batch) const {
  if (batch.num_columns() != schema_->num_fields()) {
    return InvalidArgument("", "a batch of " + std::to_string(batch.num_columns()) +
                                   " columns for a file of " +
                                   std::to_string(schema_->num_fields()));
  }
  arrow::ArrayVector arrays;
  arrow::FieldVector fields;
  for (int i = 0; i < batch.num_columns(); ++i) {
    const auto& field = schema_->field(i);
    if (batch.column_name(i) != field->name()) {
      return InvalidArgument(field->name(), "the batch has column '" +
                                                batch.column_name(i) + "' in its place");
    }
    ARROW_ASSIGN_OR_RAISE(auto array, ToFileLayout(batch.column(i), *field));
    fields.push_back(field->WithType(array->type()));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), batch.num_rows(),
                                  std::move(arrays));
}

Status FileWriter::Write(const arrow::RecordBatch& batch) {
  if (is_finished_) return Internal("", "rows written to a file that is finished");
  ARROW_ASSIGN_OR_RAISE(const auto rows, InFileLayout(batch));
  for (int64_t done = 0; done < rows->num_rows();) {
    const int64_t count = std::min(rows->num_rows() - done, row_group_rows_ - rows_);
    ARROW_RETURN_NOT_OK(Append(rows->Slice(done, count)));
    done += count;
  }
  return Status::OK();
}

Status FileWriter::Append(std::shared_ptr<arrow::RecordBatch> rows) {
  // Chunks of one column are of one type: plain metadata does not follow a dictionary.
  if (!row_group_.empty() && !rows->schema()->Equals(*row_group_.front()->schema())) {
    ARROW_RETURN_NOT_OK(WriteRowGroup());
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t bytes, arrow::util::ReferencedBufferSize(*rows));
  bytes_ += bytes;
  rows_ += rows->num_rows();
  row_group_.push_back(std::move(rows));
  if (rows_ < row_group_rows_ && bytes_ < kMaxRowGroupBytes) return Status::OK();
  return WriteRowGroup();
}

Status FileWriter::WriteRowGroup() {
  if (row_group_.empty()) return Status::OK();
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  ARROW_RETURN_NOT_OK(writer_->NewRowGroup());
  for (int i = 0; i < schema_->num_fields(); ++i) ARROW_RETURN_NOT_OK(WriteColumn(i));
  END_PARQUET_CATCH_EXCEPTIONS
  row_group_.clear();
  rows_ = 0;
  bytes_ = 0;
  return Status::OK();
}

Status FileWriter::WriteColumn(int column) {
  arrow::ArrayVector chunks;
  for (const auto& rows : row_group_) chunks.push_back(rows->column(column));
  auto whole = std::make_shared<arrow::ChunkedArray>(std::move(chunks));
  if (whole->num_chunks() > 1 && HoldsVariant(*schema_->field(column))) {
    ARROW_ASSIGN_OR_RAISE(whole, arrow::DictionaryUnifier::UnifyChunkedArray(whole));
  }
  return writer_->WriteColumnChunk(whole);
}

Status FileWriter::Finish() {
  if (is_finished_) return Internal("", "a file finished twice");
  is_finished_ = true;
  ARROW_RETURN_NOT_OK(WriteRowGroup());
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  ARROW_RETURN_NOT_OK(writer_->Close());
  END_PARQUET_CATCH_EXCEPTIONS
  return Status::OK();
}

}  // namespace

Result<std::shared_ptr<arrow::Field>> VariantField(std::string name,
                                                   const ShreddingType& shredding) {
  ARROW_ASSIGN_OR_RAISE(auto type, ToVariantStorageType(shredding));
  return MarkVariantField(arrow::Field(std::move(name), std::move(type)));
}

bool IsVariantField(const arrow::Field& field) {
  const auto& metadata = field.metadata();
  return metadata != nullptr && metadata->Contains(std::string(kVariantFieldKey));
}

std::shared_ptr<arrow::Field> MarkVariantField(const arrow::Field& field) {
  return field.WithMergedMetadata(
      arrow::key_value_metadata({std::string(kVariantFieldKey)}, {"1"}));
}

Result<std::unique_ptr<VariantFileWriter>> VariantFileWriter::Open(
    const std::shared_ptr<arrow::Schema>& schema, const VariantWriteOptions& options,
    std::shared_ptr<arrow::io::OutputStream> sink) {
  if (options.row_group_rows < 1) {
    return InvalidArgument("", "row_group_rows must be positive");
  }
  if (schema->num_fields() == 0) return Unsupported("", "a file without columns");
  arrow::FieldVector fields;
  for (const auto& field : schema->fields()) {
    ARROW_ASSIGN_OR_RAISE(auto file_field, ToFileField(field));
    fields.push_back(std::move(file_field));
  }
  auto file_schema = arrow::schema(std::move(fields), schema->metadata());
  ARROW_ASSIGN_OR_RAISE(
      auto writer,
      OpenArrowWriter(
          file_schema,
          {.row_group_rows = options.row_group_rows,
           .annotate_variants = options.annotate,
           .annotated_like = options.annotated_like == nullptr
                                 ? nullptr
                                 : options.annotated_like->schema()->group_node(),
           .store_schema = true},
          std::move(sink)));
  return std::make_unique<FileWriter>(std::move(file_schema), options.row_group_rows,
                                      std::move(writer));
}

}  // namespace delta_utils
