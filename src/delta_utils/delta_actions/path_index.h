// PathIndex: finds a number by the hash of a path; copies share what they have in common.
//
//   PathIndex index;
//   index.Insert(hash, 7);
//   auto id = index.Find(hash, [&](uint32_t id) { return PathOf(id) == path; });
//
// Hash tables of some hundred entries, 8 bytes each; changing a copy copies the tables it
// changes. Which of the numbers under one hash is meant, the caller's comparison decides.
// Threads: const is safe, also while other threads change copies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace delta_utils::internal {

class PathIndex {
 public:
  /// Numbers must be less.
  static constexpr uint32_t kMaxId = UINT32_MAX;

  size_t size() const { return size_; }

  template <typename IsIt>
  std::optional<uint32_t> Find(uint64_t hash, const IsIt& is_it) const {
    if (shards_.empty()) return std::nullopt;
    const uint32_t tag = TagOf(hash);
    const std::vector<uint64_t>& slots = shards_[ShardOf(tag)]->slots;
    const size_t mask = slots.size() - 1;
    for (size_t i = tag & mask; slots[i] != kEmpty; i = (i + 1) & mask) {
      const auto id = static_cast<uint32_t>(slots[i]);
      if (slots[i] >> 32 == tag && is_it(id)) return id;
    }
    return std::nullopt;
  }

  /// Asks the processor for what Find will look at, so that it need not wait then.
  void Prefetch(uint64_t hash) const {
    if (shards_.empty()) return;
    const uint32_t tag = TagOf(hash);
    const std::vector<uint64_t>& slots = shards_[ShardOf(tag)]->slots;
    __builtin_prefetch(&slots[tag & (slots.size() - 1)]);
  }

  /// `id` must not be there.
  void Insert(uint64_t hash, uint32_t id);
  /// `id` must be there.
  void Erase(uint64_t hash, uint32_t id);

 private:
  static constexpr uint64_t kEmpty = UINT64_MAX;

  /// Linear probing; at least one slot is empty.
  struct Shard {
    std::vector<uint64_t> slots;  // half of the hash, and the number
    size_t used = 0;

    void Insert(uint64_t slot);
    void Erase(uint64_t slot);
    void Resize(size_t slots_wanted);
  };

  static uint32_t TagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
  size_t ShardOf(uint32_t tag) const {
    return shard_bits_ == 0 ? 0 : tag >> (32 - shard_bits_);
  }
  void Split();

  std::vector<std::shared_ptr<Shard>> shards_;
  int shard_bits_ = 0;
  size_t size_ = 0;
};

}  // namespace delta_utils::internal
