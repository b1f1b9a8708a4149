#include <algorithm>

#include "delta_utils/columnar/leaf_verdict_internal.h"
#include "delta_utils/filter/item.h"

namespace delta_utils::batch_internal {
namespace {

bool Holds(const Filter& leaf, const Item& item) {
  LeafContext context;
  return TestItem(leaf, item, &context);
}

}  // namespace

bool HoldsForMissing(const Filter& leaf) { return Holds(leaf, Item::Missing()); }

bool HoldsFor(const Filter& leaf, const Value& value) {
  return Holds(leaf, Item::Of(value));
}

bool LooksInto(const Filter& leaf, TypeClass type_class) {
  if (const auto* comparison = std::get_if<Comparison>(&leaf.node)) {
    return ClassOf(comparison->operand) == type_class;
  }
  if (const auto* in = std::get_if<In>(&leaf.node)) {
    return std::any_of(
        in->operands.begin(), in->operands.end(),
        [&](const Value& operand) { return ClassOf(operand) == type_class; });
  }
  const bool is_number = type_class == TypeClass::kNumber;
  if (std::holds_alternative<ModTest>(leaf.node)) return is_number;
  if (std::holds_alternative<BitsTest>(leaf.node)) {
    return is_number || type_class == TypeClass::kBinary;
  }
  if (std::holds_alternative<RegexTest>(leaf.node))
    return type_class == TypeClass::kString;
  const bool is_array = type_class == TypeClass::kArray;
  return is_array && (std::holds_alternative<SizeTest>(leaf.node) ||
                      std::holds_alternative<ElementMatch>(leaf.node));
}

}  // namespace delta_utils::batch_internal
