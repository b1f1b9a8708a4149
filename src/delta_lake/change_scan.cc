#include <utility>

#include "arrow/array/array_base.h"
#include "arrow/array/util.h"
#include "arrow/record_batch.h"
#include "arrow/scalar.h"
#include "arrow/type.h"
#include "delta_lake/change_feed.h"
#include "delta_lake/scan.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/delta_log/log_reader.h"

namespace delta_lake {
namespace {

using delta_utils::ColumnNames;
using delta_utils::DataType;
using delta_utils::PrimitiveType;
using delta_utils::StructField;
using delta_utils::StructType;
using delta_utils::TableState;
using BatchPtr = std::shared_ptr<arrow::RecordBatch>;
using SnapshotPtr = std::shared_ptr<const Snapshot>;

constexpr int64_t kMicrosPerMilli = 1000;

StructField PlainField(std::string_view name, std::string type) {
  return {std::string(name), DataType{PrimitiveType{std::move(type)}}, true, {}};
}

/// `snapshot`, without its files, with `_change_type` as the last column.
Result<SnapshotPtr> WithChangeType(const Snapshot& snapshot) {
  TableState state;
  state.version = snapshot.version();
  state.protocol = snapshot.protocol();
  state.metadata = snapshot.metadata();
  StructType schema = snapshot.schema();
  schema.fields.push_back(PlainField(delta_utils::kChangeTypeColumn, "string"));
  state.metadata->schema_string = SerializeSchema(schema);
  return Snapshot::Make(snapshot.table(), std::move(state));
}

/// The schema as of a version, without its files.
Result<SnapshotPtr> SchemaAt(const TableLocation& table, std::optional<int64_t> version) {
  ARROW_ASSIGN_OR_RAISE(TableState full,
                        delta_utils::ReadTableState(*table.store, table.root, version,
                                                    nullptr, table.pool.get()));
  TableState state;
  state.version = full.version;
  state.protocol = std::move(full.protocol);
  state.metadata = std::move(full.metadata);
  return Snapshot::Make(table, std::move(state));
}

std::vector<std::string> NamesOf(const StructType& schema) {
  std::vector<std::string> names;
  for (const StructField& field : schema.fields) names.push_back(field.name);
  return names;
}

Result<std::shared_ptr<arrow::Schema>> ArrowSchemaOf(const Snapshot& read_as) {
  return delta_utils::ToArrowSchema(FeedSchema(read_as), ColumnNames::kLogical);
}

/// Puts the columns of the feed behind those of the rows.
class ChangeFileReader : public arrow::RecordBatchReader {
 public:
  ChangeFileReader(std::shared_ptr<arrow::Schema> schema,
                   std::shared_ptr<arrow::RecordBatchReader> rows,
                   arrow::ScalarVector constants, std::string gone)
      : schema_(std::move(schema)),
        rows_(std::move(rows)),
        constants_(std::move(constants)),
        gone_(std::move(gone)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  Status ReadNext(BatchPtr* batch) override {
    batch->reset();
    BatchPtr rows;
    const Status status = rows_->ReadNext(&rows);
    if (!status.ok() &&
        delta_utils::KindOf(status) == delta_utils::ErrorKind::kNotFound) {
      return delta_utils::NotFound(gone_, status.message());
    }
    ARROW_RETURN_NOT_OK(status);
    if (rows == nullptr) return Status::OK();
    arrow::ArrayVector arrays = rows->columns();
    for (const auto& constant : constants_) {
      ARROW_ASSIGN_OR_RAISE(auto array,
                            arrow::MakeArrayFromScalar(*constant, rows->num_rows()));
      arrays.push_back(std::move(array));
    }
    *batch = arrow::RecordBatch::Make(schema_, rows->num_rows(), std::move(arrays));
    return Status::OK();
  }

 private:
  const std::shared_ptr<arrow::Schema> schema_;
  const std::shared_ptr<arrow::RecordBatchReader> rows_;
  const arrow::ScalarVector constants_;
  const std::string gone_;  // what it means that the file is not there
};

class ChangesReader : public arrow::RecordBatchReader {
 public:
  ChangesReader(std::unique_ptr<ChangeFeed> feed, SnapshotPtr read_as,
                std::shared_ptr<arrow::Schema> schema)
      : feed_(std::move(feed)),
        read_as_(std::move(read_as)),
        schema_(std::move(schema)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  Status ReadNext(BatchPtr* batch) override {
    batch->reset();
    while (true) {
      if (rows_ != nullptr) {
        ARROW_RETURN_NOT_OK(rows_->ReadNext(batch));
        if (*batch != nullptr) return Status::OK();
        rows_.reset();
      }
      if (next_file_ < commit_.files.size()) {
        const ChangeFile& file = commit_.files[next_file_++];
        ARROW_ASSIGN_OR_RAISE(rows_, ScanChangeFile(commit_, file, read_as_));
      } else if (feed_->next_version() > read_as_->version()) {
        return Status::OK();
      } else {
        ARROW_RETURN_NOT_OK(NextCommit());
      }
    }
  }

 private:
  Status NextCommit() {
    ARROW_ASSIGN_OR_RAISE(auto commit, feed_->Next());
    if (!commit) {
      return delta_utils::NotFound(
          read_as_->table().Uri(),
          "commit " + std::to_string(feed_->next_version()) + " has disappeared");
    }
    commit_ = std::move(*commit);
    next_file_ = 0;
    return Status::OK();
  }

  const std::unique_ptr<ChangeFeed> feed_;
  const SnapshotPtr read_as_;
  const std::shared_ptr<arrow::Schema> schema_;
  CommitChanges commit_;
  size_t next_file_ = 0;
  std::shared_ptr<arrow::RecordBatchReader> rows_;
};

}  // namespace

StructType FeedSchema(const Snapshot& snapshot) {
  StructType schema = snapshot.schema();
  schema.fields.push_back(PlainField(delta_utils::kChangeTypeColumn, "string"));
  schema.fields.push_back(PlainField(delta_utils::kCommitVersionColumn, "long"));
  schema.fields.push_back(PlainField(delta_utils::kCommitTimestampColumn, "timestamp"));
  return schema;
}

Result<std::shared_ptr<arrow::RecordBatchReader>> ScanChangeFile(
    const CommitChanges& commit, const ChangeFile& file, SnapshotPtr read_as) {
  if (read_as == nullptr) read_as = commit.snapshot;
  ARROW_ASSIGN_OR_RAISE(auto schema, ArrowSchemaOf(*read_as));
  arrow::ScalarVector constants;
  if (file.type) {
    constants.push_back(arrow::MakeScalar(std::string(DeltaChangeTypeName(*file.type))));
  } else {
    ARROW_ASSIGN_OR_RAISE(read_as, WithChangeType(*read_as));
  }
  int64_t micros;
  if (__builtin_mul_overflow(commit.timestamp_ms, kMicrosPerMilli, &micros)) {
    return delta_utils::Corrupt(read_as->table().Uri(),
                                "the time of version " + std::to_string(commit.version) +
                                    " is beyond what microseconds hold");
  }
  constants.push_back(arrow::MakeScalar(commit.version));
  constants.push_back(
      std::make_shared<arrow::TimestampScalar>(micros, schema->fields().back()->type()));
  ARROW_ASSIGN_OR_RAISE(auto rows,
                        ScanFile(read_as, file.file, NamesOf(read_as->schema())));
  return std::make_shared<ChangeFileReader>(
      std::move(schema), std::move(rows), std::move(constants),
      "the changes of version " + std::to_string(commit.version) +
          " can no longer be read");
}

Result<FeedRows> ScanChanges(const TableLocation& table, int64_t from_version,
                             std::optional<int64_t> to_version) {
  if (to_version && *to_version < from_version) {
    return delta_utils::InvalidArgument(
        table.Uri(), "version " + std::to_string(*to_version) + " lies before version " +
                         std::to_string(from_version));
  }
  ARROW_ASSIGN_OR_RAISE(SnapshotPtr read_as, SchemaAt(table, to_version));
  ARROW_ASSIGN_OR_RAISE(auto feed, ChangeFeed::Open(table, from_version));
  ARROW_ASSIGN_OR_RAISE(auto schema, ArrowSchemaOf(*read_as));
  auto rows =
      std::make_shared<ChangesReader>(std::move(feed), read_as, std::move(schema));
  return FeedRows{std::move(read_as), std::move(rows)};
}

}  // namespace delta_lake
