#include <utility>

#include "arrow/buffer.h"
#include "arrow/io/interfaces.h"
#include "arrow/ipc/writer.h"
#include "arrow/type.h"
#include "arrow/util/key_value_metadata.h"
#include "delta_utils/base/base64.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/parquet_io/arrow_writer_internal.h"
#include "delta_utils/parquet_io/variant_schema_internal.h"
#include "parquet/arrow/schema.h"
#include "parquet/arrow/writer.h"
#include "parquet/exception.h"
#include "parquet/file_writer.h"
#include "parquet/properties.h"
#include "parquet/schema.h"

namespace delta_utils {
namespace {

using parquet::schema::GroupNode;
using Metadata = std::shared_ptr<const arrow::KeyValueMetadata>;

constexpr char kArrowSchemaKey[] = "ARROW:schema";

/// Of files that no reader opens none is begun.
Status CheckLevels(const parquet::schema::Node& node, int level) {
  if (level > kMaxParquetLevels) {
    return InvalidArgument(node.path()->ToDotVector().front(),
                           "nested deeper than " + std::to_string(kMaxParquetLevels) +
                               " levels of a Parquet schema");
  }
  if (!node.is_group()) return Status::OK();
  const auto& group = static_cast<const GroupNode&>(node);
  for (int i = 0; i < group.field_count(); ++i) {
    ARROW_RETURN_NOT_OK(CheckLevels(*group.field(i), level + 1));
  }
  return Status::OK();
}

/// Leaves without bounds in the footer. Parquet leaves NaN out of a column's bounds,
/// Spark takes NaN for greater than every number, and so would pass over a row group that
/// has a match: the log's statistics, which do count NaN, are what bounds floating point
/// columns. And of a VARIANT's metadata nobody asks for bounds.
void DisableStatistics(const parquet::SchemaDescriptor& schema,
                       parquet::WriterProperties::Builder* builder) {
  for (int i = 0; i < schema.num_columns(); ++i) {
    const parquet::ColumnDescriptor& leaf = *schema.Column(i);
    if (leaf.physical_type() == parquet::Type::FLOAT ||
        leaf.physical_type() == parquet::Type::DOUBLE) {
      builder->disable_statistics(leaf.path());
    }
  }
  for (const int leaf : VariantMetadataLeaves(schema)) {
    builder->disable_statistics(schema.Column(leaf)->path());
  }
}

std::shared_ptr<parquet::WriterProperties> MakeProperties(
    const std::shared_ptr<GroupNode>& root, const ArrowWriterOptions& options) {
  parquet::SchemaDescriptor schema;
  schema.Init(root);
  parquet::WriterProperties::Builder builder;
  DisableStatistics(schema, &builder);
  for (const std::string& column : options.bloom_columns) {
    // Made for a full row group, and folded to what it holds when it is written.
    builder.enable_bloom_filter(column, parquet::BloomFilterOptions{});
  }
  return builder.compression(parquet::Compression::ZSTD)
      ->version(parquet::ParquetVersion::PARQUET_2_6)
      ->max_row_group_length(options.row_group_rows)
      ->max_rows_per_page(options.page_rows)
      ->enable_write_page_index()
      ->enable_page_checksum()
      ->enable_store_decimal_as_integer()
      ->build();
}

Result<Metadata> StoredSchema(const arrow::Schema& schema) {
  auto metadata = schema.metadata() == nullptr
                      ? std::make_shared<arrow::KeyValueMetadata>()
                      : schema.metadata()->Copy();
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) {
    ARROW_ASSIGN_OR_RAISE(auto plain, WithoutVariantMarks(field));
    fields.push_back(std::move(plain));
  }
  ARROW_ASSIGN_OR_RAISE(const auto bytes, arrow::ipc::SerializeSchema(arrow::Schema(
                                              std::move(fields), schema.metadata())));
  std::string text;
  AppendBase64(std::string_view(*bytes), &text);
  ARROW_RETURN_NOT_OK(metadata->Set(kArrowSchemaKey, text));
  return metadata;
}

}  // namespace

Result<std::unique_ptr<parquet::arrow::FileWriter>> OpenArrowWriter(
    const std::shared_ptr<arrow::Schema>& schema, const ArrowWriterOptions& options,
    std::shared_ptr<arrow::io::OutputStream> sink) {
  Metadata metadata;
  if (options.store_schema) {
    ARROW_ASSIGN_OR_RAISE(metadata, StoredSchema(*schema));
  }
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  // How a decimal is stored depends on the properties, the properties on the columns.
  const auto stored = parquet::WriterProperties::Builder()
                          .version(parquet::ParquetVersion::PARQUET_2_6)
                          ->enable_store_decimal_as_integer()
                          ->build();
  std::shared_ptr<parquet::SchemaDescriptor> plain;
  ARROW_RETURN_NOT_OK(parquet::arrow::ToParquetSchema(schema.get(), *stored, &plain));
  ARROW_RETURN_NOT_OK(CheckLevels(*plain->group_node(), 1));
  auto root = AnnotateVariants(*plain->group_node(), *schema, options.annotate_variants);
  if (options.annotated_like != nullptr) {
    root = AnnotateLike(*root, *options.annotated_like);
  }
  const auto properties = MakeProperties(root, options);
  ARROW_RETURN_NOT_OK(parquet::arrow::FileWriter::Make(
      arrow::default_memory_pool(),
      parquet::ParquetFileWriter::Open(std::move(sink), root, properties, metadata),
      schema, parquet::default_arrow_writer_properties(), &writer));
  END_PARQUET_CATCH_EXCEPTIONS
  return writer;
}

}  // namespace delta_utils
