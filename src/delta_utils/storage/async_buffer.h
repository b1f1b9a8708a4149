// AsyncBuffer: an Arrow file over one object of any store, and reading many ranges.
//
//   ARROW_ASSIGN_OR_RAISE(auto file, CreateAsyncBuffer(*store, path, add.size));
//   auto footer = file->ReadAsync(context, size - 65536, 65536);    // a Future
//   ARROW_ASSIGN_OR_RAISE(auto parts, ReadRanges(*store, path, {{0, 4}, {100, 8}}));
//
// Reads are positional and thread-safe; the asynchronous ones occupy no thread while they
// wait. All bytes of one file come from one state of the object: if it is replaced
// meanwhile, reads fail with VersionMismatch instead of mixing two objects. Ranges that
// lie close together are fetched in one request: the bytes between them are dearer to ask
// for separately than to skip. The store outlives the file and its futures.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "arrow/io/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

struct ByteRange {
  int64_t offset = 0;
  int64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

struct CoalesceOptions {
  int64_t hole_bytes = 1 << 20;   // ranges with at most so much between them are joined
  int64_t range_bytes = 8 << 20;  // a joined request is not longer; one range may be
};

/// An Arrow file, for the Parquet and IPC readers. `size_bytes`, if known, saves the
/// Head: NotFound then shows at the first read. An object shorter than `size_bytes` is
/// Corrupt when a read meets its end.
Result<std::shared_ptr<arrow::io::RandomAccessFile>> CreateAsyncBuffer(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes = {},
    const CoalesceOptions& coalesce = {});

/// The bytes of each range (cut at the object's end), in the order asked; all requests
/// are under way at once and see one state of the object. Ranges may overlap; an empty
/// one asks nothing. InvalidArgument for a negative number.
Result<std::vector<std::shared_ptr<arrow::Buffer>>> ReadRanges(
    ObjectStore& store, const ObjectPath& path, const std::vector<ByteRange>& ranges,
    const CoalesceOptions& coalesce = {});

}  // namespace delta_utils
