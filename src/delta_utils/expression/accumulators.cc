// $sum, $avg, $min, $max in expressions: of all operands, or of the elements of an only
// one that is an array. MongoDB manual, "$sum (aggregation)" and its like.
#include <cmath>

#include "delta_utils/base/compare.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

/// Adds in the type that the numbers ask for; doubles with what rounding took away kept
/// beside, so that the order of numbers hardly counts.
class Total {
 public:
  void Add(const Value& number) {
    type_ = std::max(type_, number.type());
    ++count_;
    if (IsDecimal(number)) {
      decimal_ = AddDecimals(decimal_, number.get<Decimal128>());
      return;
    }
    if (IsInteger(number) &&
        !__builtin_add_overflow(integer_, IntegerOf(number), &integer_)) {
      return;
    }
    if (IsInteger(number)) {
      // The sum of integers so far has wrapped round: by how much is known.
      constexpr double kWrap = 0x1p64;
      AddDouble(IntegerOf(number) > 0 ? kWrap : -kWrap);
      return;
    }
    AddDouble(DoubleOf(number));
  }

  int64_t count() const { return count_; }
  bool is_decimal() const { return type_ == ValueType::kDecimal128; }

  double AsDouble() const {
    Total all = *this;
    // In halves that doubles hold exactly.
    const int64_t low = integer_ & 0xFFFFFFFF;
    all.AddDouble(static_cast<double>(integer_ - low));
    all.AddDouble(static_cast<double>(low));
    const double total = all.high_ + all.low_;
    return std::isnan(total) ? all.high_ : total;
  }

  Decimal128 AsDecimal() const {
    constexpr int kDigits = 34;
    Decimal128 total = AddDecimals(decimal_, DecimalOfInteger(integer_));
    if (high_ != 0 || low_ != 0) {
      total = AddDecimals(total, DecimalOfDouble(high_, kDigits));
      if (low_ != 0 && std::isfinite(high_)) {
        total = AddDecimals(total, DecimalOfDouble(low_, kDigits));
      }
    }
    return total;
  }

  Value AsValue() const {
    if (is_decimal()) return AsDecimal();
    if (type_ == ValueType::kDouble || high_ != 0 || low_ != 0) return AsDouble();
    return MakeInteger(integer_, type_);
  }

 private:
  void AddDouble(double number) {
    const double sum = high_ + number;
    const double part = sum - high_;
    // Exact, unless something is infinite.
    const double error = (high_ - (sum - part)) + (number - part);
    high_ = sum;
    if (std::isfinite(error)) low_ += error;
  }

  ValueType type_ = ValueType::kInt32;
  int64_t count_ = 0;
  int64_t integer_ = 0;
  double high_ = 0;
  double low_ = 0;
  Decimal128 decimal_;
};

Total TotalOf(const Operands& operands) {
  Total total;
  for (size_t i = 0; i < operands.size(); ++i) {
    if (operands[i].is_number()) total.Add(operands[i]);
  }
  return total;
}

Result<Value> Sum(Operands* operands) { return TotalOf(*operands).AsValue(); }

Result<Value> Average(Operands* operands) {
  const Total total = TotalOf(*operands);
  if (total.count() == 0) return Value(Null{});
  if (total.is_decimal()) {
    return Value(DivideDecimals(total.AsDecimal(), DecimalOfInteger(total.count())));
  }
  return Value(total.AsDouble() / static_cast<double>(total.count()));
}

/// The first of the least values, or of the greatest, that is not nullish.
Result<Value> Extreme(Operands* operands, int sign) {
  const Value* extreme = nullptr;
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& value = (*operands)[i];
    if (IsNullish(value)) continue;
    if (extreme == nullptr || Compare(value, *extreme) * sign > 0) extreme = &value;
  }
  return extreme == nullptr ? Value(Null{}) : *extreme;
}

Result<Value> Min(Operands* operands) { return Extreme(operands, -1); }
Result<Value> Max(Operands* operands) { return Extreme(operands, 1); }

}  // namespace

std::span<const Operator> AccumulatorOperators() {
  static constexpr Operator kOperators[] = {
      {"$sum", Sum, 0, kAnyNumber, {}, false, true},
      {"$avg", Average, 0, kAnyNumber, {}, false, true},
      {"$min", Min, 0, kAnyNumber, {}, false, true},
      {"$max", Max, 0, kAnyNumber, {}, false, true},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
