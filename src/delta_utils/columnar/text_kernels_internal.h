// The inner loops over texts that lie one behind the other, their ends in offsets.
// Internal to batch_filter.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "delta_utils/columnar/cell_rows_internal.h"

namespace delta_utils::batch_internal {

/// The texts of an array of `length` rows.
template <typename Offset>
struct OffsetTexts {
  const Offset* offsets;  // length + 1
  const char* data;
  int64_t length;

  std::string_view operator[](int64_t row) const {
    return {data + offsets[row], static_cast<size_t>(offsets[row + 1] - offsets[row])};
  }
  /// The rows before this one have 8 bytes to read at their beginning, whatever their own
  /// size.
  int64_t readable_rows() const {
    const int64_t last = int64_t{offsets[length]} - 8;
    return std::upper_bound(offsets, offsets + length, last,
                            [](int64_t at, Offset begin) { return at < begin; }) -
           offsets;
  }
};

/// A text to compare with: its first 8 bytes as a number, then the rest.
class Needle {
 public:
  explicit Needle(std::string_view text)
      : size_(static_cast<int64_t>(text.size())),
        tail_(text.substr(std::min<size_t>(text.size(), 8))) {
    std::memcpy(&head_, text.data(), std::min<size_t>(text.size(), 8));
    mask_ = size_ >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * size_)) - 1;
  }

  int64_t size() const { return size_; }
  uint64_t head() const { return head_; }
  /// The bits of `head` that count.
  uint64_t mask() const { return mask_; }
  bool has_tail() const { return !tail_.empty(); }
  /// The 8 bytes at `text` are readable.
  bool HeadIsAt(const char* text) const {
    uint64_t head;
    std::memcpy(&head, text, 8);
    return (head & mask_) == head_;
  }
  /// There is so much to read.
  bool TailIsAt(const char* text) const {
    return std::memcmp(text + 8, tail_.data(), tail_.size()) == 0;
  }

 private:
  int64_t size_;
  uint64_t head_ = 0;
  uint64_t mask_;
  std::string_view tail_;  // borrowed
};

/// Keeps the rows with `test(row)`; for those before readable_rows(), in whole words,
/// `quick(row)`, which may read 8 bytes of each text.
template <typename Offset, typename Quick, typename Test>
void NarrowReadable(const OffsetTexts<Offset>& texts, Rows rows, const Quick& quick,
                    const Test& test) {
  if (rows.empty()) return;
  const int64_t words = texts.readable_rows() / kWordRows;
  NarrowWords(words * kWordRows, rows.first(static_cast<size_t>(words)), quick);
  for (auto i = static_cast<size_t>(words); i < rows.size(); ++i) {
    rows[i] = KeepEach(rows[i], static_cast<int64_t>(i) * kWordRows, test);
  }
}

/// Keeps the rows whose text is `text`, or, `as_prefix`, begins with it.
template <bool as_prefix, typename Offset>
void NarrowToText(const OffsetTexts<Offset>& texts, std::string_view text, Rows rows) {
  const Needle needle(text);
  const auto size = static_cast<Offset>(needle.size());
  const auto quick = [=](int64_t row) {
    const Offset begin = texts.offsets[row];
    const Offset length = texts.offsets[row + 1] - begin;
    const bool fits = as_prefix ? length >= size : length == size;
    return fits & needle.HeadIsAt(texts.data + begin);
  };
  NarrowReadable(texts, rows, quick, [&](int64_t row) {
    return as_prefix ? texts[row].starts_with(text) : texts[row] == text;
  });
  if (!needle.has_tail()) return;
  NarrowEach(rows, [&](int64_t row) {
    return needle.TailIsAt(texts.data + texts.offsets[row]);
  });
}

/// Keeps the rows whose text is one of `set`: 1 to N texts of at most 8 bytes.
template <size_t N, typename Offset>
void NarrowToShortTexts(const OffsetTexts<Offset>& texts,
                        std::span<const std::string> set, Rows rows) {
  // Filled up with the last, so that each row is asked the same without a branch.
  std::array<uint64_t, N> heads;
  std::array<uint64_t, N> masks;
  std::array<Offset, N> sizes;
  for (size_t i = 0; i < N; ++i) {
    const Needle needle(set[std::min(i, set.size() - 1)]);
    heads[i] = needle.head();
    masks[i] = needle.mask();
    sizes[i] = static_cast<Offset>(needle.size());
  }
  const auto quick = [=](int64_t row) {
    const Offset begin = texts.offsets[row];
    const Offset length = texts.offsets[row + 1] - begin;
    uint64_t head;
    std::memcpy(&head, texts.data + begin, 8);
    bool found = false;
    for (size_t i = 0; i < N; ++i) {
      // Not &&: no branch.
      const bool same_size = length == sizes[i];
      const bool same_head = (head & masks[i]) == heads[i];
      found |= same_size & same_head;
    }
    return found;
  };
  NarrowReadable(texts, rows, quick, [&](int64_t row) {
    return std::find(set.begin(), set.end(), texts[row]) != set.end();
  });
}

}  // namespace delta_utils::batch_internal
