// Lists of any layout: plain ones, large ones, those of a fixed size, and views.
//
//   ARROW_ASSIGN_OR_RAISE(const auto list, PlainList(*array));
//   for (...) Use(*list->values(), list->value_offset(row), list->value_length(row));
//
// Pure functions.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

/// No map.
bool IsList(const arrow::DataType& type);

/// All entries of a list, which ListExtent counts, whatever the slice.
std::shared_ptr<arrow::Array> ListEntries(const arrow::Array& list);

struct Extent {
  int64_t begin;
  int64_t length;
};
/// Where among the entries those of a row are, which is not NULL.
Extent ListExtent(const arrow::Array& list, int64_t row);

/// A list of any layout, or a map, as a list with offsets from 0 whose entries are those
/// that rows show, in the order of the rows: none of a NULL row, none between the rows. A
/// map's are structs of key and value. Entries that lie so are not copied.
/// Time: linear in the rows, and in what is copied. InvalidArgument: no list, or more
/// than 2^31 entries.
Result<std::shared_ptr<arrow::ListArray>> PlainList(const arrow::Array& array);

}  // namespace delta_utils
