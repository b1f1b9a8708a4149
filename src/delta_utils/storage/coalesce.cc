#include <algorithm>
#include <cstdint>

#include "delta_utils/storage/coalesce_internal.h"

namespace delta_utils::internal {
namespace {

int64_t EndOf(const ByteRange& range) {
  return range.offset + std::min(range.length, INT64_MAX - range.offset);
}

/// The indices of the ranges that are not empty, by offset.
std::vector<size_t> InOrder(const std::vector<ByteRange>& ranges) {
  std::vector<size_t> order;
  order.reserve(ranges.size());
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].length > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](size_t i) { return ranges[i].offset; });
  return order;
}

}  // namespace

std::vector<JoinedRange> Coalesce(const std::vector<ByteRange>& ranges,
                                  const CoalesceOptions& options) {
  std::vector<JoinedRange> requests;
  int64_t end = 0;  // of the last request
  for (const size_t i : InOrder(ranges)) {
    const int64_t range_end = EndOf(ranges[i]);
    bool joins = false;
    if (!requests.empty()) {
      const int64_t hole = ranges[i].offset - end;  // negative if they overlap
      const int64_t joined = std::max(end, range_end) - requests.back().range.offset;
      joins = range_end <= end ||
              (hole <= options.hole_bytes && joined <= options.range_bytes);
    }
    if (!joins) requests.push_back({ranges[i], {}});
    end = joins ? std::max(end, range_end) : range_end;
    requests.back().range.length = end - requests.back().range.offset;
    requests.back().members.push_back(i);
  }
  return requests;
}

}  // namespace delta_utils::internal
