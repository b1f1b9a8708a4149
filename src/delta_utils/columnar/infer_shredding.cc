#include <algorithm>
#include <string>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/shredding_sketch_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {
namespace {

/// What is left to look at, and how many rows were before it.
struct Budget {
  int64_t rows;
  int64_t bytes;
  const int64_t max_name_bytes;
  int64_t seen = 0;

  bool IsSpent(const ShreddingSketch& sketch) const {
    return rows <= 0 || bytes <= 0 || sketch.name_bytes() >= max_name_bytes;
  }
};

/// The first row that is refused is named by its number among all rows.
Result<std::shared_ptr<arrow::Array>> Unshred(
    const std::shared_ptr<arrow::Array>& variants, int64_t seen) {
  Status bad;
  const auto refused = [&](int64_t row, const Status& status) {
    if (!bad.ok()) return;
    const std::string& message = status.message();
    bad = MakeError(KindOf(status), RowName(seen + row),
                    message.substr(std::min(message.size(), RowName(row).size() + 2)));
  };
  ARROW_ASSIGN_OR_RAISE(auto plain, UnshredVariants(variants, {refused, {}, {}}));
  ARROW_RETURN_NOT_OK(bad);
  return plain;
}

Status AddColumn(const std::shared_ptr<arrow::Array>& variants, Budget* budget,
                 ShreddingSketch* sketch) {
  const auto first = variants->Slice(0, std::min(variants->length(), budget->rows));
  ARROW_ASSIGN_OR_RAISE(const auto unshredded, Unshred(first, budget->seen));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
  RowIndices metadata(column.metadata(), KeepNothing());
  for (int64_t row = 0; row < column.length() && !budget->IsSpent(*sketch); ++row) {
    --budget->rows;
    const int64_t number = budget->seen++;
    if (column.IsNull(row) || column.value().IsNull(row)) continue;
    const auto* const entry = metadata.Get(row);
    if (entry == nullptr) return WithPath(RowName(number), metadata.status());
    const std::string_view value = column.value().Get(row);
    const Status status = sketch->Add(VariantView(value, *entry->names));
    if (!status.ok()) return WithPath(RowName(number), status);
    budget->bytes -= static_cast<int64_t>(value.size());
  }
  return Status::OK();
}

}  // namespace

Result<ShreddingType> InferShredding(const arrow::ArrayVector& batches,
                                     const InferShreddingOptions& options) {
  ShreddingSketch sketch(options);
  Budget budget{options.max_rows, options.max_bytes, options.max_bytes};
  for (const auto& batch : batches) {
    if (budget.IsSpent(sketch)) break;
    ARROW_RETURN_NOT_OK(AddColumn(batch, &budget, &sketch));
  }
  return sketch.Infer();
}

}  // namespace delta_utils
