#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "arrow/type.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"

namespace delta_utils::batch_internal {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Places of the doubles but NaN, ascending by value; both zeros have one.
int64_t PlaceOf(double number) {
  const auto bits = std::bit_cast<int64_t>(number);
  return bits >= 0 ? bits : std::numeric_limits<int64_t>::min() - bits;
}
double DoubleAt(int64_t place) {
  return std::bit_cast<double>(place >= 0 ? place
                                          : std::numeric_limits<int64_t>::min() - place);
}

template <typename Narrow>
void VisitWidth(const arrow::Array& array, const Narrow& narrow) {
  const arrow::ArrayData& data = *array.data();
  if (array.type_id() == arrow::Type::FLOAT) return narrow(data.GetValues<float>(1));
  return narrow(data.GetValues<double>(1));
}

struct DoubleRange {
  double lo;
  double hi;
};

class RealRangeTest : public ArrayTest {
 public:
  explicit RealRangeTest(DoubleRange range) : range_(range) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    const auto [lo, hi] = range_;
    VisitWidth(array, [&, lo = lo, hi = hi](const auto* values) {
      NarrowWords(array.length(), rows, [=](int64_t row) {
        const double value = values[row];
        return (value >= lo) & (value <= hi);
      });
    });
    return Status::OK();
  }

 private:
  DoubleRange range_;
};

/// What a list of numbers comes to: doubles that ascend, and NaN.
class RealSetTest : public ArrayTest {
 public:
  RealSetTest(std::vector<double> set, bool has_nan)
      : set_(std::move(set)), has_nan_(has_nan) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    VisitWidth(array, [&](const auto* values) {
      NarrowEach(rows, [&](int64_t row) { return Contains(values[row]); });
    });
    return Status::OK();
  }

 private:
  bool Contains(double value) const {
    if (std::isnan(value)) return has_nan_;
    return std::binary_search(set_.begin(), set_.end(), value);
  }

  std::vector<double> set_;
  bool has_nan_;
};

/// What depends on more than the number's place: its type, its bits.
class RealItemTest : public ArrayTest {
 public:
  RealItemTest(Filter leaf, ColumnKind kind) : leaf_(std::move(leaf)), kind_(kind) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    VisitWidth(array, [&](const auto* values) {
      NarrowEach(rows, [&](int64_t row) {
        const Value value = ValueOfDouble(kind_, values[row]);
        return TestItem(leaf_, Item::Of(value), context);
      });
    });
    return Status::OK();
  }

 private:
  Filter leaf_;
  ColumnKind kind_;
};

/// lo > hi if there are none.
DoubleRange RangeOfDoubles(CompareOp op, const Value& operand) {
  const OperandRange range =
      RangeOf(op, PlaceOf(-kInfinity), PlaceOf(kInfinity), [&](Int128 place) {
        return Compare(Value(DoubleAt(static_cast<int64_t>(place))), operand);
      });
  if (range.lo > range.hi) return {1, 0};
  return {DoubleAt(static_cast<int64_t>(range.lo)),
          DoubleAt(static_cast<int64_t>(range.hi))};
}

ArrayTestPtr RealSet(const In& in) {
  std::vector<double> set;
  bool has_nan = false;
  for (const Value& operand : in.operands) {
    if (!operand.is_number()) continue;
    if (IsNaN(operand)) {
      has_nan = true;
      continue;
    }
    const DoubleRange range = RangeOfDoubles(CompareOp::kEq, operand);
    if (range.lo <= range.hi) set.push_back(range.lo);
  }
  std::sort(set.begin(), set.end());
  return std::make_unique<RealSetTest>(std::move(set), has_nan);
}

ArrayTestPtr RealComparison(const Comparison& comparison) {
  if (IsNaN(comparison.operand)) {
    const bool holds = comparison.op != CompareOp::kGt && comparison.op != CompareOp::kLt;
    return std::make_unique<RealSetTest>(std::vector<double>(), holds);
  }
  const DoubleRange range = RangeOfDoubles(comparison.op, comparison.operand);
  return std::make_unique<RealRangeTest>(range);
}

}  // namespace

ArrayTestPtr RealCellTest(const Filter& leaf, const Column& column) {
  const bool has_types = column.kind == ColumnKind::kNumber;
  if (has_types && std::holds_alternative<TypeTest>(leaf.node)) {
    return std::make_unique<RealItemTest>(leaf, column.kind);
  }
  if (!LooksInto(leaf, TypeClass::kNumber)) {
    return Constant(HoldsFor(leaf, Value(0.5)));
  }
  if (const auto* in = std::get_if<In>(&leaf.node)) return RealSet(*in);
  if (const auto* comparison = std::get_if<Comparison>(&leaf.node)) {
    return RealComparison(*comparison);
  }
  return std::make_unique<RealItemTest>(leaf, column.kind);
}

}  // namespace delta_utils::batch_internal
