// The columns that shredding fills: rows come in ascending order, those left out are
// null.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/columnar/growing_bytes_internal.h"

namespace delta_utils {

/// One bit a row. Also the values of a boolean column.
class BitOutput {
 public:
  void Reserve(int64_t rows) { bits_.resize(static_cast<size_t>(rows + 7) / 8); }
  void Set(int64_t row) {
    const auto byte = static_cast<size_t>(row >> 3);
    if (byte >= bits_.size()) bits_.resize(2 * byte + 1);
    bits_[byte] = static_cast<uint8_t>(bits_[byte] | 1 << (row & 7));
    ++set_;
  }
  int64_t set() const { return set_; }
  std::shared_ptr<arrow::Buffer> Finish(int64_t rows);

 private:
  std::vector<uint8_t> bits_;
  int64_t set_ = 0;
};

/// Values of one width.
class FixedOutput {
 public:
  void SetWidth(int bytes) { width_ = static_cast<size_t>(bytes); }
  void Reserve(int64_t rows) { bytes_.resize(static_cast<size_t>(rows) * width_); }
  template <typename T>
  void Set(int64_t row, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const size_t begin = static_cast<size_t>(row) * width_;
    if (begin + width_ > bytes_.size()) bytes_.resize(2 * (begin + width_));
    std::memcpy(bytes_.data() + begin, &value, sizeof(value));
  }
  std::shared_ptr<arrow::Buffer> Finish(int64_t rows);

 private:
  std::vector<uint8_t> bytes_;
  size_t width_ = 0;
};

/// Where each row's part of something else ends.
class OffsetOutput {
 public:
  void Reserve(int64_t rows) { offsets_.reserve(static_cast<size_t>(rows) + 1); }
  /// The row's part goes from `begin` to `end`.
  void Set(int64_t row, int64_t begin, int64_t end) {
    if (offsets_.size() <= static_cast<size_t>(row)) {
      offsets_.resize(static_cast<size_t>(row) + 1, begin);
    }
    offsets_.push_back(end);
  }
  /// Of 32 bits, or of 64 if the last one does not fit.
  std::shared_ptr<arrow::Buffer> Finish(int64_t rows, bool* is_large);

 private:
  std::vector<int64_t> offsets_;
};

/// Bytes of any length.
class BytesOutput {
 public:
  void Reserve(int64_t rows) {
    validity_.Reserve(rows);
    offsets_.Reserve(rows);
  }
  void Append(int64_t row, std::string_view bytes) {
    bytes.copy(Add(row, bytes.size()), bytes.size());
  }
  /// The row's bytes, which are to be written.
  char* Add(int64_t row, size_t size) {
    const size_t begin = data_.size();
    validity_.Set(row);
    offsets_.Set(row, static_cast<int64_t>(begin), static_cast<int64_t>(begin + size));
    return data_.Extend(size);
  }
  int64_t set() const { return validity_.set(); }
  /// Binary, or text; large if they must be.
  std::shared_ptr<arrow::Array> Finish(int64_t rows, bool is_text);

 private:
  BitOutput validity_;
  OffsetOutput offsets_;
  GrowingBytes data_;
};

}  // namespace delta_utils
