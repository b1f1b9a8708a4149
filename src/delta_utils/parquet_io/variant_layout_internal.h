// Arrays as they come -> arrays as a file keeps them.
//
// Errors have no path; they name the column. Pure functions.
#pragma once

#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// `array` as one of `file_field` (ToFileField), but `metadata` is a
/// dictionary<int32, binary> where it comes as a dictionary. InvalidArgument: another
/// type, another shredding, a VARIANT that lacks its metadata or, unshredded, its value.
Result<std::shared_ptr<arrow::Array>> ToFileLayout(
    const std::shared_ptr<arrow::Array>& array, const arrow::Field& file_field);

}  // namespace delta_utils
