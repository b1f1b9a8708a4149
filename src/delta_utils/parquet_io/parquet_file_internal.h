// Opening a Parquet file of a store, for whatever reads from it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "arrow/io/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/storage/object_store.h"

namespace parquet {
class FileMetaData;
class ParquetFileReader;
}  // namespace parquet

namespace delta_utils {

/// Reads the footer. A `size_bytes` that is wrong (some writers note a wrong size in the
/// log) costs a second look, not the file.
Result<std::unique_ptr<parquet::ParquetFileReader>> OpenParquetFile(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes);

/// The same of an Arrow file; `metadata`, if not null, is its footer. For use inside
/// CatchParquet: throws.
Result<std::unique_ptr<parquet::ParquetFileReader>> OpenParquetSource(
    std::shared_ptr<arrow::io::RandomAccessFile> source,
    std::shared_ptr<parquet::FileMetaData> metadata);

}  // namespace delta_utils
