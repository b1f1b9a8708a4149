#include <utility>

#include "delta_utils/filter/zone_map.h"
#include "delta_utils/filter/zone_node_internal.h"

namespace delta_utils {

using filter_internal::ZoneNode;

ZoneFilter::ZoneFilter(Filter filter)
    : filter_(std::make_shared<const Filter>(std::move(filter))),
      root_(std::make_shared<const ZoneNode>(ZoneNode::Make(*filter_, &paths_))) {}

Verdict ZoneFilter::Test(std::span<const ZoneMap* const> maps) const {
  return root_->Test(maps);
}

bool CanSkipRowGroup(std::span<const ZoneMap> maps, const Filter& filter) {
  const ZoneFilter zones(filter);
  std::vector<const ZoneMap*> found;
  for (const std::string& path : zones.paths()) {
    const ZoneMap* of_path = nullptr;
    for (const ZoneMap& map : maps) {
      if (map.column == path) of_path = &map;
    }
    found.push_back(of_path);
  }
  return zones.Test(found) == Verdict::kNever;
}

}  // namespace delta_utils
