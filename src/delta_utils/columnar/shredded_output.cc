#include <limits>
#include <utility>

#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/shredded_output_internal.h"

namespace delta_utils {

std::shared_ptr<arrow::Buffer> BitOutput::Finish(int64_t rows) {
  bits_.resize(static_cast<size_t>(rows + 7) / 8);
  return arrow::Buffer::FromVector(std::move(bits_));
}

std::shared_ptr<arrow::Buffer> FixedOutput::Finish(int64_t rows) {
  bytes_.resize(static_cast<size_t>(rows) * width_);
  return arrow::Buffer::FromVector(std::move(bytes_));
}

std::shared_ptr<arrow::Buffer> OffsetOutput::Finish(int64_t rows, bool* is_large) {
  const int64_t last = offsets_.empty() ? 0 : offsets_.back();
  offsets_.resize(static_cast<size_t>(rows) + 1, last);
  *is_large = last > std::numeric_limits<int32_t>::max();
  if (*is_large) return arrow::Buffer::FromVector(std::move(offsets_));
  return arrow::Buffer::FromVector(
      std::vector<int32_t>(offsets_.begin(), offsets_.end()));
}

std::shared_ptr<arrow::Array> BytesOutput::Finish(int64_t rows, bool is_text) {
  bool is_large = false;
  auto offsets = offsets_.Finish(rows, &is_large);
  const auto type = is_text ? (is_large ? arrow::large_utf8() : arrow::utf8())
                            : (is_large ? arrow::large_binary() : arrow::binary());
  const int64_t nulls = rows - validity_.set();
  return arrow::MakeArray(arrow::ArrayData::Make(
      type, rows,
      {nulls == 0 ? nullptr : validity_.Finish(rows), std::move(offsets), data_.Finish()},
      nulls));
}

}  // namespace delta_utils
