// RowScan: the documents of a list of data files that match a filter, one after the
// other.
//
//   RowScan scan(columns, RestMode::kVariant, std::move(files));
//   ARROW_RETURN_NOT_OK(scan.SetFilter(filter, RowScan::Deciding::kByColumns));
//   while (true) { ARROW_ASSIGN_OR_RAISE(auto doc, scan.Next()); if (!doc) break; }
//
// By columns: rows whose `_rest` is NULL are decided a batch at a time, and decoded only
// if they match; documents are put together and asked only where `_rest` says something.
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
#include "delta_utils/columnar/batch_filter.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/item.h"
#include "parquedb/row_decoder.h"

namespace parquedb {

class RowScan {
 public:
  struct File {
    std::string uri;  // for error messages
    std::function<Result<std::shared_ptr<arrow::RecordBatchReader>>()> open;
    std::function<Result<FileFacts>()> facts;
  };

  enum class Deciding : uint8_t { kByColumns, kByDocuments };

  /// `rest` as for RowDecoder.
  RowScan(std::vector<Column> columns, std::optional<RestMode> rest,
          std::vector<File> files);
  /// Before anything is read. Without it, everything matches.
  Status SetFilter(delta_utils::Filter filter, Deciding deciding);
  /// nullopt at the end.
  Result<std::optional<Object>> Next();
  /// How many documents Next would still give.
  Result<int64_t> Count();

 private:
  Status NextBatch();
  Status Decide();
  Result<std::optional<int64_t>> NextCandidate();
  /// The candidate's document; nullopt if it does not match after all.
  Result<std::optional<Object>> DecodeMatch(int64_t row);
  Status AtFile(const Status& status) const;

  RowDecoder decoder_;
  std::vector<File> files_;
  size_t next_file_ = 0;
  FileFacts facts_;
  std::shared_ptr<arrow::RecordBatchReader> reader_;
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t row_ = 0;

  std::optional<delta_utils::Filter> filter_;
  bool may_fail_ = false;
  std::optional<delta_utils::BatchFilter> by_columns_;
  delta_utils::LeafContext context_;
  // Of the batch: rows that match or may match, and those of them that are not decided.
  delta_utils::Selection candidates_;
  delta_utils::Selection undecided_;
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
