#include "delta_utils/storage/folder_trace_internal.h"

#include <sys/stat.h>
#include <unistd.h>

#include "delta_utils/storage/local_store_internal.h"

namespace delta_utils::internal {

FolderTrace::FolderTrace(ObjectStore& store, const ObjectPath& folder) {
  const auto* local = dynamic_cast<const LocalStore*>(&store);
  if (local == nullptr) return;
  std::string path = local->root_path();
  if (!folder.empty()) path += "/" + folder.ToString();
  struct stat info;
  while (!path.empty() && lstat(path.c_str(), &info) != 0 && errno == ENOENT) {
    missing_.push_back(path);
    path.resize(path.find_last_of('/'));
  }
}

void FolderTrace::RemoveEmptyFolders() const {
  for (const std::string& path : missing_) {
    if (rmdir(path.c_str()) != 0 && errno != ENOENT) return;
  }
}

}  // namespace delta_utils::internal
