#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/path_internal.h"

namespace delta_utils {
namespace {

using filter_internal::AnyAtPath;

/// Whether the operator holds between equals.
bool HoldsForEqual(CompareOp op) { return op != CompareOp::kGt && op != CompareOp::kLt; }

bool Holds(CompareOp op, int comparison) {
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

/// `value` is nullptr if it is missing.
bool Satisfies(const Value* value, CompareOp op, const Value& operand) {
  const TypeClass wanted = ClassOf(operand);
  if (wanted == TypeClass::kMinKey || wanted == TypeClass::kMaxKey) {
    if (value != nullptr && ClassOf(*value) == wanted) return HoldsForEqual(op);
    return Holds(op, wanted == TypeClass::kMinKey ? 1 : -1);
  }
  if (value == nullptr) return wanted == TypeClass::kNull && HoldsForEqual(op);
  if (ClassOf(*value) != wanted) return false;
  if (wanted == TypeClass::kNumber && (IsNaN(*value) || IsNaN(operand))) {
    return HoldsForEqual(op) && IsNaN(*value) && IsNaN(operand);
  }
  return Holds(op, Compare(*value, operand));
}

bool Contains(const In& in, const Value& value) {
  if (in.sorted) {
    return std::binary_search(
        in.operands.begin(), in.operands.end(), value,
        [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  }
  return std::any_of(in.operands.begin(), in.operands.end(),
                     [&](const Value& operand) { return Compare(value, operand) == 0; });
}

struct Evaluator {
  const Object& document;

  bool operator()(const Comparison& comparison) const {
    return AnyAtPath(document, comparison.path.text(), [&](const Value* value) {
      return Satisfies(value, comparison.op, comparison.operand);
    });
  }

  bool operator()(const In& in) const {
    static const Value kNull;
    return AnyAtPath(document, in.path.text(), [&](const Value* value) {
      return Contains(in, value == nullptr ? kNull : *value);
    });
  }

  bool operator()(const FieldExists& exists) const {
    return AnyAtPath(document, exists.path.text(),
                     [](const Value* value) { return value != nullptr; });
  }

  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }

  bool operator()(const Logical& logical) const {
    const auto matches = [&](const Filter& clause) {
      return std::visit(Evaluator{document}, clause.node);
    };
    const auto begin = logical.clauses.begin();
    const auto end = logical.clauses.end();
    switch (logical.kind) {
      case Logical::Kind::kAnd:
        return std::all_of(begin, end, matches);
      case Logical::Kind::kOr:
        return std::any_of(begin, end, matches);
      case Logical::Kind::kNor:
        return std::none_of(begin, end, matches);
    }
    return false;
  }
};

}  // namespace

Result<bool> MatchesFilter(const Object& document, const Filter& filter) {
  return std::visit(Evaluator{document}, filter.node);
}

}  // namespace delta_utils
