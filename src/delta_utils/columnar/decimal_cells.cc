#include <algorithm>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/array_decimal.h"
#include "delta_utils/base/int128.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"

namespace delta_utils::batch_internal {
namespace {

/// What a decimal128 of documents can hold; the rest reads as NULL.
constexpr Int128 kGreatest = PowerOfTen(34) - 1;
constexpr Int128 kLeast = -kGreatest;

class Unscaled {
 public:
  explicit Unscaled(const arrow::Array& array)
      : values_(static_cast<const arrow::Decimal128Array&>(array).raw_values()) {}

  Int128 operator[](int64_t row) const {
    Int128 value;
    std::memcpy(&value, values_ + row * 16, 16);
    return value;
  }

 private:
  const uint8_t* values_;
};

bool IsHeld(Int128 unscaled) { return unscaled >= kLeast && unscaled <= kGreatest; }

class DecimalRangeTest : public ArrayTest {
 public:
  DecimalRangeTest(OperandRange range, bool null_holds)
      : range_(range), null_holds_(null_holds) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    const Unscaled values(array);
    const auto [lo, hi] = range_;
    NarrowWords(array.length(), rows, [&, lo = lo, hi = hi](int64_t row) {
      const Int128 value = values[row];
      const bool is_within = (value >= lo) & (value <= hi);
      return is_within | (null_holds_ & !IsHeld(value));
    });
    return Status::OK();
  }

 private:
  OperandRange range_;
  bool null_holds_;
};

class DecimalSetTest : public ArrayTest {
 public:
  DecimalSetTest(std::vector<Int128> set, bool null_holds)
      : set_(std::move(set)), null_holds_(null_holds) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    const Unscaled values(array);
    NarrowEach(rows, [&](int64_t row) {
      const Int128 value = values[row];
      if (!IsHeld(value)) return null_holds_;
      return std::binary_search(set_.begin(), set_.end(), value);
    });
    return Status::OK();
  }

 private:
  std::vector<Int128> set_;
  bool null_holds_;
};

class DecimalItemTest : public ArrayTest {
 public:
  DecimalItemTest(Filter leaf, Column column, bool null_holds)
      : leaf_(std::move(leaf)), column_(std::move(column)), null_holds_(null_holds) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    const Unscaled values(array);
    NarrowEach(rows, [&](int64_t row) {
      const Value value = ValueOfDecimal(column_, values[row]);
      if (value.is<Null>()) return null_holds_;
      return TestItem(leaf_, Item::Of(value), context);
    });
    return Status::OK();
  }

 private:
  Filter leaf_;
  Column column_;
  bool null_holds_;
};

OperandRange DecimalRange(CompareOp op, const Value& operand, const Column& column) {
  if (IsNaN(operand)) return {};
  return RangeOf(op, kLeast, kGreatest, [&](Int128 place) {
    return Compare(ValueOfDecimal(column, place), operand);
  });
}

ArrayTestPtr DecimalSet(const In& in, const Column& column, bool null_holds) {
  std::vector<Int128> set;
  for (const Value& operand : in.operands) {
    if (!operand.is_number()) continue;
    const OperandRange range = DecimalRange(CompareOp::kEq, operand, column);
    if (range.lo <= range.hi) set.push_back(range.lo);
  }
  std::sort(set.begin(), set.end());
  return std::make_unique<DecimalSetTest>(std::move(set), null_holds);
}

}  // namespace

ArrayTestPtr DecimalCellTest(const Filter& leaf, const Column& column, bool null_holds) {
  if (!LooksInto(leaf, TypeClass::kNumber)) {
    if (HoldsFor(leaf, Value(Decimal128{}))) {
      return std::make_unique<DecimalRangeTest>(OperandRange{kLeast, kGreatest},
                                                null_holds);
    }
    return std::make_unique<DecimalRangeTest>(OperandRange{}, null_holds);
  }
  if (const auto* in = std::get_if<In>(&leaf.node)) {
    return DecimalSet(*in, column, null_holds);
  }
  if (const auto* comparison = std::get_if<Comparison>(&leaf.node)) {
    return std::make_unique<DecimalRangeTest>(
        DecimalRange(comparison->op, comparison->operand, column), null_holds);
  }
  return std::make_unique<DecimalItemTest>(leaf, column, null_holds);
}

}  // namespace delta_utils::batch_internal
