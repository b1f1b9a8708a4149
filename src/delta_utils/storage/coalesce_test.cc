#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "arrow/buffer.h"
#include "arrow/io/interfaces.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/coalesce_internal.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils {
namespace {

using internal::Coalesce;
using internal::JoinedRange;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ByteRange> RangesOf(const std::vector<JoinedRange>& requests) {
  std::vector<ByteRange> ranges;
  for (const JoinedRange& request : requests) ranges.push_back(request.range);
  return ranges;
}

TEST(CoalesceTest, RangesCloseTogetherAreOneRequest) {
  const CoalesceOptions options{.hole_bytes = 10, .range_bytes = 100};
  const auto join = [&](const std::vector<ByteRange>& ranges) {
    return RangesOf(Coalesce(ranges, options));
  };
  EXPECT_THAT(join({}), IsEmpty());
  EXPECT_THAT(join({{5, 0}}), IsEmpty());
  EXPECT_THAT(join({{0, 4}, {14, 6}}), ElementsAre(ByteRange{0, 20}));
  EXPECT_THAT(join({{0, 4}, {15, 6}}), ElementsAre(ByteRange{0, 4}, ByteRange{15, 6}));
  EXPECT_THAT(join({{40, 60}, {0, 40}}), ElementsAre(ByteRange{0, 100}));
  EXPECT_THAT(join({{40, 61}, {0, 40}}),
              ElementsAre(ByteRange{0, 40}, ByteRange{40, 61}));
  // One range may be longer than a joined request, and what lies in it costs nothing.
  EXPECT_THAT(join({{0, 300}, {200, 7}, {300, 1}}),
              ElementsAre(ByteRange{0, 300}, ByteRange{300, 1}));
  EXPECT_THAT(join({{1, INT64_MAX}, {INT64_MAX - 5, 9}}),
              ElementsAre(ByteRange{1, INT64_MAX - 1}));
}

TEST(CoalesceTest, MembersAreTheIndicesGiven) {
  const auto requests = Coalesce({{900, 1}, {4, 0}, {0, 4}, {5, 1}, {0, 4}},
                                 {.hole_bytes = 1, .range_bytes = 100});
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_THAT(requests[0].members, ElementsAre(2, 4, 3));
  EXPECT_THAT(requests[1].members, ElementsAre(0));
}

/// What a request must be, given the ranges it is made for. Empty if all is well.
std::string FaultOf(const std::vector<ByteRange>& ranges,
                    const CoalesceOptions& options) {
  const auto requests = Coalesce(ranges, options);
  int64_t asked = 0, wanted = 0, joins = 0;
  std::vector<int> seen(ranges.size());
  for (const ByteRange& range : ranges) wanted += range.length;
  for (const JoinedRange& request : requests) {
    const auto [start, length] = request.range;
    std::vector<bool> is_wanted(static_cast<size_t>(length));
    int64_t longest = 0;
    for (const size_t i : request.members) {
      ++seen[i];
      longest = std::max(longest, ranges[i].length);
      if (ranges[i].offset < start) return "a member begins before its request";
      if (ranges[i].offset + ranges[i].length > start + length) return "a member is cut";
      std::fill_n(is_wanted.begin() + (ranges[i].offset - start), ranges[i].length, true);
    }
    if (length > std::max(longest, options.range_bytes)) return "too long";
    int64_t hole = 0;
    for (const bool wanted_byte : is_wanted) {
      hole = wanted_byte ? 0 : hole + 1;
      if (hole > options.hole_bytes) return "a hole is too wide";
    }
    if (length == 0 || !is_wanted.front() || !is_wanted.back()) return "waste at an end";
    asked += length;
    joins += static_cast<int64_t>(request.members.size()) - 1;
  }
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (seen[i] != (ranges[i].length > 0 ? 1 : 0)) return "not asked for just once";
  }
  for (size_t i = 1; i < requests.size(); ++i) {
    const ByteRange& a = requests[i - 1].range;
    const ByteRange& b = requests[i].range;
    if (a.offset > b.offset) return "not in order";
    const int64_t end = std::max(a.offset + a.length, b.offset + b.length);
    const bool fits = end - a.offset <= options.range_bytes;
    // Only neighbours of one range each: greedy joining may leave longer ones apart.
    const bool are_single =
        requests[i - 1].members.size() == 1 && requests[i].members.size() == 1;
    if (are_single && fits && b.offset - a.offset - a.length <= options.hole_bytes) {
      return "two requests where one would do";
    }
  }
  return asked > wanted + joins * options.hole_bytes ? "asks for too much" : "";
}

/// Calls `visit` with every list of one to three ranges, of offsets and lengths to
/// `size`.
template <typename Visit>
void ForEachSmallWorld(int64_t size, const Visit& visit) {
  std::vector<ByteRange> all;
  for (int64_t offset = 0; offset <= size; ++offset) {
    for (int64_t length = 0; length <= size; ++length) all.push_back({offset, length});
  }
  for (const ByteRange& a : all) {
    visit(std::vector{a});
    for (const ByteRange& b : all) {
      visit(std::vector{a, b});
      for (const ByteRange& c : all) visit(std::vector{a, b, c});
    }
  }
}

std::string Text(const std::vector<ByteRange>& ranges) {
  std::string text;
  for (const ByteRange& range : ranges) {
    text += std::to_string(range.offset) + "+" + std::to_string(range.length) + " ";
  }
  return text;
}

TEST(CoalesceTest, EverySmallWorldIsAskedForOnceAndNotTooMuch) {
  for (const int64_t hole : {0, 1, 3}) {
    for (const int64_t longest : {0, 2, 4, 100}) {
      const CoalesceOptions options{.hole_bytes = hole, .range_bytes = longest};
      ForEachSmallWorld(4, [&](const std::vector<ByteRange>& ranges) {
        const std::string fault = FaultOf(ranges, options);
        ASSERT_TRUE(fault.empty())
            << fault << ": " << Text(ranges) << "hole " << hole << ", range " << longest;
      });
    }
  }
}

/// Every list of small ranges of an object of two bytes, as the ranges say and as one
/// file sees them. Ranges reach past its end.
TEST(CoalesceTest, EverySmallWorldReadsTheBytesItAskedFor) {
  const std::string body = "01";
  FakeClock clock;
  MemoryStore store("test", clock);
  const ObjectPath path = ObjectPath() / "a";
  DU_ASSERT_OK(store.Put(path, body));
  for (const CoalesceOptions& options :
       {CoalesceOptions{.hole_bytes = 1, .range_bytes = 3}, CoalesceOptions{}}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto file,
                            CreateAsyncBuffer(store, path, std::nullopt, options));
    ForEachSmallWorld(3, [&](const std::vector<ByteRange>& ranges) {
      std::vector<arrow::io::ReadRange> wanted;
      for (const ByteRange& range : ranges)
        wanted.push_back({range.offset, range.length});
      DU_ASSERT_OK_AND_ASSIGN(const auto parts, ReadRanges(store, path, ranges, options));
      const auto futures = file->ReadManyAsync(wanted);
      ASSERT_EQ(parts.size(), ranges.size());
      ASSERT_EQ(futures.size(), ranges.size());
      for (size_t i = 0; i < ranges.size(); ++i) {
        const auto [offset, length] = ranges[i];
        const std::string expected =
            offset > 2
                ? ""
                : body.substr(static_cast<size_t>(offset), static_cast<size_t>(length));
        ASSERT_EQ(parts[i]->ToString(), expected) << Text(ranges) << i;
        DU_ASSERT_OK_AND_ASSIGN(const auto bytes, futures[i].result());
        ASSERT_EQ(bytes->ToString(), expected) << Text(ranges) << i;
      }
    });
  }
}

}  // namespace
}  // namespace delta_utils
