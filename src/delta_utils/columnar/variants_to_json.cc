#include <utility>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/array_output_internal.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils {

Result<std::shared_ptr<arrow::Array>> VariantsToJson(
    const std::shared_ptr<arrow::Array>& variants,
    const VariantJsonWriteOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto unshredded, UnshredVariants(variants));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
  RowIndices metadata(column.metadata(), KeepNothing());
  VariantJsonWriter writer(options);
  ValidityOutput validity(column.length());
  BinaryOutput texts(column.length());
  const auto write = [&](int64_t row) {
    if (column.value().IsNull(row)) {
      // Missing where a value is required.
      texts.bytes()->append("null");
      return Status::OK();
    }
    const auto* const entry = metadata.Get(row);
    if (entry == nullptr) return metadata.status();
    const VariantView view(column.value().Get(row), *entry->names);
    return writer.Append(view, texts.bytes());
  };
  for (int64_t row = 0; row < column.length(); ++row) {
    if (column.IsNull(row)) {
      validity.Clear(row);
    } else if (const Status status = write(row); !status.ok()) {
      return WithPath(RowName(row), status);
    }
    texts.EndValue();
  }
  return texts.FinishText(std::move(validity));
}

}  // namespace delta_utils
