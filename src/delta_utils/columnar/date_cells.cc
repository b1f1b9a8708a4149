#include <algorithm>
#include <limits>
#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"

namespace delta_utils::batch_internal {
namespace {

constexpr int64_t kMillisPerDay = 86'400'000;
constexpr int64_t kMicrosPerMilli = 1000;

/// Of whole steps (a day, a millisecond), each so many milliseconds.
OperandRange DateRange(CompareOp op, const Value& operand, Int128 lowest, Int128 highest,
                       int64_t step_millis) {
  return RangeOf(op, lowest, highest, [&](Int128 place) {
    return Compare(Value(Date{static_cast<int64_t>(place * step_millis)}), operand);
  });
}

struct Steps {
  int64_t lo;
  int64_t hi;
  int64_t step_millis;
};
constexpr Steps kDays = {std::numeric_limits<int32_t>::min(),
                         std::numeric_limits<int32_t>::max(), kMillisPerDay};
/// Those that microseconds can hold.
constexpr Steps kMillis = {std::numeric_limits<int64_t>::min() / kMicrosPerMilli,
                           std::numeric_limits<int64_t>::max() / kMicrosPerMilli, 1};

/// The steps for which the leaf, which looks into dates, holds.
struct StepTest {
  std::vector<int64_t> set;  // ascends
  OperandRange range;
  bool is_set = false;

  bool operator()(int64_t place) const {
    if (is_set) return std::binary_search(set.begin(), set.end(), place);
    return place >= static_cast<int64_t>(range.lo) &&
           place <= static_cast<int64_t>(range.hi);
  }
};

StepTest MakeStepTest(const Filter& leaf, const Steps& steps) {
  StepTest test;
  if (!LooksInto(leaf, TypeClass::kDate)) {
    if (HoldsFor(leaf, Value(Date{}))) test.range = {steps.lo, steps.hi};
    return test;
  }
  if (const auto* comparison = std::get_if<Comparison>(&leaf.node)) {
    test.range = DateRange(comparison->op, comparison->operand, steps.lo, steps.hi,
                           steps.step_millis);
    return test;
  }
  test.is_set = true;
  for (const Value& operand : std::get<In>(leaf.node).operands) {
    if (!operand.is<Date>()) continue;
    const OperandRange range =
        DateRange(CompareOp::kEq, operand, steps.lo, steps.hi, steps.step_millis);
    if (range.lo <= range.hi) test.set.push_back(static_cast<int64_t>(range.lo));
  }
  std::sort(test.set.begin(), test.set.end());
  return test;
}

class DayTest : public ArrayTest {
 public:
  explicit DayTest(StepTest test) : test_(std::move(test)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    const int32_t* const days = array.data()->GetValues<int32_t>(1);
    if (test_.is_set) {
      NarrowEach(rows, [&](int64_t row) { return test_(days[row]); });
      return Status::OK();
    }
    const auto lo = static_cast<int64_t>(test_.range.lo);
    const auto hi = static_cast<int64_t>(test_.range.hi);
    NarrowWords(array.length(), rows,
                [=](int64_t row) { return (days[row] >= lo) & (days[row] <= hi); });
    return Status::OK();
  }

 private:
  StepTest test_;
};

/// Whole milliseconds are dates, the rest is text.
class MicrosTest : public ArrayTest {
 public:
  MicrosTest(const Filter& leaf, bool utc)
      : leaf_(leaf),
        utc_(utc),
        test_(MakeStepTest(leaf, kMillis)),
        looks_into_text_(LooksInto(leaf, TypeClass::kString)),
        text_holds_(!looks_into_text_ && HoldsFor(leaf, Value(""))) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    const int64_t* const micros = array.data()->GetValues<int64_t>(1);
    if (test_.is_set || looks_into_text_) {
      NarrowEach(rows, [&](int64_t row) { return Holds(micros[row], context); });
      return Status::OK();
    }
    const bool is_none = test_.range.lo > test_.range.hi;
    const int64_t lo =
        is_none ? 1 : static_cast<int64_t>(test_.range.lo) * kMicrosPerMilli;
    const int64_t hi =
        is_none ? 0 : static_cast<int64_t>(test_.range.hi) * kMicrosPerMilli;
    NarrowWords(array.length(), rows, [&, lo, hi](int64_t row) {
      const int64_t value = micros[row];
      const bool is_within = (value >= lo) & (value <= hi);
      if (is_within == text_holds_) return is_within;
      return value % kMicrosPerMilli == 0 ? is_within : text_holds_;
    });
    return Status::OK();
  }

  Cost cost() const override {
    return looks_into_text_ ? Cost{50, true} : Cost{2, false};
  }

 private:
  bool Holds(int64_t micros, LeafContext* context) const {
    if (micros % kMicrosPerMilli == 0) return test_(micros / kMicrosPerMilli);
    if (!looks_into_text_) return text_holds_;
    const Value text = ValueOfMicros(micros, utc_);
    return TestItem(leaf_, Item::Of(text), context);
  }

  Filter leaf_;
  bool utc_;
  StepTest test_;
  bool looks_into_text_;
  bool text_holds_;
};

}  // namespace

ArrayTestPtr DateCellTest(const Filter& leaf, const Column& column) {
  if (column.kind == ColumnKind::kDay) {
    return std::make_unique<DayTest>(MakeStepTest(leaf, kDays));
  }
  return std::make_unique<MicrosTest>(leaf, column.kind == ColumnKind::kDate);
}

}  // namespace delta_utils::batch_internal
