// Variant's primitives and short strings, read as document values.
#pragma once

#include <cstddef>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::variant_internal {

/// How many bytes the leaf at the front of `bytes` takes; no more than there are. `bytes`
/// is not empty and begins with no array or object. Corrupt: an unknown type, or cut off.
Result<size_t> LeafSize(std::string_view bytes);

/// Reads the leaf that fills `bytes` exactly, as LeafSize measured. Corrupt: no UTF-8,
/// more digits than its decimal type has, a scale over 38, a time outside the day.
Result<Value> ReadLeaf(std::string_view bytes);

}  // namespace delta_utils::variant_internal
