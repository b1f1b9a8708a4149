// RowGroupBatches: the rows of a Parquet file, row group by row group, as Arrow's reader
// gives them.
//
// Of a row group of which only some rows are wanted all that precede the last of them are
// decoded, and slices come out. What the file says of itself is checked against what
// comes. Of rows that are large fewer make a batch, so that their bytes stay bounded: as
// many as fit by the file's sizes or, where it has none, if each were as large as the
// largest in the dictionary. Errors have the file's URI, and the first one stays.
// Memory: one row group, of the leaves asked for. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/parquet_io/parquet_pruning.h"

namespace parquet {
class ArrowReaderProperties;
}
namespace parquet::arrow {
class FileReader;
}

namespace delta_utils {

/// As files are opened whose row groups are read here: a row group's columns are asked
/// for all at once, when it is opened.
parquet::ArrowReaderProperties RowGroupReaderProperties();

using RowGroupRows = ParquetSelection::RowGroup;

class RowGroupBatches {
 public:
  /// Of no leaves the batches have rows, and no columns.
  RowGroupBatches(std::string uri, std::unique_ptr<parquet::arrow::FileReader> file,
                  std::vector<int> leaves, std::vector<RowGroupRows> row_groups,
                  int64_t batch_rows);
  ~RowGroupBatches();
  RowGroupBatches(RowGroupBatches&&) noexcept;

  /// nullptr at the end.
  Result<std::shared_ptr<arrow::RecordBatch>> Next();

 private:
  Result<std::shared_ptr<arrow::RecordBatch>> NextOfFile();
  Result<std::shared_ptr<arrow::RecordBatch>> NextOfRowGroup();
  Status OpenRowGroup(const RowGroupRows& rows);
  Status ReadRowGroup(int index, int64_t rows_at_once);
  Status ReadFewerRows();
  std::shared_ptr<arrow::RecordBatch> NextSlice();

  std::string uri_;
  std::unique_ptr<parquet::arrow::FileReader> file_;
  std::vector<int> leaves_;
  std::vector<RowGroupRows> row_groups_;
  int64_t batch_rows_;
  std::unique_ptr<arrow::RecordBatchReader> row_group_;
  size_t next_row_group_ = 0;
  // Of the open row group:
  int64_t rows_at_once_ = 0;
  int64_t rows_left_ = 0;
  std::vector<RowRange> wanted_;
  size_t next_wanted_ = 0;
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t batch_end_ = 0;
  int64_t seen_ = 0;  // rows given out, or passed over
  Status failure_;
};

}  // namespace delta_utils
