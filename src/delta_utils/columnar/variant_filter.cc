#include "delta_utils/columnar/variant_filter.h"

#include <algorithm>

#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {

Status VariantFilter::Select(const std::shared_ptr<arrow::Array>& variants,
                             Selection* rows) const {
  constexpr int64_t kRowsAhead = 8;
  ARROW_ASSIGN_OR_RAISE(const auto whole, UnshredVariants(variants));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(whole));
  RowMetadata<VariantMatcher::Bound> metadata(
      column.metadata(),
      [this](const MetadataIndex& names) { return matcher_.Bind(names); });
  LeafContext context;
  rows->Reset(column.length());
  for (int64_t row = 0; row < column.length(); ++row) {
    if (row + kRowsAhead < column.length()) column.value().Prefetch(row + kRowsAhead);
    if (column.IsNull(row)) continue;
    const auto* const entry = metadata.Get(row);
    if (entry == nullptr) return WithPath(RowName(row), metadata.status());
    const auto matches =
        entry->kept.Matches({column.value().Get(row), *entry->names}, &context);
    if (!matches.ok()) return WithPath(RowName(row), matches.status());
    if (*matches) rows->Set(row);
  }
  return Status::OK();
}

}  // namespace delta_utils
