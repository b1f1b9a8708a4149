// Replaying commits onto a state, several being read at a time.
#pragma once

#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/task_pool.h"
#include "delta_utils/delta_actions/table_state.h"
#include "delta_utils/delta_log/log_listing_internal.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils::internal {

/// Applies `commits`, which follow the state's version without a gap. `pool` may be null:
/// then the calling thread reads one after the other. Memory: what is kept of at most 64
/// commits, and a block of each that is being read. The error is the one of the lowest
/// version; `state` is then that of the version before it. Unavailable if a commit is
/// gone.
Status ReplayLog(ObjectStore& store, const std::vector<CommitFile>& commits,
                 TaskPool* pool, TableState* state);

/// The error for a listed commit that is gone when it is read: it was cleaned up.
Status Disappeared(ObjectStore& store, const CommitFile& commit);

}  // namespace delta_utils::internal
