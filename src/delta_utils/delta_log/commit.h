// Putting one commit into the log: the operation every promise rests on.
//
//   ARROW_ASSIGN_OR_RAISE(CommitOutcome outcome,
//                         PutCommit(*store, table, version, actions));
//   if (std::get_if<Committed>(&outcome)) ...
//
// The commit's file is created only if it is absent. If the store cannot tell (a lost
// reply) or says that another's is there, the file is read back and its commitInfo.txnId
// is compared with ours; if nothing is there after a lost reply, the same bytes are put
// again. Only if all that fails is the outcome Unresolved. A caller never deletes data
// files after Unresolved. An error status means that nothing was written. Threads: any
// number, as the store. Source: PROTOCOL.md, "Delta Log Entries"; "Commit Provenance
// Information".
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

struct Committed {
  int64_t version;
};
/// Another commit has this version. Nothing was written.
struct CommitConflict {
  int64_t version;
};
/// Neither can be told; `cause` says why.
struct Unresolved {
  Status cause;
};
using CommitOutcome = std::variant<Committed, CommitConflict, Unresolved>;

/// `actions` has exactly one CommitInfo, whose txn_id is set and unique to this attempt,
/// and each action is valid by itself (validate_action.h); else InvalidArgument.
Result<CommitOutcome> PutCommit(ObjectStore& store, const ObjectPath& table,
                                int64_t version, const std::vector<Action>& actions);

}  // namespace delta_utils
