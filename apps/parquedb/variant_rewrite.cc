#include <algorithm>

#include "arrow/array/array_base.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "command.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "variant_columns.h"

namespace parquedb::cli {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using delta_utils::ShreddingInference;
using delta_utils::ShreddingType;
using delta_utils::VariantFileReader;
using delta_utils::VariantFileWriter;
using Sink = std::shared_ptr<arrow::io::OutputStream>;

/// A column, and what becomes of it.
struct Change {
  VariantPlace place;
  ShreddingType type;  // without a typed value: unshredded
};

/// A file whose VARIANT columns are written again.
struct Source {
  std::string uri;
  ObjectAddress object;
  std::unique_ptr<VariantFileReader> file;
  std::vector<VariantPlace> places;
};

Result<Source> OpenSource(Session& session, const VariantFileOptions& options) {
  Source source;
  ARROW_ASSIGN_OR_RAISE(source.object, session.LocateFile(options.file));
  source.uri = source.object.store->Uri(source.object.path);
  ARROW_ASSIGN_OR_RAISE(
      source.file, VariantFileReader::Open(*source.object.store, source.object.path));
  auto places = FindVariantColumns(*source.file->schema(), options.column);
  if (!places.ok()) return delta_utils::WithPath(source.uri, places.status());
  source.places = std::move(*places);
  for (const VariantPlace& place : source.places) {
    const Status typed = CheckTypes(*source.file, place);
    if (!typed.ok()) return delta_utils::WithPath(source.uri, typed);
  }
  ARROW_RETURN_NOT_OK(source.file->CheckInt96());  // reads rows, so it comes last
  return source;
}

/// An error of the rows. The sink's, which are Arrow's own, concern the file written.
Status OfSource(const Source& source, const Status& status,
                const std::string& where = "") {
  const bool is_of_sink = delta_utils::DetailOf(status) == nullptr;
  const std::string path = where.empty() ? source.uri : source.uri + ": " + where;
  return is_of_sink ? status : delta_utils::WithPath(path, status);
}

std::vector<int> StepsBelowColumn(const VariantPlace& place) {
  return {place.steps.begin() + 1, place.steps.end()};
}

/// A column whose first rows are looked at.
struct Inferred {
  const VariantPlace& place;
  int column;  // of those that are read
  ShreddingInference inference;
};

Status AddRows(const arrow::RecordBatch& batch, std::vector<Inferred>* columns) {
  for (Inferred& inferred : *columns) {
    if (inferred.inference.is_done()) continue;
    ARROW_ASSIGN_OR_RAISE(const auto variants, ArrayAt(batch.column(inferred.column),
                                                       StepsBelowColumn(inferred.place)));
    ARROW_RETURN_NOT_OK(inferred.inference.Add(variants));
  }
  return Status::OK();
}

/// What the first rows of each column have in common.
Result<std::vector<ShreddingType>> Infer(const Source& source) {
  std::vector<Inferred> columns;
  std::vector<int> leaves;
  int read = 0;
  for (const VariantPlace& place : source.places) {
    if (columns.empty() || columns.back().place.steps[0] != place.steps[0]) {
      const auto more = source.file->LeavesOf({place.steps[0]});
      leaves.insert(leaves.end(), more.begin(), more.end());
      ++read;
    }
    columns.push_back(
        {place, read - 1, ShreddingInference({.levels_above = place.levels})});
  }
  const int64_t max_rows = delta_utils::InferShreddingOptions().max_rows;
  ARROW_ASSIGN_OR_RAISE(
      const auto batches,
      source.file->Read({.batch_rows = max_rows, .leaves = std::move(leaves)}));
  const auto is_done = [](const Inferred& column) { return column.inference.is_done(); };
  for (int64_t rows = 0; rows < max_rows && !std::ranges::all_of(columns, is_done);) {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(batches->ReadNext(&batch));
    if (batch == nullptr) break;
    rows += batch->num_rows();
    const Status added = AddRows(*batch, &columns);
    if (!added.ok()) return delta_utils::WithPath(source.uri, added);
  }
  std::vector<ShreddingType> types;
  for (const Inferred& column : columns) types.push_back(column.inference.Infer());
  return types;
}

Result<std::shared_ptr<arrow::Schema>> ChangedSchema(const Source& source,
                                                     const std::vector<Change>& changes) {
  arrow::FieldVector fields = source.file->schema()->fields();
  for (const Change& change : changes) {
    ARROW_ASSIGN_OR_RAISE(const auto type,
                          delta_utils::ToVariantStorageType(change.type));
    const auto changed =
        delta_utils::MarkVariantField(*change.place.field->WithType(type));
    auto& field = fields[static_cast<size_t>(change.place.steps[0])];
    field = WithFieldAt(field, StepsBelowColumn(change.place), changed);
  }
  return arrow::schema(std::move(fields), source.file->schema()->metadata());
}

Result<std::shared_ptr<arrow::RecordBatch>> ChangedBatch(
    const arrow::RecordBatch& batch, const std::vector<Change>& changes,
    const delta_utils::ShredOptions& options) {
  arrow::ArrayVector arrays = batch.columns();
  for (const Change& change : changes) {
    auto& array = arrays[static_cast<size_t>(change.place.steps[0])];
    ARROW_ASSIGN_OR_RAISE(
        array,
        WithArrayAt(array, StepsBelowColumn(change.place), [&](const ArrayPtr& variants) {
          return delta_utils::ReshredVariants(variants, change.type, options);
        }));
  }
  arrow::FieldVector fields;
  for (int i = 0; i < batch.num_columns(); ++i) {
    fields.push_back(
        batch.schema()->field(i)->WithType(arrays[static_cast<size_t>(i)]->type()));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), batch.num_rows(),
                                  std::move(arrays));
}

Status WriteChanged(const arrow::RecordBatch& batch, const std::vector<Change>& changes,
                    const delta_utils::ShredOptions& options, VariantFileWriter* writer) {
  ARROW_ASSIGN_OR_RAISE(const auto changed, ChangedBatch(batch, changes, options));
  return writer->Write(*changed);
}

Status Rewrite(const Source& source, const std::vector<Change>& changes,
               const delta_utils::ShredOptions& options, const Sink& sink) {
  const auto schema = ChangedSchema(source, changes);
  if (!schema.ok()) return OfSource(source, schema.status());
  const auto writer = VariantFileWriter::Open(
      *schema, {.annotated_like = &source.file->metadata()}, sink);
  if (!writer.ok()) return OfSource(source, writer.status());
  ARROW_ASSIGN_OR_RAISE(const auto batches, source.file->Read());
  int64_t rows = 0;
  while (true) {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(batches->ReadNext(&batch));
    if (batch == nullptr) return (*writer)->Finish();
    const Status written = WriteChanged(*batch, changes, options, writer->get());
    if (!written.ok()) {
      return OfSource(source, written, "rows from " + std::to_string(rows) + " on");
    }
    rows += batch->num_rows();
  }
}

}  // namespace

std::string CheckShreddingType(const std::string& text) {
  const auto type = ShreddingType::Parse(text);
  return type.ok() ? "" : type.status().message();
}

Status RunVariantShred(Session& session, const VariantRewriteOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Source source, OpenSource(session, options.file));
  std::vector<Change> changes;
  if (!options.schema.empty() && source.places.size() > 1) {
    // Says which columns there are.
    const auto one = FindVariantColumn(*source.file->schema(), options.file.column);
    return delta_utils::WithPath(source.uri, one.status());
  }
  std::vector<ShreddingType> types;
  if (options.schema.empty()) {
    ARROW_ASSIGN_OR_RAISE(types, Infer(source));
  } else {
    ARROW_ASSIGN_OR_RAISE(types.emplace_back(), ShreddingType::Parse(options.schema));
  }
  for (size_t i = 0; i < types.size(); ++i) {
    changes.push_back({source.places[i], std::move(types[i])});
  }
  const delta_utils::ShredOptions shred{options.match == "exact"
                                            ? delta_utils::ShreddingMatch::kExact
                                            : delta_utils::ShreddingMatch::kClass};
  return WriteWhole(session, options.out, [&](const Sink& sink) {
    return Rewrite(source, changes, shred, sink);
  });
}

Status RunVariantUnshred(Session& session, const VariantRewriteOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Source source, OpenSource(session, options.file));
  std::vector<Change> changes;
  for (const VariantPlace& place : source.places) changes.push_back({place, {}});
  return WriteWhole(session, options.out,
                    [&](const Sink& sink) { return Rewrite(source, changes, {}, sink); });
}

}  // namespace parquedb::cli
