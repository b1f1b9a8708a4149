#include "delta_utils/filter/schema_number_internal.h"

#include <cmath>

#include "delta_utils/expression/number_internal.h"

namespace delta_utils::internal {
namespace {

/// a * b % modulus, each below 2^127.
Uint128 MultiplyModulo(Uint128 a, Uint128 b, Uint128 modulus) {
  Uint128 product = 0;
  for (a %= modulus; b != 0; b >>= 1) {
    if ((b & 1) != 0) product = (product + a) % modulus;
    a = (a << 1) % modulus;
  }
  return product;
}

Uint128 PowerOfTenModulo(int exponent, Uint128 modulus) {
  Uint128 power = 1 % modulus;
  Uint128 base = 10 % modulus;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) power = MultiplyModulo(power, base, modulus);
    base = MultiplyModulo(base, base, modulus);
  }
  return power;
}

/// Moves zeros from the end of the coefficient into the exponent, up to `exponent`.
void RaiseExponent(DecimalParts* parts, int exponent) {
  while (parts->exponent < exponent && parts->coefficient % 10 == 0) {
    parts->coefficient /= 10;
    ++parts->exponent;
  }
}

}  // namespace

DecimalParts PartsOfNumber(const Value& number) { return PartsOf(DecimalOf(number)); }

bool IsMultipleOf(const DecimalParts& number, const DecimalParts& divisor) {
  if (number.form != DecimalParts::Form::kFinite) return false;
  if (number.coefficient == 0) return true;
  DecimalParts dividend = number;
  RaiseExponent(&dividend, divisor.exponent);
  // A digit is left below the last one of the divisor.
  if (dividend.exponent < divisor.exponent) return false;
  const Uint128 power =
      PowerOfTenModulo(dividend.exponent - divisor.exponent, divisor.coefficient);
  return MultiplyModulo(dividend.coefficient, power, divisor.coefficient) == 0;
}

std::optional<int64_t> WholeNumberOf(const Value& number) {
  switch (number.type()) {
    case ValueType::kInt32:
      return number.get<int32_t>();
    case ValueType::kInt64:
      return number.get<int64_t>();
    case ValueType::kDouble: {
      const double value = number.get<double>();
      if (!(value >= -0x1p63 && value < 0x1p63) || value != std::trunc(value)) return {};
      return static_cast<int64_t>(value);
    }
    case ValueType::kDecimal128:
      break;
    default:
      return {};
  }
  DecimalParts parts = PartsOf(number.get<Decimal128>());
  if (parts.form != DecimalParts::Form::kFinite) return {};
  if (parts.coefficient == 0) return 0;
  RaiseExponent(&parts, 0);
  const Uint128 limit = (Uint128{1} << 63) - (parts.negative ? 0 : 1);
  for (; parts.exponent > 0 && parts.coefficient <= limit; --parts.exponent) {
    parts.coefficient *= 10;
  }
  if (parts.exponent != 0 || parts.coefficient > limit) return {};
  const auto magnitude = static_cast<uint64_t>(parts.coefficient);
  return static_cast<int64_t>(parts.negative ? -magnitude : magnitude);
}

}  // namespace delta_utils::internal
