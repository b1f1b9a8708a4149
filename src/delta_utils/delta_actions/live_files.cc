#include "delta_utils/delta_actions/live_files.h"

#include <bit>
#include <utility>

#include "delta_utils/delta_actions/add_view_internal.h"
#include "delta_utils/delta_actions/key_path_internal.h"
#include "delta_utils/delta_actions/owned_internal.h"

namespace delta_utils {

using internal::FileColumns;

namespace {

/// Below so many erased files clearing away is not worth its while.
constexpr size_t kLeastDead = 1024;

}  // namespace

LiveFiles::Id LiveFiles::NextLive(Id id) const {
  size_t word = id / 64;
  if (word >= live_.size()) return end_id();
  uint64_t bits = live_[word] & (~uint64_t{0} << (id % 64));
  while (bits == 0) {
    if (++word == live_.size()) return end_id();
    bits = live_[word];
  }
  return static_cast<Id>(word * 64) + static_cast<Id>(std::countr_zero(bits));
}

std::optional<LiveFiles::Id> LiveFiles::FindPath(std::string_view path,
                                                 uint64_t hash) const {
  return index_.Find(hash, [&](Id id) {
    internal::KeyPath key;
    return key.Decode(BlockOf(id).path(RowOf(id))).ok() && key.text() == path;
  });
}

std::optional<LiveFile> LiveFiles::Find(const FileKey& key) const {
  const auto id = FindPath(key.first, internal::KeyPath::HashOf(key.first));
  if (!id) return std::nullopt;
  LiveFile file = Get(*id);
  if (file.VectorId() != key.second) return std::nullopt;
  return file;
}

Status LiveFiles::Put(const Add& add) {
  const internal::AddView view(add);
  internal::KeyPath key;
  ARROW_RETURN_NOT_OK(key.Decode(add.path));
  if (const auto old = FindPath(key.text(), key.hash())) Erase(*old);
  Append(view.file(), key.hash());
  return Status::OK();
}

void LiveFiles::AddBlock(std::shared_ptr<FileColumns> block) {
  blocks_.push_back(std::move(block));
  live_.resize(blocks_.size() * kBlockFiles / 64);
}

void LiveFiles::SetLive(Id id) {
  live_[id / 64] |= uint64_t{1} << (id % 64);
  index_.Insert(BlockOf(id).hash(RowOf(id)), id);
  ++size_;
  stats_bytes_ += BlockOf(id).stats_bytes(RowOf(id));
}

void LiveFiles::Append(const LiveFile& file, uint64_t hash) {
  if (blocks_.empty() || blocks_.back()->is_full()) {
    AddBlock(std::make_shared<FileColumns>());
  }
  const Id id = end_id() - kBlockFiles + static_cast<Id>(blocks_.back()->size());
  internal::Owned(&blocks_.back()).Append(file, hash);
  SetLive(id);
}

void LiveFiles::AppendBlock(const std::shared_ptr<FileColumns>& block) {
  if (block->size() * 2 < FileColumns::kMaxFiles) {
    for (size_t row = 0; row < block->size(); ++row) {
      Append(block->Row(row), block->hash(row));
    }
    return;
  }
  AddBlock(block);
  const Id first = end_id() - kBlockFiles;
  for (Id row = 0; row < block->size(); ++row) SetLive(first + row);
}

bool LiveFiles::Erase(const FileKey& key) {
  const auto id = FindPath(key.first, internal::KeyPath::HashOf(key.first));
  if (!id || Get(*id).VectorId() != key.second) return false;
  Erase(*id);
  return true;
}

void LiveFiles::Erase(Id id) {
  DU_CHECK(IsLive(id));
  index_.Erase(BlockOf(id).hash(RowOf(id)), id);
  live_[id / 64] &= ~(uint64_t{1} << (id % 64));
  --size_;
  ++dead_;
  stats_bytes_ -= BlockOf(id).stats_bytes(RowOf(id));
  if (dead_ > size_ && dead_ >= kLeastDead) ClearAway();
}

void LiveFiles::ClearAway() {
  LiveFiles kept;
  for (Id id = NextLive(0); id != end_id(); id = NextLive(id + 1)) {
    kept.Append(Get(id), BlockOf(id).hash(RowOf(id)));
  }
  *this = std::move(kept);
}

}  // namespace delta_utils
