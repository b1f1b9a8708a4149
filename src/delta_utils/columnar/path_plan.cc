#include <vector>

#include "arrow/array/array_base.h"
#include "arrow/array/array_nested.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"
#include "delta_utils/columnar/list_tests_internal.h"

namespace delta_utils::batch_internal {
namespace {

class StructFieldTest : public ArrayTest {
 public:
  StructFieldTest(int index, ArrayTestPtr inner)
      : index_(index), inner_(std::move(inner)) {}

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    const auto& structs = static_cast<const arrow::StructArray&>(array);
    return inner_->Narrow(*structs.field(index_), rows, context);
  }
  Cost cost() const override { return inner_->cost(); }

 private:
  int index_;
  ArrayTestPtr inner_;
};

/// Follows a path down the columns, as filter/evaluator_internal.h does down values.
class PathPlan {
 public:
  explicit PathPlan(const Filter& leaf)
      : leaf_(leaf),
        parts_(PathOf(leaf)->parts()),
        missing_holds_(HoldsForMissing(leaf)),
        null_holds_(HoldsFor(leaf, Value(Null{}))) {}

  /// Of a field's column; the parts from `next` on are still to be followed.
  ArrayTestPtr Behind(const Column& column, size_t next) const {
    if (NeedsDecoding(column, next)) return DecodingTest(leaf_, column, next);
    const bool is_end = next == parts_.size();
    const bool null_holds =
        is_end && !column.null_is_missing ? null_holds_ : missing_holds_;
    if (column.kind == ColumnKind::kVariant) {
      return Nullable(null_holds, VariantCellTest(leaf_, column, next, null_holds));
    }
    return Nullable(null_holds,
                    is_end ? AtEnd(column, null_holds) : Further(column, next));
  }

 private:
  bool IsContainer(const Column& column) const {
    return column.kind == ColumnKind::kObject || column.kind == ColumnKind::kArray;
  }
  bool IsDynamic(const Column& column) const {
    return column.kind == ColumnKind::kMap || column.kind == ColumnKind::kVariant;
  }
  bool LooksIntoObjects() const { return LooksInto(leaf_, TypeClass::kObject); }
  bool LooksIntoArrays() const { return LooksInto(leaf_, TypeClass::kArray); }
  bool IsSizeTest() const { return std::holds_alternative<SizeTest>(leaf_.node); }

  /// Where this column alone is too much for kernels.
  bool NeedsDecoding(const Column& column, size_t next) const {
    if (column.kind == ColumnKind::kMap) return true;
    if (!IsContainer(column)) return false;
    const bool is_end = next == parts_.size();
    if (column.kind == ColumnKind::kObject) return is_end && LooksIntoObjects();
    const Column& element = column.element();
    if (IsDynamic(element)) return true;
    if (!is_end) return parts_[next].index.has_value();
    if (IsSizeTest()) return false;
    if (const auto* match = std::get_if<ElementMatch>(&leaf_.node)) {
      return !CanTestElements(*match, column);
    }
    return LooksIntoArrays() ||
           (element.kind == ColumnKind::kObject && LooksIntoObjects());
  }

  ArrayTestPtr AtEnd(const Column& column, bool null_holds) const {
    if (column.kind == ColumnKind::kObject) {
      return Constant(HoldsFor(leaf_, Value(Object{})));
    }
    if (column.kind != ColumnKind::kArray) return CellTest(leaf_, column, null_holds);
    if (const auto* size = std::get_if<SizeTest>(&leaf_.node)) {
      return ListSizeTest(size->size);
    }
    if (const auto* match = std::get_if<ElementMatch>(&leaf_.node)) {
      return ElementMatchTest(*match, column);
    }
    if (HoldsFor(leaf_, Value(Array{}))) return Constant(true);
    return AnyElementTest(Nullable(null_holds_, Element(column.element())));
  }

  /// An element is taken as it is.
  ArrayTestPtr Element(const Column& column) const {
    if (column.kind == ColumnKind::kArray) {
      return Constant(HoldsFor(leaf_, Value(Array{})));
    }
    return AtEnd(column, null_holds_);
  }

  ArrayTestPtr Further(const Column& column, size_t next) const {
    if (column.kind == ColumnKind::kObject) return Field(column, next);
    if (column.kind != ColumnKind::kArray) return Constant(missing_holds_);
    // Only objects go on; an array inside an array is entered by index alone.
    if (column.element().kind != ColumnKind::kObject) return Constant(false);
    return AnyElementTest(Nullable(false, Field(column.element(), next)));
  }

  ArrayTestPtr Field(const Column& object, size_t next) const {
    const Column* const child = object.FindChild(parts_[next].name);
    if (child == nullptr) return Constant(missing_holds_);
    return std::make_unique<StructFieldTest>(
        static_cast<int>(child - object.children.data()), Behind(*child, next + 1));
  }

  const Filter& leaf_;
  const std::vector<PathPart>& parts_;
  bool missing_holds_;
  bool null_holds_;
};

}  // namespace

ArrayTestPtr PathTest(const Filter& leaf, const Column& column) {
  return PathPlan(leaf).Behind(column, 1);
}

}  // namespace delta_utils::batch_internal
