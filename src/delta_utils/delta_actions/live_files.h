// LiveFiles: the live data files of a table, each once, in columns.
//
//   LiveFiles files;
//   ARROW_RETURN_NOT_OK(files.Put(add));
//   for (const LiveFile& file : files) use(file.path);      // in the order they were put
//   std::optional<LiveFile> file = files.Find({"a b.parquet", ""});
//   LiveFiles newer = files;                 // shares all; changes only its own from
//   here
//
// A file is known by its decoded path: a path has one deletion vector, or none, at a
// time. A file put again moves to the end, so the order is that of the log.
//
// Memory: some 100 bytes a file and its path, and statistics where they are kept as text;
// at most some 4 billion files.
// A copy costs a pointer for some hundred files, and a change of it the copying of those
// few hundred that lie beside what changes. Files that were erased are cleared away once
// they are more than the live ones.
//
// Threads: const is safe, also while other threads change or drop copies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/file_columns.h"
#include "delta_utils/delta_actions/live_file.h"
#include "delta_utils/delta_actions/path_index.h"

namespace delta_utils {

class LiveFiles {
 public:
  /// A file's number, ascending in the order of the files; valid as long as the set is
  /// unchanged.
  using Id = uint32_t;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Bytes of statistics kept as text.
  int64_t stats_bytes() const { return stats_bytes_; }

  std::optional<LiveFile> Find(const FileKey& key) const;
  LiveFile Get(Id id) const { return BlockOf(id).Row(RowOf(id)); }

  /// Adds, or replaces the file of this path. Corrupt for a path that does not decode.
  Status Put(const Add& add);
  /// False if no file has this very key.
  bool Erase(const FileKey& key);

  class Iterator;
  Iterator begin() const;
  Iterator end() const;

  // For those who have the path of a key, and its hash.
  std::optional<Id> FindPath(std::string_view path, uint64_t hash) const;
  void PrefetchPath(uint64_t hash) const { index_.Prefetch(hash); }
  void Erase(Id id);
  /// None of the paths may be there. Shares the block if it is not small.
  void AppendBlock(const std::shared_ptr<internal::FileColumns>& block);

 private:
  static constexpr Id kBlockFiles = internal::FileColumns::kMaxFiles;

  static size_t RowOf(Id id) { return id % kBlockFiles; }
  const internal::FileColumns& BlockOf(Id id) const { return *blocks_[id / kBlockFiles]; }
  bool IsLive(Id id) const { return (live_[id / 64] >> (id % 64) & 1) != 0; }
  /// The first live one that is not less than `id`; end_id() if there is none.
  Id NextLive(Id id) const;
  Id end_id() const { return static_cast<Id>(blocks_.size()) * kBlockFiles; }
  void AddBlock(std::shared_ptr<internal::FileColumns> block);
  void Append(const LiveFile& file, uint64_t hash);
  void SetLive(Id id);
  void ClearAway();

  std::vector<std::shared_ptr<internal::FileColumns>> blocks_;
  std::vector<uint64_t> live_;  // a bit for each number
  internal::PathIndex index_;
  size_t size_ = 0;
  size_t dead_ = 0;
  int64_t stats_bytes_ = 0;
};

class LiveFiles::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = LiveFile;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = LiveFile;

  LiveFile operator*() const { return files_->Get(id_); }
  Id id() const { return id_; }
  Iterator& operator++() {
    id_ = files_->NextLive(id_ + 1);
    return *this;
  }
  Iterator operator++(int) {
    const Iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Iterator&) const = default;

 private:
  friend class LiveFiles;
  Iterator(const LiveFiles* files, Id id) : files_(files), id_(id) {}

  const LiveFiles* files_;
  Id id_;
};

inline LiveFiles::Iterator LiveFiles::begin() const { return {this, NextLive(0)}; }
inline LiveFiles::Iterator LiveFiles::end() const { return {this, end_id()}; }

}  // namespace delta_utils
