#include <bit>
#include <limits>
#include <optional>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/int128.h"
#include "delta_utils/base/iso_date.h"
#include "delta_utils/filter/predicate_terms_internal.h"

namespace delta_utils::filter_internal {
namespace {

constexpr int64_t kMillisOfDay = 86'400'000;
constexpr int64_t kYearOneMillis = -62'135'596'800'000;

/// The values of a column's type, counted in their order.
struct Domain {
  Int128 first;
  Int128 last;
};

/// Floats are counted by their bits, with one zero.
template <typename Float, typename Bits>
Value FloatAt(Bits index) {
  const Float size = std::bit_cast<Float>(index < 0 ? -index : index);
  return Value(static_cast<double>(index < 0 ? -size : size));
}

template <typename Float, typename Bits>
Domain FloatDomain() {
  const auto last = std::bit_cast<Bits>(std::numeric_limits<Float>::infinity());
  return {-Int128{last}, Int128{last}};
}

template <typename Int>
Domain IntDomain() {
  return {std::numeric_limits<Int>::min(), std::numeric_limits<Int>::max()};
}

Domain DomainOf(const TypedColumn& column) {
  switch (column.type) {
    case ColumnType::kInt8:
      return IntDomain<int8_t>();
    case ColumnType::kInt16:
      return IntDomain<int16_t>();
    case ColumnType::kInt32:
      return IntDomain<int32_t>();
    case ColumnType::kFloat:
      return FloatDomain<float, int32_t>();
    case ColumnType::kDouble:
      return FloatDomain<double, int64_t>();
    case ColumnType::kDecimal: {
      const Int128 last = PowerOfTen(column.precision) - 1;
      return {-last, last};
    }
    case ColumnType::kDate:
      return {kYearOneMillis / kMillisOfDay, kLastIsoDate.millis / kMillisOfDay};
    default:
      return IntDomain<int64_t>();
  }
}

Value ValueAt(const TypedColumn& column, Int128 index) {
  switch (column.type) {
    case ColumnType::kFloat:
      return FloatAt<float>(static_cast<int32_t>(index));
    case ColumnType::kDouble:
      return FloatAt<double>(static_cast<int64_t>(index));
    case ColumnType::kDecimal: {
      DecimalParts parts;
      parts.negative = index < 0;
      parts.coefficient = static_cast<Uint128>(index < 0 ? -index : index);
      parts.exponent = -column.scale;
      // 34 digits and a scale of at most 38 are always within decimal128's range.
      return Value(*MakeDecimal128(parts));
    }
    case ColumnType::kDate:
      return Value(Date{static_cast<int64_t>(index) * kMillisOfDay});
    case ColumnType::kTimestamp:
    case ColumnType::kTimestampNtz:
      return Value(Date{static_cast<int64_t>(index)});
    default:
      return Value(static_cast<int64_t>(index));
  }
}

/// The greatest value of the column's type that is not above the operand, if any.
struct Cut {
  std::optional<Value> below;
  bool is_equal = false;
};

Cut CutOf(const TypedColumn& column, const Value& operand) {
  Domain domain = DomainOf(column);
  if (Compare(ValueAt(column, domain.first), operand) > 0) return {};
  while (domain.first < domain.last) {
    const Int128 middle = domain.last - (domain.last - domain.first) / 2;
    if (Compare(ValueAt(column, middle), operand) <= 0) {
      domain.first = middle;
    } else {
      domain.last = middle - 1;
    }
  }
  Cut cut{ValueAt(column, domain.first)};
  cut.is_equal = Compare(*cut.below, operand) == 0;
  return cut;
}

bool IsSayable(const Value& operand) {
  const Date* date = operand.get_if<Date>();
  return date == nullptr ||
         (date->millis >= kYearOneMillis && date->millis <= kLastIsoDate.millis);
}

}  // namespace

ColumnPredicate CompareOrdered(const Place& place, CompareOp op, const Value& operand) {
  if (!IsSayable(operand)) return Unknown();
  Cut cut = CutOf(*place.column, operand);
  if (op == CompareOp::kEq && !cut.is_equal) return Constant(false);
  if (!cut.below) return Constant(op == CompareOp::kGt || op == CompareOp::kGte);
  if (!cut.is_equal) {
    // What is above the operand is above the cut, what is below is at most the cut.
    const bool is_above = op == CompareOp::kGt || op == CompareOp::kGte;
    op = is_above ? CompareOp::kGt : CompareOp::kLte;
  }
  return Term(ColumnPredicate::Kind::kCompare, place, {std::move(*cut.below)}, op);
}

}  // namespace delta_utils::filter_internal
