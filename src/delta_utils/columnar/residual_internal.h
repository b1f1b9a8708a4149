// ResidualFields: fields of an object in the order of their names, as parts of objects
// are put together from them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/object_bytes_internal.h"
#include "delta_utils/variant/metadata_index.h"

namespace delta_utils {

struct ResidualField {
  uint32_t id;
  uint32_t rank;
  std::string_view bytes;
};

/// Orders by rank. Corrupt: a name that is there twice.
Status SortResidual(const MetadataIndex& names, ResidualField* begin, ResidualField* end);

/// Appends an object of these fields, which are sorted, to `out`. `scratch` is memory to
/// work in.
Status AppendResidual(std::span<const ResidualField> fields,
                      std::vector<ReadyChild>* scratch, std::string* out);

}  // namespace delta_utils
