// What maps say against a filter, in a few words, for people.
//
//   ExplainNever(zones, maps);    // "year in 1990..2004", "tags: no value"
//
// Names one column if it alone decides, else all that are known, and shows long values by
// their beginning. Threads: pure function.
#pragma once

#include <span>
#include <string>

#include "delta_utils/filter/zone_map.h"

namespace delta_utils {

/// `maps`, one for each of zones.paths(), of which zones.Test says kNever.
std::string ExplainNever(const ZoneFilter& zones, std::span<const ZoneMap* const> maps);

}  // namespace delta_utils
