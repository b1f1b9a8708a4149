// ShredGroup: `value` and `typed_value` of a place in the schema, being filled.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/shred_leaf_internal.h"
#include "delta_utils/columnar/shredded_output_internal.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {

/// `type` must outlive it.
struct ShredGroup {
  ShredGroup(const ShreddingType& type, ShreddingMatch match);

  const ShreddingType& type;
  BytesOutput value;
  LeafOutput leaf;
  BitOutput typed;        // where an object's or array's typed_value is not null
  OffsetOutput elements;  // of arrays
  int64_t element_count = 0;
  std::vector<ShredGroup> children;  // an object's fields; an array's element
  size_t first_name = 0;  // of an object's fields, among all names of the schema

  bool is_object() const { return type.type == VariantType::kObject; }
  bool is_array() const { return type.type == VariantType::kArray; }
  void Reserve(int64_t rows);
  /// The group as a struct array, once.
  Result<std::shared_ptr<arrow::Array>> Finish(int64_t rows);

 private:
  Result<std::shared_ptr<arrow::Array>> FinishTyped(int64_t rows);
};

}  // namespace delta_utils
