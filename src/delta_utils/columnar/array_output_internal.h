// Arrays written row after row into plain buffers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// Which rows are not null: all, until one is cleared.
class ValidityOutput {
 public:
  explicit ValidityOutput(int64_t rows) : rows_(rows) {}

  void Clear(int64_t row);
  int64_t null_count() const { return null_count_; }
  /// The bitmap, nullptr for no nulls. Ends it.
  std::shared_ptr<arrow::Buffer> Finish();

 private:
  int64_t rows_;
  int64_t null_count_ = 0;
  std::vector<uint8_t> bits_;
};

/// Values of bytes, one behind the other.
class BinaryOutput {
 public:
  /// Room for `rows` values.
  explicit BinaryOutput(int64_t rows);

  /// All bytes so far: append those of a value, then call EndValue.
  std::string* bytes() { return &bytes_; }
  void EndValue() {
    offsets_.push_back(static_cast<int64_t>(bytes_.size()));
    if (offsets_.size() == kSample) Reserve();
  }

  /// As `type`: binary, large binary, string or large string. InvalidArgument: more bytes
  /// than its offsets hold. Ends it.
  Result<std::shared_ptr<arrow::Array>> Finish(
      const std::shared_ptr<arrow::DataType>& type, ValidityOutput validity);
  /// As binary, or as large binary if it must be.
  Result<std::shared_ptr<arrow::Array>> FinishBinary();
  /// As a string array, or as a large one if it must be.
  Result<std::shared_ptr<arrow::Array>> FinishText(ValidityOutput validity);

 private:
  /// So many values tell how much memory all will take.
  static constexpr size_t kSample = 512;

  void Reserve();
  bool is_large() const;
  int64_t rows() const { return static_cast<int64_t>(offsets_.size()) - 1; }

  std::string bytes_;
  std::vector<int64_t> offsets_;
};

/// struct<metadata, value>, the children as long as each other.
Result<std::shared_ptr<arrow::Array>> MakeVariantArray(
    std::shared_ptr<arrow::Array> metadata, std::shared_ptr<arrow::Array> value,
    ValidityOutput validity);

}  // namespace delta_utils
