#include <limits>
#include <string>
#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/array_binary.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_primitive.h"
#include "arrow/type.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {

Result<BinaryCells> BinaryCells::Make(std::shared_ptr<arrow::Array> array) {
  BinaryCells cells;
  cells.array_ = std::move(array);
  cells.values_ = cells.array_;
  if (cells.array_->type_id() == arrow::Type::DICTIONARY) {
    ARROW_RETURN_NOT_OK(cells.TakeDictionary());
  } else if (cells.array_->null_count() > 0) {
    cells.validity_ = cells.array_->null_bitmap_data();
    cells.validity_offset_ = cells.array_->offset();
  }
  ARROW_RETURN_NOT_OK(cells.TakeValues());
  return cells;
}

Status BinaryCells::TakeDictionary() {
  const auto& encoded = static_cast<const arrow::DictionaryArray&>(*array_);
  values_ = encoded.dictionary();
  if (values_->length() > std::numeric_limits<int32_t>::max()) {
    return Corrupt("",
                   "a dictionary of " + std::to_string(values_->length()) + " values");
  }
  const bool has_nulls = encoded.null_count() > 0 || values_->null_count() > 0;
  if (encoded.indices()->type_id() == arrow::Type::INT32 && !has_nulls &&
      encoded.length() > 0) {
    codes_ = static_cast<const arrow::Int32Array&>(*encoded.indices()).raw_values();
    const auto size = static_cast<uint32_t>(values_->length());
    bool inside = true;
    for (int64_t row = 0; row < encoded.length(); ++row) {
      inside &= static_cast<uint32_t>(codes_[row]) < size;
    }
    if (inside) return Status::OK();
  }
  return CopyCodes(encoded);
}

Status BinaryCells::CopyCodes(const arrow::DictionaryArray& encoded) {
  std::vector<int32_t> codes(static_cast<size_t>(encoded.length()), -1);
  for (int64_t row = 0; row < encoded.length(); ++row) {
    if (encoded.IsNull(row)) continue;
    const int64_t index = encoded.GetValueIndex(row);
    if (index < 0 || index >= values_->length()) {
      return Corrupt("", "row " + std::to_string(row) + ": index " +
                             std::to_string(index) + " of a dictionary of " +
                             std::to_string(values_->length()));
    }
    if (values_->IsValid(index)) {
      codes[static_cast<size_t>(row)] = static_cast<int32_t>(index);
    }
  }
  indices_ = std::make_shared<const std::vector<int32_t>>(std::move(codes));
  // An empty vector may have no data, and codes_ says that there is a dictionary.
  static constexpr int32_t kNoRows = -1;
  codes_ = indices_->empty() ? &kNoRows : indices_->data();
  return Status::OK();
}

Status BinaryCells::TakeValues() {
  switch (values_->type_id()) {
    case arrow::Type::BINARY:
    case arrow::Type::STRING: {
      const auto& values = static_cast<const arrow::BinaryArray&>(*values_);
      layout_ = Layout::kOffsets32;
      offsets32_ = values.raw_value_offsets();
      data_ = reinterpret_cast<const char*>(values.raw_data());
      return Status::OK();
    }
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::LARGE_STRING: {
      const auto& values = static_cast<const arrow::LargeBinaryArray&>(*values_);
      layout_ = Layout::kOffsets64;
      offsets64_ = values.raw_value_offsets();
      data_ = reinterpret_cast<const char*>(values.raw_data());
      return Status::OK();
    }
    case arrow::Type::BINARY_VIEW:
    case arrow::Type::STRING_VIEW:
      layout_ = Layout::kView;
      return Status::OK();
    default:
      return Corrupt("", array_->type()->ToString() + " is not binary");
  }
}

std::string_view BinaryCells::GetFromViews(int64_t i) const {
  return static_cast<const arrow::BinaryViewArray&>(*values_).GetView(i);
}

}  // namespace delta_utils
