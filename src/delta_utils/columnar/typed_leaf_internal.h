// TypedLeaf: a scalar `typed_value` column, written as Variant values.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/value_output_internal.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {

class TypedLeaf {
 public:
  TypedLeaf() = default;
  /// `type` is ShreddingOf the array's type, a scalar one.
  static Result<TypedLeaf> Make(const std::shared_ptr<arrow::Array>& array,
                                const ShreddingType& type);

  /// Appends the value of a row that is not null. Corrupt: not UTF-8, too many digits, a
  /// time outside of the day.
  Status Append(int64_t row, ValueOutput* out) const;

 private:
  Status AppendText(std::string_view text, ValueOutput* out) const;
  Status AppendBinary(std::string_view bytes, ValueOutput* out) const;
  Status AppendDecimal(int64_t row, ValueOutput* out) const;

  VariantType type_ = VariantType::kInvalid;
  uint8_t scale_ = 0;
  int width_ = 0;                    // bytes of a value in the array
  const uint8_t* values_ = nullptr;  // of fixed width, from the array's first row on
  int64_t bit_offset_ = 0;           // of booleans
  BinaryCells cells_;
  std::shared_ptr<arrow::Array> array_;
};

}  // namespace delta_utils
