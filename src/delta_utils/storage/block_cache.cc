#include <functional>

#include "arrow/buffer.h"
#include "delta_utils/storage/block_cache_internal.h"

namespace delta_utils {
namespace {

/// About what list, map and buffer take for an entry besides its bytes and names.
constexpr int64_t kEntryBytes = 384;

}  // namespace

size_t BlockCache::SlotOf(const ObjectPath& path) const {
  return std::hash<std::string>()(path.ToString()) % drops_.size();
}

std::optional<CachedBlock> BlockCache::Find(const ObjectPath& path, int64_t index) {
  std::lock_guard lock(mutex_);
  if (writes_[SlotOf(path)] > 0) return std::nullopt;
  const auto found = by_key_.find(Key(path.ToString(), index));
  if (found == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->block;
}

uint64_t BlockCache::drops(const ObjectPath& path) const {
  std::lock_guard lock(mutex_);
  return drops_[SlotOf(path)];
}

void BlockCache::Insert(const ObjectPath& path, int64_t index, CachedBlock block,
                        uint64_t drops) {
  Key key(path.ToString(), index);
  const int64_t cost_bytes =
      block.bytes->capacity() + kEntryBytes +
      static_cast<int64_t>(2 * key.first.size() + block.tag.size());
  if (cost_bytes > capacity_bytes_) return;
  std::lock_guard lock(mutex_);
  const size_t slot = SlotOf(path);
  if (drops_[slot] != drops || writes_[slot] > 0) return;
  const auto old = by_key_.find(key);
  if (old != by_key_.end()) Erase(old);
  while (bytes_held_ > capacity_bytes_ - cost_bytes) {
    Erase(by_key_.find(entries_.back().key));
  }
  entries_.push_front({key, std::move(block), cost_bytes});
  by_key_.emplace(std::move(key), entries_.begin());
  bytes_held_ += cost_bytes;
}

void BlockCache::Drop(const ObjectPath& path) {
  std::lock_guard lock(mutex_);
  DropLocked(path);
}

void BlockCache::BeginWrite(const ObjectPath& path) {
  std::lock_guard lock(mutex_);
  ++writes_[SlotOf(path)];
  DropLocked(path);
}

void BlockCache::EndWrite(const ObjectPath& path) {
  std::lock_guard lock(mutex_);
  --writes_[SlotOf(path)];
  DropLocked(path);
}

void BlockCache::DropLocked(const ObjectPath& path) {
  ++drops_[SlotOf(path)];
  auto entry = by_key_.lower_bound(Key(path.ToString(), 0));
  while (entry != by_key_.end() && entry->first.first == path.ToString()) {
    Erase(entry++);
  }
}

int64_t BlockCache::bytes_held() const {
  std::lock_guard lock(mutex_);
  return bytes_held_;
}

void BlockCache::Erase(std::map<Key, Entries::iterator>::iterator entry) {
  bytes_held_ -= entry->second->cost_bytes;
  entries_.erase(entry->second);
  by_key_.erase(entry);
}

}  // namespace delta_utils
