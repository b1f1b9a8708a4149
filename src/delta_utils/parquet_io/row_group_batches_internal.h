// RowGroupBatches: the rows of a Parquet file, row group by row group, as Arrow's reader
// gives them.
//
// What the file says of itself is checked against what comes. Of rows that are large in
// the file fewer make a batch, so that their bytes stay bounded. Errors have the file's
// URI, and the first one stays. Memory: one row group, of the leaves asked for. Threads:
// one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace parquet {
class ArrowReaderProperties;
}
namespace parquet::arrow {
class FileReader;
}

namespace delta_utils {

/// As all reading here is done: a row group's columns are asked for all at once, when it
/// is opened, and joined as AsyncBuffer joins ranges.
parquet::ArrowReaderProperties RowGroupReaderProperties();

class RowGroupBatches {
 public:
  /// Of no leaves the batches have rows, and no columns.
  RowGroupBatches(std::string uri, std::unique_ptr<parquet::arrow::FileReader> file,
                  std::vector<int> leaves, std::vector<int> row_groups,
                  int64_t batch_rows);
  ~RowGroupBatches();
  RowGroupBatches(RowGroupBatches&&) noexcept;

  /// nullptr at the end.
  Result<std::shared_ptr<arrow::RecordBatch>> Next();

 private:
  Result<std::shared_ptr<arrow::RecordBatch>> NextOfFile();
  Result<std::shared_ptr<arrow::RecordBatch>> NextOfRowGroup();
  Status OpenRowGroup(int row_group);

  std::string uri_;
  std::unique_ptr<parquet::arrow::FileReader> file_;
  std::vector<int> leaves_;
  std::vector<int> row_groups_;
  int64_t batch_rows_;
  std::unique_ptr<arrow::RecordBatchReader> row_group_;
  int64_t rows_left_ = 0;  // of the open row group
  size_t next_row_group_ = 0;
  Status failure_;
};

}  // namespace delta_utils
