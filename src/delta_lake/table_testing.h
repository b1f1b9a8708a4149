// A table in memory for this folder's tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array/array_nested.h"
#include "arrow/json/from_string.h"
#include "arrow/record_batch.h"
#include "arrow/table.h"
#include "arrow/type.h"
#include "delta_lake/data_file_writer.h"
#include "delta_lake/scan.h"
#include "delta_lake/snapshot.h"
#include "delta_lake/transaction.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/storage/memory_store.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"

namespace delta_lake {

using delta_utils::Action;
using delta_utils::Add;
using delta_utils::ColumnMappingMode;
using delta_utils::DataType;
using delta_utils::PrimitiveType;
using delta_utils::StructField;
using delta_utils::StructType;

inline StructField Column(std::string name, std::string primitive) {
  return StructField{
      std::move(name), DataType{PrimitiveType{std::move(primitive)}}, true, {}};
}

/// `json`: an array of rows, each an array with the columns in order.
inline std::shared_ptr<arrow::RecordBatch> BatchOf(const StructType& columns,
                                                   const std::string& json) {
  const auto schema =
      ToArrowSchema(columns, delta_utils::ColumnNames::kLogical).ValueOrDie();
  const auto array =
      arrow::json::ArrayFromJSONString(arrow::struct_(schema->fields()), json)
          .ValueOrDie();
  const auto& rows = static_cast<const arrow::StructArray&>(*array);
  return arrow::RecordBatch::Make(schema, rows.length(), rows.fields());
}

inline std::shared_ptr<arrow::RecordBatch> ReadAll(arrow::RecordBatchReader& reader) {
  const auto table = reader.ToTable();
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? (*table)->CombineChunksToBatch().ValueOrDie() : nullptr;
}

struct TestTable {
  explicit TestTable(StructType columns = {{Column("id", "long"), Column("s", "string")}})
      : schema(std::move(columns)) {
    store = std::make_shared<delta_utils::MemoryStore>("test", clock);
    location = TableLocation{store, delta_utils::ObjectPath() / "t"};
  }

  CommitRequest CreateRequest() const {
    delta_utils::Metadata metadata;
    metadata.id = "00000000-0000-4000-8000-000000000000";
    metadata.schema_string = SerializeSchema(schema);
    metadata.partition_columns = partition_columns;
    metadata.configuration = configuration;
    CommitRequest request{.read_version = -1, .operation = "CREATE TABLE"};
    request.actions = {protocol, metadata};
    return request;
  }
  void Create() { Put(CreateRequest()); }

  int64_t Put(CommitRequest request) const {
    const auto result = Commit(location, std::move(request), runtime);
    EXPECT_TRUE(result.ok()) << result.status();
    const auto* done = result.ok() ? std::get_if<CommitDone>(&*result) : nullptr;
    EXPECT_NE(done, nullptr);
    return done == nullptr ? -1 : done->version;
  }

  /// The data file of some rows, not yet committed.
  std::vector<Add> Write(const std::string& json, DataFileOptions options = {}) const {
    DataFileWriter writer(location, schema, mode, options, runtime);
    EXPECT_TRUE(writer.Write(*BatchOf(schema, json)).ok());
    auto adds = writer.Finish();
    EXPECT_TRUE(adds.ok()) << adds.status();
    return *adds;
  }
  int64_t Append(int64_t read_version, const std::string& json) const {
    CommitRequest request{.read_version = read_version, .operation = "WRITE"};
    for (Add& add : Write(json)) request.actions.emplace_back(std::move(add));
    return Put(std::move(request));
  }

  /// A commit as another writer may put it, which ours would refuse.
  void PutForged(int64_t version, const std::vector<delta_utils::Action>& actions) const {
    const auto put = store->PutIfAbsent(
        location.root / delta_utils::kLogFolder / delta_utils::CommitFileName(version),
        SerializeCommit(actions));
    EXPECT_TRUE(put.ok()) << put.status();
  }

  std::shared_ptr<const Snapshot> Open() const {
    const auto snapshot = Snapshot::Open(location);
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    return *snapshot;
  }

  delta_utils::FakeClock clock;
  mutable delta_utils::SeededRandom random{7};
  delta_utils::Runtime runtime{&clock, &random};
  std::shared_ptr<delta_utils::ObjectStore> store;
  TableLocation location;
  StructType schema;
  ColumnMappingMode mode = ColumnMappingMode::kNone;
  std::vector<std::string> partition_columns;
  delta_utils::StringMap configuration;
  delta_utils::Protocol protocol;
};

}  // namespace delta_lake
