// One attempt to insert documents: from reading them to the commit.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "delta_lake/data_file_writer.h"
#include "delta_lake/snapshot.h"
#include "delta_lake/transaction.h"
#include "parquedb/collection.h"
#include "parquedb/collection_schema.h"
#include "parquedb/id_check.h"
#include "parquedb/row_encoder.h"

namespace parquedb::internal {

/// An attempt against one snapshot of the table. If somebody else's commit makes it void,
/// its data files hold the documents for the next attempt (ReadBack) and are deleted
/// after it (Discard).
class InsertSession {
 public:
  /// `snapshot` null: the collection does not exist yet.
  static Result<std::unique_ptr<InsertSession>> Open(
      delta_lake::TableLocation table,
      std::shared_ptr<const delta_lake::Snapshot> snapshot,
      const CollectionOptions& options, delta_utils::Runtime runtime);

  /// Reads the documents, checks them and writes data files. `ids`, if given, takes the
  /// `_id`s.
  Status Write(const DocumentSource& source, std::vector<Value>* ids);

  /// Commits what was written. RebaseNeeded: make another session from ReadBack().
  Result<delta_lake::CommitResult> Commit();

  int64_t rows() const { return rows_; }

  /// The documents of the data files, in the order they were written.
  DocumentSource ReadBack() const;

  /// Deletes the data files, as far as possible; only if they are known not to be
  /// committed.
  void Discard();

 private:
  InsertSession(delta_lake::TableLocation table, CollectionSchema schema,
                delta_utils::Runtime runtime);

  Result<bool> ReadChunk(const DocumentSource& source, std::vector<Object>* chunk,
                         std::vector<Value>* ids);
  Status WriteChunk(const std::vector<Object>& chunk);
  void StartFile(bool with_rest);
  Status EndFile();
  Status CheckIds() const;

  delta_lake::TableLocation table_;
  std::shared_ptr<const delta_lake::Snapshot> snapshot_;
  delta_utils::Runtime runtime_;
  CollectionSchema schema_;
  std::unique_ptr<RowEncoder> encoder_;
  std::unique_ptr<delta_lake::DataFileWriter> writer_;
  bool file_has_rest_ = false;
  std::set<std::string> file_rest_names_;
  std::vector<delta_utils::Add> adds_;
  IdSet ids_;
  int64_t rows_ = 0;
};

}  // namespace parquedb::internal
