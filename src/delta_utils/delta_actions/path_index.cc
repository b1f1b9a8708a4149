#include <utility>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/owned_internal.h"
#include "delta_utils/delta_actions/path_index.h"

namespace delta_utils::internal {
namespace {

constexpr size_t kLeastSlots = 8;
constexpr size_t kEntriesOfShard = 256;
constexpr int kMaxShardBits = 20;

/// Full enough to make room: above two thirds.
bool IsFull(size_t used, size_t slots) { return used * 3 >= slots * 2; }

}  // namespace

void PathIndex::Shard::Insert(uint64_t slot) {
  if (IsFull(used + 1, slots.size())) {
    Resize(slots.empty() ? kLeastSlots : slots.size() * 2);
  }
  const size_t mask = slots.size() - 1;
  size_t i = (slot >> 32) & mask;
  while (slots[i] != kEmpty) i = (i + 1) & mask;
  slots[i] = slot;
  ++used;
}

void PathIndex::Shard::Erase(uint64_t slot) {
  const size_t mask = slots.size() - 1;
  size_t hole = (slot >> 32) & mask;
  while (slots[hole] != slot) {
    DU_CHECK(slots[hole] != kEmpty);
    hole = (hole + 1) & mask;
  }
  // What comes behind moves up, unless it would come to lie before its own place.
  for (size_t i = (hole + 1) & mask; slots[i] != kEmpty; i = (i + 1) & mask) {
    const size_t home = (slots[i] >> 32) & mask;
    if (((i - home) & mask) < ((i - hole) & mask)) continue;
    slots[hole] = slots[i];
    hole = i;
  }
  slots[hole] = kEmpty;
  --used;
}

void PathIndex::Shard::Resize(size_t slots_wanted) {
  std::vector<uint64_t> old = std::exchange(slots, {});
  slots.assign(slots_wanted, kEmpty);
  used = 0;
  for (const uint64_t slot : old) {
    if (slot != kEmpty) Insert(slot);
  }
}

void PathIndex::Split() {
  const auto old = std::exchange(shards_, {});
  if (!old.empty()) ++shard_bits_;
  // As large as before: each half will grow to what the whole was.
  const size_t slots = old.empty() ? kLeastSlots : old.front()->slots.size();
  for (size_t i = 0; i < size_t{1} << shard_bits_; ++i) {
    shards_.push_back(std::make_shared<Shard>());
    shards_.back()->Resize(slots);
  }
  for (const auto& shard : old) {
    for (const uint64_t slot : shard->slots) {
      if (slot == kEmpty) continue;
      shards_[ShardOf(static_cast<uint32_t>(slot >> 32))]->Insert(slot);
    }
  }
}

void PathIndex::Insert(uint64_t hash, uint32_t id) {
  DU_CHECK(id < kMaxId);
  const bool is_crowded = size_ >= kEntriesOfShard << shard_bits_;
  if (shards_.empty() || (is_crowded && shard_bits_ < kMaxShardBits)) Split();
  const uint32_t tag = TagOf(hash);
  Owned(&shards_[ShardOf(tag)]).Insert(uint64_t{tag} << 32 | id);
  ++size_;
}

void PathIndex::Erase(uint64_t hash, uint32_t id) {
  const uint32_t tag = TagOf(hash);
  Owned(&shards_[ShardOf(tag)]).Erase(uint64_t{tag} << 32 | id);
  --size_;
}

}  // namespace delta_utils::internal
