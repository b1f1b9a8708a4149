#include <limits>
#include <utility>

#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/type.h"
#include "delta_utils/columnar/value_output_internal.h"

namespace delta_utils {

Result<char*> ValueOutput::Resize(int64_t at, size_t old_size, size_t new_size) {
  const auto behind = static_cast<size_t>(size() - at) - old_size;
  if (new_size > old_size) ARROW_RETURN_NOT_OK(Extend(new_size - old_size));
  char* const begin = reinterpret_cast<char*>(bytes_.mutable_data()) + at;
  if (new_size != old_size) std::memmove(begin + new_size, begin + old_size, behind);
  if (new_size < old_size) bytes_.Rewind(at + static_cast<int64_t>(new_size + behind));
  return begin;
}

Result<std::shared_ptr<arrow::Array>> ValueOutput::Finish() {
  const auto rows = static_cast<int64_t>(ends_.size()) - 1;
  const bool is_large = size() > std::numeric_limits<int32_t>::max();
  ARROW_ASSIGN_OR_RAISE(auto bytes, bytes_.Finish());
  std::shared_ptr<arrow::Buffer> offsets;
  if (is_large) {
    offsets = arrow::Buffer::FromVector(std::move(ends_));
  } else {
    offsets = arrow::Buffer::FromVector(std::vector<int32_t>(ends_.begin(), ends_.end()));
  }
  return arrow::MakeArray(
      arrow::ArrayData::Make(is_large ? arrow::large_binary() : arrow::binary(), rows,
                             {nullptr, std::move(offsets), std::move(bytes)}, 0));
}

}  // namespace delta_utils
