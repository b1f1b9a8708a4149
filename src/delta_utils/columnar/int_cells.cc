#include <algorithm>
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

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kGreatest = std::numeric_limits<int64_t>::max();

/// `value % divisor == remainder`, also where the processor would trap.
struct ModOf {
  int64_t divisor;
  int64_t remainder;
  bool operator()(int64_t value) const {
    return (divisor == -1 ? 0 : value % divisor) == remainder;
  }
};

/// BitsTest of two's complement: `(value ^ flip) & mask` has any bit, or none.
struct BitsOf {
  explicit BitsOf(const BitsTest& test) {
    for (const uint32_t bit : test.bits) mask |= uint64_t{1} << std::min(bit, 63U);
    const bool is_set =
        test.kind == BitsTest::Kind::kAllSet || test.kind == BitsTest::Kind::kAnyClear;
    flip = is_set ? ~uint64_t{0} : 0;
    wants_any =
        test.kind == BitsTest::Kind::kAnySet || test.kind == BitsTest::Kind::kAnyClear;
  }
  bool operator()(int64_t value) const {
    return (((static_cast<uint64_t>(value) ^ flip) & mask) != 0) == wants_any;
  }
  uint64_t mask = 0;
  uint64_t flip = 0;
  bool wants_any = false;
};

/// Calls `narrow(values)` with the values of the array in their own width.
template <typename Narrow>
void VisitWidth(const arrow::Array& array, const Narrow& narrow) {
  const arrow::ArrayData& data = *array.data();
  switch (array.type_id()) {
    case arrow::Type::INT8:
      return narrow(data.GetValues<int8_t>(1));
    case arrow::Type::INT16:
      return narrow(data.GetValues<int16_t>(1));
    case arrow::Type::INT32:
      return narrow(data.GetValues<int32_t>(1));
    default:
      return narrow(data.GetValues<int64_t>(1));
  }
}

class IntRangeTest : public ArrayTest {
 public:
  IntRangeTest(int64_t lo, int64_t hi, bool inside) : lo_(lo), hi_(hi), inside_(inside) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    VisitWidth(array,
               [&](const auto* values) { NarrowValues(values, array.length(), rows); });
    return Status::OK();
  }

 private:
  template <typename T>
  void NarrowValues(const T* values, int64_t length, Rows rows) const {
    const auto lo = std::max<int64_t>(lo_, std::numeric_limits<T>::min());
    const auto hi = std::min<int64_t>(hi_, std::numeric_limits<T>::max());
    if (lo > hi) return KeepAllIf(!inside_, rows);
    // One comparison without a sign for both ends.
    using Unsigned = std::make_unsigned_t<T>;
    const auto base = static_cast<Unsigned>(lo);
    const auto span = static_cast<Unsigned>(static_cast<Unsigned>(hi) - base);
    const bool inside = inside_;
    NarrowWords(length, rows, [=](int64_t row) {
      const auto place = static_cast<Unsigned>(static_cast<Unsigned>(values[row]) - base);
      return (place <= span) == inside;
    });
  }

  int64_t lo_;
  int64_t hi_;
  bool inside_;
};

/// Few values one after the other, many by halves.
class IntSetTest : public ArrayTest {
 public:
  /// `set` ascends.
  explicit IntSetTest(std::vector<int64_t> set) : set_(std::move(set)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    VisitWidth(array, [&](const auto* values) {
      if (set_.size() > kFew) {
        return NarrowEach(rows, [&](int64_t row) {
          return std::binary_search(set_.begin(), set_.end(), int64_t{values[row]});
        });
      }
      NarrowWords(array.length(), rows, [&](int64_t row) {
        bool found = false;
        for (const int64_t value : set_) found |= values[row] == value;
        return found;
      });
    });
    return Status::OK();
  }

 private:
  static constexpr size_t kFew = 8;
  std::vector<int64_t> set_;
};

template <typename Test>
class IntEachTest : public ArrayTest {
 public:
  explicit IntEachTest(Test test) : test_(test) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    VisitWidth(array, [&](const auto* values) {
      NarrowWords(array.length(), rows, [&](int64_t row) { return test_(values[row]); });
    });
    return Status::OK();
  }

 private:
  Test test_;
};

OperandRange IntRange(CompareOp op, const Value& operand) {
  if (IsNaN(operand)) return {};
  return RangeOf(op, kLeast, kGreatest, [&](Int128 place) {
    return Compare(Value(static_cast<int64_t>(place)), operand);
  });
}

ArrayTestPtr IntSet(const In& in) {
  std::vector<int64_t> set;
  for (const Value& operand : in.operands) {
    if (!operand.is_number()) continue;
    const OperandRange range = IntRange(CompareOp::kEq, operand);
    if (range.lo <= range.hi) set.push_back(static_cast<int64_t>(range.lo));
  }
  std::sort(set.begin(), set.end());
  return std::make_unique<IntSetTest>(std::move(set));
}

/// kWhole reads as two types.
ArrayTestPtr WholeTypeTest(const Filter& leaf) {
  const bool narrow = HoldsFor(leaf, Value(int32_t{0}));
  const bool wide = HoldsFor(leaf, Value(kGreatest));
  if (narrow == wide) return Constant(narrow);
  return std::make_unique<IntRangeTest>(std::numeric_limits<int32_t>::min(),
                                        std::numeric_limits<int32_t>::max(), narrow);
}

}  // namespace

ArrayTestPtr IntCellTest(const Filter& leaf, const Column& column) {
  if (column.kind == ColumnKind::kWhole && std::holds_alternative<TypeTest>(leaf.node)) {
    return WholeTypeTest(leaf);
  }
  if (!LooksInto(leaf, TypeClass::kNumber)) {
    return Constant(HoldsFor(leaf, ValueOfInt(column.kind, 0)));
  }
  if (const auto* in = std::get_if<In>(&leaf.node)) return IntSet(*in);
  if (const auto* mod = std::get_if<ModTest>(&leaf.node)) {
    return std::make_unique<IntEachTest<ModOf>>(ModOf{mod->divisor, mod->remainder});
  }
  if (const auto* bits = std::get_if<BitsTest>(&leaf.node)) {
    return std::make_unique<IntEachTest<BitsOf>>(BitsOf(*bits));
  }
  const auto& comparison = std::get<Comparison>(leaf.node);
  const OperandRange range = IntRange(comparison.op, comparison.operand);
  if (range.lo > range.hi) return Constant(false);
  return std::make_unique<IntRangeTest>(static_cast<int64_t>(range.lo),
                                        static_cast<int64_t>(range.hi), true);
}

}  // namespace delta_utils::batch_internal
