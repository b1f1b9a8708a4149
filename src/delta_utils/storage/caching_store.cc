#include "delta_utils/storage/caching_store.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/block_cache_internal.h"

namespace delta_utils {

using Bytes = std::shared_ptr<arrow::Buffer>;

/// One range, while its blocks are gathered.
struct CachingStore::RangeRead {
  ObjectPath path;
  int64_t offset;
  int64_t length;
  std::shared_ptr<ReadPin> pin;
  uint64_t drops;             // of the path, before anything was read
  int64_t first_block;        // the index of blocks[0]
  std::vector<Bytes> blocks;  // nullptr: not there yet. Empty: past the object's end
};

/// Neighbouring blocks that are not there yet: positions in RangeRead::blocks.
struct CachingStore::Gap {
  size_t begin;
  size_t end;
};

/// While it lives, nothing of these paths is cached.
class CachingStore::Writing {
 public:
  Writing(CachingStore& store, std::vector<ObjectPath> paths)
      : cache_(*store.cache_), paths_(std::move(paths)) {
    std::erase_if(paths_,
                  [&](const ObjectPath& path) { return !store.IsImmutable(path); });
    for (const ObjectPath& path : paths_) cache_.BeginWrite(path);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() {
    for (const ObjectPath& path : paths_) cache_.EndWrite(path);
  }

 private:
  BlockCache& cache_;
  std::vector<ObjectPath> paths_;
};

Result<std::shared_ptr<CachingStore>> CachingStore::Make(
    std::shared_ptr<ObjectStore> inner, CacheOptions options) {
  if (options.capacity_bytes < 0) return InvalidArgument("capacity_bytes", "below 0");
  if (options.block_bytes < 1) return InvalidArgument("block_bytes", "below 1");
  return std::shared_ptr<CachingStore>(
      new CachingStore(std::move(inner), std::move(options)));
}

CachingStore::CachingStore(std::shared_ptr<ObjectStore> inner, CacheOptions options)
    : inner_(std::move(inner)),
      options_(std::move(options)),
      cache_(std::make_unique<BlockCache>(options_.capacity_bytes)) {}

CachingStore::~CachingStore() = default;

int64_t CachingStore::bytes_held() const { return cache_->bytes_held(); }

bool CachingStore::IsImmutable(const ObjectPath& path) const {
  return options_.is_immutable && options_.is_immutable(path);
}

bool CachingStore::IsCacheable(const ObjectPath& path, int64_t offset,
                               int64_t length) const {
  // What is empty or makes no sense is for the store below to answer; and the last block
  // of a range must end where an int64_t still reaches.
  return offset >= 0 && length > 0 && length <= options_.capacity_bytes &&
         options_.block_bytes < INT64_MAX - length &&
         offset < INT64_MAX - length - options_.block_bytes && IsImmutable(path);
}

Result<Bytes> CachingStore::Get(const ObjectPath& path) {
  if (IsCacheable(path, 0, options_.block_bytes)) {
    Result<Bytes> first = GetRange(path, 0, options_.block_bytes);
    // One that ends within the first block has been seen whole.
    if (!first.ok() || (*first)->size() < options_.block_bytes) return first;
  }
  return inner_->Get(path);
}

Result<Bytes> CachingStore::GetRange(const ObjectPath& path, int64_t offset,
                                     int64_t length) {
  if (!IsCacheable(path, offset, length)) return inner_->GetRange(path, offset, length);
  const auto future = GetRangeAsync(path, offset, length, nullptr);
  Result<Bytes> bytes = future.result();
  if (bytes.ok() || KindOf(bytes.status()) != ErrorKind::kVersionMismatch) return bytes;
  return inner_->GetRange(path, offset, length);  // replaced meanwhile
}

arrow::Future<Bytes> CachingStore::GetRangeAsync(const ObjectPath& path, int64_t offset,
                                                 int64_t length,
                                                 std::shared_ptr<ReadPin> pin) {
  if (!IsCacheable(path, offset, length)) {
    return inner_->GetRangeAsync(path, offset, length, std::move(pin));
  }
  const int64_t first_block = offset / options_.block_bytes;
  const int64_t last_block = (offset + length - 1) / options_.block_bytes;
  auto read = std::make_shared<RangeRead>(
      RangeRead{path, offset, length, pin != nullptr ? pin : std::make_shared<ReadPin>(),
                cache_->drops(path), first_block,
                std::vector<Bytes>(static_cast<size_t>(last_block - first_block + 1))});
  if (!TakeCached(read.get())) {
    // What the cache has is not what the reader began with: of no use to either.
    Drop(path);
    return inner_->GetRangeAsync(path, offset, length, std::move(pin));
  }
  const std::vector<Gap> gaps = FindGaps(*read);
  if (gaps.empty()) return Assemble(*read);
  std::vector<arrow::Future<Bytes>> parts;
  parts.reserve(gaps.size());
  for (const Gap& gap : gaps) {
    const int64_t begin = first_block + static_cast<int64_t>(gap.begin);
    const int64_t count = static_cast<int64_t>(gap.end - gap.begin);
    parts.push_back(inner_->GetRangeAsync(path, begin * options_.block_bytes,
                                          count * options_.block_bytes, read->pin));
  }
  return arrow::All(std::move(parts))
      .Then([this, read, gaps](const std::vector<Result<Bytes>>& parts) -> Result<Bytes> {
        for (size_t i = 0; i < gaps.size(); ++i) {
          Status status = parts[i].status();
          if (status.ok()) status = Keep(gaps[i], *parts[i], read.get());
          if (status.ok()) continue;
          if (KindOf(status) == ErrorKind::kVersionMismatch) Drop(read->path);
          return status;
        }
        return Assemble(*read);
      });
}

bool CachingStore::TakeCached(RangeRead* read) {
  bool past_end = false;
  for (size_t i = 0; i < read->blocks.size(); ++i) {
    if (past_end) {
      read->blocks[i] = arrow::Buffer::FromString("");
      continue;
    }
    const int64_t index = read->first_block + static_cast<int64_t>(i);
    std::optional<CachedBlock> cached = cache_->Find(read->path, index);
    if (!cached) continue;
    if (!read->pin->Accept(cached->tag)) return false;
    past_end = cached->bytes->size() < options_.block_bytes;
    read->blocks[i] = std::move(cached->bytes);
  }
  return true;
}

std::vector<CachingStore::Gap> CachingStore::FindGaps(const RangeRead& read) const {
  std::vector<Gap> gaps;
  for (size_t i = 0; i < read.blocks.size(); ++i) {
    if (read.blocks[i] != nullptr) continue;
    const bool continues = !gaps.empty() && gaps.back().end == i;
    if (!continues) gaps.push_back({i, i});
    gaps.back().end = i + 1;
  }
  return gaps;
}

Status CachingStore::Keep(const Gap& gap, const Bytes& bytes, RangeRead* read) {
  const std::optional<std::string> tag = read->pin->tag();
  for (size_t i = gap.begin; i < gap.end; ++i) {
    const int64_t begin = std::min(
        bytes->size(), static_cast<int64_t>(i - gap.begin) * options_.block_bytes);
    const int64_t size_bytes = std::min(options_.block_bytes, bytes->size() - begin);
    // A copy: a part of the buffer would keep all of it in memory.
    ARROW_ASSIGN_OR_RAISE(read->blocks[i], bytes->CopySlice(begin, size_bytes));
    // Without a tag nobody could tell what state the block is of.
    if (size_bytes == 0 || !tag) continue;
    cache_->Insert(read->path, read->first_block + static_cast<int64_t>(i),
                   {*tag, read->blocks[i]}, read->drops);
  }
  return Status::OK();
}

Result<Bytes> CachingStore::Assemble(const RangeRead& read) const {
  const int64_t skipped = read.offset - read.first_block * options_.block_bytes;
  int64_t size_bytes = -skipped;
  for (const Bytes& block : read.blocks) size_bytes += block->size();
  size_bytes = std::clamp<int64_t>(size_bytes, 0, read.length);
  if (read.blocks.size() == 1) {
    const Bytes& block = read.blocks.front();
    return arrow::SliceBuffer(block, std::min(skipped, block->size()), size_bytes);
  }
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<arrow::Buffer> whole,
                        arrow::AllocateBuffer(size_bytes));
  int64_t from = skipped;  // where the rest begins within the next block
  int64_t done = 0;
  for (const Bytes& block : read.blocks) {
    const int64_t count = std::min(block->size() - from, size_bytes - done);
    if (count <= 0) break;
    std::memcpy(whole->mutable_data() + done, block->data() + from,
                static_cast<size_t>(count));
    done += count;
    from = 0;
  }
  return Bytes(std::move(whole));
}

void CachingStore::Drop(const ObjectPath& path) {
  if (IsImmutable(path)) cache_->Drop(path);
}

Result<ObjectInfo> CachingStore::Head(const ObjectPath& path) {
  return inner_->Head(path);
}

Result<std::optional<std::string>> CachingStore::GetVersion(const ObjectPath& path) {
  return inner_->GetVersion(path);
}

// Whatever a write or a deletion says about itself, it may have happened.
Status CachingStore::Put(const ObjectPath& path, std::string_view bytes) {
  const Writing writing(*this, {path});
  return inner_->Put(path, bytes);
}

Result<PutResult> CachingStore::PutIfAbsent(const ObjectPath& path,
                                            std::string_view bytes) {
  const Writing writing(*this, {path});
  return inner_->PutIfAbsent(path, bytes);
}

Result<PutResult> CachingStore::PutIfMatch(const ObjectPath& path, std::string_view bytes,
                                           std::string_view expected_version) {
  const Writing writing(*this, {path});
  return inner_->PutIfMatch(path, bytes, expected_version);
}

Status CachingStore::Delete(const ObjectPath& path) {
  const Writing writing(*this, {path});
  return inner_->Delete(path);
}

Status CachingStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  const Writing writing(*this, paths);
  return inner_->DeleteAll(paths);
}

Status CachingStore::List(const ObjectPath& prefix,
                          const std::optional<ObjectPath>& start_after,
                          const std::function<bool(const ObjectInfo&)>& visit) {
  return inner_->List(prefix, start_after, visit);
}

std::string CachingStore::Uri(const ObjectPath& path) const { return inner_->Uri(path); }

}  // namespace delta_utils
