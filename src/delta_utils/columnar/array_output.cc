#include <limits>
#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/array_output_internal.h"

namespace delta_utils {

void ValidityOutput::Clear(int64_t row) {
  if (bits_.empty()) bits_.assign(static_cast<size_t>(rows_ / 8 + 1), 0xFF);
  bits_[static_cast<size_t>(row / 8)] &= static_cast<uint8_t>(~(1U << (row % 8)));
  ++null_count_;
}

std::shared_ptr<arrow::Buffer> ValidityOutput::Finish() {
  if (null_count_ == 0) return nullptr;
  return arrow::Buffer::FromVector(std::move(bits_));
}

BinaryOutput::BinaryOutput(int64_t rows) {
  offsets_.reserve(static_cast<size_t>(rows) + 1);
  offsets_.push_back(0);
}

/// Room for values as long as those so far, and some more: growing copies them all, again
/// and again. What is not written to takes no memory.
void BinaryOutput::Reserve() {
  const size_t rest = offsets_.capacity() - offsets_.size();
  constexpr size_t kMost = size_t{1} << 30;
  const size_t wanted = bytes_.size() + bytes_.size() / kSample * rest / 8 * 9;
  if (wanted > bytes_.capacity() && wanted < kMost) bytes_.reserve(wanted);
}

bool BinaryOutput::is_large() const {
  return offsets_.back() > std::numeric_limits<int32_t>::max();
}

Result<std::shared_ptr<arrow::Array>> BinaryOutput::Finish(
    const std::shared_ptr<arrow::DataType>& type, ValidityOutput validity) {
  const int64_t length = rows();
  std::shared_ptr<arrow::Buffer> offsets;
  if (type->id() == arrow::Type::LARGE_BINARY ||
      type->id() == arrow::Type::LARGE_STRING) {
    offsets = arrow::Buffer::FromVector(std::move(offsets_));
  } else {
    if (is_large()) {
      return InvalidArgument("", "more than 2 GiB in a " + type->ToString() +
                                     " array; large_" + type->ToString() + " holds them");
    }
    std::vector<int32_t> narrow(offsets_.begin(), offsets_.end());
    offsets = arrow::Buffer::FromVector(std::move(narrow));
  }
  const int64_t null_count = validity.null_count();
  return arrow::MakeArray(
      arrow::ArrayData::Make(type, length,
                             {validity.Finish(), std::move(offsets),
                              arrow::Buffer::FromString(std::move(bytes_))},
                             null_count));
}

Result<std::shared_ptr<arrow::Array>> BinaryOutput::FinishBinary() {
  return Finish(is_large() ? arrow::large_binary() : arrow::binary(),
                ValidityOutput(rows()));
}

Result<std::shared_ptr<arrow::Array>> BinaryOutput::FinishText(ValidityOutput validity) {
  return Finish(is_large() ? arrow::large_utf8() : arrow::utf8(), std::move(validity));
}

Result<std::shared_ptr<arrow::Array>> MakeVariantArray(
    std::shared_ptr<arrow::Array> metadata, std::shared_ptr<arrow::Array> value,
    ValidityOutput validity) {
  const int64_t length = value->length();
  const int64_t null_count = validity.null_count();
  const auto type = arrow::struct_(
      {arrow::field("metadata", metadata->type(), metadata->null_count() > 0),
       arrow::field("value", value->type(), /*nullable=*/false)});
  return arrow::MakeArray(arrow::ArrayData::Make(
      type, length, {validity.Finish()}, {metadata->data(), value->data()}, null_count));
}

}  // namespace delta_utils
