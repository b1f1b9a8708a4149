// Scan: a table's rows as Arrow batches, pulled.
//
//   ScanOptions options{.columns = {"title", "year"}};
//   ARROW_ASSIGN_OR_RAISE(auto reader, Scan(snapshot, options));
//   std::shared_ptr<arrow::RecordBatch> batch;
//   do { ARROW_RETURN_NOT_OK(reader->ReadNext(&batch)); ... } while (batch != nullptr);
//
// Batches have the table's logical schema (partition columns filled in from the log),
// files in ascending order of their paths, rows in file order. Memory: one row group at a
// time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_lake/snapshot.h"
#include "delta_lake/table_pruning.h"

namespace delta_lake {

struct ScanOptions {
  /// Top-level names in the order wanted; nullopt = all. InvalidArgument for an unknown
  /// one.
  std::optional<std::vector<std::string>> columns;
  /// False leaves a file out. Asked without statistics where these are in the log.
  std::function<bool(const delta_utils::Add&)> keep_file;
  /// Leaves out what cannot match: files, row groups, rows. Of what comes out rows may
  /// still not match.
  std::shared_ptr<const TablePruner> pruner;
  /// Filled as files are opened, and when the scan is made. May be null.
  std::shared_ptr<ScanReport> report;
};

Result<std::shared_ptr<arrow::RecordBatchReader>> Scan(
    std::shared_ptr<const Snapshot> snapshot, ScanOptions options = {});

/// The rows of one file (those that may match, if there is a pruner) that `snapshot` (its
/// schema, its column mapping) can read; the file need not be live in it.
Result<std::shared_ptr<arrow::RecordBatchReader>> ScanFile(
    std::shared_ptr<const Snapshot> snapshot, const delta_utils::Add& file,
    std::vector<std::string> columns,
    std::shared_ptr<const TablePruner> pruner = nullptr);

}  // namespace delta_lake
