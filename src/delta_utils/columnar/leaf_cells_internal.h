// The scalars of a `typed_value`, each as the bytes of a Variant.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {

class LeafCells {
 public:
  LeafCells() = default;
  /// `typed` is of a type that ShreddingOf takes, and neither a struct nor a list.
  static Result<LeafCells> Make(const std::shared_ptr<arrow::Array>& typed);

  /// Of a row that is not null, until the next call. Empty for what no Variant holds.
  std::string_view Encode(int64_t row);

 private:
  std::string_view EncodeDecimal(const uint8_t* cell);
  std::string_view EncodeBytes(std::string_view bytes);

  std::shared_ptr<arrow::Array> typed_;
  ShreddingType shredding_;
  BinaryCells bytes_;               // of strings and binary
  const uint8_t* cells_ = nullptr;  // of the others, at row 0
  int64_t width_ = 0;               // 0: bits
  int64_t first_bit_ = 0;
  std::string scratch_;
};

}  // namespace delta_utils
