// Equality, order and hash of Variants by what they mean, not by how they are stored.
//
//   ARROW_ASSIGN_OR_RAISE(const bool same, VariantEquals(a, b));
//
// Two values are equal if they are of the same equivalence class (variant_type.h) and
// hold the same value: int8 1, int64 1 and decimal 1.00 are equal, 1 and the double 1.0
// are not; text in the short form equals the long form; microseconds equal the
// nanoseconds of the same moment. Objects are equal if they have the same names with
// equal values, in whatever order; arrays element by element. NaN equals NaN, 0.0 equals
// -0.0. The order is total: by class as VariantClass lists them, numbers by value, NaN
// last, text, names and binary by unsigned bytes, an array or object that is another's
// beginning first. Equal values hash alike. Metadata may differ. Errors: Corrupt where
// what is looked at is malformed, beyond 500 levels included; text is not looked at as
// UTF-8. Time: linear, and objects out of order n log n.
//
// Source: VariantEncoding.md, "Type equivalence classes"; the order is this library's.
#pragma once

#include <compare>
#include <cstdint>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

Result<bool> VariantEquals(VariantView a, VariantView b);
Result<std::strong_ordering> VariantCompare(VariantView a, VariantView b);
Result<uint64_t> VariantHash(VariantView view);

}  // namespace delta_utils
