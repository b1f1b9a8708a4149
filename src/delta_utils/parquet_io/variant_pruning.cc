#include "delta_utils/parquet_io/variant_pruning.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "delta_utils/parquet_io/leaf_bounds_internal.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/variant_leaves_internal.h"
#include "parquet/metadata.h"

namespace delta_utils {
namespace {

/// A predicate on a leaf: it says something of a row group in which no residual has a
/// value.
struct LeafPredicate {
  std::vector<int> residuals;
  int leaf;
  VariantComparison comparison;
  const Value* literal;
};

bool MayPrune(const Value& literal) {
  return literal.is_number() || literal.is<std::string>() || literal.is<bool>() ||
         literal.is<Date>();
}

Result<std::vector<LeafPredicate>> Bind(const parquet::SchemaDescriptor& schema,
                                        std::string_view column,
                                        const std::vector<VariantPredicate>& predicates) {
  std::vector<LeafPredicate> bound;
  for (const VariantPredicate& predicate : predicates) {
    ARROW_ASSIGN_OR_RAISE(const VariantLevels found,
                          FindVariantLevels(schema, column, predicate.path));
    const auto* typed = found.levels.back().typed;
    const bool is_leaf =
        found.steps_left == 0 && typed != nullptr && typed->is_primitive();
    if (!is_leaf || !MayPrune(predicate.literal)) continue;
    LeafPredicate leaf{
        {}, schema.ColumnIndex(*typed), predicate.comparison, &predicate.literal};
    for (const VariantLevel& level : found.levels) {
      if (level.value) leaf.residuals.push_back(*level.value);
    }
    bound.push_back(std::move(leaf));
  }
  return bound;
}

/// No row of the row group matches.
bool Excluded(const parquet::RowGroupMetaData& row_group,
              const LeafPredicate& predicate) {
  const bool is_all_typed = std::ranges::all_of(predicate.residuals, [&](int residual) {
    return IsAllNull(*row_group.ColumnChunk(residual));
  });
  if (!is_all_typed) return false;
  const auto chunk = row_group.ColumnChunk(predicate.leaf);
  return IsAllNull(*chunk) ||
         BoundsExclude(*chunk, *row_group.schema()->Column(predicate.leaf),
                       predicate.comparison, *predicate.literal);
}

}  // namespace

Result<std::vector<int>> PruneRowGroups(const parquet::FileMetaData& file,
                                        std::string_view column,
                                        const std::vector<VariantPredicate>& predicates) {
  ARROW_RETURN_NOT_OK(FindVariantLevels(*file.schema(), column, Path()));
  ARROW_ASSIGN_OR_RAISE(const auto leaves, Bind(*file.schema(), column, predicates));
  return CatchParquet("", [&]() -> Result<std::vector<int>> {
    std::vector<int> kept;
    for (int i = 0; i < file.num_row_groups(); ++i) {
      const auto row_group = file.RowGroup(i);
      const bool is_excluded =
          std::ranges::any_of(leaves, [&](const LeafPredicate& predicate) {
            return Excluded(*row_group, predicate);
          });
      if (!is_excluded) kept.push_back(i);
    }
    return kept;
  });
}

}  // namespace delta_utils
