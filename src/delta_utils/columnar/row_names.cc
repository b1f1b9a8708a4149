#include "delta_utils/columnar/row_names_internal.h"

#include <utility>

namespace delta_utils {

RowNames::Make IdsOf(std::vector<std::string> names) {
  return [names = std::move(names)](const MetadataIndex& metadata) {
    std::vector<uint32_t> ids;
    ids.reserve(names.size());
    for (const std::string& name : names) {
      ids.push_back(metadata.Find(name).value_or(kNoId));
    }
    return ids;
  };
}

}  // namespace delta_utils
