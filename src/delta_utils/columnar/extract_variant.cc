#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/path_reader_internal.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/value_sink_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/columnar/whole_leaf_internal.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using OnMismatch = ExtractOptions::OnMismatch;
using Found = std::optional<VariantView>;

/// One path's result while it is made.
class Output {
 public:
  static Result<Output> Make(const VariantColumn& column, const PathAndType& wanted,
                             OnMismatch on_mismatch) {
    Output output(wanted, on_mismatch);
    if (wanted.type == nullptr) {
      output.sink_ =
          MakeVariantSink(static_cast<const arrow::StructArray&>(*column.array())
                              .GetFieldByName("metadata"));
    } else {
      ARROW_ASSIGN_OR_RAISE(output.sink_, ValueSink::Make(wanted.type, column.length()));
    }
    return output;
  }

  void PutNull() { sink_->PutNull(); }

  Status Put(int64_t row, const VariantView& found) {
    if (sink_->Put(found)) return Status::OK();
    if (!found.is_null()) ARROW_RETURN_NOT_OK(Refuse(row, found));
    sink_->PutNull();
    return Status::OK();
  }
  Status Put(int64_t row, const std::optional<VariantView>& found) {
    if (found) return Put(row, *found);
    PutNull();
    return Status::OK();
  }

  Result<std::shared_ptr<arrow::Array>> Finish() { return sink_->Finish(); }

 private:
  Output(const PathAndType& wanted, OnMismatch on_mismatch)
      : wanted_(&wanted), on_mismatch_(on_mismatch) {}

  /// What the sink did not take: a failure if it is malformed, or if it must fit.
  Status Refuse(int64_t row, VariantView view) const {
    const Status status = CheckScalar(view);
    if (!status.ok()) {
      return WithPath(RowName(row), WithPath(wanted_->path.ToString(), status));
    }
    if (on_mismatch_ == OnMismatch::kNull) return Status::OK();
    return InvalidArgument(RowName(row), wanted_->path.ToString() + ": " +
                                             std::string(VariantTypeName(view.type())) +
                                             " that is not held by " +
                                             wanted_->type->ToString());
  }

  static Status CheckScalar(VariantView view) {
    ARROW_RETURN_NOT_OK(view.Check());
    const auto text = view.ToText();
    if (text && !variant_internal::IsUtf8(*text)) {
      return Corrupt("", "text that is not UTF-8");
    }
    const VariantType type = view.type();
    const bool is_decimal =
        type >= VariantType::kDecimal4 && type <= VariantType::kDecimal16;
    if (is_decimal && !view.GetDecimal()) {
      return Corrupt("", "a decimal of more digits than its type has");
    }
    return Status::OK();
  }

  const PathAndType* wanted_;
  OnMismatch on_mismatch_;
  std::unique_ptr<ValueSink> sink_;
};

using Extracted = Result<std::shared_ptr<arrow::Array>>;

Extracted ExtractShredded(const VariantColumn& column, const PathAndType& wanted,
                          const ExtractOptions& options) {
  const bool as_variant = wanted.type == nullptr;
  if (!as_variant && column.is_shredded()) {
    ARROW_ASSIGN_OR_RAISE(
        const ShreddedPath path,
        ShreddedPath::Make(column, wanted.path, /*through_lists=*/true));
    ARROW_ASSIGN_OR_RAISE(auto leaf, TakeWholeLeaf(column, path, *wanted.type));
    if (leaf != nullptr) return leaf;
  }
  ARROW_ASSIGN_OR_RAISE(Output output, Output::Make(column, wanted, options.on_mismatch));
  ARROW_ASSIGN_OR_RAISE(const auto reader,
                        PathReader::Make(column, wanted.path, as_variant));
  for (int64_t row = 0; row < column.length(); ++row) {
    if (column.IsNull(row)) {
      output.PutNull();
      continue;
    }
    VariantView found;
    if (reader->Read(row, &found)) {
      ARROW_RETURN_NOT_OK(output.Put(row, found));
    } else if (reader->status().ok()) {
      output.PutNull();
    } else {
      return WithPath(RowName(row), reader->status());
    }
  }
  return output.Finish();
}

/// Calls `put(row, bound, value)` for each row in order, with what is bound to the row's
/// metadata, and the column's own `value`; with nullptr for a row without.
template <typename Bound, typename Put>
Status ForEachValue(const VariantColumn& column, typename RowMetadata<Bound>::Make bind,
                    const Put& put) {
  constexpr int64_t kRowsAhead = 8;
  RowMetadata<Bound> metadata(column.metadata(), std::move(bind));
  const BinaryCells& values = column.value();
  const int64_t rows = column.length();
  const bool has_nulls = column.array()->null_count() > 0;
  for (int64_t row = 0; row < rows; ++row) {
    if (row + kRowsAhead < rows) {
      values.Prefetch(row + kRowsAhead);
      column.metadata().Prefetch(row + kRowsAhead);
    }
    if ((has_nulls && column.IsNull(row)) || values.IsNull(row)) {
      ARROW_RETURN_NOT_OK(put(row, static_cast<const Bound*>(nullptr), VariantView()));
      continue;
    }
    const auto* const entry = metadata.Get(row);
    if (entry == nullptr) return WithPath(RowName(row), metadata.status());
    ARROW_RETURN_NOT_OK(
        put(row, &entry->kept, VariantView(values.Get(row), *entry->names)));
  }
  return Status::OK();
}

/// A path that is looked up in the column's own `value`.
Extracted ExtractFromValue(const VariantColumn& column, const PathAndType& wanted,
                           const ExtractOptions& options) {
  ARROW_ASSIGN_OR_RAISE(Output output, Output::Make(column, wanted, options.on_mismatch));
  ARROW_RETURN_NOT_OK(ForEachValue<BoundPath>(
      column, [&](const MetadataIndex& names) { return BoundPath(wanted.path, names); },
      [&](int64_t row, const BoundPath* path, const VariantView& value) {
        VariantView found;
        if (path != nullptr && path->Find(value, &found)) return output.Put(row, found);
        output.PutNull();
        return Status::OK();
      }));
  return output.Finish();
}

/// Many such paths.
Status ExtractFromValue(const VariantColumn& column, std::vector<Path> paths,
                        std::vector<Output>* outputs) {
  const PathSet set(std::move(paths));
  std::vector<Found> found(outputs->size());
  return ForEachValue<BoundPathSet>(
      column, [&](const MetadataIndex& names) { return BoundPathSet(set, names); },
      [&](int64_t row, const BoundPathSet* bound, const VariantView& value) {
        if (bound == nullptr) {
          std::fill(found.begin(), found.end(), std::nullopt);
        } else {
          bound->Find(value, found);
        }
        for (size_t i = 0; i < found.size(); ++i) {
          ARROW_RETURN_NOT_OK((*outputs)[i].Put(row, found[i]));
        }
        return Status::OK();
      });
}

/// Whether the typed values have nothing of the path, which is not the whole value.
Result<bool> IsInValueOnly(const VariantColumn& column, const Path& path) {
  if (path.steps().empty()) return false;
  if (!column.is_shredded()) return true;
  ARROW_ASSIGN_OR_RAISE(const ShreddedPath shredded,
                        ShreddedPath::Make(column, path, /*through_lists=*/true));
  return shredded.levels().size() == 1;
}

/// The column, where it has no typed columns with a value for each row.
Result<VariantColumn> OpenColumn(const std::shared_ptr<arrow::Array>& variants) {
  ARROW_ASSIGN_OR_RAISE(VariantColumn column, VariantColumn::Make(variants));
  if (column.is_shredded()) return column;
  ARROW_ASSIGN_OR_RAISE(const auto whole, UnshredVariants(variants));
  return whole == variants ? column : VariantColumn::Make(whole);
}

}  // namespace

Extracted ExtractVariant(const std::shared_ptr<arrow::Array>& variants, const Path& path,
                         const std::shared_ptr<arrow::DataType>& type,
                         const ExtractOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, OpenColumn(variants));
  ARROW_ASSIGN_OR_RAISE(const bool in_value, IsInValueOnly(column, path));
  return in_value ? ExtractFromValue(column, {path, type}, options)
                  : ExtractShredded(column, {path, type}, options);
}

Result<arrow::ArrayVector> ExtractVariants(const std::shared_ptr<arrow::Array>& variants,
                                           const std::vector<PathAndType>& columns,
                                           const ExtractOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, OpenColumn(variants));
  arrow::ArrayVector results(columns.size());
  std::vector<size_t> together;
  std::vector<Path> paths;
  std::vector<Output> outputs;
  for (size_t i = 0; i < columns.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const bool in_value, IsInValueOnly(column, columns[i].path));
    if (!in_value) {
      ARROW_ASSIGN_OR_RAISE(results[i], ExtractShredded(column, columns[i], options));
      continue;
    }
    together.push_back(i);
    paths.push_back(columns[i].path);
    ARROW_ASSIGN_OR_RAISE(Output output,
                          Output::Make(column, columns[i], options.on_mismatch));
    outputs.push_back(std::move(output));
  }
  if (together.empty()) return results;
  ARROW_RETURN_NOT_OK(ExtractFromValue(column, std::move(paths), &outputs));
  for (size_t i = 0; i < together.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(results[together[i]], outputs[i].Finish());
  }
  return results;
}

}  // namespace delta_utils
