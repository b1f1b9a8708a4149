// FolderLister: the objects below a folder in the order of their paths, a folder at a
// time.
//
//   FolderLister lister(root, start_after, uri_of, visit);
//   ARROW_RETURN_NOT_OK(lister.List("t/_delta_log"));
//
// In memory are the names of the folders from the root to where the listing is. Folders
// that hold nothing after `start_after` are not opened. Threads: one.
#pragma once

#include <dirent.h>
#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/storage/object_store.h"
#include "delta_utils/storage/root_folder_internal.h"

namespace delta_utils::internal {

class FolderLister {
 public:
  /// All arguments are borrowed.
  FolderLister(const RootFolder& root, const std::optional<ObjectPath>& start_after,
               const std::function<std::string(const ObjectPath&)>& uri_of,
               const std::function<bool(const ObjectInfo&)>& visit)
      : root_(root), start_after_(start_after), uri_of_(uri_of), visit_(visit) {}

  Status List(const ObjectPath& prefix);

 private:
  /// A folder's sort key ends in '/': the order of names is then that of whole paths, in
  /// which "a-b" comes before "a/b".
  struct Entry {
    std::string sort_key;
    bool is_folder() const { return sort_key.back() == '/'; }
    std::string name() const;
    bool operator<(const Entry& other) const { return sort_key < other.sort_key; }
  };

  Result<std::vector<Entry>> Scan(const Fd& folder, const ObjectPath& path) const;
  bool MayHoldObject(const Fd& folder, const dirent& found, bool* is_folder) const;
  bool IsWanted(const ObjectPath& folder, const Entry& entry) const;
  Status Walk(const ObjectPath& path, Fd folder);
  Status VisitFile(const Fd& folder, const ObjectPath& path);
  Status Failed(int error, const ObjectPath& path) const;

  const RootFolder& root_;
  const std::optional<ObjectPath>& start_after_;
  const std::function<std::string(const ObjectPath&)>& uri_of_;
  const std::function<bool(const ObjectInfo&)>& visit_;
  bool stopped_ = false;
};

/// Size and time of an open or looked-up file.
ObjectInfo InfoOf(const ObjectPath& path, const struct stat& info);

}  // namespace delta_utils::internal
