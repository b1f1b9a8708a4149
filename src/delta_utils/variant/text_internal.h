// The plain text of decimals.
#pragma once

#include <string>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {

/// A sign, 38 digits, a point, and a zero before it.
inline constexpr size_t kMaxPlainDecimal = 41;

/// "123.45", "-0.001", "5": all `scale` digits of fraction, no exponent. At most 38
/// digits and a scale of at most 38. Writes to `out`, where there is room for
/// kMaxPlainDecimal characters, and returns the end.
char* WritePlainDecimal(Int128 unscaled, int scale, char* out);

/// The same as a string.
std::string PlainDecimal(Int128 unscaled, int scale);

}  // namespace delta_utils::variant_internal
