#include "delta_utils/storage/file_system_store.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "delta_utils/storage/local_store_internal.h"

namespace delta_utils {

Result<std::unique_ptr<ObjectStore>> FileSystemStore::Open(std::string root,
                                                           Random& random) {
  if (root.empty() || root.find('\0') != std::string::npos) {
    return InvalidArgument(root, "not the name of a folder");
  }
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  std::string absolute = root;
  if (root.front() != '/') {
    std::error_code error;
    const std::filesystem::path here = std::filesystem::current_path(error);
    if (error) return internal::ErrnoStatus(error.value(), internal::Access::kRead, root);
    absolute = (here / root).string();
  }
  struct stat info;
  if (stat(absolute.c_str(), &info) == 0) {
    if (!S_ISDIR(info.st_mode)) return InvalidArgument(root, "not a folder");
  } else if (errno != ENOENT) {
    return internal::ErrnoStatus(errno, internal::Access::kWrite, root);
  }
  return std::make_unique<internal::LocalStore>(std::move(root), std::move(absolute),
                                                internal::SystemCalls::Detect(), random);
}

}  // namespace delta_utils
