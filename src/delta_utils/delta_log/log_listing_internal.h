// What lies in a table's log folder, sorted into commits and checkpoints.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils::internal {

struct CommitFile {
  int64_t version;
  ObjectInfo info;
};

struct LogListing {
  std::vector<CommitFile> commits;  // ascending
  std::optional<int64_t> newest_checkpoint;

  bool empty() const { return commits.empty() && !newest_checkpoint; }
};

ObjectPath LogFolder(const ObjectPath& table);
ObjectPath CommitPath(const ObjectPath& table, int64_t version);

/// Commits and checkpoints of versions `first` to `last`; other files are passed over.
Result<LogListing> ListLog(ObjectStore& store, const ObjectPath& table, int64_t first,
                           int64_t last);

/// True as soon as one commit or checkpoint is met.
Result<bool> HasLog(ObjectStore& store, const ObjectPath& table);

/// The first version from `first` on that has no commit although a later one has, or
/// nullopt. A folder that is written to while it is listed may show a new commit and not
/// the one before it: such commits are looked up by name and put into `listing`.
Result<std::optional<int64_t>> FindGap(ObjectStore& store, const ObjectPath& table,
                                       int64_t first, LogListing* listing);

}  // namespace delta_utils::internal
