// Actions for files that were just written or are no longer needed.
//
//   ARROW_ASSIGN_OR_RAISE(Add add, MakeAddAction("part-0.parquet", size_bytes, now_ms,
//                                                {{"day", "2024-01-31"}}, stats));
//   add.tags = {{"origin", "import"}};
//   Remove remove = MakeRemoveAction(add, now_ms);
//
// What is made is valid by ValidateAction; fields that are not asked for have the values
// of a plain insert or delete. Source: PROTOCOL.md, "Add File and Remove File".
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {

/// `path` is the file's path below the table's root as the store has it; the action has
/// it encoded. InvalidArgument, with the field's path, for a path that leaves the table,
/// a negative number, or null counts that are impossible.
Result<Add> MakeAddAction(std::string_view path, int64_t size_bytes,
                          int64_t modification_time_ms,
                          PartitionValues partition_values = {},
                          const std::optional<FileStats>& stats = {});

/// Of a live file, with all that it says of it but statistics, which no reader asks of
/// tombstones: the very path and deletion vector, which are the file's key.
Remove MakeRemoveAction(const Add& file, int64_t deletion_timestamp_ms,
                        bool data_change = true);

}  // namespace delta_utils
