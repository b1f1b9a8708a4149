// $setUnion, $setIntersection, $setDifference, $setIsSubset, $setEquals,
// $anyElementTrue, $allElementsTrue. MongoDB manual, "Set Expression Operators".
//
// MongoDB leaves the order of results open; here each member is the first of its equals,
// where it first stands.
#include <algorithm>
#include <set>

#include "delta_utils/base/compare.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

struct Less {
  bool operator()(const Value* a, const Value* b) const { return Compare(*a, *b) < 0; }
};
using Members = std::set<const Value*, Less>;

Result<const Array*> ArrayOperand(Operands* operands, size_t i) {
  const Array* array = (*operands)[i].get_if<Array>();
  if (array == nullptr) {
    return InvalidArgument("", "All operands of " + std::string(operands->name()) +
                                   " must be arrays. One argument is of type: " +
                                   std::string(NameOfType((*operands)[i])));
  }
  // About as many comparisons of each member as a large set has levels.
  constexpr int kLevels = 16;
  ARROW_RETURN_NOT_OK(
      operands->budget()->CountBytes(kLevels * FootprintOf((*operands)[i])));
  return array;
}

void AddTo(Members* members, const Array& array) {
  for (const Value& value : array.values) members->insert(&value);
}

/// Those of `array` for which `takes` holds, each once, in its order.
template <typename Takes>
Array Distinct(const Array& array, Members* seen, Takes takes) {
  Array result;
  for (const Value& value : array.values) {
    if (takes(value) && seen->insert(&value).second) result.values.push_back(value);
  }
  return result;
}

Result<Value> Union(Operands* operands) {
  for (size_t i = 0; i < operands->size(); ++i) {
    if (IsNullish((*operands)[i])) return Value(Null{});
  }
  Members seen;
  Array result;
  for (size_t i = 0; i < operands->size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const Array* array, ArrayOperand(operands, i));
    Array added = Distinct(*array, &seen, [](const Value&) { return true; });
    std::move(added.values.begin(), added.values.end(),
              std::back_inserter(result.values));
  }
  return Value(std::move(result));
}

Result<Value> Intersection(Operands* operands) {
  const Array* first = nullptr;
  Members common;
  for (size_t i = 0; i < operands->size(); ++i) {
    if (IsNullish((*operands)[i])) return Value(Null{});
    ARROW_ASSIGN_OR_RAISE(const Array* array, ArrayOperand(operands, i));
    Members members;
    for (const Value& value : array->values) {
      if (i == 0 || common.contains(&value)) members.insert(&value);
    }
    common = std::move(members);
    if (i == 0) first = array;
  }
  if (first == nullptr) return Value(Array{});
  Members seen;
  return Value(Distinct(*first, &seen,
                        [&](const Value& value) { return common.contains(&value); }));
}

/// Both operands of a relation between two sets.
Result<std::pair<const Array*, const Array*>> TwoArrays(Operands* operands) {
  for (size_t i = 0; i < 2; ++i) {
    if ((*operands)[i].is<Array>()) continue;
    return InvalidArgument(
        "", "both operands of " + std::string(operands->name()) + " must be arrays. " +
                (i == 0 ? "First" : "Second") +
                " argument is of type: " + std::string(NameOfType((*operands)[i])));
  }
  ARROW_ASSIGN_OR_RAISE(const Array* first, ArrayOperand(operands, 0));
  ARROW_ASSIGN_OR_RAISE(const Array* second, ArrayOperand(operands, 1));
  return std::pair(first, second);
}

Result<Value> Difference(Operands* operands) {
  if (IsNullish((*operands)[0]) || IsNullish((*operands)[1])) return Value(Null{});
  ARROW_ASSIGN_OR_RAISE(const auto arrays, TwoArrays(operands));
  Members seen;
  AddTo(&seen, *arrays.second);
  return Value(Distinct(*arrays.first, &seen, [](const Value&) { return true; }));
}

Result<Value> IsSubset(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const auto arrays, TwoArrays(operands));
  Members members;
  AddTo(&members, *arrays.second);
  const auto& values = arrays.first->values;
  return Value(std::all_of(values.begin(), values.end(),
                           [&](const Value& value) { return members.contains(&value); }));
}

Result<Value> Equals(Operands* operands) {
  Members first;
  for (size_t i = 0; i < operands->size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const Array* array, ArrayOperand(operands, i));
    Members members;
    AddTo(i == 0 ? &first : &members, *array);
    if (i == 0) continue;
    const bool is_equal =
        std::equal(first.begin(), first.end(), members.begin(), members.end(),
                   [](const Value* a, const Value* b) { return Compare(*a, *b) == 0; });
    if (!is_equal) return Value(false);
  }
  return Value(true);
}

Result<const Array*> OnlyArray(Operands* operands) {
  const Array* array = (*operands)[0].get_if<Array>();
  if (array == nullptr) {
    return operands->Fail("'s argument must be an array, but is " +
                          std::string(NameOfType((*operands)[0])));
  }
  ARROW_RETURN_NOT_OK(operands->budget()->Count(array->size()));
  return array;
}

Result<Value> AnyElementTrue(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const Array* array, OnlyArray(operands));
  return Value(std::any_of(array->values.begin(), array->values.end(), IsTruthy));
}

Result<Value> AllElementsTrue(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const Array* array, OnlyArray(operands));
  return Value(std::all_of(array->values.begin(), array->values.end(), IsTruthy));
}

}  // namespace

std::span<const Operator> SetOperators() {
  static constexpr Operator kOperators[] = {
      {"$setUnion", Union, 0, kAnyNumber},
      {"$setIntersection", Intersection, 0, kAnyNumber},
      {"$setDifference", Difference, 2, 2},
      {"$setIsSubset", IsSubset, 2, 2},
      {"$setEquals", Equals, 2, kAnyNumber},
      {"$anyElementTrue", AnyElementTrue},
      {"$allElementsTrue", AllElementsTrue},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
