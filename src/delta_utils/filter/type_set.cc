#include "delta_utils/filter/type_set.h"

#include <array>

namespace delta_utils {
namespace {

size_t Place(TypeClass type_class) { return static_cast<uint8_t>(type_class); }

}  // namespace

TypeSet TypeSet::OfClass(TypeClass type_class) {
  // Asked for each block of a table, so that it is looked up.
  static const auto kSets = [] {
    std::array<TypeSet, 256> sets;
    for (int i = 0; i < kValueTypeCount; ++i) {
      const auto type = static_cast<ValueType>(i);
      sets[Place(ClassOf(type))].Add(type);
    }
    return sets;
  }();
  return kSets[Place(type_class)];
}

}  // namespace delta_utils
