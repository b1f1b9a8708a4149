#include <algorithm>
#include <string>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/shredding_sketch_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {
namespace {

/// What is left to look at.
struct Budget {
  int64_t rows;
  int64_t bytes;
};

Status AddColumn(const std::shared_ptr<arrow::Array>& variants, Budget* budget,
                 ShreddingSketch* sketch) {
  const auto first = variants->Slice(0, std::min(variants->length(), budget->rows));
  ARROW_ASSIGN_OR_RAISE(const auto unshredded, UnshredVariants(first));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
  RowIndices metadata(column.metadata(), KeepNothing());
  for (int64_t row = 0; row < column.length() && budget->bytes > 0; ++row) {
    --budget->rows;
    if (column.IsNull(row) || column.value().IsNull(row)) continue;
    const auto* const entry = metadata.Get(row);
    if (entry == nullptr) return WithPath(RowName(row), metadata.status());
    const std::string_view value = column.value().Get(row);
    const Status status = sketch->Add(VariantView(value, *entry->names));
    if (!status.ok()) return WithPath(RowName(row), status);
    budget->bytes -= static_cast<int64_t>(value.size());
  }
  return Status::OK();
}

}  // namespace

Result<ShreddingType> InferShredding(const arrow::ArrayVector& batches,
                                     const InferShreddingOptions& options) {
  ShreddingSketch sketch(options);
  Budget budget{options.max_rows, options.max_bytes};
  for (const auto& batch : batches) {
    if (budget.rows <= 0 || budget.bytes <= 0) break;
    const Status status = AddColumn(batch, &budget, &sketch);
    if (!status.ok()) {
      const auto number = static_cast<size_t>(&batch - batches.data());
      return WithPath("batch " + std::to_string(number), status);
    }
  }
  return sketch.Infer();
}

}  // namespace delta_utils
