// Numbers of all four types as the operators take them: promoted, or as an integer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "delta_utils/base/value.h"
#include "delta_utils/expression/decimal_math_internal.h"

namespace delta_utils::internal {

inline bool IsDecimal(const Value& value) { return value.is<Decimal128>(); }
inline bool IsInteger(const Value& value) {
  return value.is<int32_t>() || value.is<int64_t>();
}

/// The wider type of two numbers: int32 < int64 < double < decimal128.
inline ValueType WiderType(const Value& a, const Value& b) {
  return std::max(a.type(), b.type());
}

/// Of an int32 or int64.
int64_t IntegerOf(const Value& value);
/// Of any number.
double DoubleOf(const Value& value);
/// Of any number; a double in 15 digits, as MongoDB converts it.
Decimal128 DecimalOf(const Value& value);

/// int32 if `type` is and the integer fits, else int64.
Value MakeInteger(int64_t integer, ValueType type);

/// Any number truncated to int64; nullopt for what is beyond, infinite or NaN.
std::optional<int64_t> TruncatedInteger(const Value& value);
/// The number if it is whole and an int32.
std::optional<int32_t> WholeInt32(const Value& value);
/// The number if it is whole and an int64.
std::optional<int64_t> WholeInt64(const Value& value);

}  // namespace delta_utils::internal
