#include "arrow/array/array_base.h"
#include "arrow/array/data.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"

namespace delta_utils::batch_internal {
namespace {

constexpr uint8_t kUuidSubtype = 4;

class BoolTest : public ArrayTest {
 public:
  BoolTest(bool true_holds, bool false_holds)
      : true_holds_(true_holds), false_holds_(false_holds) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext*) override {
    const arrow::ArrayData& data = *array.data();
    const uint8_t* const bits = data.GetValues<uint8_t>(1, 0);
    for (size_t i = 0; i < rows.size(); ++i) {
      const int64_t first = static_cast<int64_t>(i) * kWordRows;
      const int64_t count = std::min<int64_t>(kWordRows, data.length - first);
      const uint64_t word = LoadBits(bits, data.offset + first, count);
      rows[i] &= (true_holds_ ? word : 0) | (false_holds_ ? ~word : 0);
    }
    return Status::OK();
  }

 private:
  bool true_holds_;
  bool false_holds_;
};

/// Decodes each cell.
class ItemTest : public ArrayTest {
 public:
  ItemTest(Filter leaf, Column column)
      : leaf_(std::move(leaf)), column_(std::move(column)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    Status status;
    NarrowEach(rows, [&](int64_t row) {
      Result<Value> value = DecodeValue(column_, array, row);
      if (value.ok()) return TestItem(leaf_, Item::Of(*value), context);
      status = value.status();
      return false;
    });
    return status;
  }
  Cost cost() const override { return {100, true}; }

 private:
  Filter leaf_;
  Column column_;
};

}  // namespace

ArrayTestPtr BoolCellTest(const Filter& leaf) {
  const bool true_holds = HoldsFor(leaf, Value(true));
  const bool false_holds = HoldsFor(leaf, Value(false));
  if (true_holds == false_holds) return Constant(true_holds);
  return std::make_unique<BoolTest>(true_holds, false_holds);
}

ArrayTestPtr CellTest(const Filter& leaf, const Column& column, bool null_holds) {
  const bool is_bits = std::holds_alternative<BitsTest>(leaf.node);
  switch (column.kind) {
    case ColumnKind::kInt:
    case ColumnKind::kLong:
    case ColumnKind::kWhole:
    case ColumnKind::kSmallInt:
      return IntCellTest(leaf, column);
    case ColumnKind::kDouble:
    case ColumnKind::kNumber:
    case ColumnKind::kFloat:
      return RealCellTest(leaf, column);
    case ColumnKind::kDecimal:
      return DecimalCellTest(leaf, column, null_holds);
    case ColumnKind::kDate:
    case ColumnKind::kTimestampNtz:
    case ColumnKind::kDay:
      return DateCellTest(leaf, column);
    case ColumnKind::kString:
    case ColumnKind::kObjectId:
      return TextCellTest(leaf, column);
    case ColumnKind::kUuid:
    case ColumnKind::kBinary:
      // Bits are the bytes' own; subtype 4 reads as two types.
      if (is_bits ||
          (column.kind == ColumnKind::kBinary && column.subtype == kUuidSubtype)) {
        return std::make_unique<ItemTest>(leaf, column);
      }
      return TextCellTest(leaf, column);
    case ColumnKind::kBool:
      return BoolCellTest(leaf);
    case ColumnKind::kVoid:
      return Constant(null_holds);
    default:
      return std::make_unique<ItemTest>(leaf, column);
  }
}

}  // namespace delta_utils::batch_internal
