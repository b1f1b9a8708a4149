#include "delta_utils/parquet_io/parquet_writer.h"

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/io/memory.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "arrow/util/byte_size.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/parquet_io/arrow_writer_internal.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "parquet/arrow/writer.h"
#include "parquet/exception.h"

namespace delta_utils {
namespace {

bool IsVoid(const DataType& type) { return type.IsPrimitive("void"); }

/// Parquet has no group without a column, and Delta no void column in a file: inside
/// other types neither can be written.
Status CheckWritableType(const std::string& column, const DataType& type) {
  if (IsVoid(type)) return Unsupported(column, "void inside another type");
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    if (structure->fields.empty()) return Unsupported(column, "a struct without fields");
    for (const StructField& field : structure->fields) {
      ARROW_RETURN_NOT_OK(CheckWritableType(column, field.type));
    }
  } else if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    return CheckWritableType(column, *array->element);
  } else if (const auto* map = std::get_if<MapType>(&type.type)) {
    ARROW_RETURN_NOT_OK(CheckWritableType(column, *map->key));
    return CheckWritableType(column, *map->value);
  }
  return Status::OK();
}

/// `field`, the Arrow form of a column of this type, with every variant marked.
std::shared_ptr<arrow::Field> MarkVariants(const DataType& type,
                                           const std::shared_ptr<arrow::Field>& field) {
  if (type.IsPrimitive("variant")) return MarkVariantField(*field);
  const arrow::DataType& arrow_type = *field->type();
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    arrow::FieldVector fields;
    for (const StructField& child : structure->fields) {
      const int place = static_cast<int>(fields.size());
      fields.push_back(MarkVariants(child.type, arrow_type.field(place)));
    }
    return field->WithType(arrow::struct_(std::move(fields)));
  }
  if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    return field->WithType(
        arrow::list(MarkVariants(*array->element, arrow_type.field(0))));
  }
  if (const auto* map = std::get_if<MapType>(&type.type)) {
    const auto& entries = static_cast<const arrow::MapType&>(arrow_type);
    return field->WithType(std::make_shared<arrow::MapType>(
        entries.key_field(), MarkVariants(*map->value, entries.item_field())));
  }
  return field;
}

/// How a batch becomes the file's columns.
struct FileColumns {
  std::shared_ptr<arrow::Schema> batch_schema;  // logical names
  std::shared_ptr<arrow::Schema> file_schema;   // physical names, variants marked
  std::vector<int> sources;                     // per file column: its place in a batch
};

Result<FileColumns> PlanColumns(const StructType& schema, ColumnMappingMode mode) {
  FileColumns columns;
  ARROW_ASSIGN_OR_RAISE(columns.batch_schema,
                        ToArrowSchema(schema, ColumnNames::kLogical, mode));
  ARROW_ASSIGN_OR_RAISE(auto physical,
                        ToArrowSchema(schema, ColumnNames::kPhysical, mode));
  arrow::FieldVector fields;
  for (int i = 0; i < physical->num_fields(); ++i) {
    const StructField& column = schema.fields[static_cast<size_t>(i)];
    if (IsVoid(column.type)) continue;
    ARROW_RETURN_NOT_OK(CheckWritableType(column.name, column.type));
    fields.push_back(MarkVariants(column.type, physical->field(i)));
    columns.sources.push_back(i);
  }
  columns.file_schema = arrow::schema(std::move(fields));
  return columns;
}

bool CanHaveBloomFilter(const DataType& type) {
  return type.IsPrimitive("string") || type.IsPrimitive("long") ||
         type.IsPrimitive("integer") || type.IsPrimitive("binary");
}

Result<ArrowWriterOptions> WriterOptions(const StructType& schema, ColumnMappingMode mode,
                                         const ParquetWriteOptions& options) {
  ArrowWriterOptions writer{.row_group_rows = options.row_group_rows,
                            .page_rows = options.page_rows};
  for (const std::string& name : options.bloom_columns) {
    const StructField* field = schema.Find(name);
    if (field == nullptr || !CanHaveBloomFilter(field->type)) {
      return InvalidArgument(name, "no column that can have a bloom filter");
    }
    writer.bloom_columns.emplace_back(PhysicalName(*field, mode));
  }
  return writer;
}

class FileWriter : public ParquetWriter {
 public:
  FileWriter(FileColumns columns, int64_t row_group_rows,
             std::shared_ptr<arrow::io::OutputStream> sink,
             std::shared_ptr<arrow::io::BufferOutputStream> memory,
             std::unique_ptr<parquet::arrow::FileWriter> writer)
      : columns_(std::move(columns)),
        row_group_rows_(row_group_rows),
        sink_(std::move(sink)),
        memory_(std::move(memory)),
        writer_(std::move(writer)) {}

  Status Write(const arrow::RecordBatch& batch) override;
  int64_t bytes_written() const override;
  Result<std::shared_ptr<arrow::Buffer>> Finish() override;

 private:
  Status CheckBatch(const arrow::RecordBatch& batch) const;
  Status CloseRowGroup();

  const FileColumns columns_;
  const int64_t row_group_rows_;
  const std::shared_ptr<arrow::io::OutputStream> sink_;
  const std::shared_ptr<arrow::io::BufferOutputStream> memory_;  // sink_, if that is ours
  const std::unique_ptr<parquet::arrow::FileWriter> writer_;
  int64_t open_rows_ = 0;
  // Bytes in memory of the rows in closed row groups and in the open one: their ratio to
  // bytes of the file estimates the open row group.
  int64_t closed_raw_bytes_ = 0;
  int64_t open_raw_bytes_ = 0;
  int64_t closed_file_bytes_ = 0;
};

Status FileWriter::CheckBatch(const arrow::RecordBatch& batch) const {
  const arrow::Schema& expected = *columns_.batch_schema;
  if (batch.num_columns() != expected.num_fields()) {
    return Internal("", "a batch of " + std::to_string(batch.num_columns()) +
                            " columns for a file of " +
                            std::to_string(expected.num_fields()));
  }
  for (int i = 0; i < batch.num_columns(); ++i) {
    const arrow::Field& field = *expected.field(i);
    if (batch.column_name(i) == field.name()) continue;
    return Internal(field.name(),
                    "the batch has column '" + batch.column_name(i) + "' in its place");
  }
  return Status::OK();
}

Status FileWriter::CloseRowGroup() {
  ARROW_RETURN_NOT_OK(writer_->NewBufferedRowGroup());
  ARROW_ASSIGN_OR_RAISE(closed_file_bytes_, sink_->Tell());
  closed_raw_bytes_ += std::exchange(open_raw_bytes_, 0);
  open_rows_ = 0;
  return Status::OK();
}

Status FileWriter::Write(const arrow::RecordBatch& batch) {
  ARROW_RETURN_NOT_OK(CheckBatch(batch));
  arrow::ArrayVector arrays;
  for (size_t i = 0; i < columns_.sources.size(); ++i) {
    const auto& type = columns_.file_schema->field(static_cast<int>(i))->type();
    ARROW_ASSIGN_OR_RAISE(auto array, Relabel(batch.column(columns_.sources[i]), type));
    arrays.push_back(std::move(array));
  }
  const auto rows =
      arrow::RecordBatch::Make(columns_.file_schema, batch.num_rows(), std::move(arrays));
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  for (int64_t done = 0; done < rows->num_rows();) {
    if (open_rows_ == row_group_rows_) ARROW_RETURN_NOT_OK(CloseRowGroup());
    const int64_t count = std::min(rows->num_rows() - done, row_group_rows_ - open_rows_);
    const auto slice = rows->Slice(done, count);
    ARROW_RETURN_NOT_OK(writer_->WriteRecordBatch(*slice));
    ARROW_ASSIGN_OR_RAISE(const int64_t raw, arrow::util::ReferencedBufferSize(*slice));
    open_raw_bytes_ += raw;
    open_rows_ += count;
    done += count;
  }
  END_PARQUET_CATCH_EXCEPTIONS
  return Status::OK();
}

int64_t FileWriter::bytes_written() const {
  constexpr double kFirstGuess = 0.5;
  const double ratio = closed_raw_bytes_ == 0
                           ? kFirstGuess
                           : static_cast<double>(closed_file_bytes_) /
                                 static_cast<double>(closed_raw_bytes_);
  return closed_file_bytes_ +
         static_cast<int64_t>(ratio * static_cast<double>(open_raw_bytes_));
}

Result<std::shared_ptr<arrow::Buffer>> FileWriter::Finish() {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  ARROW_RETURN_NOT_OK(writer_->Close());
  END_PARQUET_CATCH_EXCEPTIONS
  if (memory_ == nullptr) return nullptr;
  return memory_->Finish();
}

}  // namespace

Result<std::unique_ptr<ParquetWriter>> ParquetWriter::Open(
    const StructType& schema, ColumnMappingMode mode, const ParquetWriteOptions& options,
    std::shared_ptr<arrow::io::OutputStream> sink) {
  if (options.row_group_rows < 1 || options.page_rows < 1) {
    return InvalidArgument("", "row_group_rows and page_rows must be positive");
  }
  ARROW_ASSIGN_OR_RAISE(FileColumns columns, PlanColumns(schema, mode));
  if (columns.sources.empty()) {
    return Unsupported("", "a data file without columns");
  }
  ARROW_ASSIGN_OR_RAISE(const ArrowWriterOptions writer_options,
                        WriterOptions(schema, mode, options));
  std::shared_ptr<arrow::io::BufferOutputStream> memory;
  if (sink == nullptr) {
    ARROW_ASSIGN_OR_RAISE(memory, arrow::io::BufferOutputStream::Create());
    sink = memory;
  }
  ARROW_ASSIGN_OR_RAISE(auto writer,
                        OpenArrowWriter(columns.file_schema, writer_options, sink));
  return std::make_unique<FileWriter>(std::move(columns), options.row_group_rows,
                                      std::move(sink), std::move(memory),
                                      std::move(writer));
}

}  // namespace delta_utils
