#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/io/interfaces.h"
#include "delta_utils/storage/async_buffer.h"

namespace delta_utils {
namespace {

/// Every read is one GetRange. Arrow's other forms of reading (asynchronous, many ranges,
/// with or without short reads) all end in the two ReadAt here.
class ObjectFile : public arrow::io::RandomAccessFile {
 public:
  ObjectFile(ObjectStore& store, const ObjectPath& path, int64_t size_bytes)
      : store_(store), path_(path), size_bytes_(size_bytes) {}

  Result<int64_t> GetSize() override {
    ARROW_RETURN_NOT_OK(CheckOpen());
    return size_bytes_;
  }

  using arrow::io::RandomAccessFile::ReadAt;
  Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position,
                                                int64_t nbytes) override {
    ARROW_RETURN_NOT_OK(CheckOpen());
    if (position < 0 || nbytes < 0) {
      return InvalidArgument(store_.Uri(path_), "a negative range");
    }
    // Bytes past the size the caller knows of are not part of the file it asked for.
    const int64_t wanted = std::min(nbytes, std::max<int64_t>(0, size_bytes_ - position));
    if (wanted == 0) return arrow::Buffer::FromString("");
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bytes,
                          store_.GetRange(path_, position, wanted));
    if (bytes->size() != wanted) {
      return Corrupt(store_.Uri(path_), "shorter than the " +
                                            std::to_string(size_bytes_) +
                                            " bytes it should have: ends at " +
                                            std::to_string(position + bytes->size()));
    }
    return bytes;
  }

  Result<int64_t> ReadAt(int64_t position, int64_t nbytes, void* out) override {
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bytes, ReadAt(position, nbytes));
    if (bytes->size() > 0) {
      std::memcpy(out, bytes->data(), static_cast<size_t>(bytes->size()));
    }
    return bytes->size();
  }

  Result<std::shared_ptr<arrow::Buffer>> Read(int64_t nbytes) override {
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bytes,
                          ReadAt(position_, nbytes));
    position_ += bytes->size();
    return bytes;
  }

  Result<int64_t> Read(int64_t nbytes, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const int64_t count, ReadAt(position_, nbytes, out));
    position_ += count;
    return count;
  }

  Status Seek(int64_t position) override {
    ARROW_RETURN_NOT_OK(CheckOpen());
    if (position < 0) return InvalidArgument(store_.Uri(path_), "a negative position");
    position_ = position;
    return Status::OK();
  }

  Result<int64_t> Tell() const override {
    ARROW_RETURN_NOT_OK(CheckOpen());
    return position_;
  }

  Status Close() override {
    closed_ = true;
    return Status::OK();
  }

  bool closed() const override { return closed_; }

 private:
  Status CheckOpen() const {
    return closed_ ? InvalidArgument(store_.Uri(path_), "the file is closed")
                   : Status::OK();
  }

  ObjectStore& store_;
  const ObjectPath path_;
  const int64_t size_bytes_;
  int64_t position_ = 0;  // of Read alone, which Arrow calls from one thread at a time
  std::atomic<bool> closed_ = false;
};

}  // namespace

Result<std::shared_ptr<arrow::io::RandomAccessFile>> CreateAsyncBuffer(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes,
    const CoalesceOptions& /*coalesce*/) {
  if (!size_bytes) {
    ARROW_ASSIGN_OR_RAISE(const ObjectInfo info, store.Head(path));
    size_bytes = info.size_bytes;
  }
  if (*size_bytes < 0) return InvalidArgument(store.Uri(path), "a negative size");
  return std::make_shared<ObjectFile>(store, path, *size_bytes);
}

}  // namespace delta_utils
