// $arrayElemAt, $first, $last, $size, $in, $isArray, $concatArrays, $slice,
// $reverseArray, $indexOfArray, $range. MongoDB manual, "Array Expression Operators".
#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

/// The array moved out of an operand that owns it, or copied.
Array TakeArray(Operands* operands, size_t i) {
  return std::move(operands->Take(i).get<Array>());
}

/// The element, counted from the end if negative; Undefined{} if there is none.
Value ElementAt(const Array& array, int64_t index) {
  const auto size = static_cast<int64_t>(array.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return Undefined{};
  return array.values[static_cast<size_t>(index)];
}

Result<Value> ArrayElemAt(Operands* operands) {
  const Value& input = (*operands)[0];
  const Value& index = (*operands)[1];
  if (IsNullish(input) || IsNullish(index)) return Value(Null{});
  if (!input.is<Array>()) {
    return operands->Fail("'s first argument must be an array, but is " +
                          std::string(NameOfType(input)));
  }
  if (!index.is_number()) {
    return operands->Fail("'s second argument must be a numeric value, but is " +
                          std::string(NameOfType(index)));
  }
  const std::optional<int32_t> number = WholeInt32(index);
  if (!number) {
    return operands->Fail(
        "'s second argument must be representable as a 32-bit integer: " + Shown(index));
  }
  return ElementAt(input.get<Array>(), *number);
}

Result<Value> EndOf(Operands* operands, int64_t index) {
  const Value& input = (*operands)[0];
  if (IsNullish(input)) return Value(Null{});
  if (!input.is<Array>()) {
    return operands->Fail("'s argument must be an array, but is " +
                          std::string(NameOfType(input)));
  }
  return ElementAt(input.get<Array>(), index);
}

Result<Value> First(Operands* operands) { return EndOf(operands, 0); }
Result<Value> Last(Operands* operands) { return EndOf(operands, -1); }

Result<Value> Size(Operands* operands) {
  const Array* array = (*operands)[0].get_if<Array>();
  if (array == nullptr) {
    return InvalidArgument("",
                           "The argument to $size must be an array, but was of type: " +
                               std::string(NameOfType((*operands)[0])));
  }
  return Value(static_cast<int32_t>(array->size()));
}

/// The number of the first element in [begin, end) that equals `value`; `end` if none.
Result<size_t> FindElement(const Array& array, const Value& value, size_t begin,
                           size_t end, Budget* budget) {
  for (size_t i = begin; i < end; ++i) {
    ARROW_RETURN_NOT_OK(CountComparison(array.values[i], value, budget));
    if (Compare(array.values[i], value) == 0) return i;
  }
  return end;
}

Result<Value> In(Operands* operands) {
  const Array* array = (*operands)[1].get_if<Array>();
  if (array == nullptr) {
    return operands->Fail(" requires an array as a second argument, found: " +
                          std::string(NameOfType((*operands)[1])));
  }
  ARROW_ASSIGN_OR_RAISE(const size_t at, FindElement(*array, (*operands)[0], 0,
                                                     array->size(), operands->budget()));
  return Value(at != array->size());
}

Result<Value> IsArray(Operands* operands) { return Value((*operands)[0].is<Array>()); }

Result<Value> ConcatArrays(Operands* operands) {
  Held held(operands->budget());
  Array result;
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& operand = (*operands)[i];
    if (IsNullish(operand)) return Value(Null{});
    if (!operand.is<Array>()) {
      return operands->Fail(" only supports arrays, not " +
                            std::string(NameOfType(operand)));
    }
    ARROW_RETURN_NOT_OK(held.Add(FootprintOf(operand)));
    Array array = TakeArray(operands, i);
    if (i == 0) {
      result = std::move(array);
    } else {
      std::move(array.values.begin(), array.values.end(),
                std::back_inserter(result.values));
    }
  }
  return Value(std::move(result));
}

Result<int32_t> SliceNumber(Operands* operands, size_t i) {
  const Value& value = (*operands)[i];
  const std::string which = i == 1 ? "Second" : "Third";
  if (!value.is_number()) {
    return InvalidArgument("", which + " argument to $slice must be " +
                                   (i == 1 ? "a numeric value" : "numeric") +
                                   ", but is of type: " + std::string(NameOfType(value)));
  }
  const std::optional<int32_t> number = WholeInt32(value);
  if (!number) {
    return InvalidArgument("", which +
                                   " argument to $slice can't be represented as a "
                                   "32-bit integer: " +
                                   Shown(value));
  }
  return *number;
}

Result<Value> Slice(Operands* operands) {
  const Value& input = (*operands)[0];
  for (size_t i = 0; i < operands->size(); ++i) {
    if (IsNullish((*operands)[i])) return Value(Null{});
  }
  if (!input.is<Array>()) {
    return InvalidArgument("",
                           "First argument to $slice must be an array, but is of type: " +
                               std::string(NameOfType(input)));
  }
  const auto size = static_cast<int64_t>(input.get<Array>().size());
  ARROW_ASSIGN_OR_RAISE(const int64_t first, SliceNumber(operands, 1));
  // One number is a count: from the front, or, if negative, from the end.
  int64_t begin = first < 0 ? std::max<int64_t>(0, size + first) : 0;
  int64_t end = first < 0 ? size : std::min(first, size);
  if (operands->size() > 2) {
    ARROW_ASSIGN_OR_RAISE(const int64_t count, SliceNumber(operands, 2));
    if (count <= 0) {
      return InvalidArgument(
          "", "Third argument to $slice must be positive: " + std::to_string(count));
    }
    if (first >= 0) begin = std::min(first, size);
    end = std::min(begin + count, size);
  }
  const auto& values = input.get<Array>().values;
  return Value(Array{{values.begin() + begin, values.begin() + end}});
}

Result<Value> ReverseArray(Operands* operands) {
  if (IsNullish((*operands)[0])) return Value(Null{});
  if (!(*operands)[0].is<Array>()) {
    return InvalidArgument("",
                           "The argument to $reverseArray must be an array, but was of "
                           "type: " +
                               std::string(NameOfType((*operands)[0])));
  }
  Array array = TakeArray(operands, 0);
  std::reverse(array.values.begin(), array.values.end());
  return Value(std::move(array));
}

Result<Value> IndexOfArray(Operands* operands) {
  const Value& input = (*operands)[0];
  if (IsNullish(input)) return Value(Null{});
  if (!input.is<Array>()) {
    return operands->Fail(" requires an array as a first argument, found: " +
                          std::string(NameOfType(input)));
  }
  const Array& array = input.get<Array>();
  ARROW_ASSIGN_OR_RAISE(const size_t begin, SearchBound(operands, 2, 0));
  ARROW_ASSIGN_OR_RAISE(size_t end, SearchBound(operands, 3, array.size()));
  end = std::min(end, array.size());
  if (begin >= end) return Value(int32_t{-1});
  ARROW_ASSIGN_OR_RAISE(const size_t at, FindElement(array, (*operands)[1], begin, end,
                                                     operands->budget()));
  return Value(at == end ? int32_t{-1} : static_cast<int32_t>(at));
}

Result<int64_t> RangeNumber(Operands* operands, size_t i, const std::string& what) {
  const Value& value = (*operands)[i];
  if (!value.is_number()) {
    return operands->Fail(
        " requires a numeric " + what +
        " value, found value of type: " + std::string(NameOfType(value)));
  }
  const std::optional<int32_t> number = WholeInt32(value);
  if (!number) {
    const std::string article = i == 1 ? "an " : "a ";
    return operands->Fail(" requires " + article + what +
                          " value that can be represented as a 32-bit integer, found "
                          "value: " +
                          Shown(value));
  }
  return *number;
}

Result<Value> Range(Operands* operands) {
  ARROW_ASSIGN_OR_RAISE(const int64_t start, RangeNumber(operands, 0, "starting"));
  ARROW_ASSIGN_OR_RAISE(const int64_t end, RangeNumber(operands, 1, "ending"));
  int64_t step = 1;
  if (operands->size() > 2) {
    ARROW_ASSIGN_OR_RAISE(step, RangeNumber(operands, 2, "step"));
  }
  if (step == 0) return operands->Fail(" requires a non-zero step value");
  const int64_t distance = step > 0 ? end - start : start - end;
  const int64_t count = distance <= 0 ? 0 : (distance - 1) / std::abs(step) + 1;
  Held held(operands->budget());
  ARROW_RETURN_NOT_OK(held.Add(count * static_cast<int64_t>(sizeof(Value))));
  Array array;
  array.values.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    array.values.emplace_back(static_cast<int32_t>(start + i * step));
  }
  return Value(std::move(array));
}

}  // namespace

std::span<const Operator> ArrayOperators() {
  static constexpr Operator kOperators[] = {
      {"$arrayElemAt", ArrayElemAt, 2, 2},
      {"$first", First},
      {"$last", Last},
      {"$size", Size},
      {"$in", In, 2, 2},
      {"$isArray", IsArray},
      {"$concatArrays", ConcatArrays, 0, kAnyNumber},
      {"$slice", Slice, 2, 3},
      {"$reverseArray", ReverseArray},
      {"$indexOfArray", IndexOfArray, 2, 4},
      {"$range", Range, 2, 3},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
