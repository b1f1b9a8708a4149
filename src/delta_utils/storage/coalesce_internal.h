// Which requests to make for a set of ranges: those that lie close together in one.
//
//   Coalesce({{0, 4}, {100, 8}}, {});    // {{range {0, 108}, members {0, 1}}}
//
// Pure. Threads: any number.
#pragma once

#include <cstddef>
#include <vector>

#include "delta_utils/storage/async_buffer.h"

namespace delta_utils::internal {

/// One request, and the ranges that are parts of what it brings.
struct JoinedRange {
  ByteRange range;
  std::vector<size_t> members;  // indices of the ranges given
};

/// The requests in ascending order of their offsets. Every range that is not empty is a
/// member of exactly one, wholly inside it; the empty ones of none. Together the requests
/// ask for no more than the ranges' lengths and one hole a join. Offsets and lengths are
/// not negative; an end past INT64_MAX is INT64_MAX.
std::vector<JoinedRange> Coalesce(const std::vector<ByteRange>& ranges,
                                  const CoalesceOptions& options);

}  // namespace delta_utils::internal
