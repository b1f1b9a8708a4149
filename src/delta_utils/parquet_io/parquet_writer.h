// ParquetWriter: one Parquet data file of a Delta table, built in memory or written to a
// stream.
//
//   ARROW_ASSIGN_OR_RAISE(auto writer, ParquetWriter::Open(schema, mode, {}));
//   ARROW_RETURN_NOT_OK(writer->Write(*batch));
//   ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bytes, writer->Finish());
//
// Columns carry physical names and field ids. Timestamps are INT64 microseconds, decimals
// as the format prescribes, variant columns groups annotated VARIANT(1), codec zstd.
// Bounds are in the footer and, by page, in a page index; floating point columns have
// none: with NaN they would mislead Spark.
// Memory: one file, so callers roll files by `bytes_written`; with a sink one row group.
// Threads: one. A writer destroyed without Finish leaves nothing behind in memory, and in
// a sink bytes that no reader takes for a file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arrow/io/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_utils {

struct ParquetWriteOptions {
  int64_t row_group_rows = 128 * 1024;
  /// At most so many rows a page; smaller pages are told apart by more bounds.
  int64_t page_rows = 20 * 1000;
  /// Top-level logical names of columns that get a bloom filter in every row group.
  std::vector<std::string> bloom_columns;
};

class ParquetWriter {
 public:
  virtual ~ParquetWriter() = default;

  /// `schema` holds exactly the file's columns. `sink` null: the file is kept in memory.
  static Result<std::unique_ptr<ParquetWriter>> Open(
      const StructType& schema, ColumnMappingMode mode,
      const ParquetWriteOptions& options,
      std::shared_ptr<arrow::io::OutputStream> sink = nullptr);

  /// `batch` has the schema's logical names and types, in order.
  virtual Status Write(const arrow::RecordBatch& batch) = 0;
  /// Bytes encoded so far; row groups still open are estimated.
  virtual int64_t bytes_written() const = 0;
  /// Ends the file. Returns it whole, or nullptr if it went to a sink (which stays open).
  /// Nothing may be called afterwards.
  virtual Result<std::shared_ptr<arrow::Buffer>> Finish() = 0;
};

}  // namespace delta_utils
