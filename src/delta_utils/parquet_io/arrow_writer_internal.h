// What all Parquet files of this library have in common: zstd, checksums, format 2.6, no
// bounds for floating point columns, VARIANT groups annotated.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow/io/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace parquet::arrow {
class FileWriter;
}
namespace parquet::schema {
class GroupNode;
}

namespace delta_utils {

struct ArrowWriterOptions {
  int64_t row_group_rows = 128 * 1024;
  int64_t page_rows = 20 * 1000;
  /// Dotted paths of the columns that get bloom filters.
  std::vector<std::string> bloom_columns;
  bool annotate_variants = true;
  /// Of the same columns; see VariantWriteOptions::annotated_like.
  const parquet::schema::GroupNode* annotated_like = nullptr;
  /// Keeps the Arrow schema, and its metadata, in the file, so that Arrow reads back the
  /// types that Parquet does not have.
  bool store_schema = false;
};

/// `schema` is the file's: physical names, the VARIANT fields marked and as ToFileField
/// gives them. Timestamps and decimals as the format prescribes. InvalidArgument: deeper
/// than kMaxParquetLevels.
Result<std::unique_ptr<parquet::arrow::FileWriter>> OpenArrowWriter(
    const std::shared_ptr<arrow::Schema>& schema, const ArrowWriterOptions& options,
    std::shared_ptr<arrow::io::OutputStream> sink);

}  // namespace delta_utils
