#include <cstring>
#include <numeric>
#include <utility>

#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/builder.h"
#include "arrow/io/interfaces.h"
#include "arrow/memory_pool.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/parquet_io/row_group_batches_internal.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "delta_utils/parquet_io/variant_leaves_internal.h"
#include "delta_utils/parquet_io/variant_schema_internal.h"
#include "delta_utils/storage/async_buffer.h"
#include "parquet/arrow/reader.h"
#include "parquet/arrow/schema.h"
#include "parquet/column_reader.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/properties.h"

namespace delta_utils {
namespace {

using BatchPtr = std::shared_ptr<arrow::RecordBatch>;
using ArrowFile = std::unique_ptr<parquet::arrow::FileReader>;

/// Arrow makes no dictionary of the encodings that put values together from others.
bool IsDictionaryReadable(const parquet::FileMetaData& metadata, int leaf) {
  for (int i = 0; i < metadata.num_row_groups(); ++i) {
    const auto chunk = metadata.RowGroup(i)->ColumnChunk(leaf);
    for (const auto encoding : chunk->encodings()) {
      if (encoding == parquet::Encoding::DELTA_LENGTH_BYTE_ARRAY ||
          encoding == parquet::Encoding::DELTA_BYTE_ARRAY) {
        return false;
      }
    }
  }
  return true;
}

/// `metadata` as a dictionary: rows of one shape share one.
parquet::ArrowReaderProperties ReaderProperties(const parquet::FileMetaData& metadata) {
  auto properties = RowGroupReaderProperties();
  properties.set_arrow_extensions_enabled(false);
  for (const int leaf : VariantMetadataLeaves(*metadata.schema())) {
    properties.set_read_dictionary(leaf, IsDictionaryReadable(metadata, leaf));
  }
  return properties;
}

Result<ArrowFile> OpenArrowFile(std::unique_ptr<parquet::ParquetFileReader> file) {
  const auto properties = ReaderProperties(*file->metadata());
  ArrowFile opened;
  ARROW_RETURN_NOT_OK(parquet::arrow::FileReader::Make(arrow::default_memory_pool(),
                                                       std::move(file), properties)
                          .Value(&opened));
  return opened;
}

/// The metadata of an empty Variant, as a dictionary.
Result<std::shared_ptr<arrow::ArrayData>> EmptyMetadata() {
  arrow::BinaryBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Append(std::string_view("\x01\x00\x00", 3)));
  ARROW_ASSIGN_OR_RAISE(const auto array, builder.Finish());
  return array->data();
}

/// Gives indices into empty dictionaries something to point at. Where all rows are NULL
/// Arrow reads a required `metadata` as indices 0, none of them null, into a dictionary
/// without an entry.
Status FillEmptyDictionaries(arrow::ArrayData* data) {
  const bool is_binary =
      data->type->id() == arrow::Type::DICTIONARY &&
      static_cast<const arrow::DictionaryType&>(*data->type).value_type()->id() ==
          arrow::Type::BINARY;
  if (is_binary && data->length > 0 && data->dictionary->length == 0) {
    ARROW_ASSIGN_OR_RAISE(data->dictionary, EmptyMetadata());
  }
  for (auto& child : data->child_data) {
    child = child->Copy();
    ARROW_RETURN_NOT_OK(FillEmptyDictionaries(child.get()));
  }
  return Status::OK();
}

/// A file's batches with its VARIANT columns marked.
class MarkedBatches : public arrow::RecordBatchReader {
 public:
  MarkedBatches(std::shared_ptr<arrow::Schema> schema, RowGroupBatches batches)
      : schema_(std::move(schema)), batches_(std::move(batches)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  Status ReadNext(BatchPtr* batch) override {
    ARROW_ASSIGN_OR_RAISE(*batch, batches_.Next());
    if (*batch == nullptr) return Status::OK();
    arrow::ArrayVector arrays;
    for (int i = 0; i < schema_->num_fields(); ++i) {
      ARROW_ASSIGN_OR_RAISE(auto array,
                            Relabel((*batch)->column(i), schema_->field(i)->type()));
      const auto data = array->data()->Copy();
      ARROW_RETURN_NOT_OK(FillEmptyDictionaries(data.get()));
      arrays.push_back(arrow::MakeArray(data));
    }
    *batch = arrow::RecordBatch::Make(schema_, (*batch)->num_rows(), std::move(arrays));
    return Status::OK();
  }

 private:
  const std::shared_ptr<arrow::Schema> schema_;
  RowGroupBatches batches_;
};

class FileReader : public VariantFileReader {
 public:
  FileReader(std::string uri, std::shared_ptr<arrow::io::RandomAccessFile> source,
             std::shared_ptr<parquet::FileMetaData> metadata,
             std::vector<parquet::arrow::SchemaField> fields,
             std::shared_ptr<arrow::Schema> schema)
      : uri_(std::move(uri)),
        source_(std::move(source)),
        metadata_(std::move(metadata)),
        fields_(std::move(fields)),
        schema_(std::move(schema)) {}

  const std::shared_ptr<arrow::Schema>& schema() const override { return schema_; }
  const parquet::FileMetaData& metadata() const override { return *metadata_; }
  std::vector<int> LeavesOf(const std::vector<int>& steps) const override;
  Status CheckInt96() const override;
  Result<std::shared_ptr<arrow::RecordBatchReader>> Read(
      const VariantReadOptions& options) override;

 private:
  Status CheckOptions(const VariantReadOptions& options) const;

  const std::string uri_;
  const std::shared_ptr<arrow::io::RandomAccessFile> source_;
  const std::shared_ptr<parquet::FileMetaData> metadata_;
  const std::vector<parquet::arrow::SchemaField> fields_;  // the schema's
  const std::shared_ptr<arrow::Schema> schema_;
};

void AppendLeaves(const parquet::arrow::SchemaField& field, std::vector<int>* leaves) {
  if (field.is_leaf()) leaves->push_back(field.column_index);
  for (const auto& child : field.children) AppendLeaves(child, leaves);
}

std::vector<int> FileReader::LeavesOf(const std::vector<int>& steps) const {
  const std::vector<parquet::arrow::SchemaField>* fields = &fields_;
  const parquet::arrow::SchemaField* field = nullptr;
  for (const int step : steps) {
    field = &fields->at(static_cast<size_t>(step));
    fields = &field->children;
  }
  std::vector<int> leaves;
  if (field != nullptr) AppendLeaves(*field, &leaves);
  return leaves;
}

/// Whether microseconds hold all times of the chunk.
bool IsInMicros(parquet::Int96Reader* chunk) {
  constexpr int64_t kAtOnce = 4096;
  constexpr uint64_t kNanosPerMicro = 1000;
  std::vector<int16_t> definitions(kAtOnce);
  std::vector<int16_t> repetitions(kAtOnce);
  std::vector<parquet::Int96> times(kAtOnce);
  while (chunk->HasNext()) {
    int64_t count = 0;
    chunk->ReadBatch(kAtOnce, definitions.data(), repetitions.data(), times.data(),
                     &count);
    for (int64_t i = 0; i < count; ++i) {
      uint64_t nanos_of_day;
      std::memcpy(&nanos_of_day, &times[static_cast<size_t>(i)].value[0],
                  sizeof(nanos_of_day));
      if (nanos_of_day % kNanosPerMicro != 0) return false;
    }
  }
  return true;
}

Status FileReader::CheckInt96() const {
  return CatchParquet(uri_, [&]() -> Status {
    const parquet::SchemaDescriptor& schema = *metadata_->schema();
    ARROW_ASSIGN_OR_RAISE(const auto file, OpenParquetSource(source_, metadata_));
    for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
      if (schema.Column(leaf)->physical_type() != parquet::Type::INT96) continue;
      for (int i = 0; i < metadata_->num_row_groups(); ++i) {
        const auto chunk = file->RowGroup(i)->Column(leaf);
        if (IsInMicros(static_cast<parquet::Int96Reader*>(chunk.get()))) continue;
        return Unsupported(uri_, "column '" + schema.Column(leaf)->path()->ToDotString() +
                                     "': times of INT96 with nanoseconds");
      }
    }
    return Status::OK();
  });
}

Status CheckPlaces(const std::string& uri, const std::vector<int>& places, int count,
                   const std::string& what) {
  int least = 0;
  for (const int place : places) {
    if (place < least || place >= count) {
      return InvalidArgument(uri, what + " " + std::to_string(place) +
                                      " is not there, or not in ascending order");
    }
    least = place + 1;
  }
  return Status::OK();
}

Status FileReader::CheckOptions(const VariantReadOptions& options) const {
  if (options.batch_rows < 1) {
    return InvalidArgument(uri_, "batch_rows must be positive");
  }
  ARROW_RETURN_NOT_OK(
      CheckPlaces(uri_, options.leaves, metadata_->num_columns(), "leaf column"));
  if (!options.row_groups) return Status::OK();
  return CheckPlaces(uri_, *options.row_groups, metadata_->num_row_groups(), "row group");
}

std::vector<int> UpTo(int count) {
  std::vector<int> places(static_cast<size_t>(count));
  std::iota(places.begin(), places.end(), 0);
  return places;
}

Result<std::shared_ptr<arrow::RecordBatchReader>> FileReader::Read(
    const VariantReadOptions& options) {
  ARROW_RETURN_NOT_OK(CheckOptions(options));
  const auto leaves =
      options.leaves.empty() ? UpTo(metadata_->num_columns()) : options.leaves;
  const Status typed = CheckAnnotatedColumns(*metadata_->schema(), leaves);
  if (!typed.ok()) return WithPath(uri_, typed);
  std::vector<RowGroupRows> row_groups;
  for (const int index : options.row_groups.value_or(UpTo(metadata_->num_row_groups()))) {
    row_groups.push_back({index, {}});
  }
  return CatchParquet(uri_, [&]() -> Result<std::shared_ptr<arrow::RecordBatchReader>> {
    // Reads of its own, so that several may be under way.
    ARROW_ASSIGN_OR_RAISE(auto file, OpenParquetSource(source_, metadata_));
    ARROW_ASSIGN_OR_RAISE(ArrowFile arrow_file, OpenArrowFile(std::move(file)));
    ARROW_ASSIGN_OR_RAISE(const auto no_rows,
                          arrow_file->GetRecordBatchReader({}, leaves));
    arrow::FieldVector fields;
    for (const auto& field : no_rows->schema()->fields()) {
      const auto marked = schema_->GetFieldByName(field->name());
      fields.push_back(marked == nullptr ? field : CopyVariantMarks(field, *marked));
    }
    auto schema = arrow::schema(std::move(fields), schema_->metadata());
    return std::make_shared<MarkedBatches>(
        std::move(schema), RowGroupBatches(uri_, std::move(arrow_file), leaves,
                                           std::move(row_groups), options.batch_rows));
  });
}

}  // namespace

Result<std::unique_ptr<VariantFileReader>> VariantFileReader::Open(
    ObjectStore& store, const ObjectPath& path) {
  const std::string uri = store.Uri(path);
  return CatchParquet(uri, [&]() -> Result<std::unique_ptr<VariantFileReader>> {
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::io::RandomAccessFile> source,
                          CreateAsyncBuffer(store, path));
    ARROW_ASSIGN_OR_RAISE(auto file, OpenParquetSource(source, nullptr));
    auto metadata = file->metadata();
    ARROW_ASSIGN_OR_RAISE(const ArrowFile arrow_file, OpenArrowFile(std::move(file)));
    std::shared_ptr<arrow::Schema> plain;
    ARROW_RETURN_NOT_OK(arrow_file->GetSchema(&plain));
    auto schema =
        arrow::schema(MarkAnnotatedFields(arrow_file->manifest()), plain->metadata());
    return std::make_unique<FileReader>(uri, std::move(source), std::move(metadata),
                                        arrow_file->manifest().schema_fields,
                                        std::move(schema));
  });
}

}  // namespace delta_utils
