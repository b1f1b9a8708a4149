#include "delta_lake/scan.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "arrow/array/util.h"
#include "arrow/record_batch.h"
#include "arrow/scalar.h"
#include "arrow/type.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/partition_value.h"
#include "delta_utils/parquet_io/parquet_reader.h"

namespace delta_lake {
namespace {

using delta_utils::Add;
using delta_utils::LiveFile;
using delta_utils::StructField;
using delta_utils::StructType;
using BatchPtr = std::shared_ptr<arrow::RecordBatch>;
using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// The columns of the result, and which of them the files hold.
struct ScanColumns {
  StructType wanted;
  StructType in_files;
  std::vector<bool> is_partition;  // one for each wanted column
  std::shared_ptr<arrow::Schema> schema;
};

Result<ScanColumns> PlanColumns(const Snapshot& snapshot,
                                const std::optional<std::vector<std::string>>& names) {
  ScanColumns columns;
  if (names) {
    for (const std::string& name : *names) {
      const StructField* field = snapshot.schema().Find(name);
      if (field == nullptr) {
        return delta_utils::InvalidArgument(snapshot.table().Uri(),
                                            "no column '" + name + "'");
      }
      columns.wanted.fields.push_back(*field);
    }
  } else {
    columns.wanted = snapshot.schema();
  }
  const auto& partition_columns = snapshot.metadata().partition_columns;
  for (const StructField& field : columns.wanted.fields) {
    const bool is_partition =
        std::find(partition_columns.begin(), partition_columns.end(), field.name) !=
        partition_columns.end();
    columns.is_partition.push_back(is_partition);
    if (!is_partition) columns.in_files.fields.push_back(field);
  }
  ARROW_ASSIGN_OR_RAISE(
      columns.schema,
      delta_utils::ToArrowSchema(columns.wanted, delta_utils::ColumnNames::kLogical));
  return columns;
}

class ScanReader : public arrow::RecordBatchReader {
 public:
  ScanReader(SnapshotPtr snapshot, ScanColumns columns, std::deque<Add> files,
             std::shared_ptr<const TablePruner> pruner,
             std::shared_ptr<ScanReport> report)
      : snapshot_(std::move(snapshot)),
        columns_(std::move(columns)),
        files_(std::move(files)),
        pruner_(std::move(pruner)),
        report_(std::move(report)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return columns_.schema; }
  Status ReadNext(BatchPtr* batch) override;

 private:
  Status OpenFile(const Add& file);
  Status ReadPartitionValues(const Add& file);
  Result<BatchPtr> Assemble(const arrow::RecordBatch& rows) const;

  const SnapshotPtr snapshot_;
  const ScanColumns columns_;
  std::deque<Add> files_;                            // still to be read
  const std::shared_ptr<const TablePruner> pruner_;  // may be null
  const std::shared_ptr<ScanReport> report_;         // may be null
  std::shared_ptr<arrow::RecordBatchReader> file_;
  arrow::ScalarVector partition_values_;  // of the open file, in order of wanted columns
};

Status ScanReader::ReadNext(BatchPtr* batch) {
  batch->reset();
  while (true) {
    if (file_ == nullptr) {
      if (files_.empty()) return Status::OK();
      ARROW_RETURN_NOT_OK(OpenFile(files_.front()));
      files_.pop_front();
    }
    BatchPtr rows;
    ARROW_RETURN_NOT_OK(file_->ReadNext(&rows));
    if (rows != nullptr) return Assemble(*rows).Value(batch);
    file_.reset();
  }
}

Status ScanReader::OpenFile(const Add& file) {
  ARROW_ASSIGN_OR_RAISE(const delta_utils::ObjectPath path, snapshot_->PathOf(file));
  delta_utils::ObjectStore& store = *snapshot_->table().store;
  if (file.deletion_vector) {
    return delta_utils::Unsupported(store.Uri(path), "a file with a deletion vector");
  }
  const Status values = ReadPartitionValues(file);
  if (!values.ok()) return delta_utils::WithPath(store.Uri(path), values);
  delta_utils::ParquetReadOptions options{.columns = columns_.in_files,
                                          .mode = snapshot_->mapping_mode()};
  if (pruner_ != nullptr) options.pruning = pruner_->InFile(file);
  if (report_ != nullptr) {
    options.on_selection = [file, report = report_](const auto& selection) {
      TablePruner::Report(file, selection, report.get());
    };
  }
  return delta_utils::ReadParquet(store, path, file.size_bytes, std::move(options))
      .Value(&file_);
}

Status ScanReader::ReadPartitionValues(const Add& file) {
  partition_values_.clear();
  for (size_t i = 0; i < columns_.wanted.fields.size(); ++i) {
    if (!columns_.is_partition[i]) continue;
    const StructField& field = columns_.wanted.fields[i];
    const std::string name(PhysicalName(field, snapshot_->mapping_mode()));
    const auto found = file.partition_values.find(name);
    if (found == file.partition_values.end()) {
      return delta_utils::Corrupt("", "no value of partition column '" + name + "'");
    }
    ARROW_ASSIGN_OR_RAISE(auto value,
                          delta_utils::ParsePartitionValue(found->second, field.type));
    partition_values_.push_back(std::move(value));
  }
  return Status::OK();
}

Result<BatchPtr> ScanReader::Assemble(const arrow::RecordBatch& rows) const {
  arrow::ArrayVector arrays;
  int next_in_file = 0;
  size_t next_partition = 0;
  for (const bool is_partition : columns_.is_partition) {
    if (!is_partition) {
      arrays.push_back(rows.column(next_in_file++));
      continue;
    }
    const auto& value = partition_values_[next_partition++];
    ARROW_ASSIGN_OR_RAISE(auto array,
                          arrow::MakeArrayFromScalar(*value, rows.num_rows()));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(columns_.schema, rows.num_rows(), std::move(arrays));
}

/// In ascending order of their paths.
Result<std::deque<Add>> ChooseFiles(const Snapshot& snapshot,
                                    const ScanOptions& options) {
  const TableLocation& table = snapshot.table();
  delta_utils::StatsReader stats(*table.store, table.root);
  std::deque<Add> files;
  for (const LiveFile& file : snapshot.state().files) {
    Add add = file.ToAdd();
    if (options.keep_file && !options.keep_file(add)) continue;
    if (options.pruner != nullptr) {
      ARROW_ASSIGN_OR_RAISE(const bool may_match,
                            options.pruner->MayMatch(file, &stats, options.report.get()));
      if (!may_match) continue;
    }
    add.stats.reset();  // a scan has no more use for them
    files.push_back(std::move(add));
  }
  std::ranges::sort(files, {}, &Add::path);
  return files;
}

}  // namespace

Result<std::shared_ptr<arrow::RecordBatchReader>> Scan(SnapshotPtr snapshot,
                                                       ScanOptions options) {
  ARROW_ASSIGN_OR_RAISE(ScanColumns columns, PlanColumns(*snapshot, options.columns));
  ARROW_ASSIGN_OR_RAISE(std::deque<Add> files, ChooseFiles(*snapshot, options));
  return std::make_shared<ScanReader>(std::move(snapshot), std::move(columns),
                                      std::move(files), std::move(options.pruner),
                                      std::move(options.report));
}

Result<std::shared_ptr<arrow::RecordBatchReader>> ScanFile(
    SnapshotPtr snapshot, const Add& file, std::vector<std::string> columns,
    std::shared_ptr<const TablePruner> pruner) {
  ARROW_ASSIGN_OR_RAISE(ScanColumns planned, PlanColumns(*snapshot, columns));
  return std::make_shared<ScanReader>(std::move(snapshot), std::move(planned),
                                      std::deque<Add>{file}, std::move(pruner), nullptr);
}

}  // namespace delta_lake
