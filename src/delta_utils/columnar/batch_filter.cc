#include "delta_utils/columnar/batch_filter.h"

#include <algorithm>
#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/extension_type.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/filter_node_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"

namespace delta_utils {

struct BatchFilter::Impl {
  Filter filter;
  std::vector<Column> columns;
  std::set<size_t> used;
  std::vector<std::string> names;
  batch_internal::FilterNodePtr root;
  LeafContext context;

  Result<batch_internal::BoundBatch> Bind(const arrow::RecordBatch& batch) const;
};

namespace {

/// A Variant column as one that DecodeValue reads.
Result<std::shared_ptr<arrow::Array>> PlainVariants(std::shared_ptr<arrow::Array> array) {
  if (array->type_id() == arrow::Type::EXTENSION) {
    array = static_cast<const arrow::ExtensionArray&>(*array).storage();
  }
  if (array->type_id() == arrow::Type::NA) return array;
  return UnshredVariants(array);
}

}  // namespace

Result<batch_internal::BoundBatch> BatchFilter::Impl::Bind(
    const arrow::RecordBatch& batch) const {
  batch_internal::BoundBatch bound{batch.num_rows(), {}};
  bound.arrays.resize(columns.size());
  for (const size_t place : used) {
    const Column& column = columns[place];
    const std::vector<int> found = batch.schema()->GetAllFieldIndices(column.name);
    if (found.empty()) continue;
    if (found.size() > 1) {
      return InvalidArgument(column.name, "the batch has several columns of this name");
    }
    std::shared_ptr<arrow::Array> array = batch.column(found[0]);
    if (column.kind == ColumnKind::kVariant) {
      ARROW_ASSIGN_OR_RAISE(array, PlainVariants(std::move(array)));
    }
    ARROW_RETURN_NOT_OK(CheckReadable(column, *array->type()));
    bound.arrays[place] = std::move(array);
  }
  return bound;
}

BatchFilter::BatchFilter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BatchFilter::~BatchFilter() = default;
BatchFilter::BatchFilter(BatchFilter&&) noexcept = default;
BatchFilter& BatchFilter::operator=(BatchFilter&&) noexcept = default;

Result<BatchFilter> BatchFilter::Make(Filter filter, std::vector<Column> columns) {
  auto impl = std::make_unique<Impl>();
  impl->filter = std::move(filter);
  impl->columns = std::move(columns);
  impl->root = batch_internal::MakeFilterNode(impl->filter, impl->columns, &impl->used);
  for (const size_t place : impl->used) impl->names.push_back(impl->columns[place].name);
  std::sort(impl->names.begin(), impl->names.end());
  return BatchFilter(std::move(impl));
}

const Filter& BatchFilter::filter() const { return impl_->filter; }

const std::vector<std::string>& BatchFilter::column_names() const { return impl_->names; }

Status BatchFilter::Select(const arrow::RecordBatch& batch, Selection* out) {
  ARROW_ASSIGN_OR_RAISE(const batch_internal::BoundBatch bound, impl_->Bind(batch));
  out->Reset(bound.length);
  out->SelectAll();
  ARROW_RETURN_NOT_OK(impl_->root->Narrow(bound, out->words(), &impl_->context));
  return std::exchange(impl_->context.status, Status::OK());
}

}  // namespace delta_utils
