#include "parquedb/filter_pruning.h"

#include <memory>

#include "parquedb/collection_schema.h"
#include "parquedb/file_facts.h"

namespace parquedb {

Result<delta_lake::ScanPruning> PruningOf(const delta_lake::Snapshot& snapshot,
                                          const delta_utils::Filter& filter) {
  ARROW_ASSIGN_OR_RAISE(const auto rest, OverlayOf(snapshot));
  delta_lake::ScanPruning pruning;
  pruning.zones = std::make_shared<const delta_utils::ZoneFilter>(filter);
  if (!rest) return pruning;
  pruning.overlay = kRestField;
  pruning.is_plain = [](const delta_utils::Add& file, std::string_view field) {
    return !MayBeInRest(file, field);
  };
  return pruning;
}

}  // namespace parquedb
