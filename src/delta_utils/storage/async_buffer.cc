#include "delta_utils/storage/async_buffer.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/io/interfaces.h"
#include "arrow/util/config.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/coalesce_internal.h"

// Arrow reads ahead with the forms that say whether a short read is an error, since it
// has them; the older forms are for all other readers.
#if ARROW_VERSION_MAJOR >= 26
#define DU_OVERRIDE_SINCE_26 override
#else
#define DU_OVERRIDE_SINCE_26
#endif

namespace delta_utils {
namespace {

using BufferPtr = std::shared_ptr<arrow::Buffer>;
using BufferFuture = arrow::Future<BufferPtr>;

/// One state of one object. Futures hold it: they need no file.
struct Source {
  ObjectStore& store;
  const ObjectPath path;
  const std::string uri;
  const CoalesceOptions coalesce;
  const std::shared_ptr<ReadPin> pin = std::make_shared<ReadPin>();
};

Result<std::shared_ptr<const Source>> MakeSource(ObjectStore& store,
                                                 const ObjectPath& path,
                                                 const CoalesceOptions& coalesce) {
  std::string uri = store.Uri(path);
  if (coalesce.hole_bytes < 0 || coalesce.range_bytes < 0) {
    return InvalidArgument(uri, "hole_bytes and range_bytes must not be negative");
  }
  return std::make_shared<const Source>(Source{store, path, std::move(uri), coalesce});
}

/// What to make of a range that reaches past the bytes found.
enum class EndOfObject { kCuts, kIsCorrupt };

/// The bytes of `range`, of a request whose reply begins at `start`.
Result<BufferPtr> PartOf(const Source& source, const BufferPtr& reply, int64_t start,
                         const ByteRange& range, EndOfObject end) {
  const int64_t from = std::min(range.offset - start, reply->size());
  const int64_t length = std::min(range.length, reply->size() - from);
  if (length < range.length && end == EndOfObject::kIsCorrupt) {
    return Corrupt(source.uri, "shorter than it should be: ends at " +
                                   std::to_string(start + reply->size()) +
                                   ", inside the " + std::to_string(range.length) +
                                   " bytes at " + std::to_string(range.offset));
  }
  if (from == 0 && length == reply->size()) return reply;
  return arrow::SliceBuffer(reply, from, length);
}

/// One future a range; all requests are under way when it returns. Nothing is asked for
/// an empty range. No number is negative.
std::vector<BufferFuture> ReadParts(const std::shared_ptr<const Source>& source,
                                    const std::vector<ByteRange>& ranges,
                                    EndOfObject end) {
  std::vector<BufferFuture> parts(ranges.size());
  for (const auto& joined : internal::Coalesce(ranges, source->coalesce)) {
    const int64_t start = joined.range.offset;
    BufferFuture reply = source->store.GetRangeAsync(source->path, start,
                                                     joined.range.length, source->pin);
    for (const size_t i : joined.members) {
      parts[i] =
          reply.Then([source, start, range = ranges[i], end](const BufferPtr& all) {
            return PartOf(*source, all, start, range, end);
          });
    }
  }
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].length == 0) parts[i] = BufferFuture(arrow::Buffer::FromString(""));
  }
  return parts;
}

/// Every form of reading ends in ReadParts. Threads: reads at a position any number;
/// Read, Seek and Tell share one position and belong to one.
class ObjectFile : public arrow::io::RandomAccessFile {
 public:
  ObjectFile(std::shared_ptr<const Source> source, int64_t size_bytes)
      : source_(std::move(source)), size_bytes_(size_bytes) {}

  Result<int64_t> GetSize() override {
    ARROW_RETURN_NOT_OK(CheckOpen());
    return size_bytes_;
  }

  using RandomAccessFile::ReadAsync;
  BufferFuture ReadAsync(const arrow::io::IOContext&, int64_t position, int64_t nbytes,
                         bool allow_short_read) DU_OVERRIDE_SINCE_26 {
    Result<ByteRange> range = Cut(position, nbytes);
    if (!range.ok()) return range.status();
    if (range->length < nbytes && !allow_short_read) {
      return Corrupt(source_->uri, "ends at " + std::to_string(size_bytes_) +
                                       ", before the end of the " +
                                       std::to_string(nbytes) + " bytes at " +
                                       std::to_string(position));
    }
    return ReadParts(source_, {*range}, EndOfObject::kIsCorrupt).front();
  }
  BufferFuture ReadAsync(const arrow::io::IOContext& context, int64_t position,
                         int64_t nbytes) override {
    return ReadAsync(context, position, nbytes, true);
  }

  using RandomAccessFile::ReadManyAsync;
  std::vector<BufferFuture> ReadManyAsync(
      const arrow::io::IOContext&,
      const std::vector<arrow::io::ReadRange>& wanted) override {
    std::vector<ByteRange> ranges;
    ranges.reserve(wanted.size());
    for (const arrow::io::ReadRange& one : wanted) {
      Result<ByteRange> range = Cut(one.offset, one.length);
      if (!range.ok()) {
        return std::vector<BufferFuture>(wanted.size(), BufferFuture(range.status()));
      }
      ranges.push_back(*range);
    }
    return ReadParts(source_, ranges, EndOfObject::kIsCorrupt);
  }

  Result<BufferPtr> ReadAt(int64_t position, int64_t nbytes,
                           bool allow_short_read) DU_OVERRIDE_SINCE_26 {
    return ReadAsync(io_context(), position, nbytes, allow_short_read).result();
  }
  Result<BufferPtr> ReadAt(int64_t position, int64_t nbytes) override {
    return ReadAt(position, nbytes, true);
  }
  Result<int64_t> ReadAt(int64_t position, int64_t nbytes, bool allow_short_read,
                         void* out) DU_OVERRIDE_SINCE_26 {
    ARROW_ASSIGN_OR_RAISE(const BufferPtr bytes,
                          ReadAt(position, nbytes, allow_short_read));
    if (bytes->size() > 0) {
      std::memcpy(out, bytes->data(), static_cast<size_t>(bytes->size()));
    }
    return bytes->size();
  }
  Result<int64_t> ReadAt(int64_t position, int64_t nbytes, void* out) override {
    return ReadAt(position, nbytes, true, out);
  }

  Result<BufferPtr> Read(int64_t nbytes) override {
    ARROW_ASSIGN_OR_RAISE(BufferPtr bytes, ReadAt(position_, nbytes));
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
    if (position < 0) return InvalidArgument(source_->uri, "a negative position");
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
    return closed_ ? InvalidArgument(source_->uri, "the file is closed") : Status::OK();
  }

  /// Bytes past the size the caller knows of are not part of the file it asked for.
  Result<ByteRange> Cut(int64_t position, int64_t nbytes) const {
    ARROW_RETURN_NOT_OK(CheckOpen());
    if (position < 0 || nbytes < 0) {
      return InvalidArgument(source_->uri, "a negative range");
    }
    return ByteRange{position,
                     std::min(nbytes, std::max<int64_t>(0, size_bytes_ - position))};
  }

  const std::shared_ptr<const Source> source_;
  const int64_t size_bytes_;
  int64_t position_ = 0;
  std::atomic<bool> closed_ = false;
};

}  // namespace

Result<std::shared_ptr<arrow::io::RandomAccessFile>> CreateAsyncBuffer(
    ObjectStore& store, const ObjectPath& path, std::optional<int64_t> size_bytes,
    const CoalesceOptions& coalesce) {
  ARROW_ASSIGN_OR_RAISE(auto source, MakeSource(store, path, coalesce));
  if (!size_bytes) {
    ARROW_ASSIGN_OR_RAISE(const ObjectInfo info, store.Head(path));
    size_bytes = info.size_bytes;
  }
  if (*size_bytes < 0) return InvalidArgument(source->uri, "a negative size");
  return std::make_shared<ObjectFile>(std::move(source), *size_bytes);
}

Result<std::vector<BufferPtr>> ReadRanges(ObjectStore& store, const ObjectPath& path,
                                          const std::vector<ByteRange>& ranges,
                                          const CoalesceOptions& coalesce) {
  ARROW_ASSIGN_OR_RAISE(const auto source, MakeSource(store, path, coalesce));
  for (const ByteRange& range : ranges) {
    if (range.offset < 0 || range.length < 0) {
      return InvalidArgument(source->uri, "a negative range");
    }
  }
  std::vector<BufferPtr> found;
  found.reserve(ranges.size());
  for (const BufferFuture& part : ReadParts(source, ranges, EndOfObject::kCuts)) {
    ARROW_ASSIGN_OR_RAISE(BufferPtr bytes, part.result());
    found.push_back(std::move(bytes));
  }
  return found;
}

}  // namespace delta_utils
