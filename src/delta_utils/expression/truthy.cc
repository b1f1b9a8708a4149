#include "delta_utils/base/compare.h"
#include "delta_utils/expression/expression.h"

namespace delta_utils {

bool IsTruthy(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
    case ValueType::kUndefined:
      return false;
    case ValueType::kBool:
      return value.get<bool>();
    case ValueType::kInt32:
    case ValueType::kInt64:
    case ValueType::kDouble:
    case ValueType::kDecimal128:
      return Compare(value, Value(int32_t{0})) != 0;
    default:
      return true;
  }
}

}  // namespace delta_utils
