#include <map>
#include <string_view>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {
namespace {

/// What is found in the rows of a shredded column while they are put together.
class ShreddedRows {
 public:
  explicit ShreddedRows(const VariantValidation& options)
      : options_(options), validator_(options) {}

  UnshredWatch Watch() {
    return {[this](int64_t row, const Status& status) { refused_.emplace(row, status); },
            [this](int64_t row, std::string_view what) { Mended(row, what); },
            [this](int64_t row, std::string_view field, std::string_view value,
                   const MetadataIndex& names) { Examine(row, field, value, names); }};
  }

  /// nullptr: the row could be put together.
  const Status* Refused(int64_t row) const {
    const auto found = refused_.find(row);
    return found == refused_.end() ? nullptr : &found->second;
  }
  /// Adds what was found to what is said of the row put together. A failure of a part
  /// says where it lies, and counts first.
  void Add(int64_t row, RowValidity* validity) const {
    const auto found = found_.find(row);
    if (found == found_.end()) return;
    if (!found->second.status.ok()) {
      *validity = {WithPath(RowName(row), found->second.status), {}};
    }
    if (!validity->status.ok()) return;
    validity->report.Tolerate(found->second.report);
  }

 private:
  void Mended(int64_t row, std::string_view what) {
    if (options_.profile == VariantProfile::kInterop) {
      found_[row].report.mended_shredding = true;
    } else if (Status& status = found_[row].status; status.ok()) {
      status = Corrupt("", what);
    }
  }

  void Examine(int64_t row, std::string_view field, std::string_view value,
               const MetadataIndex& names) {
    const auto report = validator_.Validate(value, names);
    if (report.ok() && report->is_conforming()) return;
    RowValidity& found = found_[row];
    if (report.ok()) {
      found.report.Tolerate(*report);
    } else if (found.status.ok()) {
      found.status = field.empty() ? report.status() : WithPath(field, report.status());
    }
  }

  const VariantValidation options_;
  VariantValidator validator_;
  std::map<int64_t, Status> refused_;
  std::map<int64_t, RowValidity> found_;
};

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
  ShreddedRows shredded(options);
  ARROW_ASSIGN_OR_RAISE(const auto unshredded,
                        UnshredVariants(variants, shredded.Watch()));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
  ColumnValidator validator(column, options);
  for (int64_t i = 0; i < column.length(); ++i) {
    RowValidity validity;
    if (const Status* const refused = shredded.Refused(i); refused != nullptr) {
      validity.status = *refused;
    } else if (!column.IsNull(i)) {
      validity = validator.Validate(i);
      shredded.Add(i, &validity);
    }
    row(i, validity);
  }
  return Status::OK();
}

}  // namespace delta_utils
