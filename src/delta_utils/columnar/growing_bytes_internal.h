// GrowingBytes: bytes one behind the other, for loops that write little at a time: room
// costs a comparison, and is not cleared first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "arrow/type_fwd.h"

namespace delta_utils {

class GrowingBytes {
 public:
  size_t size() const { return size_; }
  char* data() { return data_.get(); }

  /// `count` bytes more, which are to be written. Valid until the next call.
  char* Extend(size_t count) {
    // One byte is kept free, so that there is memory even for nothing.
    if (count >= capacity_ - size_) [[unlikely]]
      Grow(count);
    return data_.get() + std::exchange(size_, size_ + count);
  }
  void Append(std::string_view bytes) { bytes.copy(Extend(bytes.size()), bytes.size()); }
  void Truncate(size_t size) { size_ = size; }
  /// Makes the `old_size` bytes at `at` `new_size` bytes, moving what is behind them.
  char* Resize(size_t at, size_t old_size, size_t new_size);

  std::shared_ptr<arrow::Buffer> Finish();

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  using Owned = std::unique_ptr<char, Free>;
  class OwningBuffer;

  void Grow(size_t count);

  Owned data_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace delta_utils
