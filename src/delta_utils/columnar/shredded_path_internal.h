// A path through a column's groups of `value` and `typed_value`: where in it the value of
// a row lies.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/path.h"

namespace delta_utils {

/// Which rows of an array are null.
class NullBits {
 public:
  /// None are.
  NullBits() = default;
  /// Borrows the bitmap.
  explicit NullBits(const arrow::Array& array);

  bool IsNull(int64_t row) const {
    if (bits_ == nullptr) return false;
    const int64_t bit = offset_ + row;
    return ((bits_[bit >> 3] >> (bit & 7)) & 1) == 0;
  }

 private:
  const uint8_t* bits_ = nullptr;
  int64_t offset_ = 0;
};

/// Whether a `typed_value` of this type is an object or an array.
bool IsContainer(const arrow::DataType& typed_value);

class ShreddedPath {
 public:
  /// What the first steps of the path lead to: level k is behind k steps.
  struct Level {
    std::shared_ptr<arrow::Array> group;  // nullptr for the column itself
    BinaryCells value;
    std::shared_ptr<arrow::Array> typed;  // nullptr: none
    NullBits group_nulls;
    NullBits typed_nulls;
    /// The element of an array, or the column itself: never missing.
    bool is_required = false;
    /// The next step, if there is a next level, is an element of `typed`.
    bool leads_to_element = false;
  };

  enum class Place {
    kMissing,
    kNull,   // Variant's null, by the rule of what is never missing
    kTyped,  // the typed value of the last level, be it the end of the path or not
    kValue,  // the `value` of a level, in which the rest of the path is to be looked up
  };
  struct Location {
    Place place;
    size_t level;
    int64_t row;  // of the level, which is not the column's below a list
  };

  /// As many levels as are shredded. Without `through_lists` a list ends them.
  static Result<ShreddedPath> Make(const VariantColumn& column, const Path& path,
                                   bool through_lists);

  /// Of a row that is not NULL.
  Location Locate(int64_t row) const;

  const std::vector<Level>& levels() const { return levels_; }
  const Level& last() const { return levels_.back(); }
  /// Steps behind the last level.
  size_t steps_left() const { return steps_ - (levels_.size() - 1); }
  /// A level is the element of an array: its rows are not the column's.
  bool is_through_lists() const { return is_through_lists_; }
  /// There is more of the path, and a row's typed value may hold it: elements of a list
  /// that the levels do not go through.
  bool typed_holds_rest() const { return typed_holds_rest_; }

 private:
  Result<bool> Descend(const PathStep& step, bool through_lists);

  std::vector<Level> levels_;
  std::vector<uint32_t> elements_;  // of each step
  size_t steps_ = 0;
  bool is_through_lists_ = false;
  bool typed_holds_rest_ = false;
  bool typed_is_object_ = false;  // of the last level
};

}  // namespace delta_utils
