// Looking for one text in all the texts of a column at once.
// Internal to batch_filter.h.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "delta_utils/columnar/text_kernels_internal.h"

namespace delta_utils::batch_internal {

/// Where a text may begin, 16 places at a time: its first and its last byte are there.
class TextFinder {
 public:
  /// `text` is not empty, and lives as long.
  explicit TextFinder(std::string_view text) : text_(text) {
    first_ = Bytes{} + static_cast<uint8_t>(text.front());
    last_ = Bytes{} + static_cast<uint8_t>(text.back());
  }

  /// The first place in [at, end) where the text begins and ends before `end`; or `end`.
  const char* Find(const char* at, const char* end) const {
    const auto size = static_cast<int64_t>(text_.size());
    const char* const stop = end - size;  // the last place possible
    for (; stop - at >= kStep - 1; at += kStep) {
      if (!MayBegin(at)) continue;
      for (const char* place = at; place < at + kStep; ++place) {
        if (IsAt(place)) return place;
      }
    }
    for (; at <= stop; ++at) {
      if (IsAt(at)) return at;
    }
    return end;
  }

 private:
  static constexpr int kStep = 16;
  // Vectors of g++ and clang, which every processor has in some width.
  using Bytes [[gnu::vector_size(16)]] = uint8_t;
  using Halves [[gnu::vector_size(16)]] = uint64_t;

  bool MayBegin(const char* at) const {
    Bytes front;
    Bytes back;
    std::memcpy(&front, at, kStep);
    std::memcpy(&back, at + text_.size() - 1, kStep);
    const auto both = reinterpret_cast<Halves>((front == first_) & (back == last_));
    return (both[0] | both[1]) != 0;
  }
  bool IsAt(const char* place) const {
    return *place == text_.front() && std::memcmp(place, text_.data(), text_.size()) == 0;
  }

  std::string_view text_;
  Bytes first_;
  Bytes last_;
};

/// Keeps the rows whose text has `text`, which is not empty, in it.
template <typename Offset>
void NarrowToContaining(const OffsetTexts<Offset>& texts, std::string_view text,
                        Rows rows) {
  if (rows.empty()) return;
  const TextFinder finder(text);
  const char* at = texts.data + texts.offsets[0];
  for (size_t i = 0; i < rows.size(); ++i) {
    uint64_t found = 0;
    const int64_t stop = std::min(texts.length, static_cast<int64_t>(i + 1) * kWordRows);
    // Texts of words without a row in question are skipped.
    const char* const word_end = texts.data + texts.offsets[stop];
    at = std::max(at, texts.data + texts.offsets[i * kWordRows]);
    int64_t row = static_cast<int64_t>(i) * kWordRows;
    while (rows[i] != 0 && (at = finder.Find(at, word_end)) != word_end) {
      while (texts.data + texts.offsets[row + 1] <= at) ++row;
      const char* const row_end = texts.data + texts.offsets[row + 1];
      if (at + text.size() <= row_end) {
        found |= uint64_t{1} << (row % kWordRows);
        at = row_end;
      } else {
        ++at;
      }
    }
    rows[i] &= found;
  }
}

}  // namespace delta_utils::batch_internal
