// What a leaf of a filter says of whole classes of values, whatever their content.
// Internal to batch_filter.h.
#pragma once

#include <optional>
#include <string_view>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/value.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils::batch_internal {

/// TestItem for leaves without a failure: all but RegexTests of text.
bool HoldsForMissing(const Filter& leaf);
bool HoldsFor(const Filter& leaf, const Value& value);

/// Whether values of one class, and of one type, may differ in what `leaf` says of them.
bool LooksInto(const Filter& leaf, TypeClass type_class);

/// The places of an ascending row of values for which `op` holds; none if lo > hi.
struct OperandRange {
  Int128 lo = 0;
  Int128 hi = -1;
};

/// Of the places `lowest` to `highest`, whose values ascend by Compare. `order(place)` is
/// Compare(value there, operand).
template <typename Order>
OperandRange RangeOf(CompareOp op, Int128 lowest, Int128 highest, const Order& order) {
  // The first place at which order is at least `least`.
  const auto first = [&](int least) {
    Int128 low = lowest;
    Int128 high = highest + 1;
    while (low < high) {
      const Int128 middle = low + (high - low) / 2;
      if (order(middle) >= least) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  };
  switch (op) {
    case CompareOp::kEq:
      return {first(0), first(1) - 1};
    case CompareOp::kGt:
      return {first(1), highest};
    case CompareOp::kGte:
      return {first(0), highest};
    case CompareOp::kLt:
      return {lowest, first(0) - 1};
    case CompareOp::kLte:
      return {lowest, first(1) - 1};
  }
  return {};
}

}  // namespace delta_utils::batch_internal
