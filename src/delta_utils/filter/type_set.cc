#include "delta_utils/filter/type_set.h"

namespace delta_utils {

TypeSet TypeSet::OfClass(TypeClass type_class) {
  TypeSet types;
  for (int i = 0; i < kValueTypeCount; ++i) {
    const auto type = static_cast<ValueType>(i);
    if (ClassOf(type) == type_class) types.Add(type);
  }
  return types;
}

}  // namespace delta_utils
