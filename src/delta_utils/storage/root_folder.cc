#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>

#include "delta_utils/storage/root_folder_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

int ErrorOf(int result) { return result == 0 ? 0 : errno; }

int Link(int folder, const char* from, const char* to) {
  return ErrorOf(linkat(folder, from, folder, to, 0));
}

int RenameNew(int folder, const char* from, const char* to) {
  return ErrorOf(renameat2(folder, from, folder, to, RENAME_NOREPLACE));
}

int SyncFolder(int folder) {
  const int error = ErrorOf(RetryInterrupted([&] { return fsync(folder); }));
  // What some network and user-space file systems answer: a folder has nothing to flush.
  return error == EINVAL ? 0 : error;
}

int LockFolder(int folder) {
  return ErrorOf(RetryInterrupted([&] { return flock(folder, LOCK_EX); }));
}

Fd OpenBeneath(const Fd& root, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const auto call = [&] {
    return static_cast<int>(
        syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof(how)));
  };
  Fd opened = Fd::FromCall(RetryInterrupted(call));
  // EAGAIN: a rename elsewhere kept the kernel from proving that ".." in a link stays
  // inside. Rare; a machine that renames without end gets the error.
  for (int attempt = 0; opened.error() == EAGAIN && attempt < 100; ++attempt) {
    opened = Fd::FromCall(RetryInterrupted(call));
  }
  return opened;
}

/// One segment, never through a symbolic link: ELOOP.
Fd OpenSegment(const Fd& folder, const std::string& name, int flags) {
  // O_PATH opens the link itself, and O_DIRECTORY calls it ENOTDIR: look first. Who puts
  // a link there afterwards gets ENOTDIR, ELOOP or a descriptor of the link, not its
  // target.
  struct stat info;
  if (fstatat(folder.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISLNK(info.st_mode)) {
    return Fd::Failed(ELOOP);
  }
  return Fd::FromCall(RetryInterrupted(
      [&] { return openat(folder.get(), name.c_str(), flags | O_NOFOLLOW); }));
}

Fd OpenBySegments(Fd folder, const std::string& path, int flags) {
  size_t start = 0;
  for (size_t slash; folder.ok() && (slash = path.find('/', start)) != std::string::npos;
       start = slash + 1) {
    folder = OpenSegment(folder, path.substr(start, slash - start),
                         O_PATH | O_DIRECTORY | O_CLOEXEC);
  }
  if (!folder.ok()) return folder;
  return OpenSegment(folder, path.substr(start), flags);
}

/// mkdir(2) and what is missing above, each made durable in its parent; 0 or an errno.
int MakeAbsolute(const std::string& path) {
  int error = ErrorOf(mkdir(path.c_str(), 0777));
  const std::string parent = path.substr(0, std::max<size_t>(path.rfind('/'), 1));
  if (error == ENOENT && parent != path) {
    error = MakeAbsolute(parent);
    if (error == 0) error = ErrorOf(mkdir(path.c_str(), 0777));
  }
  if (error == EEXIST) return 0;  // if not as a folder, opening it will tell
  if (error != 0) return error;
  const Fd opened = Fd::FromCall(open(parent.c_str(), kFolderFlags));
  return opened.ok() ? SyncFolder(opened.get()) : opened.error();
}

}  // namespace

SystemCalls SystemCalls::Detect() {
  const Fd here = Fd::FromCall(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  return {.has_openat2 = OpenBeneath(here, ".", O_PATH | O_CLOEXEC).ok(),
          .link = Link,
          .rename_new = RenameNew,
          .sync_folder = SyncFolder,
          .lock_folder = LockFolder};
}

Fd RootFolder::Open(const std::string& path, int flags) const {
  // Opened each time: a folder that was removed and made again is the root again.
  Fd root = Fd::FromCall(RetryInterrupted(
      [&] { return open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); }));
  if (!root.ok()) return root;
  const std::string& name = path.empty() ? "." : path;
  flags |= O_CLOEXEC;
  if (calls_.has_openat2) return OpenBeneath(root, name, flags);
  return OpenBySegments(std::move(root), name, flags);
}

Fd RootFolder::OpenFolder(const std::string& path) const {
  return Open(path, kFolderFlags);
}

Fd RootFolder::MakeFolder(const std::string& path) const {
  Fd folder = OpenFolder(path);
  if (folder.error() != ENOENT) return folder;
  if (const int error = MakeAbsolute(path_)) return Fd::Failed(error);
  folder = OpenFolder("");
  for (size_t start = 0; folder.ok() && start < path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    const std::string name = path.substr(start, end - start);
    int error = ErrorOf(mkdirat(folder.get(), name.c_str(), 0777));
    // Also if it existed: another writer may have made it and not have synced it yet.
    if (error == 0 || error == EEXIST) error = calls_.sync_folder(folder.get());
    if (error != 0) return Fd::Failed(error);
    folder = OpenFolder(path.substr(0, end));
    start = end + 1;
  }
  return folder;
}

}  // namespace delta_utils::internal
