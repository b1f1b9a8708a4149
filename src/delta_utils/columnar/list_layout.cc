#include "delta_utils/columnar/list_layout.h"

#include <limits>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/buffer_builder.h"
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

/// A list or map that begins with its first entry, and has no NULL with entries beneath.
ListPtr AsItIs(const arrow::ListArray& list) {
  return std::make_shared<arrow::ListArray>(
      arrow::list(list.type()->field(0)), list.length(), list.value_offsets(),
      list.values()->Slice(0, list.value_offset(list.length())));
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
  auto values = list.values()->Slice(begin, is_in_order ? count : 0);
  if (!is_in_order) {
    ARROW_ASSIGN_OR_RAISE(values, list.Flatten());
  }
  ARROW_ASSIGN_OR_RAISE(auto ends, offsets.Finish());
  ARROW_ASSIGN_OR_RAISE(auto validity, ValidityAtZero(list));
  return std::make_shared<arrow::ListArray>(
      arrow::list(list.type()->field(0)), list.length(), std::move(ends),
      std::move(values), std::move(validity), list.null_count());
}

template <typename ListType>
Extent ExtentIn(const arrow::Array& array, int64_t row) {
  const auto& list = static_cast<const ListType&>(array);
  return {list.value_offset(row), list.value_length(row)};
}

}  // namespace

bool IsList(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::LIST:
    case arrow::Type::LARGE_LIST:
    case arrow::Type::FIXED_SIZE_LIST:
    case arrow::Type::LIST_VIEW:
    case arrow::Type::LARGE_LIST_VIEW:
      return true;
    default:
      return false;
  }
}

std::shared_ptr<arrow::Array> ListEntries(const arrow::Array& list) {
  switch (list.type_id()) {
    case arrow::Type::LIST:
      return static_cast<const arrow::ListArray&>(list).values();
    case arrow::Type::LARGE_LIST:
      return static_cast<const arrow::LargeListArray&>(list).values();
    case arrow::Type::LIST_VIEW:
      return static_cast<const arrow::ListViewArray&>(list).values();
    case arrow::Type::LARGE_LIST_VIEW:
      return static_cast<const arrow::LargeListViewArray&>(list).values();
    default:
      return static_cast<const arrow::FixedSizeListArray&>(list).values();
  }
}

Extent ListExtent(const arrow::Array& list, int64_t row) {
  switch (list.type_id()) {
    case arrow::Type::LIST:
      return ExtentIn<arrow::ListArray>(list, row);
    case arrow::Type::LARGE_LIST:
      return ExtentIn<arrow::LargeListArray>(list, row);
    case arrow::Type::LIST_VIEW:
      return ExtentIn<arrow::ListViewArray>(list, row);
    case arrow::Type::LARGE_LIST_VIEW:
      return ExtentIn<arrow::LargeListViewArray>(list, row);
    default:
      return ExtentIn<arrow::FixedSizeListArray>(list, row);
  }
}

Result<ListPtr> PlainList(const arrow::Array& array) {
  switch (array.type_id()) {
    case arrow::Type::LIST:
    case arrow::Type::MAP: {
      const auto& list = static_cast<const arrow::ListArray&>(array);
      if (list.offset() == 0 && list.null_count() == 0 && list.length() > 0 &&
          list.value_offset(0) == 0) {
        return AsItIs(list);
      }
      return WithShownEntries<arrow::ListArray>(array);
    }
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
