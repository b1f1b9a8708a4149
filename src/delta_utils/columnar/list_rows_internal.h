// ListRows: where the elements of each row lie, in lists of any layout.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"

namespace delta_utils {

/// Of list, large_list, fixed_size_list and map; borrows the array.
class ListRows {
 public:
  explicit ListRows(const arrow::Array& array) {
    switch (array.type_id()) {
      case arrow::Type::LARGE_LIST: {
        const auto& lists = static_cast<const arrow::LargeListArray&>(array);
        offsets64_ = lists.raw_value_offsets();
        values_ = lists.values();
        break;
      }
      case arrow::Type::FIXED_SIZE_LIST: {
        const auto& lists = static_cast<const arrow::FixedSizeListArray&>(array);
        first_ = lists.value_offset(0);
        size_ = lists.value_length();
        values_ = lists.values();
        break;
      }
      default: {
        const auto& lists = static_cast<const arrow::ListArray&>(array);
        offsets32_ = lists.raw_value_offsets();
        values_ = lists.values();
      }
    }
  }

  const std::shared_ptr<arrow::Array>& values() const { return values_; }
  int64_t begin(int64_t row) const {
    if (offsets32_ != nullptr) return offsets32_[row];
    if (offsets64_ != nullptr) return offsets64_[row];
    return first_ + row * size_;
  }
  int64_t end(int64_t row) const { return begin(row + 1); }

 private:
  const int32_t* offsets32_ = nullptr;
  const int64_t* offsets64_ = nullptr;
  int64_t first_ = 0;
  int64_t size_ = 0;
  std::shared_ptr<arrow::Array> values_;
};

}  // namespace delta_utils
