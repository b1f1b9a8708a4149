// UnshredGroup: `value` and `typed_value` of a place in a shredded column, to be read row
// by row.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/typed_leaf_internal.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {

/// Bits of a validity bitmap; none: all are valid.
class ValidBits {
 public:
  ValidBits() = default;
  explicit ValidBits(const arrow::Array& array);
  bool operator[](int64_t row) const {
    if (bits_ == nullptr) return true;
    const int64_t bit = offset_ + row;
    return (bits_[bit >> 3] >> (bit & 7) & 1) != 0;
  }

 private:
  const uint8_t* bits_ = nullptr;
  int64_t offset_ = 0;
};

struct UnshredGroup {
  std::string name;  // of the field
  ShreddingType type;
  ValidBits valid;  // of the group itself, which should have no null
  BinaryCells value;
  std::shared_ptr<arrow::Array> typed;  // nullptr: none
  ValidBits typed_valid;
  TypedLeaf leaf;
  std::vector<UnshredGroup> children;  // an object's fields by name; an array's element
  size_t first_name = 0;   // of an object's fields, among all names of the schema
  size_t header_size = 3;  // of the last object or array there was

  /// Of a field or an element.
  static Result<UnshredGroup> Make(std::string name,
                                   const std::shared_ptr<arrow::Array>& group,
                                   const ShreddingType& type);
  static Result<UnshredGroup> OfColumn(const VariantColumn& column);

 private:
  Status TakeTyped(std::shared_ptr<arrow::Array> array);
};

}  // namespace delta_utils
