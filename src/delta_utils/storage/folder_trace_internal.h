// FolderTrace: takes away the folders that a visit to a store made on its way.
//
//   const FolderTrace trace(store, folder);
//   ... put objects below `folder`, delete them ...
//   trace.RemoveEmptyFolders();
//
// A store over a file system makes folders for its objects and leaves them there. Other
// stores have none: nothing is done. Threads: one.
#pragma once

#include <string>
#include <vector>

#include "delta_utils/storage/object_store.h"

namespace delta_utils::internal {

class FolderTrace {
 public:
  /// Notes which folders on the way to `folder`, and the root's own, are missing now.
  FolderTrace(ObjectStore& store, const ObjectPath& folder);

  /// Removes those of them that are there now and empty. Not to be called while others
  /// put their first objects there.
  void RemoveEmptyFolders() const;

 private:
  std::vector<std::string> missing_;  // absolute paths, the deepest first
};

}  // namespace delta_utils::internal
