// Zone maps for tests, and what a filter says of them.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/filter/zone_map.h"

namespace delta_utils {

inline void PrintTo(Verdict verdict, std::ostream* out) {
  *out << (verdict == Verdict::kNever   ? "never"
           : verdict == Verdict::kMaybe ? "maybe"
                                        : "always");
}

namespace testing {

/// Of ten rows of "a", all with a value: nothing left open.
inline ZoneMap MapOf(TypeSet types, Value min, Value max) {
  ZoneMap map{.column = "a", .types = types, .may_have_nan = false};
  map.min = {std::move(min), Knowledge::kBound};
  map.max = {std::move(max), Knowledge::kBound};
  map.rows = {10, Knowledge::kExact};
  map.nulls = {0, Knowledge::kExact};
  return map;
}
inline ZoneMap Ints(int32_t min, int32_t max) {
  return MapOf({ValueType::kInt32}, Value(min), Value(max));
}
inline ZoneMap Strings(const char* min, const char* max) {
  return MapOf({ValueType::kString}, Value(min), Value(max));
}
inline ZoneMap WithNulls(ZoneMap map, int64_t nulls, NullMeaning meaning) {
  map.nulls.count = nulls;
  map.null_means = meaning;
  return map;
}

/// Each path of the filter with its map, if one of `maps` is of it.
inline Verdict Ask(const std::vector<ZoneMap>& maps, const Filter& filter) {
  const ZoneFilter zones(filter);
  std::vector<const ZoneMap*> found;
  for (const std::string& path : zones.paths()) {
    found.push_back(nullptr);
    for (const ZoneMap& map : maps) {
      if (map.column == path) found.back() = &map;
    }
  }
  return zones.Test(found);
}

struct ZoneCase {
  const char* filter;
  Verdict verdict;
};

inline void Check(const std::vector<ZoneMap>& maps,
                  std::initializer_list<ZoneCase> cases) {
  for (const auto& [json, verdict] : cases) {
    const Result<Filter> filter = ParseFilter(json);
    ASSERT_TRUE(filter.ok()) << json << filter.status().ToString();
    EXPECT_EQ(Ask(maps, *filter), verdict) << json;
    EXPECT_EQ(CanSkipRowGroup(maps, *filter), verdict == Verdict::kNever) << json;
  }
}

}  // namespace testing
}  // namespace delta_utils
