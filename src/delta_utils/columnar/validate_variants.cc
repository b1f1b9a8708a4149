#include <map>
#include <string_view>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {
namespace {

class ColumnValidator {
 public:
  ColumnValidator(const VariantColumn& column, const VariantValidation& options)
      : column_(column),
        validator_(options),
        metadata_(column_.metadata(), KeepNothing()) {}

  RowValidity Validate(int64_t row) {
    RowValidity validity;
    auto report = Report(row);
    if (report.ok()) {
      validity.report = *report;
    } else {
      validity.status = report.status();
    }
    return validity;
  }

 private:
  Result<VariantReport> Report(int64_t row) {
    const auto* const entry = metadata_.Get(row);
    if (entry == nullptr) return metadata_.status();
    if (column_.value().IsNull(row)) return Corrupt("", "its value is null");
    return validator_.Validate(column_.value().Get(row), *entry->names);
  }

  const VariantColumn& column_;
  VariantValidator validator_;
  RowIndices metadata_;
};

}  // namespace

Status ValidateVariants(const std::shared_ptr<arrow::Array>& variants,
                        const VariantValidation& options,
                        const std::function<void(int64_t, const RowValidity&)>& row) {
  std::map<int64_t, Status> refused;
  std::map<int64_t, std::string_view> mended;
  const UnshredWatch watch{
      [&](int64_t i, const Status& status) { refused.emplace(i, status); },
      [&](int64_t i, std::string_view what) { mended.emplace(i, what); }};
  ARROW_ASSIGN_OR_RAISE(const auto unshredded, UnshredVariants(variants, watch));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
  ColumnValidator validator(column, options);
  for (int64_t i = 0; i < column.length(); ++i) {
    RowValidity validity;
    if (const auto found = refused.find(i); found != refused.end()) {
      validity.status = found->second;
    } else if (!column.IsNull(i)) {
      validity = validator.Validate(i);
    }
    if (const auto found = mended.find(i);
        found != mended.end() && validity.status.ok()) {
      if (options.profile == VariantProfile::kStrict) {
        validity = {Corrupt("", found->second), {}};
      } else {
        validity.report.mended_shredding = true;
      }
    }
    row(i, validity);
  }
  return Status::OK();
}

}  // namespace delta_utils
