// $add, $subtract, $multiply, $divide, $mod: MongoDB manual, "Arithmetic Expression
// Operators". A sum, difference or product of integers that does not fit an int32 is an
// int64; one that does not fit that is a double. A decimal128 makes all decimal128.
#include <cmath>

#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

Value AddNumbers(const Value& a, const Value& b) {
  const ValueType type = WiderType(a, b);
  if (type == ValueType::kDecimal128) return AddDecimals(DecimalOf(a), DecimalOf(b));
  int64_t sum = 0;
  if (type == ValueType::kDouble ||
      __builtin_add_overflow(IntegerOf(a), IntegerOf(b), &sum)) {
    return DoubleOf(a) + DoubleOf(b);
  }
  return MakeInteger(sum, type);
}

Value SubtractNumbers(const Value& a, const Value& b) {
  const ValueType type = WiderType(a, b);
  if (type == ValueType::kDecimal128) {
    return AddDecimals(DecimalOf(a), Negated(DecimalOf(b)));
  }
  int64_t difference = 0;
  if (type == ValueType::kDouble ||
      __builtin_sub_overflow(IntegerOf(a), IntegerOf(b), &difference)) {
    return DoubleOf(a) - DoubleOf(b);
  }
  return MakeInteger(difference, type);
}

Value MultiplyNumbers(const Value& a, const Value& b) {
  const ValueType type = WiderType(a, b);
  if (type == ValueType::kDecimal128) return MultiplyDecimals(DecimalOf(a), DecimalOf(b));
  int64_t product = 0;
  if (type == ValueType::kDouble ||
      __builtin_mul_overflow(IntegerOf(a), IntegerOf(b), &product)) {
    return DoubleOf(a) * DoubleOf(b);
  }
  return MakeInteger(product, type);
}

/// What a number adds to a date, in whole milliseconds.
std::optional<int64_t> MillisOf(const Value& number) {
  if (IsDecimal(number)) {
    return IntegerOfDecimal(
        RoundDecimal(number.get<Decimal128>(), 0, Rounding::kHalfEven));
  }
  const double* fractional = number.get_if<double>();
  return TruncatedInteger(fractional == nullptr ? number
                                                : Value(std::round(*fractional)));
}

Result<Value> Add(Operands* operands) {
  Value sum = int32_t{0};
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& operand = (*operands)[i];
    if (IsNullish(operand)) return Value(Null{});
    const bool is_date = operand.is<Date>();
    if (!is_date && !operand.is_number()) {
      return operands->Fail(" only supports numeric or date types, not " +
                            std::string(NameOfType(operand)));
    }
    if (is_date && sum.is<Date>()) {
      return InvalidArgument("", "only one date allowed in an $add expression");
    }
    if (!is_date && !sum.is<Date>()) {
      sum = i == 0 ? operand : AddNumbers(sum, operand);
      continue;
    }
    const std::optional<int64_t> millis = MillisOf(is_date ? sum : operand);
    int64_t total = is_date ? operand.get<Date>().millis : sum.get<Date>().millis;
    if (!millis || __builtin_add_overflow(total, *millis, &total)) {
      return InvalidArgument("", "date overflow in $add");
    }
    sum = Date{total};
  }
  return sum;
}

Result<Value> SubtractFromDate(const Date& date, const Value& b, Operands* operands) {
  int64_t difference = 0;
  if (const Date* other = b.get_if<Date>()) {
    if (__builtin_sub_overflow(date.millis, other->millis, &difference)) {
      return operands->Fail(": the difference of the dates overflows");
    }
    return Value(difference);
  }
  const std::optional<int64_t> millis = MillisOf(b);
  if (!millis || __builtin_sub_overflow(date.millis, *millis, &difference)) {
    return InvalidArgument("", "date overflow in $subtract");
  }
  return Value(Date{difference});
}

Result<Value> Subtract(Operands* operands) {
  const Value& a = (*operands)[0];
  const Value& b = (*operands)[1];
  if (IsNullish(a) || IsNullish(b)) return Value(Null{});
  if (a.is_number() && b.is_number()) return SubtractNumbers(a, b);
  if (a.is<Date>() && (b.is<Date>() || b.is_number())) {
    return SubtractFromDate(a.get<Date>(), b, operands);
  }
  return InvalidArgument("", "can't $subtract " + std::string(NameOfType(b)) + " from " +
                                 std::string(NameOfType(a)));
}

Result<Value> Multiply(Operands* operands) {
  Value product = int32_t{1};
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& operand = (*operands)[i];
    if (IsNullish(operand)) return Value(Null{});
    if (!operand.is_number()) {
      return operands->Fail(" only supports numeric types, not " +
                            std::string(NameOfType(operand)));
    }
    product = i == 0 ? operand : MultiplyNumbers(product, operand);
  }
  return product;
}

Status CheckBothNumbers(Operands* operands) {
  const Value& a = (*operands)[0];
  const Value& b = (*operands)[1];
  if (a.is_number() && b.is_number()) return Status::OK();
  return operands->Fail(" only supports numeric types, not " +
                        std::string(NameOfType(a)) + " and " +
                        std::string(NameOfType(b)));
}

Result<Value> Divide(Operands* operands) {
  const Value& a = (*operands)[0];
  const Value& b = (*operands)[1];
  if (IsNullish(a) || IsNullish(b)) return Value(Null{});
  ARROW_RETURN_NOT_OK(CheckBothNumbers(operands));
  if (!IsTruthy(b)) {
    return InvalidArgument("", "can't $divide by zero");
  }
  if (WiderType(a, b) == ValueType::kDecimal128) {
    return Value(DivideDecimals(DecimalOf(a), DecimalOf(b)));
  }
  return Value(DoubleOf(a) / DoubleOf(b));
}

Result<Value> Mod(Operands* operands) {
  const Value& a = (*operands)[0];
  const Value& b = (*operands)[1];
  if (IsNullish(a) || IsNullish(b)) return Value(Null{});
  ARROW_RETURN_NOT_OK(CheckBothNumbers(operands));
  if (!IsTruthy(b)) return InvalidArgument("", "can't $mod by zero");
  if (WiderType(a, b) == ValueType::kDecimal128) {
    return Value(RemainderOfDecimals(DecimalOf(a), DecimalOf(b)));
  }
  if (a.is<double>() || b.is<double>()) {
    return Value(std::fmod(DoubleOf(a), DoubleOf(b)));
  }
  const int64_t divisor = IntegerOf(b);
  // INT64_MIN % -1 overflows.
  const int64_t rest = divisor == -1 ? 0 : IntegerOf(a) % divisor;
  const bool is_long = a.is<int64_t>() || b.is<int64_t>();
  return MakeInteger(rest, is_long ? ValueType::kInt64 : ValueType::kInt32);
}

}  // namespace

std::span<const Operator> ArithmeticOperators() {
  static constexpr Operator kOperators[] = {
      {"$add", Add, 0, kAnyNumber},
      {"$subtract", Subtract, 2, 2},
      {"$multiply", Multiply, 0, kAnyNumber},
      {"$divide", Divide, 2, 2},
      {"$mod", Mod, 2, 2},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
