// Reading one commit for replay, in blocks.
#pragma once

#include <cstdint>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/replay_commit.h"
#include "delta_utils/delta_actions/replay_parser.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils::internal {

/// Never more than a block of the commit is in memory, or its longest line. Errors:
/// NotFound; Corrupt with the commit's URI; Unsupported for a line of more than 256 MiB.
Result<ReplayCommit> ReadReplayCommit(ObjectStore& store, const ObjectPath& path,
                                      int64_t version, ReplayParser::Stats stats);

}  // namespace delta_utils::internal
