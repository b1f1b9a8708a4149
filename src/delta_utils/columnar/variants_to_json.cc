#include <optional>
#include <utility>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/array_output_internal.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils {
namespace {

/// Appends each row's text to `out` and calls `end(row, is_null)`, at SQL's NULL without
/// any text.
template <typename End>
Status AppendTexts(const std::shared_ptr<arrow::Array>& variants,
                   const VariantJsonWriteOptions& options, std::string* out, End end) {
  ARROW_ASSIGN_OR_RAISE(const auto unshredded, UnshredVariants(variants));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
  RowIndices metadata(column.metadata(), KeepNothing());
  VariantJsonWriter writer(options);
  const auto write = [&](int64_t row) {
    const auto* const entry = metadata.Get(row);
    if (entry == nullptr) return metadata.status();
    const VariantView view(column.value().Get(row), *entry->names);
    return writer.Append(view, out);
  };
  for (int64_t row = 0; row < column.length(); ++row) {
    const bool is_null = column.IsNull(row);
    if (!is_null) {
      const Status status = write(row);
      if (!status.ok()) return WithPath(RowName(row), status);
    }
    ARROW_RETURN_NOT_OK(end(row, is_null));
  }
  return Status::OK();
}

}  // namespace

Result<std::shared_ptr<arrow::Array>> VariantsToJson(
    const std::shared_ptr<arrow::Array>& variants,
    const VariantJsonWriteOptions& options) {
  ValidityOutput validity(variants->length());
  BinaryOutput texts(variants->length());
  ARROW_RETURN_NOT_OK(
      AppendTexts(variants, options, texts.bytes(), [&](int64_t row, bool is_null) {
        if (is_null) validity.Clear(row);
        texts.EndValue();
        return Status::OK();
      }));
  return texts.FinishText(std::move(validity));
}

Status ForEachJson(const std::shared_ptr<arrow::Array>& variants, const TakeJson& take,
                   const VariantJsonWriteOptions& options) {
  std::string text;
  return AppendTexts(variants, options, &text, [&](int64_t row, bool is_null) {
    const Status taken =
        take(row, is_null ? std::nullopt : std::optional<std::string_view>(text));
    text.clear();
    return taken;
  });
}

}  // namespace delta_utils
