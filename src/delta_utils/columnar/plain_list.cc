#include "delta_utils/columnar/plain_list.h"

#include <limits>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/buffer_builder.h"
#include "arrow/compute/api_vector.h"
#include "arrow/type.h"
#include "delta_utils/columnar/struct_like.h"

namespace delta_utils {
namespace {

using ListPtr = std::shared_ptr<arrow::ListArray>;

/// 0 of a NULL row, whatever lies beneath it.
template <typename List>
int64_t ShownLength(const List& list, int64_t row) {
  return list.IsNull(row) ? 0 : list.value_length(row);
}

/// The entries that rows show, picked one by one.
template <typename List>
Result<std::shared_ptr<arrow::Array>> PickEntries(const List& list, int64_t count) {
  arrow::TypedBufferBuilder<int64_t> places;
  ARROW_RETURN_NOT_OK(places.Reserve(count));
  for (int64_t row = 0; row < list.length(); ++row) {
    const int64_t begin = list.value_offset(row);
    const int64_t end = begin + ShownLength(list, row);
    for (int64_t place = begin; place < end; ++place) places.UnsafeAppend(place);
  }
  ARROW_ASSIGN_OR_RAISE(auto buffer, places.Finish());
  return arrow::compute::Take(*list.values(),
                              arrow::Int64Array(count, std::move(buffer)));
}

template <typename List>
Result<ListPtr> WithShownEntries(const arrow::Array& array) {
  const auto& list = static_cast<const List&>(array);
  arrow::TypedBufferBuilder<int32_t> offsets;
  ARROW_RETURN_NOT_OK(offsets.Reserve(list.length() + 1));
  offsets.UnsafeAppend(0);
  int64_t begin = 0;
  int64_t count = 0;
  bool is_in_order = true;
  for (int64_t row = 0; row < list.length(); ++row) {
    const int64_t length = ShownLength(list, row);
    if (length > 0) {
      if (count == 0) begin = list.value_offset(row);
      is_in_order &= list.value_offset(row) == begin + count;
    }
    count += length;
    if (count > std::numeric_limits<int32_t>::max()) {
      return InvalidArgument("", "more than 2^31 entries of lists in one batch");
    }
    offsets.UnsafeAppend(static_cast<int32_t>(count));
  }
  std::shared_ptr<arrow::Array> values;
  if (is_in_order) {
    values = list.values()->Slice(begin, count);
  } else {
    ARROW_ASSIGN_OR_RAISE(values, PickEntries(list, count));
  }
  ARROW_ASSIGN_OR_RAISE(auto ends, offsets.Finish());
  ARROW_ASSIGN_OR_RAISE(auto validity, ValidityAtZero(list));
  return std::make_shared<arrow::ListArray>(
      arrow::list(list.type()->field(0)), list.length(), std::move(ends),
      std::move(values), std::move(validity), list.null_count());
}

}  // namespace

Result<ListPtr> PlainList(const arrow::Array& array) {
  switch (array.type_id()) {
    case arrow::Type::LIST:
    case arrow::Type::MAP:
      return WithShownEntries<arrow::ListArray>(array);
    case arrow::Type::LARGE_LIST:
      return WithShownEntries<arrow::LargeListArray>(array);
    case arrow::Type::FIXED_SIZE_LIST:
      return WithShownEntries<arrow::FixedSizeListArray>(array);
    case arrow::Type::LIST_VIEW:
      return WithShownEntries<arrow::ListViewArray>(array);
    case arrow::Type::LARGE_LIST_VIEW:
      return WithShownEntries<arrow::LargeListViewArray>(array);
    default:
      return InvalidArgument("", "no list but " + array.type()->ToString());
  }
}

}  // namespace delta_utils
