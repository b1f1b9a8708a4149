// RowNames: the ids that each row's metadata gives to the names that a schema asks for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "delta_utils/columnar/row_metadata_internal.h"

namespace delta_utils {

inline constexpr uint32_t kNoId = 0xFFFFFFFF;

/// For each of the names its lowest id, or kNoId.
using RowNames = RowMetadata<std::vector<uint32_t>>;

RowNames::Make IdsOf(std::vector<std::string> names);

}  // namespace delta_utils
