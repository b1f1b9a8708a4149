// VARIANT files for this folder's tests: written to a store in memory, read back whole.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/compute/cast.h"
#include "arrow/io/memory.h"
#include "arrow/record_batch.h"
#include "arrow/table.h"
#include "arrow/type.h"
#include "delta_utils/parquet_io/data_file_testing.h"
#include "delta_utils/parquet_io/variant_file.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {

using Batches = std::vector<std::shared_ptr<arrow::RecordBatch>>;

inline Result<std::shared_ptr<arrow::Buffer>> VariantFileBytes(
    const std::shared_ptr<arrow::Schema>& schema, const Batches& batches,
    const VariantWriteOptions& options = {}) {
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::BufferOutputStream::Create());
  ARROW_ASSIGN_OR_RAISE(auto writer, VariantFileWriter::Open(schema, options, sink));
  for (const auto& batch : batches) ARROW_RETURN_NOT_OK(writer->Write(*batch));
  ARROW_RETURN_NOT_OK(writer->Finish());
  return sink->Finish();
}

/// `array` with its dictionaries, at any depth, decoded.
inline std::shared_ptr<arrow::Array> Decoded(const std::shared_ptr<arrow::Array>& array) {
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& type = static_cast<const arrow::DictionaryType&>(*array->type());
    return arrow::compute::Cast(*array, type.value_type()).ValueOrDie();
  }
  if (array->type()->num_fields() == 0) return array;
  auto data = array->data()->Copy();
  arrow::FieldVector fields;
  for (int i = 0; i < array->type()->num_fields(); ++i) {
    auto& child = data->child_data[static_cast<size_t>(i)];
    child = Decoded(arrow::MakeArray(child))->data();
    fields.push_back(array->type()->field(i)->WithType(child->type));
  }
  switch (array->type_id()) {
    case arrow::Type::STRUCT:
      data->type = arrow::struct_(fields);
      break;
    case arrow::Type::LIST:
      data->type = arrow::list(fields[0]);
      break;
    case arrow::Type::MAP:
      data->type = std::make_shared<arrow::MapType>(fields[0]);
      break;
    default:
      ADD_FAILURE() << array->type()->ToString();
  }
  return arrow::MakeArray(data);
}

/// A store that holds one VARIANT file.
struct OneVariantFile : OneFile {
  using OneFile::OneFile;

  Result<std::unique_ptr<VariantFileReader>> Open() {
    return VariantFileReader::Open(store, path);
  }
  /// Everything that `options` ask for as one batch, dictionaries decoded.
  Result<std::shared_ptr<arrow::RecordBatch>> ReadDecoded(
      const VariantReadOptions& options = {}) {
    ARROW_ASSIGN_OR_RAISE(const auto reader, Open());
    ARROW_ASSIGN_OR_RAISE(const auto batches, reader->Read(options));
    arrow::RecordBatchVector decoded;
    std::shared_ptr<arrow::Schema> schema = batches->schema();
    while (true) {
      std::shared_ptr<arrow::RecordBatch> batch;
      ARROW_RETURN_NOT_OK(batches->ReadNext(&batch));
      if (batch == nullptr) break;
      ARROW_RETURN_NOT_OK(batch->ValidateFull());
      arrow::ArrayVector arrays;
      arrow::FieldVector fields;
      for (int i = 0; i < batch->num_columns(); ++i) {
        arrays.push_back(Decoded(batch->column(i)));
        fields.push_back(batch->schema()->field(i)->WithType(arrays.back()->type()));
      }
      schema = arrow::schema(fields);
      decoded.push_back(arrow::RecordBatch::Make(schema, batch->num_rows(), arrays));
    }
    ARROW_ASSIGN_OR_RAISE(auto table, arrow::Table::FromRecordBatches(schema, decoded));
    return table->CombineChunksToBatch();
  }
};

}  // namespace delta_utils
