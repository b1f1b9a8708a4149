#include <algorithm>
#include <cmath>
#include <limits>

#include "delta_utils/base/compare.h"
#include "delta_utils/expression/number_internal.h"

namespace delta_utils::internal {

int64_t IntegerOf(const Value& value) {
  const int32_t* narrow = value.get_if<int32_t>();
  return narrow != nullptr ? *narrow : value.get<int64_t>();
}

double DoubleOf(const Value& value) {
  if (const double* number = value.get_if<double>()) return *number;
  if (IsDecimal(value)) return DoubleOfDecimal(value.get<Decimal128>());
  return static_cast<double>(IntegerOf(value));
}

Decimal128 DecimalOf(const Value& value) {
  constexpr int kDigits = 15;
  if (IsDecimal(value)) return value.get<Decimal128>();
  if (const double* number = value.get_if<double>()) {
    return DecimalOfDouble(*number, kDigits);
  }
  return DecimalOfInteger(IntegerOf(value));
}

Value MakeInteger(int64_t integer, ValueType type) {
  const bool fits = integer >= std::numeric_limits<int32_t>::min() &&
                    integer <= std::numeric_limits<int32_t>::max();
  if (type == ValueType::kInt32 && fits) return static_cast<int32_t>(integer);
  return integer;
}

std::optional<int64_t> TruncatedInteger(const Value& value) {
  if (IsDecimal(value)) return IntegerOfDecimal(value.get<Decimal128>());
  const double* number = value.get_if<double>();
  if (number == nullptr) return IntegerOf(value);
  // NaN fails both.
  if (!(*number >= -0x1p63 && *number < 0x1p63)) return std::nullopt;
  return static_cast<int64_t>(*number);
}

std::optional<int64_t> WholeInt64(const Value& value) {
  if (!value.is_number()) return std::nullopt;
  const std::optional<int64_t> integer = TruncatedInteger(value);
  return integer && Compare(Value(*integer), value) == 0 ? integer : std::nullopt;
}

std::optional<int32_t> WholeInt32(const Value& value) {
  const std::optional<int64_t> integer = WholeInt64(value);
  if (!integer || *integer != static_cast<int32_t>(*integer)) return std::nullopt;
  return static_cast<int32_t>(*integer);
}

}  // namespace delta_utils::internal
