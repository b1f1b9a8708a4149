// ArrayTest: what a leaf of a filter says of the rows of one Arrow array.
//
// A leaf and the column that its path begins with make a chain of these: through structs
// and lists, down to the cells. What is NULL is decided apart from what is there.
// Internal to batch_filter.h.
#pragma once

#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/cell_rows_internal.h"
#include "delta_utils/columnar/document_column.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/item.h"

namespace delta_utils::batch_internal {

/// What tests are ordered by.
struct Cost {
  int steps;      // of a row, roughly, in comparisons of numbers
  bool may_fail;  // a row may be an error
  Cost operator+(const Cost& other) const {
    return {steps + other.steps, may_fail || other.may_fail};
  }
  /// Tests that may fail keep their order, behind those that cannot: no row is an error
  /// that would not be one in the order given.
  bool operator<(const Cost& other) const {
    if (may_fail != other.may_fail) return other.may_fail;
    return !may_fail && steps < other.steps;
  }
};

class ArrayTest {
 public:
  virtual ~ArrayTest() = default;
  /// Keeps of `rows` those that the leaf holds for. Failures of the leaf itself are in
  /// `context`.
  virtual Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) = 0;
  /// See Cost.
  virtual Cost cost() const { return {1, false}; }
};
using ArrayTestPtr = std::unique_ptr<ArrayTest>;

/// The same for every row.
class ConstantTest : public ArrayTest {
 public:
  explicit ConstantTest(bool holds) : holds_(holds) {}
  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override;

 private:
  bool holds_;
};

inline ArrayTestPtr Constant(bool holds) { return std::make_unique<ConstantTest>(holds); }

/// `inner` for what is there, `null_holds` for what is NULL. Opens dictionaries and
/// extension types.
ArrayTestPtr Nullable(bool null_holds, ArrayTestPtr inner);

/// Of cells of a scalar kind that are not NULL. `leaf`'s path is of no account.
ArrayTestPtr CellTest(const Filter& leaf, const Column& column, bool null_holds);
ArrayTestPtr IntCellTest(const Filter& leaf, const Column& column);
ArrayTestPtr BoolCellTest(const Filter& leaf);
ArrayTestPtr RealCellTest(const Filter& leaf, const Column& column);
/// `null_holds`: for numbers that no document can have, which read as NULL.
ArrayTestPtr DecimalCellTest(const Filter& leaf, const Column& column, bool null_holds);
/// kDay, kDate, kTimestampNtz.
ArrayTestPtr DateCellTest(const Filter& leaf, const Column& column);
/// kString, kObjectId, kUuid, kBinary.
ArrayTestPtr TextCellTest(const Filter& leaf, const Column& column);

/// kVariant; `leaf` with the path below the column, which begins at `part`. `null_holds`:
/// for Variant's null, which reads as NULL does.
ArrayTestPtr VariantCellTest(const Filter& leaf, const Column& column, size_t part,
                             bool null_holds);

/// Whether kernels can do what `leaf` asks of the elements: scalars or objects.
bool CanTestElements(const ElementMatch& leaf, const Column& list);
/// Of lists that are there, if CanTestElements. Borrows both.
ArrayTestPtr ElementMatchTest(const ElementMatch& leaf, const Column& list);

/// Of the rows of `column`: `leaf`, whose path is followed from its second part on.
ArrayTestPtr PathTest(const Filter& leaf, const Column& column);

/// `leaf` with the path that its own parts from `part` on make.
Filter WithPathFrom(const Filter& leaf, size_t part);

/// Decodes each row, and asks the row evaluator: `leaf` with the path below `column`,
/// which begins at `part`. NULL rows included.
ArrayTestPtr DecodingTest(const Filter& leaf, const Column& column, size_t part);

}  // namespace delta_utils::batch_internal
