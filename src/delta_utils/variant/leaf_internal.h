// Variant's primitives but strings, read as document values.
#pragma once

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::variant_internal {

/// `view` is no array, object or string. Corrupt: an unknown type, cut off, more digits
/// than its decimal type has, a scale over 38, a time outside the day.
Result<Value> ReadLeaf(VariantView view);

}  // namespace delta_utils::variant_internal
