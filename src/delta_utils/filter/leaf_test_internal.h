// The tests of leaves, by the leaf's own type: what TestItem chooses from.
#pragma once

#include <optional>

#include "delta_utils/filter/item.h"

namespace delta_utils::filter_internal {

/// Whether the operator holds where Compare gives `comparison`.
inline bool Holds(CompareOp op, int comparison) {
  switch (op) {
    case CompareOp::kEq:
      return comparison == 0;
    case CompareOp::kGt:
      return comparison > 0;
    case CompareOp::kGte:
      return comparison >= 0;
    case CompareOp::kLt:
      return comparison < 0;
    case CompareOp::kLte:
      return comparison <= 0;
  }
  return false;
}

/// Whether the operator holds between equals.
inline bool HoldsForEqual(CompareOp op) {
  return op != CompareOp::kGt && op != CompareOp::kLt;
}

/// Whether `operand` may be found in an array by its elements; else only the array itself
/// is looked at.
template <typename Leaf>
inline constexpr bool kLooksAtElements = true;
template <>
inline constexpr bool kLooksAtElements<SizeTest> = false;
template <>
inline constexpr bool kLooksAtElements<ElementMatch> = false;

bool Test(const Comparison& leaf, const Item& item, LeafContext* context);
bool Test(const In& leaf, const Item& item, LeafContext* context);
bool Test(const FieldExists& leaf, const Item& item, LeafContext* context);
bool Test(const TypeTest& leaf, const Item& item, LeafContext* context);
bool Test(const SizeTest& leaf, const Item& item, LeafContext* context);
bool Test(const ModTest& leaf, const Item& item, LeafContext* context);
bool Test(const RegexTest& leaf, const Item& item, LeafContext* context);
bool Test(const BitsTest& leaf, const Item& item, LeafContext* context);
bool Test(const ElementMatch& leaf, const Item& item, LeafContext* context);

/// The item as a Value; nullptr after a failure.
const Value* ValueOf(const Item& item, LeafContext* context);

/// Of a Binary or a Uuid.
std::string_view BytesOf(const Value& binary);

/// A number cut to a whole one of 64 bits, towards zero; nullopt: it is none, or beyond.
std::optional<int64_t> CutToInteger(const Item& item);

}  // namespace delta_utils::filter_internal
