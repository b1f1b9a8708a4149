#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "delta_utils/storage/temporary_file_internal.h"

namespace delta_utils::internal {

bool HasReservedSegment(std::string_view path) {
  for (size_t start = 0; start < path.size();) {
    if (path.substr(start).starts_with(kTemporaryPrefix)) return true;
    start = std::min(path.find('/', start), path.size()) + 1;
  }
  return false;
}

Result<TemporaryFile> TemporaryFile::Write(const Fd& folder, const SystemCalls& calls,
                                           Random& random, std::string_view bytes,
                                           std::string_view uri) {
  std::string name = std::string(kTemporaryPrefix) + ToString(NewUuid(random));
  Fd file = Fd::FromCall(RetryInterrupted([&] {
    return openat(folder.get(), name.c_str(),
                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  }));
  if (!file.ok()) return ErrnoStatus(file.error(), Access::kWrite, uri);
  TemporaryFile temporary(folder, calls, std::move(name), std::move(file));
  int error = WriteFully(temporary.file_, bytes);
  if (error == 0 && fdatasync(temporary.file_.get()) != 0) error = errno;
  if (error != 0) return ErrnoStatus(error, Access::kWrite, uri);
  return temporary;
}

int TemporaryFile::PublishNew(const std::string& name) {
  int error = calls_->link(folder_->get(), name_.c_str(), name.c_str());
  // A network file system may repeat a request that had succeeded, and then answer
  // EEXIST: what counts is whose file has the name.
  if (error == 0 || IsNamed(name)) {
    Remove();
    return 0;
  }
  // Files without links (FAT, some user-space file systems), or too many of them.
  if (error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EMLINK) {
    error = calls_->rename_new(folder_->get(), name_.c_str(), name.c_str());
    if (error == 0) name_.clear();
    // Creating the object in place would show half of it to readers: rather not at all.
    if (error == EINVAL || error == ENOSYS) error = EOPNOTSUPP;
  }
  return error;
}

int TemporaryFile::PublishOver(const std::string& name) {
  if (renameat(folder_->get(), name_.c_str(), folder_->get(), name.c_str()) != 0) {
    return errno;
  }
  name_.clear();
  return 0;
}

bool TemporaryFile::IsNamed(const std::string& name) const {
  struct stat ours;
  struct stat named;
  return fstat(file_.get(), &ours) == 0 &&
         fstatat(folder_->get(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

void TemporaryFile::Remove() {
  // If this fails, the name stays behind as after a crash: never listed, never read.
  if (!name_.empty()) unlinkat(folder_->get(), name_.c_str(), 0);
  name_.clear();
}

}  // namespace delta_utils::internal
