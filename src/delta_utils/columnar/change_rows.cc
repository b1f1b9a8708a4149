#include "delta_utils/columnar/change_rows.h"

#include <functional>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_nested.h"
#include "arrow/array/builder_time.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/cdc/change_record_json.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

constexpr int64_t kMicrosPerMilli = 1000;

std::shared_ptr<arrow::DataType> TimestampType() {
  return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
}

Result<ArrayPtr> Documents(const std::vector<DeltaChangeRecord>& rows) {
  VariantEncoder encoder;
  const auto metadata = std::make_shared<arrow::BinaryBuilder>();
  const auto value = std::make_shared<arrow::BinaryBuilder>();
  arrow::StructBuilder builder(VariantStorageType(), arrow::default_memory_pool(),
                               {metadata, value});
  for (const DeltaChangeRecord& row : rows) {
    if (!row.data) {
      ARROW_RETURN_NOT_OK(builder.AppendNull());
      continue;
    }
    ARROW_ASSIGN_OR_RAISE(const VariantBytes bytes, encoder.Encode(Value(*row.data)));
    ARROW_RETURN_NOT_OK(metadata->Append(bytes.metadata));
    ARROW_RETURN_NOT_OK(value->Append(bytes.value));
    ARROW_RETURN_NOT_OK(builder.Append());
  }
  return builder.Finish();
}

Status AppendFixed(const DeltaChangeRecord& row, arrow::StringBuilder* types,
                   arrow::Int64Builder* versions, arrow::TimestampBuilder* times) {
  int64_t micros;
  if (__builtin_mul_overflow(row.commit_timestamp_ms, kMicrosPerMilli, &micros)) {
    return InvalidArgument(kCommitTimestampColumn, "is beyond what microseconds hold");
  }
  ARROW_RETURN_NOT_OK(types->Append(DeltaChangeTypeName(row.change_type)));
  ARROW_RETURN_NOT_OK(versions->Append(row.commit_version));
  return times->Append(micros);
}

Result<ArrayPtr> ColumnOf(const arrow::RecordBatch& batch, std::string_view name) {
  ArrayPtr column = batch.GetColumnByName(std::string(name));
  if (column == nullptr) return Corrupt(name, "the column is missing");
  return column;
}

Status BadCell(std::string_view column, int64_t row, std::string_view message) {
  return Corrupt(column, "row " + std::to_string(row) + ": " + std::string(message));
}

/// A column of 64-bit numbers without a NULL.
Result<const int64_t*> NumbersOf(const arrow::RecordBatch& batch, std::string_view name,
                                 const arrow::DataType& type) {
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr column, ColumnOf(batch, name));
  if (!column->type()->Equals(type)) {
    return Corrupt(
        name, "expected " + type.ToString() + ", found " + column->type()->ToString());
  }
  if (column->null_count() > 0) return Corrupt(name, "has a NULL");
  return column->data()->GetValues<int64_t>(1);  // times are such numbers, too
}

Result<BinaryCells> TextsOf(const arrow::RecordBatch& batch, std::string_view name) {
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr column, ColumnOf(batch, name));
  Result<BinaryCells> cells = BinaryCells::Make(column);
  if (!cells.ok()) return WithPath(name, cells.status());
  return cells;
}

/// The rows, with what `read` gives as their documents.
Result<std::vector<DeltaChangeRecord>> ReadRows(
    const arrow::RecordBatch& batch,
    const std::function<Result<std::optional<Object>>(int64_t row)>& read) {
  ARROW_ASSIGN_OR_RAISE(const auto types, ChangeTypesOf(batch));
  ARROW_ASSIGN_OR_RAISE(const int64_t* versions,
                        NumbersOf(batch, kCommitVersionColumn, *arrow::int64()));
  ARROW_ASSIGN_OR_RAISE(const int64_t* micros,
                        NumbersOf(batch, kCommitTimestampColumn, *TimestampType()));
  std::vector<DeltaChangeRecord> rows(types.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].change_type = types[i];
    rows[i].commit_version = versions[i];
    rows[i].commit_timestamp_ms = micros[i] / kMicrosPerMilli;
    ARROW_ASSIGN_OR_RAISE(rows[i].data, read(static_cast<int64_t>(i)));
  }
  return rows;
}

Status ReadEnvelopes(const arrow::RecordBatch& batch,
                     std::vector<DeltaChangeRecord>* rows) {
  if (batch.GetColumnByName(std::string(kEnvelopeColumn)) == nullptr) {
    return Status::OK();
  }
  ARROW_ASSIGN_OR_RAISE(const BinaryCells texts, TextsOf(batch, kEnvelopeColumn));
  for (size_t i = 0; i < rows->size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    if (texts.IsNull(row)) continue;
    auto envelope = ParseChangeEnvelope(texts.Get(row));
    if (!envelope.ok()) {
      return BadCell(kEnvelopeColumn, row, envelope.status().message());
    }
    (*rows)[i].envelope = std::move(*envelope);
  }
  return Status::OK();
}

}  // namespace

std::shared_ptr<arrow::Schema> ChangeRowsSchema() {
  const auto field = [](std::string_view name, std::shared_ptr<arrow::DataType> type,
                        bool nullable) {
    return arrow::field(std::string(name), std::move(type), nullable);
  };
  return arrow::schema({field(kChangeTypeColumn, arrow::utf8(), false),
                        field(kCommitVersionColumn, arrow::int64(), false),
                        field(kCommitTimestampColumn, TimestampType(), false),
                        field(kDocumentColumn, VariantStorageType(), true),
                        field(kEnvelopeColumn, arrow::utf8(), true)});
}

Result<std::shared_ptr<arrow::RecordBatch>> ToChangeRows(
    const std::vector<DeltaChangeRecord>& rows) {
  arrow::StringBuilder types;
  arrow::Int64Builder versions;
  arrow::TimestampBuilder times(TimestampType(), arrow::default_memory_pool());
  arrow::StringBuilder envelopes;
  for (const DeltaChangeRecord& row : rows) {
    ARROW_RETURN_NOT_OK(AppendFixed(row, &types, &versions, &times));
    ARROW_RETURN_NOT_OK(row.envelope
                            ? envelopes.Append(ChangeEnvelopeToJson(*row.envelope))
                            : envelopes.AppendNull());
  }
  arrow::ArrayVector columns(5);
  ARROW_ASSIGN_OR_RAISE(columns[0], types.Finish());
  ARROW_ASSIGN_OR_RAISE(columns[1], versions.Finish());
  ARROW_ASSIGN_OR_RAISE(columns[2], times.Finish());
  ARROW_ASSIGN_OR_RAISE(columns[3], Documents(rows));
  ARROW_ASSIGN_OR_RAISE(columns[4], envelopes.Finish());
  return arrow::RecordBatch::Make(ChangeRowsSchema(), static_cast<int64_t>(rows.size()),
                                  std::move(columns));
}

Result<std::vector<DeltaChangeType>> ChangeTypesOf(const arrow::RecordBatch& batch) {
  ARROW_ASSIGN_OR_RAISE(const BinaryCells texts, TextsOf(batch, kChangeTypeColumn));
  std::vector<DeltaChangeType> types;
  types.reserve(static_cast<size_t>(batch.num_rows()));
  for (int64_t row = 0; row < batch.num_rows(); ++row) {
    if (texts.IsNull(row)) return BadCell(kChangeTypeColumn, row, "is NULL");
    const auto type = ParseDeltaChangeType(texts.Get(row));
    if (!type) {
      return BadCell(kChangeTypeColumn, row,
                     "'" + std::string(texts.Get(row)) + "' is no change type");
    }
    types.push_back(*type);
  }
  return types;
}

Result<std::vector<DeltaChangeRecord>> FromChangeRows(const arrow::RecordBatch& batch) {
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr documents, ColumnOf(batch, kDocumentColumn));
  Column column;
  column.name = kDocumentColumn;
  column.kind = ColumnKind::kVariant;
  ARROW_RETURN_NOT_OK(CheckReadable(column, *documents->type()));
  const auto read = [&](int64_t row) -> Result<std::optional<Object>> {
    if (documents->IsNull(row)) return std::nullopt;
    ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column, *documents, row));
    Object* document = value.get_if<Object>();
    if (document == nullptr) return BadCell(kDocumentColumn, row, "is no document");
    return std::optional(std::move(*document));
  };
  ARROW_ASSIGN_OR_RAISE(auto rows, ReadRows(batch, read));
  ARROW_RETURN_NOT_OK(ReadEnvelopes(batch, &rows));
  return rows;
}

Result<std::vector<DeltaChangeRecord>> FromChangeRows(
    const arrow::RecordBatch& batch, const std::vector<Column>& columns) {
  std::vector<ArrayPtr> arrays;
  for (const Column& column : columns) {
    ARROW_ASSIGN_OR_RAISE(arrays.emplace_back(), ColumnOf(batch, column.name));
    ARROW_RETURN_NOT_OK(CheckReadable(column, *arrays.back()->type()));
  }
  return ReadRows(batch, [&](int64_t row) -> Result<std::optional<Object>> {
    Object document;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].null_is_missing && arrays[i]->IsNull(row)) continue;
      ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(columns[i], *arrays[i], row));
      document.Append(columns[i].name, std::move(value));
    }
    return std::optional(std::move(document));
  });
}

}  // namespace delta_utils
