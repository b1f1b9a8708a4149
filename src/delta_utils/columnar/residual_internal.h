// The fields of a residual object, to be merged with those that have columns.
#pragma once

#include <cstdint>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/variant/metadata_index.h"

namespace delta_utils {

struct ResidualField {
  uint32_t id;
  uint32_t rank;
  std::string_view bytes;
};

/// Orders by rank. Corrupt: a name that is there twice.
Status SortResidual(const MetadataIndex& names, ResidualField* begin, ResidualField* end);

}  // namespace delta_utils
