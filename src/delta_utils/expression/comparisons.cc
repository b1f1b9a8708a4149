// $eq, $ne, $gt, $gte, $lt, $lte, $cmp, $not.
// MongoDB manual, "Comparison Expression Operators", "Boolean Expression Operators".
#include "delta_utils/base/compare.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

Result<int> Order(Operands* operands) {
  const Value& a = (*operands)[0];
  const Value& b = (*operands)[1];
  ARROW_RETURN_NOT_OK(CountComparison(a, b, operands->budget()));
  return Compare(a, b);
}

Result<Value> Equal(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
  return Value(order == 0);
}

Result<Value> NotEqual(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
  return Value(order != 0);
}

Result<Value> Greater(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
  return Value(order > 0);
}

Result<Value> GreaterOrEqual(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
  return Value(order >= 0);
}

Result<Value> Less(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
  return Value(order < 0);
}

Result<Value> LessOrEqual(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
  return Value(order <= 0);
}

Result<Value> ThreeWay(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int order, Order(operands));
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
