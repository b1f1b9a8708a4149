// Schemas and batches for this folder's tests, written as text.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array/array_nested.h"
#include "arrow/buffer.h"
#include "arrow/json/from_string.h"
#include "arrow/record_batch.h"
#include "arrow/table.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/parquet_io/parquet_reader.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_utils {

inline DataType Primitive(std::string name) {
  return DataType{PrimitiveType{std::move(name)}};
}
inline DataType ListOf(DataType element) {
  return DataType{ArrayType{std::make_shared<const DataType>(std::move(element)), true}};
}
inline DataType MapOf(DataType key, DataType value) {
  return DataType{MapType{std::make_shared<const DataType>(std::move(key)),
                          std::make_shared<const DataType>(std::move(value)), true}};
}
inline StructField Column(std::string name, DataType type) {
  return StructField{std::move(name), std::move(type), true, {}};
}
inline StructField Column(std::string name, std::string primitive) {
  return Column(std::move(name), Primitive(std::move(primitive)));
}
inline StructField Mapped(StructField field, int64_t id, std::string_view physical_name) {
  field.SetIntMetadata(kColumnMappingId, id);
  field.SetStringMetadata(kColumnMappingPhysicalName, physical_name);
  return field;
}

/// `json`: an array of rows, each an array with the columns in order.
inline std::shared_ptr<arrow::RecordBatch> BatchOf(
    const std::shared_ptr<arrow::Schema>& schema, const std::string& json) {
  auto array = arrow::json::ArrayFromJSONString(arrow::struct_(schema->fields()), json);
  EXPECT_TRUE(array.ok()) << array.status();
  const auto& rows = static_cast<const arrow::StructArray&>(**array);
  return arrow::RecordBatch::Make(schema, rows.length(), rows.fields());
}
inline std::shared_ptr<arrow::RecordBatch> BatchOf(const StructType& schema,
                                                   const std::string& json) {
  return BatchOf(ToArrowSchema(schema, ColumnNames::kLogical).ValueOrDie(), json);
}

/// A store that holds one file.
struct OneFile {
  explicit OneFile(std::string_view bytes) { EXPECT_TRUE(store.Put(path, bytes).ok()); }
  explicit OneFile(const arrow::Buffer& bytes) : OneFile(std::string_view(bytes)) {}

  /// Everything in it, as one batch.
  Result<std::shared_ptr<arrow::RecordBatch>> Read(
      StructType columns, ColumnMappingMode mode = ColumnMappingMode::kNone,
      int64_t batch_rows = 1024) {
    ParquetReadOptions options{std::move(columns), mode, batch_rows};
    ARROW_ASSIGN_OR_RAISE(auto reader, ReadParquet(store, path, std::nullopt, options));
    ARROW_ASSIGN_OR_RAISE(auto table, reader->ToTable());
    for (const auto& column : table->columns()) {
      ARROW_RETURN_NOT_OK(column->ValidateFull());
    }
    return table->CombineChunksToBatch();
  }

  FakeClock clock;
  MemoryStore store{"test", clock};
  const ObjectPath path = ObjectPath() / "f.parquet";
};

}  // namespace delta_utils
