// $abs, $ceil, $floor, $round, $trunc, $sqrt, $pow, $exp, $ln, $log, $log10.
// MongoDB manual, "Arithmetic Expression Operators".
//
// $round and $trunc take a double as what it is in binary: 2.675 is a little less, and
// becomes 2.67. Functions that are not rational are refused for
// decimal128: there is no way here to have all 34 digits right.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

Status NotNumeric(Operands* operands, const Value& value) {
  return operands->Fail(" only supports numeric types, not " +
                        std::string(NameOfType(value)));
}

Status NoDecimals(Operands* operands) {
  return Unsupported("", std::string(operands->name()) + " of decimal128");
}

Result<Value> Abs(Operands* operands) {
  const Value& value = (*operands)[0];
  if (IsNullish(value)) return Value(Null{});
  if (!value.is_number()) return NotNumeric(operands, value);
  if (IsDecimal(value)) {
    const Decimal128& decimal = value.get<Decimal128>();
    return Value(PartsOf(decimal).negative ? Negated(decimal) : decimal);
  }
  if (value.is<double>()) return Value(std::fabs(value.get<double>()));
  const int64_t integer = IntegerOf(value);
  if (integer == std::numeric_limits<int64_t>::min()) {
    return InvalidArgument("", "can't take $abs of long long min");
  }
  return MakeInteger(integer < 0 ? -integer : integer, value.type());
}

Result<Value> RoundWhole(Operands* operands, Rounding rounding) {
  const Value& value = (*operands)[0];
  if (IsNullish(value)) return Value(Null{});
  if (!value.is_number()) return NotNumeric(operands, value);
  if (IsInteger(value)) return value;
  if (IsDecimal(value)) {
    const Decimal128 rounded = RoundDecimal(value.get<Decimal128>(), 0, rounding);
    const DecimalParts parts = PartsOf(rounded);
    // No digits for all up to the point, as IEEE 754's quantize has it.
    const bool is_whole =
        parts.form == DecimalParts::Form::kFinite && parts.exponent == 0;
    return Value(is_whole ? rounded : *MakeDecimal128({DecimalParts::Form::kNaN}));
  }
  const double number = value.get<double>();
  return Value(rounding == Rounding::kFloor ? std::floor(number) : std::ceil(number));
}

Result<Value> Ceil(Operands* operands) {
  return RoundWhole(operands, Rounding::kCeiling);
}
Result<Value> Floor(Operands* operands) { return RoundWhole(operands, Rounding::kFloor); }

double RoundDouble(double number, int places, Rounding rounding) {
  if (!std::isfinite(number) || number == 0) return number;
  if (places == 0) {
    return rounding == Rounding::kTowardZero ? std::trunc(number)
                                             : std::nearbyint(number);
  }
  constexpr int kDigits = 34;
  const Decimal128 decimal = DecimalOfDouble(number, kDigits);
  const double rounded = DoubleOfDecimal(RoundDecimal(decimal, -places, rounding));
  return std::copysign(rounded, number);
}

Result<Value> RoundInteger(const Value& value, int places, Rounding rounding,
                           Operands* operands) {
  if (places >= 0) return value;
  const Decimal128 rounded = RoundDecimal(DecimalOf(value), -places, rounding);
  const std::optional<int64_t> integer = IntegerOfDecimal(rounded);
  if (!integer) {
    return InvalidArgument("", "invalid conversion from Decimal128 result in " +
                                   std::string(operands->name()) +
                                   " resulting from arguments: [" + Shown(value) + ", " +
                                   std::to_string(places) + "]");
  }
  return MakeInteger(*integer, value.type());
}

Result<Value> RoundToPlace(Operands* operands, Rounding rounding) {
  constexpr int kMinPlace = -20;
  constexpr int kMaxPlace = 100;
  const Value& value = (*operands)[0];
  const Value place = operands->size() > 1 ? (*operands)[1] : Value(int32_t{0});
  if (IsNullish(value) || IsNullish(place)) return Value(Null{});
  if (!value.is_number()) return NotNumeric(operands, value);
  const std::optional<int32_t> places = WholeInt32(place);
  const std::string name(operands->name());
  if (!places) {
    return InvalidArgument(
        "", "precision argument to  " + name + " must be a integral value");
  }
  if (*places < kMinPlace || *places > kMaxPlace) {
    return InvalidArgument("", "cannot apply " + name + " with precision value " +
                                   std::to_string(*places) +
                                   " value must be in [-20, 100]");
  }
  if (IsDecimal(value)) {
    return Value(RoundDecimal(value.get<Decimal128>(), -*places, rounding));
  }
  if (value.is<double>())
    return Value(RoundDouble(value.get<double>(), *places, rounding));
  return RoundInteger(value, *places, rounding, operands);
}

Result<Value> Round(Operands* operands) {
  return RoundToPlace(operands, Rounding::kHalfEven);
}
Result<Value> Trunc(Operands* operands) {
  return RoundToPlace(operands, Rounding::kTowardZero);
}

Result<Value> Sqrt(Operands* operands) {
  const Value& value = (*operands)[0];
  if (IsNullish(value)) return Value(Null{});
  if (!value.is_number()) return NotNumeric(operands, value);
  if (IsDecimal(value)) return NoDecimals(operands);
  const double number = DoubleOf(value);
  if (number < 0) return operands->Fail("'s argument must be greater than or equal to 0");
  return Value(std::sqrt(number));
}

Result<Value> Exp(Operands* operands) {
  const Value& value = (*operands)[0];
  if (IsNullish(value)) return Value(Null{});
  if (!value.is_number()) return NotNumeric(operands, value);
  if (IsDecimal(value)) return NoDecimals(operands);
  return Value(std::exp(DoubleOf(value)));
}

Result<Value> Logarithm(Operands* operands, double (*function)(double)) {
  const Value& value = (*operands)[0];
  if (IsNullish(value)) return Value(Null{});
  if (!value.is_number()) return NotNumeric(operands, value);
  if (IsDecimal(value)) return NoDecimals(operands);
  const double number = DoubleOf(value);
  if (number <= 0) {
    return operands->Fail("'s argument must be a positive number, but is " +
                          Shown(value));
  }
  return Value(function(number));
}

Result<Value> Ln(Operands* operands) { return Logarithm(operands, std::log); }
Result<Value> Log10(Operands* operands) { return Logarithm(operands, std::log10); }

Result<Value> Log(Operands* operands) {
  const Value& value = (*operands)[0];
  const Value& base = (*operands)[1];
  if (IsNullish(value) || IsNullish(base)) return Value(Null{});
  if (!value.is_number()) {
    return operands->Fail("'s argument must be numeric, not " +
                          std::string(NameOfType(value)));
  }
  if (!base.is_number()) {
    return operands->Fail("'s base must be numeric, not " +
                          std::string(NameOfType(base)));
  }
  if (IsDecimal(value) || IsDecimal(base)) return NoDecimals(operands);
  if (DoubleOf(value) <= 0) {
    return operands->Fail("'s argument must be a positive number, but is " +
                          Shown(value));
  }
  if (DoubleOf(base) <= 0 || DoubleOf(base) == 1) {
    return operands->Fail("'s base must be a positive number not equal to 1, but is " +
                          Shown(base));
  }
  return Value(std::log(DoubleOf(value)) / std::log(DoubleOf(base)));
}

/// nullopt: beyond int64.
std::optional<int64_t> IntegerPower(int64_t base, int64_t exponent) {
  int64_t result = 1;
  while (exponent > 0) {
    if (exponent % 2 == 1 && __builtin_mul_overflow(result, base, &result)) {
      return std::nullopt;
    }
    exponent /= 2;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return std::nullopt;
  }
  return result;
}

Result<Value> Pow(Operands* operands) {
  const Value& base = (*operands)[0];
  const Value& exponent = (*operands)[1];
  if (IsNullish(base) || IsNullish(exponent)) return Value(Null{});
  if (!base.is_number()) {
    return operands->Fail("'s base must be numeric, not " +
                          std::string(NameOfType(base)));
  }
  if (!exponent.is_number()) {
    return operands->Fail("'s exponent must be numeric, not " +
                          std::string(NameOfType(exponent)));
  }
  if (IsDecimal(base) || IsDecimal(exponent)) return NoDecimals(operands);
  if (!IsTruthy(base) && DoubleOf(exponent) < 0) {
    return operands->Fail(" cannot take a base of 0 and a negative exponent");
  }
  if (IsInteger(base) && IsInteger(exponent)) {
    const int64_t number = IntegerOf(base);
    const int64_t power = IntegerOf(exponent);
    const bool is_unit = number == 1 || number == -1;
    const std::optional<int64_t> result =
        power >= 0
            ? IntegerPower(number, power)
            : (is_unit ? IntegerPower(number, power % 2 == 0 ? 2 : 1) : std::nullopt);
    if (result) return MakeInteger(*result, WiderType(base, exponent));
  }
  return Value(std::pow(DoubleOf(base), DoubleOf(exponent)));
}

}  // namespace

std::span<const Operator> MathOperators() {
  static constexpr Operator kOperators[] = {
      {"$abs", Abs},           {"$ceil", Ceil},         {"$floor", Floor},
      {"$round", Round, 1, 2}, {"$trunc", Trunc, 1, 2}, {"$sqrt", Sqrt},
      {"$pow", Pow, 2, 2},     {"$exp", Exp},           {"$ln", Ln},
      {"$log", Log, 2, 2},     {"$log10", Log10},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
