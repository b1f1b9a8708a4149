// Parquet files with VARIANT columns, at any nesting, shredded or not, of any schema.
//
//   ARROW_ASSIGN_OR_RAISE(auto field, VariantField("event", shredding));   // to write
//   ARROW_ASSIGN_OR_RAISE(auto writer, VariantFileWriter::Open(
//       arrow::schema({arrow::field("id", arrow::int64()), field}), {}, sink));
//   ARROW_RETURN_NOT_OK(writer->Write(*batch));
//   ARROW_RETURN_NOT_OK(writer->Finish());
//
//   ARROW_ASSIGN_OR_RAISE(auto reader, VariantFileReader::Open(store, path));
//   ARROW_ASSIGN_OR_RAISE(auto batches, reader->Read());
//   while (...) ARROW_RETURN_NOT_OK(batches->ReadNext(&batch));
//
// A VARIANT column is a struct array (columnar/variant_column.h) whose Arrow field
// carries the metadata key kVariantFieldKey; no extension type is made or registered. The
// writer annotates its group VARIANT(1), whatever is around it (struct, list, map); the
// reader marks the groups it finds annotated so, with any version or none, and leaves
// their children as they lie in the file: UnshredVariants and the kernels take them by
// name. Columns of other types pass through as Arrow's reader and writer treat them,
// physical dictionaries included: `metadata` is read as a dictionary, unless the file
// encodes it by deltas. Times of INT96 are read in microseconds.
//
// Reader's errors: Corrupt and the store's, each with the file's URI. Writer's:
// InvalidArgument (a batch of other columns or another shredding, a VARIANT without
// metadata, a schema deeper than kMaxParquetLevels), Unsupported (a column Arrow cannot
// write). Memory: one row group, of the columns asked for; the writer ends one at 256
// MiB, too. Threads: one a reader or writer, and one for each of a reader's reads.
//
// Source: parquet-format LogicalTypes.md, "VARIANT"; VariantShredding.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/io/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/storage/object_store.h"
#include "delta_utils/variant/shredding_type.h"

namespace parquet {
class FileMetaData;
}

namespace delta_utils {

inline constexpr std::string_view kVariantFieldKey = "delta_utils.variant";

/// A nullable VARIANT column to be written; `shredding` without a type: unshredded.
Result<std::shared_ptr<arrow::Field>> VariantField(std::string name,
                                                   const ShreddingType& shredding = {});
/// Whether the field is marked as VARIANT.
bool IsVariantField(const arrow::Field& field);
/// `field` marked, its type as it is.
std::shared_ptr<arrow::Field> MarkVariantField(const arrow::Field& field);

struct VariantWriteOptions {
  int64_t row_group_rows = 128 * 1024;
  /// False: plain groups without the annotation, for readers that refuse it.
  bool annotate = true;
  /// A file of the same columns whose annotations those that are no VARIANT keep where
  /// Arrow has no type for them: UUID, JSON, ENUM, BSON, INTERVAL, times in UTC, ...
  const parquet::FileMetaData* annotated_like = nullptr;
};

class VariantFileWriter {
 public:
  virtual ~VariantFileWriter() = default;
  static Result<std::unique_ptr<VariantFileWriter>> Open(
      const std::shared_ptr<arrow::Schema>& schema, const VariantWriteOptions& options,
      std::shared_ptr<arrow::io::OutputStream> sink);

  /// `batch` has the schema's columns; a VARIANT column may hold its bytes in any layout.
  virtual Status Write(const arrow::RecordBatch& batch) = 0;
  /// Ends the file; the sink stays open.
  virtual Status Finish() = 0;
};

struct VariantReadOptions {
  /// At most; fewer of rows that are large.
  int64_t batch_rows = 16 * 1024;
  /// Leaf columns to read, ascending, as ProjectVariant gives them; empty: all.
  std::vector<int> leaves;
  /// Row groups to read, ascending, as PruneRowGroups gives them; nullopt: all.
  std::optional<std::vector<int>> row_groups;
};

/// Corrupt: a `typed_value` among `leaves` is of a Parquet type that no Variant is
/// shredded to, though Arrow reads it as one that is: INT96, JSON, BSON, ENUM, a time in
/// UTC, 16 bytes that are no UUID. Readers check annotated groups themselves; this is for
/// groups taken as VARIANT without. Names the column; pure.
Status CheckTypedColumns(const parquet::FileMetaData& metadata,
                         const std::vector<int>& leaves);

class VariantFileReader {
 public:
  virtual ~VariantFileReader() = default;
  static Result<std::unique_ptr<VariantFileReader>> Open(ObjectStore& store,
                                                         const ObjectPath& path);

  /// All columns, the VARIANT ones marked.
  virtual const std::shared_ptr<arrow::Schema>& schema() const = 0;
  virtual const parquet::FileMetaData& metadata() const = 0;
  /// The leaf columns of a field: `steps` lead to it from the schema down, below the
  /// first through the children of types.
  virtual std::vector<int> LeavesOf(const std::vector<int>& steps) const = 0;
  /// Unsupported, with the column's name: one of INT96 has a time with nanoseconds, which
  /// Read cuts off. Reads all such columns.
  virtual Status CheckInt96() const = 0;
  /// Batches in order. The reader must outlive them being read.
  virtual Result<std::shared_ptr<arrow::RecordBatchReader>> Read(
      const VariantReadOptions& options = {}) = 0;
};

}  // namespace delta_utils
