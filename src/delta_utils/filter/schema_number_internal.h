// Numbers as the keywords of $jsonSchema take them.
#pragma once

#include <cstdint>
#include <optional>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/value.h"

namespace delta_utils::internal {

/// A number of any type as decimal digits: exact, but that a double is cut to its first
/// 15 (rounded), which is how MongoDB turns doubles into decimals.
DecimalParts PartsOfNumber(const Value& number);

/// Whether `number` is a whole multiple of `divisor`, both as DecimalOf gives them and
/// the divisor finite and positive. False for NaN and infinities.
bool IsMultipleOf(const DecimalParts& number, const DecimalParts& divisor);

/// The value of a number of any type that is whole and within 64 bits.
std::optional<int64_t> WholeNumberOf(const Value& number);

}  // namespace delta_utils::internal
