// Which values a typed column takes, and the column.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/shredded_output_internal.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

/// The `typed_value` of a scalar type.
class LeafOutput {
 public:
  LeafOutput() = default;
  LeafOutput(const ShreddingType& type, ShreddingMatch match);

  void Reserve(int64_t rows);
  enum class Outcome { kTaken, kLeft, kNotText };
  /// kNotText: a string for the column, but for not being UTF-8.
  Outcome Take(int64_t row, const VariantView& value);
  Result<std::shared_ptr<arrow::Array>> Finish(int64_t rows);

 private:
  template <typename T>
  bool Put(int64_t row, const T& value) {
    validity_.Set(row);
    fixed_.Set(row, value);
    return true;
  }
  template <typename T>
  bool TakeInteger(int64_t row, const VariantView& value);
  bool TakeDecimal(int64_t row, const VariantView& value);
  bool TakeTime(int64_t row, const VariantView& value);
  Outcome TakeText(int64_t row, const VariantView& value);
  bool TakeOther(int64_t row, const VariantView& value);

  VariantType type_ = VariantType::kInvalid;
  int precision_ = 0;
  int scale_ = 0;
  Int128 limit_ = 0;  // decimals are between -limit_ and limit_, exclusive
  bool exact_ = false;
  BitOutput validity_;
  FixedOutput fixed_;
  BitOutput booleans_;
  BytesOutput bytes_;
};

}  // namespace delta_utils
