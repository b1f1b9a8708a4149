// Opening a Parquet file of a store, for whatever reads from it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "delta_utils/base/status.h"
#include "delta_utils/storage/object_store.h"

namespace parquet {
class ParquetFileReader;
}

namespace delta_utils {

/// Reads the footer. A `size_bytes` that is wrong (some writers note a wrong size in the
/// log) costs a second look, not the file.
Result<std::unique_ptr<parquet::ParquetFileReader>> OpenParquetFile(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes);

}  // namespace delta_utils
