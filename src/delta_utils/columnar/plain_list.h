// Lists of any layout as plain ones.
//
//   ARROW_ASSIGN_OR_RAISE(const auto list, PlainList(*array));
//   for (...) Use(*list->values(), list->value_offset(row), list->value_length(row));
//
// Time and memory: linear in the rows and in the entries that they show. Pure functions.
#pragma once

#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// A list of any layout, or a map, as a list with offsets from 0 whose entries are those
/// that rows show, in the order of the rows: none of a NULL row, none between the rows. A
/// map's are structs of key and value. Entries that lie so are not copied.
/// InvalidArgument: no list, or more than 2^31 entries.
Result<std::shared_ptr<arrow::ListArray>> PlainList(const arrow::Array& array);

}  // namespace delta_utils
