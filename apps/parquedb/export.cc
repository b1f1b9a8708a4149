#include "arrow/io/interfaces.h"
#include "arrow/ipc/writer.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "command.h"
#include "delta_lake/scan.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/parquet_io/parquet_writer.h"
#include "parquedb/row_decoder.h"

namespace parquedb::cli {
namespace {

using delta_lake::Snapshot;
using delta_utils::StructType;
using Sink = std::shared_ptr<arrow::io::OutputStream>;

Status ExportParquet(const StructType& schema, arrow::RecordBatchReader* rows,
                     const Sink& sink) {
  ARROW_ASSIGN_OR_RAISE(auto writer,
                        delta_utils::ParquetWriter::Open(
                            schema, delta_utils::ColumnMappingMode::kNone, {}, sink));
  std::shared_ptr<arrow::RecordBatch> batch;
  while (true) {
    ARROW_RETURN_NOT_OK(rows->ReadNext(&batch));
    if (batch == nullptr) break;
    ARROW_RETURN_NOT_OK(writer->Write(*batch));
  }
  return writer->Finish().status();
}

Status ExportArrow(const StructType&, arrow::RecordBatchReader* rows, const Sink& sink) {
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(sink, rows->schema()));
  std::shared_ptr<arrow::RecordBatch> batch;
  while (true) {
    ARROW_RETURN_NOT_OK(rows->ReadNext(&batch));
    if (batch == nullptr) return writer->Close();
    ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*batch));
  }
}

/// The schema without what a collection says about its columns: rows, not documents.
void StripMetadata(delta_utils::DataType* type);

void StripMetadata(StructType* schema) {
  for (auto& field : schema->fields) {
    field.metadata.clear();
    StripMetadata(&field.type);
  }
}

void StripMetadata(delta_utils::DataType* type) {
  if (auto* object = std::get_if<StructType>(&type->type)) {
    StripMetadata(object);
  } else if (auto* array = std::get_if<delta_utils::ArrayType>(&type->type)) {
    delta_utils::DataType element = *array->element;
    StripMetadata(&element);
    array->element = std::make_shared<const delta_utils::DataType>(std::move(element));
  }
}

Status ExportJsonLines(StructType schema, arrow::RecordBatchReader* rows,
                       const Sink& sink) {
  StripMetadata(&schema);
  ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns,
                        ColumnsOf(schema, RestColumn::kIsPlain));
  std::shared_ptr<arrow::RecordBatch> batch;
  std::string text;
  while (true) {
    ARROW_RETURN_NOT_OK(rows->ReadNext(&batch));
    if (batch == nullptr) return Status::OK();
    text.clear();
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      Object line;
      for (const Column& column : columns) {
        ARROW_ASSIGN_OR_RAISE(
            Value value, DecodeValue(column, *batch->GetColumnByName(column.name), row));
        line.Append(column.name, std::move(value));
      }
      delta_utils::AppendExtJson(line, delta_utils::ExtJsonMode::kRelaxed, &text);
      text += '\n';
    }
    ARROW_RETURN_NOT_OK(sink->Write(text));
  }
}

using Export =
    std::function<Status(const StructType&, arrow::RecordBatchReader*, const Sink&)>;

/// None for a name that tells no format.
Export FormatOf(const std::string& out) {
  if (out.ends_with(".parquet")) return ExportParquet;
  if (out.ends_with(".arrow")) return ExportArrow;
  if (out.ends_with(".jsonl")) return ExportJsonLines;
  return nullptr;
}

}  // namespace

bool IsExportName(const std::string& out) { return FormatOf(out) != nullptr; }

Status WriteRows(Session& session, const StructType& schema,
                 arrow::RecordBatchReader* rows, const std::string& out) {
  return WriteWhole(session, out,
                    [&](const Sink& sink) { return FormatOf(out)(schema, rows, sink); });
}

Status RunExport(Session& session, const ExportOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto table, session.Locate(options.target));
  ARROW_ASSIGN_OR_RAISE(auto snapshot, Snapshot::Open(table, options.version));
  ARROW_ASSIGN_OR_RAISE(auto rows, delta_lake::Scan(snapshot));
  return WriteRows(session, snapshot->schema(), rows.get(), options.out);
}

}  // namespace parquedb::cli
