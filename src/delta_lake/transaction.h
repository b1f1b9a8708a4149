// Committing changes to a table: optimistic, rebased over other writers' appends.
//
//   CommitRequest request{.read_version = snapshot->version(), .operation = "WRITE",
//                         .actions = adds};
//   ARROW_ASSIGN_OR_RAISE(CommitResult result,
//                         Commit(table, std::move(request), runtime));
//   if (auto* done = std::get_if<CommitDone>(&result)) use(done->version);
//
// A commit that lost its version to appends is put again at the next version, as it is,
// as often as it takes, with a jittered wait. A winner that changed metadata or protocol,
// created the table, removed a file that this commit removes too, or wrote a txn or a
// domain that it writes too ends the attempt with RebaseNeeded: the caller reads the
// table again and decides anew. Errors: Unavailable if the outcome of a put could not be
// found out (the data files are kept); whatever `on_winner` returns. Source: PROTOCOL.md,
// "Concurrency"; conflict rules as in Spark for blind appends.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "delta_lake/snapshot.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/delta_actions/actions.h"

namespace delta_lake {

struct CommitDone {
  int64_t version;
};
struct RebaseNeeded {
  int64_t version;  // the commit that got in the way
};
using CommitResult = std::variant<CommitDone, RebaseNeeded>;

struct CommitRequest {
  /// -1: the commit creates the table.
  int64_t read_version = -1;
  std::string operation;  // "WRITE", "CREATE TABLE", ...
  std::vector<std::pair<std::string, std::string>> parameters;  // text by name
  std::vector<std::pair<std::string, std::string>> metrics;     // text by name
  /// Without CommitInfo, which Commit makes.
  std::vector<delta_utils::Action> actions;
  /// Asked about every commit that got in first and is no reason for RebaseNeeded; an
  /// error ends the attempt (a duplicate key, for one).
  std::function<Status(int64_t version, const std::vector<delta_utils::Action>&)>
      on_winner;
};

Result<CommitResult> Commit(const TableLocation& table, CommitRequest request,
                            delta_utils::Runtime runtime);

}  // namespace delta_lake
