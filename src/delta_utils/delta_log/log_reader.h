// Reading a table's log: its state at a version, its history, its commits one by one.
//
//   ARROW_ASSIGN_OR_RAISE(TableState state, ReadTableState(*store, root, std::nullopt));
//
// The log must start at version 0 (a log that starts at a checkpoint is Unsupported, by
// name). Versions must have no gap. Errors: NotFound if there is no log at all or no such
// version; Corrupt with the commit's URI; Unavailable if a commit is cleaned up while the
// log is read. Memory: the live files (live_files.h) and blocks of commits. Threads: any
// number, as the store. Source: PROTOCOL.md, "Delta Log Entries", "Action
// Reconciliation".
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/task_pool.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/table_state.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

/// The state at `version`, or the newest. `base`, an older state of the same table, saves
/// reading what it already holds, and the new one shares it; one newer than `version` is
/// not used. With a `pool` several commits are read at a time.
Result<TableState> ReadTableState(ObjectStore& store, const ObjectPath& table,
                                  std::optional<int64_t> version,
                                  const TableState* base = nullptr,
                                  TaskPool* pool = nullptr);

/// True if the folder has a commit or a checkpoint.
Result<bool> IsDeltaTable(ObjectStore& store, const ObjectPath& table);

/// The actions of one commit; NotFound if it does not exist.
Result<std::vector<Action>> ReadCommit(ObjectStore& store, const ObjectPath& table,
                                       int64_t version);

/// The lowest version from `version` on whose commit is there; nullopt if there is none.
/// Of a log that is written to at the same time a lower one may have come since.
Result<std::optional<int64_t>> FirstCommitFrom(ObjectStore& store,
                                               const ObjectPath& table, int64_t version);

struct CommitSummary {
  int64_t version = 0;
  int64_t timestamp_ms = 0;  // inCommitTimestamp, else commitInfo's, else the file's
  std::optional<CommitInfo> info;
  int64_t files_added = 0;
  int64_t files_removed = 0;
  /// Sum of numRecords; nullopt if one file tells none.
  std::optional<int64_t> rows_added;
  std::optional<int64_t> rows_removed;
};

/// Visits the commits that the log still holds, in ascending order; it may start after
/// version 0. An error of `visit` ends the walk and is returned.
Status VisitHistory(ObjectStore& store, const ObjectPath& table,
                    const std::function<Status(const CommitSummary&)>& visit);

}  // namespace delta_utils
