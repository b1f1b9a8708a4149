// $eq, $ne, $gt, $gte, $lt, $lte, $cmp, $not.
// MongoDB manual, "Comparison Expression Operators", "Boolean Expression Operators".
#include "delta_utils/base/compare.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

int Order(const Operands& operands) { return Compare(operands[0], operands[1]); }

Result<Value> Equal(Operands* operands) { return Value(Order(*operands) == 0); }
Result<Value> NotEqual(Operands* operands) { return Value(Order(*operands) != 0); }
Result<Value> Greater(Operands* operands) { return Value(Order(*operands) > 0); }
Result<Value> GreaterOrEqual(Operands* operands) { return Value(Order(*operands) >= 0); }
Result<Value> Less(Operands* operands) { return Value(Order(*operands) < 0); }
Result<Value> LessOrEqual(Operands* operands) { return Value(Order(*operands) <= 0); }

Result<Value> ThreeWay(Operands* operands) {
  const int order = Order(*operands);
  return Value(int32_t{order < 0 ? -1 : (order > 0 ? 1 : 0)});
}

Result<Value> Not(Operands* operands) { return Value(!IsTruthy((*operands)[0])); }

}  // namespace

std::span<const Operator> ComparisonOperators() {
  static constexpr Operator kOperators[] = {
      {"$eq", Equal, 2, 2},     {"$ne", NotEqual, 2, 2},
      {"$gt", Greater, 2, 2},   {"$gte", GreaterOrEqual, 2, 2},
      {"$lt", Less, 2, 2},      {"$lte", LessOrEqual, 2, 2},
      {"$cmp", ThreeWay, 2, 2}, {"$not", Not},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
