// Struct arrays of other children, NULL where one that there is, is.
//
//   ARROW_ASSIGN_OR_RAISE(auto changed, StructLike(*group, fields, {left, right}));
//
// Errors: Arrow's, for want of memory. Pure functions.
#pragma once

#include <memory>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// The validity bitmap of `array`, which may be a slice, moved to offset 0; nullptr if
/// there is no NULL. Not of an array of the null type, or of a union: they have none.
Result<std::shared_ptr<arrow::Buffer>> ValidityAtZero(const arrow::Array& array);

/// As many rows as `like`, which has a validity bitmap, has: NULL where it is, and where
/// `also_null`, if it is not empty, is true. The children have as many.
Result<std::shared_ptr<arrow::Array>> StructLike(const arrow::Array& like,
                                                 const arrow::FieldVector& fields,
                                                 const arrow::ArrayVector& children,
                                                 const std::vector<bool>& also_null = {});

}  // namespace delta_utils
