// DataFileWriter: rows -> data files of a table, and the add actions that publish them.
//
//   DataFileWriter writer(table, schema, mode, options, runtime);
//   ARROW_RETURN_NOT_OK(writer.Write(*batch));
//   ARROW_ASSIGN_OR_RAISE(std::vector<Add> adds, writer.Finish());   // then commit them
//
// Files are named "part-<uuid>.parquet" in the table's folder and are durable when Finish
// returns; until a commit names them no reader sees them. A batch goes into one file: the
// Write after the one that passes `target_file_bytes` begins a new file. Memory: one
// file. Threads: one. After an error the writer is of no more use.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_lake/snapshot.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/schema.h"

namespace delta_lake {

struct DataFileOptions {
  int64_t target_file_bytes = int64_t{128} * 1024 * 1024;
  std::vector<std::string> bloom_columns;
  int indexed_leaves = 32;
};

class DataFileWriter {
 public:
  /// `schema`: the columns of these files, a subset of the table's. Partitioned tables
  /// are not for this class.
  DataFileWriter(TableLocation table, delta_utils::StructType schema,
                 delta_utils::ColumnMappingMode mode, DataFileOptions options,
                 delta_utils::Runtime runtime);
  ~DataFileWriter();

  /// `batch` has the schema's logical names and types, in order.
  Status Write(const arrow::RecordBatch& batch);
  /// A tag of the add actions of the file that is open now (or of the first one, if none
  /// is open yet) and of all that follow, until it is set again.
  void SetTag(const std::string& key, std::string value);
  /// Ends the open file; the next Write begins another. No-op if none is open.
  Status Roll();
  /// Deletes, as far as possible, every file put so far, and ends the writer: for an
  /// insert that failed before its commit. Nothing may be called afterwards.
  void Abort();
  /// Ends the last file and returns every add action (dataChange true), in order.
  Result<std::vector<delta_utils::Add>> Finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace delta_lake
