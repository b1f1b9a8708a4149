// MatchesFilter runs once for each row of a scan, ZoneFilter for each block: they must
// not allocate.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/zone_map.h"

namespace {
size_t allocations = 0;
}  // namespace

// Not inlined: g++ 12 would take malloc's pointer in free for a mismatched new and
// delete.
#define NOT_INLINED __attribute__((noinline))

NOT_INLINED void* operator new(size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
NOT_INLINED void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
NOT_INLINED void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
NOT_INLINED void operator delete(void* memory) noexcept { std::free(memory); }
NOT_INLINED void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace delta_utils {
namespace {

TEST(MatchesFilterTest, DoesNotAllocate) {
  const Result<Object> document = ParseDocument(
      R"({"a":{"a long name, longer than the small string buffer":[{"b":"text"},{"b":5}]},
          "n":7,"s":"a string that does not fit the small string buffer"})");
  ASSERT_TRUE(document.ok()) << document.status().ToString();
  const Result<Filter> filter = ParseFilter(
      R"({"a.a long name, longer than the small string buffer.1.b":{"$gte":5,"$lt":9.5},
          "n":{"$in":[1,7.0,"x"]},"missing":{"$exists":false},
          "$or":[{"n":8},{"s":{"$ne":"another string, of more than 16 characters"}}]})");
  ASSERT_TRUE(filter.ok()) << filter.status().ToString();
  const size_t before = allocations;
  const bool matches = MatchesFilter(*document, *filter).ValueOrDie();
  EXPECT_EQ(allocations, before);
  EXPECT_TRUE(matches);
}

TEST(ZoneFilterTest, TestDoesNotAllocate) {
  const ZoneFilter zones(*ParseFilter(
      R"({"name":{"$gte":"a text that does not fit the small string buffer"},
          "tags":{"$in":[1,7.5,"x"],"$elemMatch":{"$ne":1,"$regex":"^ab"}},
          "$nor":[{"list":{"$elemMatch":{"year":{"$type":"int"},"n":{"$size":1}}}}]})"));
  ZoneMap map;
  map.min = {Value("another text that does not fit the small string buffer"),
             Knowledge::kBound};
  map.max = {Value("text"), Knowledge::kBound};
  const std::vector<const ZoneMap*> maps(zones.paths().size(), &map);
  const size_t before = allocations;
  const Verdict verdict = zones.Test(maps);
  const Verdict without = zones.Test({});
  EXPECT_EQ(allocations, before);
  EXPECT_TRUE(verdict == Verdict::kMaybe && without == Verdict::kMaybe);
}

}  // namespace
}  // namespace delta_utils
