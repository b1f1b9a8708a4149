#include <fcntl.h>

#include <algorithm>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/content_version_internal.h"
#include "delta_utils/storage/folder_lister_internal.h"
#include "delta_utils/storage/local_store_internal.h"

namespace delta_utils::internal {
namespace {

/// What changes when a file is replaced. Stores replace a file by another one, which has
/// another inode as long as the first is open; whoever writes into the file itself
/// changes its time. (Not the time of its inode, which links and permissions change too.)
std::string TagOf(const struct stat& info) {
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) + ":" +
         std::to_string(info.st_size) + ":" + std::to_string(info.st_mtim.tv_sec) + "." +
         std::to_string(info.st_mtim.tv_nsec);
}

}  // namespace

Result<Fd> LocalStore::OpenObject(const ObjectPath& path, int flags, struct stat* info) {
  if (path.empty() || HasReservedSegment(path.ToString())) {
    return NotFound(Uri(path), "there is no such object");
  }
  Fd file = root_.Open(path.ToString(), flags);
  if (!file.ok()) return ErrnoStatus(file.error(), Access::kRead, Uri(path));
  if (fstat(file.get(), info) != 0) {
    return ErrnoStatus(errno, Access::kRead, Uri(path));
  }
  if (!S_ISREG(info->st_mode)) return NotFound(Uri(path), "not a file, so no object");
  return file;
}

Result<std::shared_ptr<arrow::Buffer>> LocalStore::Get(const ObjectPath& path) {
  return GetRange(path, 0, INT64_MAX);
}

Result<std::shared_ptr<arrow::Buffer>> LocalStore::GetRange(const ObjectPath& path,
                                                            int64_t offset,
                                                            int64_t length) {
  return GetRange(path, offset, length, nullptr);
}

arrow::Future<std::shared_ptr<arrow::Buffer>> LocalStore::GetRangeAsync(
    const ObjectPath& path, int64_t offset, int64_t length,
    std::shared_ptr<ReadPin> pin) {
  return GetRange(path, offset, length, pin.get());
}

Result<std::shared_ptr<arrow::Buffer>> LocalStore::GetRange(const ObjectPath& path,
                                                            int64_t offset,
                                                            int64_t length,
                                                            ReadPin* pin) {
  if (offset < 0 || length < 0) return InvalidArgument(Uri(path), "a negative range");
  struct stat info;
  // O_NONBLOCK: opening a pipe that somebody put there must not wait for its writer.
  ARROW_ASSIGN_OR_RAISE(Fd opened,
                        OpenObject(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, &info));
  const auto file = std::make_shared<const Fd>(std::move(opened));
  if (pin != nullptr && !pin->Accept(TagOf(info), file)) {
    return VersionMismatch(Uri(path), pin->tag(), TagOf(info));
  }
  const int64_t size_bytes = info.st_size;
  offset = std::min(offset, size_bytes);
  return ReadFile(*file, offset, std::min(length, size_bytes - offset), Uri(path));
}

Result<ObjectInfo> LocalStore::Head(const ObjectPath& path) {
  struct stat info;
  ARROW_RETURN_NOT_OK(OpenObject(path, O_PATH, &info));
  return InfoOf(path, info);
}

Result<std::optional<std::string>> LocalStore::GetVersion(const ObjectPath& path) {
  struct stat info;
  Result<Fd> file = OpenObject(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, &info);
  if (!file.ok() && KindOf(file.status()) == ErrorKind::kNotFound) return std::nullopt;
  ARROW_RETURN_NOT_OK(file);
  return VersionOfFile(*file, Uri(path));
}

Status LocalStore::List(const ObjectPath& prefix,
                        const std::optional<ObjectPath>& start_after,
                        const std::function<bool(const ObjectInfo&)>& visit) {
  const std::function<std::string(const ObjectPath&)> uri_of =
      [this](const ObjectPath& path) { return Uri(path); };
  return FolderLister(root_, start_after, uri_of, visit).List(prefix);
}

std::string LocalStore::Uri(const ObjectPath& path) const {
  if (path.empty()) return shown_root_;
  return (shown_root_ == "/" ? shown_root_ : shown_root_ + "/") + path.ToString();
}

}  // namespace delta_utils::internal
