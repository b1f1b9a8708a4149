#include "delta_utils/parquet_io/parquet_writer.h"

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/extension/parquet_variant.h"
#include "arrow/io/memory.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "arrow/util/byte_size.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "parquet/arrow/schema.h"
#include "parquet/arrow/writer.h"
#include "parquet/exception.h"
#include "parquet/properties.h"
#include "parquet/schema.h"

namespace delta_utils {
namespace {

using ArrowType = std::shared_ptr<arrow::DataType>;

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

/// `arrow_type`, the Arrow form of `type`, with every variant marked for the Parquet
/// writer, which then annotates its group VARIANT(1).
Result<ArrowType> MarkVariants(const DataType& type, const ArrowType& arrow_type) {
  if (type.IsPrimitive("variant")) {
    return arrow::extension::VariantExtensionType::Make(arrow_type);
  }
  const auto mark =
      [&](int child,
          const DataType& child_type) -> Result<std::shared_ptr<arrow::Field>> {
    const auto& field = arrow_type->field(child);
    ARROW_ASSIGN_OR_RAISE(ArrowType marked, MarkVariants(child_type, field->type()));
    return field->WithType(marked);
  };
  if (const auto* structure = std::get_if<StructType>(&type.type)) {
    arrow::FieldVector fields;
    for (const StructField& field : structure->fields) {
      const int child = static_cast<int>(fields.size());
      ARROW_ASSIGN_OR_RAISE(auto marked, mark(child, field.type));
      fields.push_back(std::move(marked));
    }
    return arrow::struct_(std::move(fields));
  }
  if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    ARROW_ASSIGN_OR_RAISE(auto element, mark(0, *array->element));
    return arrow::list(element);
  }
  if (const auto* map = std::get_if<MapType>(&type.type)) {
    const auto& entries = static_cast<const arrow::MapType&>(*arrow_type);
    ARROW_ASSIGN_OR_RAISE(ArrowType value,
                          MarkVariants(*map->value, entries.item_type()));
    return std::make_shared<arrow::MapType>(entries.key_field(),
                                            entries.item_field()->WithType(value));
  }
  return arrow_type;
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
    const auto& field = physical->field(i);
    ARROW_ASSIGN_OR_RAISE(ArrowType type, MarkVariants(column.type, field->type()));
    fields.push_back(field->WithType(type));
    columns.sources.push_back(i);
  }
  columns.file_schema = arrow::schema(std::move(fields));
  return columns;
}

bool CanHaveBloomFilter(const DataType& type) {
  return type.IsPrimitive("string") || type.IsPrimitive("long") ||
         type.IsPrimitive("integer") || type.IsPrimitive("binary");
}

/// Leaves without bounds in the footer. Parquet leaves NaN out of a column's bounds,
/// Spark takes NaN for greater than every number, and so would pass over a row group that
/// has a match: the log's statistics, which do count NaN, are what bounds floating point
/// columns.
void DisableFloatStatistics(const arrow::Schema& file_schema,
                            parquet::WriterProperties::Builder* builder) {
  std::shared_ptr<parquet::SchemaDescriptor> descriptor;
  PARQUET_THROW_NOT_OK(parquet::arrow::ToParquetSchema(
      &file_schema, *parquet::default_writer_properties(), &descriptor));
  for (int i = 0; i < descriptor->num_columns(); ++i) {
    const parquet::ColumnDescriptor& leaf = *descriptor->Column(i);
    if (leaf.physical_type() == parquet::Type::FLOAT ||
        leaf.physical_type() == parquet::Type::DOUBLE) {
      builder->disable_statistics(leaf.path());
    }
  }
}

Result<std::shared_ptr<parquet::WriterProperties>> MakeProperties(
    const StructType& schema, ColumnMappingMode mode, const arrow::Schema& file_schema,
    const ParquetWriteOptions& options) {
  parquet::WriterProperties::Builder builder;
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  DisableFloatStatistics(file_schema, &builder);
  END_PARQUET_CATCH_EXCEPTIONS
  builder.compression(parquet::Compression::ZSTD)
      ->version(parquet::ParquetVersion::PARQUET_2_6)
      ->max_row_group_length(options.row_group_rows)
      ->enable_page_checksum()
      ->enable_store_decimal_as_integer();
  for (const std::string& name : options.bloom_columns) {
    const StructField* field = schema.Find(name);
    if (field == nullptr || !CanHaveBloomFilter(field->type)) {
      return InvalidArgument(name, "no column that can have a bloom filter");
    }
    // Made for a full row group, and folded to what it holds when it is written.
    builder.enable_bloom_filter(std::string(PhysicalName(*field, mode)),
                                parquet::BloomFilterOptions{});
  }
  return builder.build();
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
  if (options.row_group_rows < 1) {
    return InvalidArgument("", "row_group_rows must be positive");
  }
  ARROW_ASSIGN_OR_RAISE(FileColumns columns, PlanColumns(schema, mode));
  if (columns.sources.empty()) {
    return Unsupported("", "a data file without columns");
  }
  ARROW_ASSIGN_OR_RAISE(auto properties,
                        MakeProperties(schema, mode, *columns.file_schema, options));
  std::shared_ptr<arrow::io::BufferOutputStream> memory;
  if (sink == nullptr) {
    ARROW_ASSIGN_OR_RAISE(memory, arrow::io::BufferOutputStream::Create());
    sink = memory;
  }
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  ARROW_ASSIGN_OR_RAISE(writer, parquet::arrow::FileWriter::Open(
                                    *columns.file_schema, arrow::default_memory_pool(),
                                    sink, std::move(properties)));
  END_PARQUET_CATCH_EXCEPTIONS
  return std::make_unique<FileWriter>(std::move(columns), options.row_group_rows,
                                      std::move(sink), std::move(memory),
                                      std::move(writer));
}

}  // namespace delta_utils
