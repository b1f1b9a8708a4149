// TypedLeaf: a scalar `typed_value` column, written as Variant values.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/int128.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/growing_bytes_internal.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {

class TypedLeaf {
 public:
  TypedLeaf() = default;
  /// `type` is ShreddingOf the array's type, a scalar one.
  static Result<TypedLeaf> Make(const std::shared_ptr<arrow::Array>& array,
                                const ShreddingType& type);

  /// Appends the value of a row that is not null. nullptr, or what is wrong with it: not
  /// UTF-8, too many digits, a time outside of the day.
  const char* Append(int64_t row, GrowingBytes* out) const;

  /// Whether a value that Append took has no more digits than its column declares: its
  /// physical type may hold more.
  bool IsOfPrecision(int64_t row) const;

 private:
  const char* AppendText(std::string_view text, GrowingBytes* out) const;
  const char* AppendBinary(std::string_view bytes, GrowingBytes* out) const;
  const char* AppendDecimal(const uint8_t* at, GrowingBytes* out) const;
  /// The unscaled decimal, or its lowest 128 bits.
  Int128 LowUnscaled(const uint8_t* at) const;

  VariantType type_ = VariantType::kInvalid;
  uint8_t scale_ = 0;
  int precision_ = 0;                // of decimals
  int width_ = 0;                    // bytes of a value in the array
  const uint8_t* values_ = nullptr;  // of fixed width, from the array's first row on
  int64_t bit_offset_ = 0;           // of booleans
  BinaryCells cells_;
  std::shared_ptr<arrow::Array> array_;
};

}  // namespace delta_utils
