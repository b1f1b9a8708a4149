// The text of decimals that decimal128 cannot hold.
#pragma once

#include <string>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {

/// "123.45", "-0.001", "5": all `scale` digits of fraction, no exponent.
std::string PlainDecimal(Int128 unscaled, int scale);

}  // namespace delta_utils::variant_internal
