#include <algorithm>
#include <new>

#include "arrow/buffer.h"
#include "delta_utils/columnar/growing_bytes_internal.h"

namespace delta_utils {

class GrowingBytes::OwningBuffer : public arrow::Buffer {
 public:
  OwningBuffer(Owned bytes, size_t size)
      : arrow::Buffer(reinterpret_cast<const uint8_t*>(bytes.get()),
                      static_cast<int64_t>(size)),
        bytes_(std::move(bytes)) {}

 private:
  const Owned bytes_;
};

void GrowingBytes::Grow(size_t count) {
  constexpr size_t kLeast = 256;
  const size_t capacity = std::max({kLeast, 2 * capacity_, size_ + count + 1});
  char* const moved = static_cast<char*>(std::realloc(data_.get(), capacity));
  if (moved == nullptr) throw std::bad_alloc();
  static_cast<void>(data_.release());
  data_.reset(moved);
  capacity_ = capacity;
}

char* GrowingBytes::Resize(size_t at, size_t old_size, size_t new_size) {
  const size_t behind = size_ - at - old_size;
  if (new_size > old_size) Extend(new_size - old_size);
  char* const begin = data_.get() + at;
  if (new_size != old_size) std::memmove(begin + new_size, begin + old_size, behind);
  size_ = at + new_size + behind;
  return begin;
}

std::shared_ptr<arrow::Buffer> GrowingBytes::Finish() {
  if (data_ == nullptr) Grow(0);
  capacity_ = 0;
  return std::make_shared<OwningBuffer>(std::move(data_), std::exchange(size_, 0));
}

}  // namespace delta_utils
