// ValueOutput: the values of a column, one behind the other, as they are written.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "arrow/buffer_builder.h"
#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

class ValueOutput {
 public:
  int64_t size() const { return bytes_.length(); }

  void Reserve(int64_t rows) { ends_.reserve(static_cast<size_t>(rows) + 1); }
  Status Append(std::string_view bytes) {
    return bytes_.Append(bytes.data(), static_cast<int64_t>(bytes.size()));
  }
  /// Room for `count` bytes more.
  Result<char*> Extend(size_t count) {
    ARROW_RETURN_NOT_OK(bytes_.Reserve(static_cast<int64_t>(count)));
    char* const at = reinterpret_cast<char*>(bytes_.mutable_data()) + bytes_.length();
    bytes_.UnsafeAdvance(static_cast<int64_t>(count));
    return at;
  }
  /// Makes the `old_size` bytes at `at`, which are yet to be written, `new_size` bytes.
  Result<char*> Resize(int64_t at, size_t old_size, size_t new_size);
  void Rewind(int64_t size) { bytes_.Rewind(size); }
  /// The next row ends here.
  void EndRow() { ends_.push_back(bytes_.length()); }

  /// Binary without a null, large if it must be.
  Result<std::shared_ptr<arrow::Array>> Finish();

 private:
  arrow::BufferBuilder bytes_;
  std::vector<int64_t> ends_{0};
};

}  // namespace delta_utils
