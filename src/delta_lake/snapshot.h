// Snapshot: a Delta table as of one version, immutable.
//
//   TableLocation table{store, root};
//   ARROW_ASSIGN_OR_RAISE(auto snapshot, Snapshot::Open(table));
//   snapshot->version(); snapshot->schema(); snapshot->files();
//
// Opening checks that this library may read the table (Unsupported, naming the feature).
// Threads: immutable, shared freely.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "delta_utils/base/task_pool.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/table_state.h"
#include "delta_utils/storage/object_store.h"

namespace delta_lake {

using delta_utils::Result;
using delta_utils::Status;

/// Where a table lies. The store is shared with whatever reads from the table.
struct TableLocation {
  std::shared_ptr<delta_utils::ObjectStore> store;
  delta_utils::ObjectPath root;
  /// Reads several commits of the log at a time; null: one after the other.
  std::shared_ptr<delta_utils::TaskPool> pool;
  std::string Uri() const { return store->Uri(root); }
};

class Snapshot {
 public:
  /// The table at `version`, or the newest. NotFound if there is no table, or no such
  /// version. `base`, an older snapshot, saves reading what it holds.
  static Result<std::shared_ptr<const Snapshot>> Open(
      const TableLocation& table, std::optional<int64_t> version = {},
      std::shared_ptr<const Snapshot> base = nullptr);

  /// The table in a state that was read already. Corrupt if it lacks metaData or
  /// protocol.
  static Result<std::shared_ptr<const Snapshot>> Make(const TableLocation& table,
                                                      delta_utils::TableState state);

  const TableLocation& table() const { return table_; }
  int64_t version() const { return state_.version; }
  const delta_utils::TableState& state() const { return state_; }
  const delta_utils::Metadata& metadata() const { return *state_.metadata; }
  const delta_utils::Protocol& protocol() const { return *state_.protocol; }
  const delta_utils::StructType& schema() const { return schema_; }
  delta_utils::ColumnMappingMode mapping_mode() const { return mapping_mode_; }
  /// Where a data file lies. An absolute path outside the table is Unsupported.
  Result<delta_utils::ObjectPath> PathOf(const delta_utils::Add& file) const;
  /// Sum of the files' numRecords; nullopt if one tells none. Reads the log where it has
  /// to.
  Result<std::optional<int64_t>> NumRows() const;

 private:
  Snapshot() = default;
  TableLocation table_;
  delta_utils::TableState state_;
  delta_utils::StructType schema_;
  delta_utils::ColumnMappingMode mapping_mode_ = delta_utils::ColumnMappingMode::kNone;
};

}  // namespace delta_lake
