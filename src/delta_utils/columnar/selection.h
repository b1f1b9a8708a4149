// Selection: which rows of a batch are meant, one bit a row.
//
//   Selection rows(batch.num_rows());          // none
//   rows.Set(3);
//   rows.count() == 1; rows.Contains(3);
//   rows.ForEach([&](int64_t row) { ... });    // ascending
//
// 64 rows a word, the first in the least bit; the bits behind the last row are 0.
//
// Threads: a value.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace delta_utils {

class Selection {
 public:
  Selection() = default;
  explicit Selection(int64_t length) { Reset(length); }

  /// `length` rows, none of them selected. Keeps its memory.
  void Reset(int64_t length) {
    length_ = length;
    words_.assign((length + 63) / 64, 0);
  }
  void SelectAll() {
    for (uint64_t& word : words_) word = ~uint64_t{0};
    if (length_ % 64 != 0) words_.back() = (uint64_t{1} << (length_ % 64)) - 1;
  }
  void Set(int64_t row) { words_[row / 64] |= uint64_t{1} << (row % 64); }

  int64_t length() const { return length_; }
  bool Contains(int64_t row) const { return (words_[row / 64] >> (row % 64) & 1) != 0; }
  int64_t count() const {
    int64_t count = 0;
    for (const uint64_t word : words_) count += std::popcount(word);
    return count;
  }
  bool none() const {
    uint64_t any = 0;
    for (const uint64_t word : words_) any |= word;
    return any == 0;
  }
  std::span<const uint64_t> words() const { return words_; }
  std::span<uint64_t> words() { return words_; }

  /// Calls `visit(row)` for each selected row, ascending.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(static_cast<int64_t>(i * 64 + std::countr_zero(word)));
      }
    }
  }
  bool operator==(const Selection&) const = default;

 private:
  int64_t length_ = 0;
  std::vector<uint64_t> words_;
};

}  // namespace delta_utils
