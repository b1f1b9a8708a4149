#include <set>

#include "delta_utils/parquet_io/variant_leaves_internal.h"
#include "delta_utils/parquet_io/variant_pruning.h"
#include "parquet/metadata.h"
#include "parquet/types.h"

namespace delta_utils {
namespace {

bool IsObject(const parquet::schema::Node& typed) {
  return typed.is_group() && !typed.logical_type()->is_list();
}

/// Of the last level: all that is typed if the path ends there. If it goes on, typed
/// values do not hold the rest; that they are there says that `value` does not, either,
/// but for objects, whose other fields it has.
void AddTyped(const parquet::SchemaDescriptor& schema, const VariantLevels& found,
              std::set<int>* leaves) {
  const auto* typed = found.levels.back().typed;
  if (typed == nullptr) return;
  const auto below = LeavesBelow(schema, *typed);
  if (below.empty()) return;
  if (found.steps_left == 0) {
    leaves->insert(below.begin(), below.end());
  } else if (!IsObject(*typed) || !found.levels.back().value) {
    leaves->insert(below.front());
  }
}

}  // namespace

Result<std::vector<int>> ProjectVariant(const parquet::FileMetaData& file,
                                        std::string_view column,
                                        const std::vector<Path>& paths) {
  const parquet::SchemaDescriptor& schema = *file.schema();
  ARROW_ASSIGN_OR_RAISE(const VariantLevels root,
                        FindVariantLevels(schema, column, Path()));
  std::set<int> leaves{root.metadata};
  // Without any path still something that tells which rows are NULL: the metadata.
  for (const Path& path : paths) {
    ARROW_ASSIGN_OR_RAISE(const VariantLevels found,
                          FindVariantLevels(schema, column, path));
    for (const VariantLevel& level : found.levels) {
      if (level.value) leaves.insert(*level.value);
    }
    AddTyped(schema, found, &leaves);
  }
  return std::vector<int>(leaves.begin(), leaves.end());
}

}  // namespace delta_utils
