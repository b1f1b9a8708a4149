// Arithmetic of Decimal128: each result is the exact one, rounded half to even at 34
// digits, with the exponent that IEEE 754-2008 prefers.
//
//   AddDecimals(*ParseDecimal128("0.1"), *ParseDecimal128("0.20"));    // 0.30
//
// NaN and infinities as the standard has them. Source: IEEE 754-2008, sections 5.4, 6.
#pragma once

#include <cstdint>
#include <optional>

#include "delta_utils/base/decimal128.h"

namespace delta_utils::internal {

Decimal128 AddDecimals(const Decimal128& a, const Decimal128& b);
Decimal128 Negated(const Decimal128& decimal);
Decimal128 MultiplyDecimals(const Decimal128& a, const Decimal128& b);
/// By zero: infinite, or NaN.
Decimal128 DivideDecimals(const Decimal128& a, const Decimal128& b);
/// Of the division that truncates; has the sign of `a`.
Decimal128 RemainderOfDecimals(const Decimal128& a, const Decimal128& b);

enum class Rounding { kHalfEven, kTowardZero, kFloor, kCeiling };
/// Rounded to a multiple of 10^exponent, with that exponent. What has no digits below
/// comes back as it is where 34 digits cannot show the exponent.
Decimal128 RoundDecimal(const Decimal128& decimal, int exponent, Rounding rounding);

Decimal128 DecimalOfInteger(int64_t integer);
/// With so many significant digits, zeros too: 2.5 in 15 digits is 2.50000000000000.
Decimal128 DecimalOfDouble(double number, int digits);
double DoubleOfDecimal(const Decimal128& decimal);
/// Truncated; nullopt for what is beyond int64, infinite or not a number.
std::optional<int64_t> IntegerOfDecimal(const Decimal128& decimal);

}  // namespace delta_utils::internal
