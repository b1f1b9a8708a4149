// FileSystemStore: an ObjectStore over a folder of a local file system.
//
//   SystemRandom random;
//   ARROW_ASSIGN_OR_RAISE(auto store, FileSystemStore::Open("/data/shop", random));
//
// Every write goes to a temporary file in the object's folder, which is written whole and
// synced, then published by link(2) (create-if-absent) or rename(2) (replace), and the
// folder is synced: an object is there whole, or not at all, for other processes and
// after a crash. A version is a hash of the content; PutIfMatch, Put and Delete hold
// flock(2) on the folder. Threads and processes: any number.
//
// Names. No path leaves the root: openat2(RESOLVE_BENEATH) where the kernel has it, else
// segment by segment without following links. A symbolic link to a file inside the root
// is an object (a write replaces the link); one that leads outside is PermissionDenied by
// name and not listed; links to folders can be part of a path but are not descended into.
// Without openat2 every link is PermissionDenied. Segments that begin with ".tmp-" are
// reserved: InvalidArgument to write, NotFound to read, never listed. What is neither a
// file nor a folder is no object.
//
// Limits. A key cannot be the folder of another key (InvalidArgument), not even after the
// last object in the folder is gone: folders stay. Link and lock are sound on local file
// systems; where folders cannot be locked (some NFS) PutIfMatch is Unsupported, and where
// there are neither links nor renameat2(RENAME_NOREPLACE), PutIfAbsent is. A process that
// is killed in a write leaves a ".tmp-" file behind, which does no harm but takes room:
// anything of that name and older than the longest write may be deleted. Linux only.
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
