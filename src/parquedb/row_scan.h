// RowScan: the documents of a list of data files, one after the other.
//
//   RowScan scan(columns, RestMode::kVariant, std::move(files));
//   while (true) { ARROW_ASSIGN_OR_RAISE(auto doc, scan.Next()); if (!doc) break; }
//
// Memory: one batch of one file. Threads: one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_lake/snapshot.h"
#include "delta_lake/table_pruning.h"
#include "parquedb/row_decoder.h"

namespace parquedb {

class RowScan {
 public:
  struct File {
    std::string uri;  // for error messages
    std::function<Result<std::shared_ptr<arrow::RecordBatchReader>>()> open;
    std::function<Result<FileFacts>()> facts;
  };

  /// `rest` as for RowDecoder.
  RowScan(std::vector<Column> columns, std::optional<RestMode> rest,
          std::vector<File> files);
  /// nullopt at the end.
  Result<std::optional<Object>> Next();

 private:
  Status NextBatch();

  RowDecoder decoder_;
  std::vector<File> files_;
  size_t next_file_ = 0;
  FileFacts facts_;
  std::shared_ptr<arrow::RecordBatchReader> reader_;
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t row_ = 0;
};

/// One file that `snapshot` can read, with the given top-level columns (`_rest` among
/// them, if it is laid over the others by `rest`).
Result<RowScan::File> FileOf(std::shared_ptr<const delta_lake::Snapshot> snapshot,
                             const delta_utils::Add& add, std::vector<std::string> names,
                             std::optional<RestMode> rest,
                             std::shared_ptr<const delta_lake::TablePruner> pruner = {});

/// The live files of a snapshot, oldest first, with the given top-level columns (and
/// `_rest`, for a collection); nullopt = all. `pruner`, if there is one, leaves out rows
/// that cannot match.
Result<RowScan> ScanRows(const std::shared_ptr<const delta_lake::Snapshot>& snapshot,
                         std::optional<std::vector<std::string>> names,
                         std::shared_ptr<const delta_lake::TablePruner> pruner = {});

}  // namespace parquedb
