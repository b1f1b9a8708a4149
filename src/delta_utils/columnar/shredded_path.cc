#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/list_layout.h"
#include "delta_utils/columnar/shredded_path_internal.h"

namespace delta_utils {
namespace {

using Level = ShreddedPath::Level;

/// Of a group whose type ShreddingOf has taken.
Result<Level> LevelOf(std::shared_ptr<arrow::Array> array) {
  const auto& group = static_cast<const arrow::StructArray&>(*array);
  Level level;
  for (int i = 0; i < group.num_fields(); ++i) {
    if (group.struct_type()->field(i)->name() == "value") {
      ARROW_ASSIGN_OR_RAISE(level.value, BinaryCells::Make(group.field(i)));
    } else {
      level.typed = group.field(i);
    }
  }
  if (level.typed != nullptr) level.typed_nulls = NullBits(*level.typed);
  level.group_nulls = NullBits(*array);
  level.group = std::move(array);
  return level;
}

}  // namespace

NullBits::NullBits(const arrow::Array& array) {
  if (array.null_count() == 0) return;
  bits_ = array.null_bitmap_data();
  offset_ = array.offset();
}

bool IsContainer(const arrow::DataType& typed_value) {
  return typed_value.id() == arrow::Type::STRUCT || IsList(typed_value);
}

Result<ShreddedPath> ShreddedPath::Make(const VariantColumn& column, const Path& path,
                                        bool through_lists) {
  ShreddedPath shredded;
  shredded.steps_ = path.steps().size();
  Level& root = shredded.levels_.emplace_back();
  root.value = column.value();
  root.typed = column.typed_value();
  if (root.typed != nullptr) root.typed_nulls = NullBits(*root.typed);
  root.is_required = true;
  for (const PathStep& step : path.steps()) {
    shredded.elements_.push_back(step.index.value_or(0));
    ARROW_ASSIGN_OR_RAISE(const bool went_down, shredded.Descend(step, through_lists));
    if (!went_down) break;
  }
  const auto& typed = shredded.last().typed;
  shredded.typed_is_object_ = typed != nullptr && typed->type_id() == arrow::Type::STRUCT;
  return shredded;
}

Result<bool> ShreddedPath::Descend(const PathStep& step, bool through_lists) {
  const std::shared_ptr<arrow::Array> typed = last().typed;
  if (typed == nullptr) return false;
  if (IsList(*typed->type()) && step.index) {
    typed_holds_rest_ = !through_lists;
    if (!through_lists) return false;
    is_through_lists_ = true;
    levels_.back().leads_to_element = true;
    ARROW_ASSIGN_OR_RAISE(Level level, LevelOf(ListEntries(*typed)));
    level.is_required = true;
    levels_.push_back(std::move(level));
    return true;
  }
  if (typed->type_id() != arrow::Type::STRUCT || !step.name) return false;
  const auto& object = static_cast<const arrow::StructArray&>(*typed);
  const int field = object.struct_type()->GetFieldIndex(*step.name);
  if (field < 0) return false;
  ARROW_ASSIGN_OR_RAISE(Level level, LevelOf(object.field(field)));
  levels_.push_back(std::move(level));
  return true;
}

ShreddedPath::Location ShreddedPath::Locate(int64_t row) const {
  for (size_t k = 0;; ++k) {
    const Level& level = levels_[k];
    const bool is_last = k + 1 == levels_.size();
    const bool has_group = !level.group_nulls.IsNull(row);
    if (!has_group || level.typed == nullptr || level.typed_nulls.IsNull(row)) {
      if (has_group && !level.value.IsNull(row)) return {Place::kValue, k, row};
      const bool is_null = level.is_required && k == steps_;
      return {is_null ? Place::kNull : Place::kMissing, k, row};
    }
    if (is_last) {
      if (steps_left() == 0 || typed_holds_rest_) return {Place::kTyped, k, row};
      // A field that is not shredded is in what is left of the object.
      const bool has_rest = typed_is_object_ && !level.value.IsNull(row);
      return {has_rest ? Place::kValue : Place::kMissing, k, row};
    }
    if (level.leads_to_element) {
      const Extent extent = ListExtent(*level.typed, row);
      if (elements_[k] >= extent.length) return {Place::kMissing, k, row};
      row = extent.begin + elements_[k];
    }
  }
}

}  // namespace delta_utils
