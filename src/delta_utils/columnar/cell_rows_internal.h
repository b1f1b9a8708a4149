// The inner loops of a batch filter: 64 rows a word.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace delta_utils::batch_internal {

/// The rows of an array that are still in question, one bit a row.
using Rows = std::span<uint64_t>;

inline constexpr int kWordRows = 64;
/// Words with fewer rows in question are asked row by row.
inline constexpr int kSparseRows = 12;

inline void KeepAllIf(bool keep, Rows rows) {
  if (!keep) std::fill(rows.begin(), rows.end(), 0);
}

inline bool HasAny(std::span<const uint64_t> rows) {
  uint64_t any = 0;
  for (const uint64_t word : rows) any |= word;
  return any != 0;
}

inline int64_t CountOf(std::span<const uint64_t> rows) {
  int64_t count = 0;
  for (const uint64_t word : rows) count += std::popcount(word);
  return count;
}

/// Up to 64 bits of a bitmap, of which no byte is read beyond the last bit asked for.
inline uint64_t LoadBits(const uint8_t* bitmap, int64_t begin, int64_t count) {
  const int shift = static_cast<int>(begin % 8);
  const int64_t bytes = (shift + count + 7) / 8;
  const uint8_t* const at = bitmap + begin / 8;
  uint64_t bits = 0;
  if (bytes >= 8) {
    std::memcpy(&bits, at, 8);
  } else {
    for (int64_t i = 0; i < bytes; ++i) bits |= uint64_t{at[i]} << (8 * i);
  }
  bits >>= shift;
  if (bytes == 9) bits |= uint64_t{at[8]} << (64 - shift);
  return count < 64 ? bits & ((uint64_t{1} << count) - 1) : bits;
}

/// One bit for each of 64 bytes that are 0 or 1.
inline uint64_t PackBytes(const uint8_t* bytes) {
  constexpr uint64_t kGather = 0x0102040810204080;
  uint64_t word = 0;
  for (int i = 0; i < 8; ++i) {
    uint64_t eight;
    std::memcpy(&eight, bytes + 8 * i, 8);
    word |= (eight * kGather >> 56) << (8 * i);
  }
  return word;
}

/// Keeps the rows of one word for which `test(row)` is true.
template <typename Test>
uint64_t KeepEach(uint64_t word, int64_t first, const Test& test) {
  uint64_t kept = 0;
  for (uint64_t left = word; left != 0; left &= left - 1) {
    const int bit = std::countr_zero(left);
    const bool holds = test(first + bit);
    kept |= uint64_t{holds} << bit;
  }
  return kept;
}

/// Keeps the rows for which `test(row)` is true; asks only of those in question.
template <typename Test>
void NarrowEach(Rows rows, const Test& test) {
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] != 0) rows[i] = KeepEach(rows[i], int64_t(i) * kWordRows, test);
  }
}

/// The same for a test so cheap that it is asked of whole words, also of rows that are
/// not in question.
template <typename Test>
void NarrowWords(int64_t length, Rows rows, const Test& test) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const int64_t first = static_cast<int64_t>(i) * kWordRows;
    const bool is_whole = first + kWordRows <= length;
    if (!is_whole || std::popcount(rows[i]) < kSparseRows) {
      rows[i] = KeepEach(rows[i], first, test);
      continue;
    }
    uint8_t hits[kWordRows];
    for (int bit = 0; bit < kWordRows; ++bit) {
      const bool holds = test(first + bit);
      hits[bit] = holds;
    }
    rows[i] &= PackBytes(hits);
  }
}

}  // namespace delta_utils::batch_internal
