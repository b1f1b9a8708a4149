// CachingStore: keeps blocks of objects that do not change in memory.
//
//   ARROW_ASSIGN_OR_RAISE(auto store, CachingStore::Make(inner, {
//       .capacity_bytes = 256 << 20,
//       .is_immutable = [](const ObjectPath& path) { return IsDataFile(path); }}));
//
// The caller says which paths are immutable: once there, their objects never change, as
// data files and commits of a table do not; all others pass through. Of those paths
// GetRange and GetRangeAsync read whole blocks, and what is missing of a range side by
// side in as few requests as it has gaps. Get serves objects smaller than a block; of
// larger ones it passes on, and so does every read longer than the cache. Two that miss
// a block at the same time both fetch it.
//
// What is returned belongs to one state of the object, with and without a pin, and is
// never older than the last write or deletion through this store. What others do behind
// its back is their breach of the promise: the cache then gives the old bytes as long as
// it has them, also of an object removed; or, of a range it has in part, VersionMismatch
// once (GetRange reads anew instead). Head, GetVersion and List always ask the store
// below.
//
// Memory: bytes_held never exceeds the capacity, keys and bookkeeping included; buffers
// that were returned may share a block's memory and keep it alive. Threads: any number.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class BlockCache;

struct CacheOptions {
  int64_t capacity_bytes = 64 << 20;
  int64_t block_bytes = 256 << 10;
  /// Empty: no path is, and nothing is kept. Called by any thread.
  std::function<bool(const ObjectPath&)> is_immutable;
};

class CachingStore : public ObjectStore {
 public:
  /// InvalidArgument for a capacity below 0 or blocks of less than one byte.
  static Result<std::shared_ptr<CachingStore>> Make(std::shared_ptr<ObjectStore> inner,
                                                    CacheOptions options);
  ~CachingStore() override;

  int64_t bytes_held() const;

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override;
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override;
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override;
  Result<ObjectInfo> Head(const ObjectPath& path) override;
  Result<std::optional<std::string>> GetVersion(const ObjectPath& path) override;
  Status Put(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view expected_version) override;
  Status Delete(const ObjectPath& path) override;
  Status DeleteAll(const std::vector<ObjectPath>& paths) override;
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override;
  std::string Uri(const ObjectPath& path) const override;

 private:
  class Writing;
  struct RangeRead;
  struct Gap;

  CachingStore(std::shared_ptr<ObjectStore> inner, CacheOptions options);

  bool IsImmutable(const ObjectPath& path) const;
  bool IsCacheable(const ObjectPath& path, int64_t offset, int64_t length) const;
  /// Fills in the blocks that the cache has. False if they are of another state than
  /// the pin's.
  bool TakeCached(RangeRead* read);
  std::vector<Gap> FindGaps(const RangeRead& read) const;
  /// Cuts the bytes read of a gap into blocks, for the read and for the cache.
  Status Keep(const Gap& gap, const std::shared_ptr<arrow::Buffer>& bytes,
              RangeRead* read);
  /// The range asked for, out of its blocks.
  Result<std::shared_ptr<arrow::Buffer>> Assemble(const RangeRead& read) const;
  /// Forgets what was known of an object that may just have changed.
  void Drop(const ObjectPath& path);

  const std::shared_ptr<ObjectStore> inner_;
  const CacheOptions options_;
  const std::unique_ptr<BlockCache> cache_;
};

}  // namespace delta_utils
