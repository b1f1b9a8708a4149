#include <algorithm>
#include <string>

#include "arrow/array/array_base.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/shredding_sketch_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {
namespace {

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

}  // namespace

class ShreddingInference::Rows {
 public:
  explicit Rows(const InferShreddingOptions& options)
      : sketch_(options),
        rows_left_(options.max_rows),
        bytes_left_(options.max_bytes),
        max_name_bytes_(options.max_bytes) {}

  bool is_done() const {
    return rows_left_ <= 0 || bytes_left_ <= 0 || sketch_.name_bytes() >= max_name_bytes_;
  }
  const ShreddingSketch& sketch() const { return sketch_; }

  Status Add(const std::shared_ptr<arrow::Array>& variants) {
    if (is_done()) return Status::OK();
    const auto first = variants->Slice(0, std::min(variants->length(), rows_left_));
    ARROW_ASSIGN_OR_RAISE(const auto unshredded, Unshred(first, seen_));
    ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(unshredded));
    RowIndices metadata(column.metadata(), KeepNothing());
    for (int64_t row = 0; row < column.length() && !is_done(); ++row) {
      --rows_left_;
      const int64_t number = seen_++;
      if (column.IsNull(row)) continue;
      const auto* const entry = metadata.Get(row);
      if (entry == nullptr) return WithPath(RowName(number), metadata.status());
      const std::string_view value = column.value().Get(row);
      const Status status = sketch_.Add(VariantView(value, *entry->names));
      if (!status.ok()) return WithPath(RowName(number), status);
      bytes_left_ -= static_cast<int64_t>(value.size());
    }
    return Status::OK();
  }

 private:
  ShreddingSketch sketch_;
  int64_t rows_left_;
  int64_t bytes_left_;
  const int64_t max_name_bytes_;
  int64_t seen_ = 0;
};

ShreddingInference::ShreddingInference(const InferShreddingOptions& options)
    : rows_(std::make_unique<Rows>(options)) {}
ShreddingInference::ShreddingInference(ShreddingInference&&) noexcept = default;
ShreddingInference& ShreddingInference::operator=(ShreddingInference&&) noexcept =
    default;
ShreddingInference::~ShreddingInference() = default;

Status ShreddingInference::Add(const std::shared_ptr<arrow::Array>& variants) {
  return rows_->Add(variants);
}
bool ShreddingInference::is_done() const { return rows_->is_done(); }
ShreddingType ShreddingInference::Infer() const { return rows_->sketch().Infer(); }

Result<ShreddingType> InferShredding(const arrow::ArrayVector& batches,
                                     const InferShreddingOptions& options) {
  ShreddingInference inference(options);
  for (const auto& batch : batches) ARROW_RETURN_NOT_OK(inference.Add(batch));
  return inference.Infer();
}

}  // namespace delta_utils
