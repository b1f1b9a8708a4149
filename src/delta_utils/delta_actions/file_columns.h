// FileColumns: up to 256 files in columns, texts one behind the other.
//
//   FileColumns block;
//   block.Append(file, key.hash());
//   LiveFile file = block.Row(0);            // valid until the next Append
//
// Some 70 bytes a file and its path; equal partition values and tags of files near each
// other are kept once. Threads: const is safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/delta_actions/live_file.h"

namespace delta_utils::internal {

class FileColumns {
 public:
  static constexpr size_t kMaxFiles = 256;

  size_t size() const { return hashes_.size(); }
  /// No more may be appended.
  bool is_full() const { return size() == kMaxFiles || text_.size() >= kMaxTextBytes; }

  /// Takes a copy. `hash`: of the path as the key has it.
  void Append(const LiveFile& file, uint64_t hash);

  LiveFile Row(size_t row) const;
  std::string_view path(size_t row) const { return TextAt(paths_[row]); }
  uint64_t hash(size_t row) const { return hashes_[row]; }
  /// Of statistics kept as text.
  int64_t stats_bytes(size_t row) const;

 private:
  /// Where a new block is begun; bounds what a copy of a block costs.
  static constexpr size_t kMaxTextBytes = size_t{1} << 20;

  struct Range {
    uint32_t offset = 0;
    uint32_t length = 0;
  };
  static constexpr uint32_t kAbsent = UINT32_MAX;  // a length

  std::string_view TextAt(Range range) const {
    return std::string_view(text_).substr(range.offset, range.length);
  }
  Range AppendText(std::string_view text);
  /// The range of an equal text nearby, if there is one.
  Range AppendShared(std::string_view text);
  void AppendStats(const LiveFile& file);
  void AppendRare(const LiveFile& file);
  void ReadStats(size_t row, LiveFile* file) const;

  std::string text_;
  std::vector<uint64_t> hashes_;
  std::vector<Range> paths_;
  std::vector<int64_t> sizes_bytes_;
  std::vector<int64_t> modification_times_ms_;
  std::vector<bool> data_changes_;
  std::vector<Range> partition_values_;
  std::vector<Range> tags_;
  // Of statistics that are text, the version is kInText.
  std::vector<StatsPlace> stats_;
  // These end with the last file that has one.
  std::vector<std::optional<int64_t>> base_row_ids_;
  std::vector<std::optional<int64_t>> default_row_commit_versions_;
  std::vector<std::pair<size_t, RareFields>> rare_;  // ascending rows
  // Ranges that may be shared, by some bits of their hash.
  std::array<Range, 64> recent_{};
};

}  // namespace delta_utils::internal
