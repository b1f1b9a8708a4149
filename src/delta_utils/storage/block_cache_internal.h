// BlockCache: pieces of objects in memory, the least recently used of them forgotten
// first.
//
//   const uint64_t drops = cache.drops(path);          // before the read below begins
//   if (auto block = cache.Find(path, 3)) return block->bytes;
//   ... read it ...
//   cache.Insert(path, 3, {tag, bytes}, drops);
//
// Drop makes an Insert of what was read before it void, so that no read that began before
// a write can put old bytes back. While a write is under way (BeginWrite to EndWrite) its
// path is not cached at all: the object may change at any moment, and who has seen its
// new version must not find its old bytes. Threads: any number.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "arrow/type_fwd.h"
#include "delta_utils/storage/object_path.h"

namespace delta_utils {

struct CachedBlock {
  std::string tag;  // of the object's state; see ReadPin
  std::shared_ptr<arrow::Buffer> bytes;
};

class BlockCache {
 public:
  explicit BlockCache(int64_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}

  std::optional<CachedBlock> Find(const ObjectPath& path, int64_t index);
  /// Counts what may have been drops of `path`.
  uint64_t drops(const ObjectPath& path) const;
  /// Does nothing if `path` was dropped since `drops`, or if the block is too large.
  /// `block.bytes` is a buffer of its own, not a part of a larger one.
  void Insert(const ObjectPath& path, int64_t index, CachedBlock block, uint64_t drops);
  void Drop(const ObjectPath& path);
  void BeginWrite(const ObjectPath& path);
  void EndWrite(const ObjectPath& path);
  /// Of the blocks and of what finding them takes; never over the capacity.
  int64_t bytes_held() const;

 private:
  using Key = std::pair<std::string, int64_t>;
  struct Entry {
    Key key;
    CachedBlock block;
    int64_t cost_bytes;
  };
  using Entries = std::list<Entry>;

  void DropLocked(const ObjectPath& path);
  size_t SlotOf(const ObjectPath& path) const;
  void Erase(std::map<Key, Entries::iterator>::iterator entry);

  const int64_t capacity_bytes_;
  mutable std::mutex mutex_;
  Entries entries_;  // most recently used first
  std::map<Key, Entries::iterator> by_key_;
  int64_t bytes_held_ = 0;
  /// Paths that share a slot void each other's inserts, which costs a read and no more.
  std::array<uint64_t, 256> drops_{};
  std::array<int64_t, 256> writes_{};  // under way, by slot
};

}  // namespace delta_utils
