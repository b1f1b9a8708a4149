#include <optional>

#include "arrow/array/array_base.h"
#include "arrow/array/util.h"
#include "delta_utils/columnar/array_test_internal.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/filter/variant_matcher.h"

namespace delta_utils::batch_internal {
namespace {

/// What is known of the Variants of one metadata.
struct BoundNames {
  std::optional<VariantMatcher::Bound> below;
  /// Objects may be wrappers of Extended JSON, and then stand for something else.
  bool may_wrap = false;
};

bool HasDollarName(const MetadataIndex& names) {
  for (uint32_t id = 0; id < names.size(); ++id) {
    if (names.name(id).starts_with('$')) return true;
  }
  return false;
}

/// Of Variants that are there: scalars and plain objects where they lie, the rest
/// decoded.
class VariantTest : public ArrayTest {
 public:
  VariantTest(const Filter& leaf, const Column& column, size_t part, bool null_holds)
      : leaf_(leaf),
        null_holds_(null_holds),
        missing_holds_(HoldsForMissing(leaf)),
        decoding_(DecodingTest(leaf, column, part)) {
    if (part < PathOf(leaf)->parts().size()) below_.emplace(WithPathFrom(leaf, part));
  }

  Status Narrow(const arrow::Array& array, Rows rows, LeafContext* context) override {
    ARROW_ASSIGN_OR_RAISE(const VariantColumn column,
                          VariantColumn::Make(arrow::MakeArray(array.data())));
    RowMetadata<BoundNames> metadata(column.metadata(), [&](const MetadataIndex& names) {
      BoundNames bound{std::nullopt, HasDollarName(names)};
      if (below_) bound.below.emplace(below_->Bind(names));
      return bound;
    });
    std::vector<uint64_t> open(rows.size());
    Status status;
    NarrowEach(rows, [&](int64_t row) {
      const auto* const entry = metadata.Get(row);
      if (entry == nullptr) status = metadata.status();
      if (!status.ok()) return false;
      const VariantView view(column.value().Get(row), *entry->names);
      const Result<std::optional<bool>> holds = Holds(view, entry->kept, context);
      if (!holds.ok()) status = holds.status();
      if (holds.ok() && !*holds) open[row / kWordRows] |= uint64_t{1} << row % kWordRows;
      return holds.ok() && holds->value_or(false);
    });
    if (!status.ok() || !HasAny(open)) return status;
    ARROW_RETURN_NOT_OK(decoding_->Narrow(array, open, context));
    for (size_t i = 0; i < rows.size(); ++i) rows[i] |= open[i];
    return Status::OK();
  }
  Cost cost() const override { return {200, true}; }

 private:
  /// nullopt: the value has to be decoded.
  Result<std::optional<bool>> Holds(const VariantView& view, const BoundNames& names,
                                    LeafContext* context) const {
    switch (view.type()) {
      case VariantType::kInvalid:
      case VariantType::kArray:
        return std::nullopt;
      case VariantType::kObject:
        if (!below_ || names.may_wrap) return std::nullopt;
        return names.below->Matches(view, context);
      case VariantType::kNull:
        return null_holds_;
      default:
        if (below_) return missing_holds_;
        return TestItem(leaf_, Item::Of(view, context), context);
    }
  }

  Filter leaf_;
  bool null_holds_;
  bool missing_holds_;
  ArrayTestPtr decoding_;
  std::optional<VariantMatcher> below_;
};

}  // namespace

ArrayTestPtr VariantCellTest(const Filter& leaf, const Column& column, size_t part,
                             bool null_holds) {
  return std::make_unique<VariantTest>(leaf, column, part, null_holds);
}

}  // namespace delta_utils::batch_internal
