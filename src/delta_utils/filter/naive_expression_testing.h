// A few expressions of $expr in the plainest code: a second opinion for tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/naive_order_testing.h"
#include "delta_utils/filter/naive_path_testing.h"

namespace delta_utils::naive {

/// nullopt: missing.
using Outcome = std::optional<Value>;

/// Arrays on the way become arrays of what their objects hold; numbers are names alone.
inline Outcome FieldOf(const Object& object, const std::vector<std::string>& parts,
                       size_t i) {
  const Value* const found = object.Find(parts[i]);
  if (found == nullptr) return {};
  if (i + 1 == parts.size()) return *found;
  if (found->is<Object>()) return FieldOf(found->get<Object>(), parts, i + 1);
  if (!found->is<Array>()) return {};
  Array collected;
  for (const Value& element : found->get<Array>().values) {
    if (!element.is<Object>()) continue;
    const Outcome inner = FieldOf(element.get<Object>(), parts, i + 1);
    if (inner) collected.values.push_back(*inner);
  }
  return Value(collected);
}

inline bool IsTrue(const Outcome& outcome) {
  if (!outcome || outcome->is<Null>() || outcome->is<Undefined>()) return false;
  if (outcome->is<bool>()) return outcome->get<bool>();
  if (ClassNumber(*outcome) != 10) return true;
  const Fraction number = FractionOf(*outcome);
  return number.is_nan || number.infinity != 0 || number.above != 0;
}

/// All classes compare; what is missing stands with undefined.
inline int OrderOfOutcomes(const Outcome& a, const Outcome& b) {
  return Order(a.value_or(Value(Undefined{})), b.value_or(Value(Undefined{})));
}

inline Outcome Evaluate(const Value& expression, const Object& document);

inline Outcome EvaluateComparison(const std::string& op, int order) {
  if (op == "$eq") return Value(order == 0);
  if (op == "$ne") return Value(order != 0);
  if (op == "$gt") return Value(order > 0);
  if (op == "$gte") return Value(order >= 0);
  if (op == "$lt") return Value(order < 0);
  DU_CHECK(op == "$lte");
  return Value(order <= 0);
}

inline Outcome EvaluateOperator(const std::string& op,
                                const std::vector<Outcome>& operands) {
  if (op == "$and" || op == "$or") {
    size_t count = 0;
    for (const Outcome& operand : operands) count += IsTrue(operand) ? 1 : 0;
    return Value(op == "$and" ? count == operands.size() : count > 0);
  }
  if (op == "$not") return Value(!IsTrue(operands[0]));
  if (op == "$ifNull") {
    const bool is_null =
        !operands[0] || operands[0]->is<Null>() || operands[0]->is<Undefined>();
    return operands[is_null ? 1 : 0];
  }
  return EvaluateComparison(op, OrderOfOutcomes(operands[0], operands[1]));
}

inline Outcome Evaluate(const Value& expression, const Object& document) {
  if (const auto* text = expression.get_if<std::string>()) {
    if (!text->starts_with("$")) return *text;
    return FieldOf(document, SplitPath(text->substr(1)), 0);
  }
  const auto* object = expression.get_if<Object>();
  if (object == nullptr) return expression;
  const auto& [op, operand] = object->fields[0];
  if (op == "$literal") return operand;
  const Array list = operand.is<Array>() ? operand.get<Array>() : Array{{operand}};
  if (op == "$cond") {
    const bool is_true = IsTrue(Evaluate(list.values[0], document));
    return Evaluate(list.values[is_true ? 1 : 2], document);
  }
  std::vector<Outcome> operands;
  for (const Value& one : list.values) operands.push_back(Evaluate(one, document));
  return EvaluateOperator(op, operands);
}

}  // namespace delta_utils::naive
