// The typed column at the end of a path, taken as it is.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/columnar/shredded_path_internal.h"
#include "delta_utils/columnar/variant_column.h"

namespace delta_utils {

/// A bitmap, from bit `offset` on, of the rows in which all levels are there and typed;
/// nullptr for all rows. Not for a path through lists.
Result<std::shared_ptr<arrow::Buffer>> TypedRows(const arrow::Array& column,
                                                 const ShreddedPath& path,
                                                 int64_t offset);

/// The values of the path, sharing the buffers of its typed column: if that is of this
/// type, and no row has its value elsewhere. Else nullptr.
Result<std::shared_ptr<arrow::Array>> TakeWholeLeaf(const VariantColumn& column,
                                                    const ShreddedPath& path,
                                                    const arrow::DataType& type);

}  // namespace delta_utils
