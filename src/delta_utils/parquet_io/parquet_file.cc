#include "arrow/io/interfaces.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/storage/async_buffer.h"
#include "parquet/file_reader.h"
#include "parquet/properties.h"

namespace delta_utils {
namespace {

using FileReader = std::unique_ptr<parquet::ParquetFileReader>;

// Bounds on what a footer or page header may make the decoder allocate.
constexpr int32_t kMaxThriftStringBytes = 64 * 1024 * 1024;
constexpr int32_t kMaxThriftContainerItems = 1000 * 1000;

Result<FileReader> OpenWithSize(ObjectStore& store, const ObjectPath& path,
                                std::optional<int64_t> size_bytes) {
  return CatchParquet(store.Uri(path), [&]() -> Result<FileReader> {
    ARROW_ASSIGN_OR_RAISE(auto file, CreateAsyncBuffer(store, path, size_bytes));
    return OpenParquetSource(std::move(file), nullptr);
  });
}

}  // namespace

Result<FileReader> OpenParquetSource(std::shared_ptr<arrow::io::RandomAccessFile> source,
                                     std::shared_ptr<parquet::FileMetaData> metadata) {
  parquet::ReaderProperties properties;
  properties.set_page_checksum_verification(true);  // of pages that have one
  properties.set_thrift_string_size_limit(kMaxThriftStringBytes);
  properties.set_thrift_container_size_limit(kMaxThriftContainerItems);
  return parquet::ParquetFileReader::Open(std::move(source), properties,
                                          std::move(metadata));
}

Result<FileReader> OpenParquetFile(ObjectStore& store, const ObjectPath& path,
                                   std::optional<int64_t> size_bytes) {
  Result<FileReader> reader = OpenWithSize(store, path, size_bytes);
  if (reader.ok() || !size_bytes || KindOf(reader.status()) != ErrorKind::kCorrupt) {
    return reader;
  }
  ARROW_ASSIGN_OR_RAISE(const ObjectInfo info, store.Head(path));
  if (info.size_bytes == *size_bytes) return reader;
  return OpenWithSize(store, path, info.size_bytes);
}

}  // namespace delta_utils
