// FileSystemStore: an ObjectStore over a folder of a local file system.
//
// Every write goes to a temporary file in the object's folder (".tmp-<uuid>", never
// listed), which is written whole and fsynced, then published by link(2)
// (create-if-absent) or rename(2) (replace), and the folder is fsynced: an object is
// there whole, or not at all, for other processes and after a crash. Compare-and-swap
// holds flock(2) on a lock file and compares a hash of the content. No path leaves the
// root: openat2(RESOLVE_BENEATH) where the kernel has it, else segment by segment with
// O_NOFOLLOW. A symbolic link inside that points outside is PermissionDenied. Limits:
// link(2) is atomic on local file systems; on NFS a retransmitted link is settled by the
// link count. Threads and processes: any number.
//
//   SystemRandom random;
//   ARROW_ASSIGN_OR_RAISE(auto store, FileSystemStore::Open("/data/shop", random));
#pragma once

#include <memory>
#include <string>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class FileSystemStore {
 public:
  /// A store over `root`, absolute or relative to the working folder. The folder need not
  /// exist: reads then find nothing, and the first write makes it (and its parents). A
  /// `root` that is not a folder is InvalidArgument. `random` (names of temporary files)
  /// is borrowed.
  static Result<std::unique_ptr<ObjectStore>> Open(std::string root, Random& random);
};

}  // namespace delta_utils
