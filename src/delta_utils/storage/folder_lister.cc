#include "delta_utils/storage/folder_lister_internal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "delta_utils/storage/temporary_file_internal.h"

namespace delta_utils::internal {
namespace {

struct CloseDir {
  void operator()(DIR* dir) const { closedir(dir); }
};

/// A stream over a folder, with a descriptor of its own.
std::unique_ptr<DIR, CloseDir> OpenStream(const Fd& folder) {
  const int own = openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* dir = own < 0 ? nullptr : fdopendir(own);
  if (own >= 0 && dir == nullptr) {
    const int error = errno;
    close(own);
    errno = error;
  }
  return std::unique_ptr<DIR, CloseDir>(dir);
}

/// Errors that say of a symbolic link: it leads to no object of this store.
bool LeadsNowhere(int error) {
  return IsMissing(error) || error == EXDEV || error == ELOOP;
}

}  // namespace

ObjectInfo InfoOf(const ObjectPath& path, const struct stat& info) {
  return {path, info.st_size,
          int64_t{info.st_mtim.tv_sec} * 1000 + info.st_mtim.tv_nsec / 1000000};
}

std::string FolderLister::Entry::name() const {
  return sort_key.substr(0, sort_key.size() - (is_folder() ? 1 : 0));
}

Status FolderLister::List(const ObjectPath& prefix) {
  if (HasReservedSegment(prefix.ToString())) return Status::OK();
  Fd folder = root_.OpenFolder(prefix.ToString());
  if (IsMissing(folder.error())) return Status::OK();
  if (!folder.ok()) return Failed(folder.error(), prefix);
  return Walk(prefix, std::move(folder));
}

Status FolderLister::Walk(const ObjectPath& path, Fd folder) {
  ARROW_ASSIGN_OR_RAISE(const std::vector<Entry> entries, Scan(folder, path));
  for (const Entry& entry : entries) {
    const ObjectPath child = path / entry.name();
    // Only the folder at hand is open: a deep tree must not use up the descriptors.
    if (!folder.ok()) folder = root_.OpenFolder(path.ToString());
    if (IsMissing(folder.error())) return Status::OK();  // taken away in the meantime
    if (!folder.ok()) return Failed(folder.error(), path);
    if (entry.is_folder()) {
      folder = Fd();
      Fd below = root_.OpenFolder(child.ToString());
      if (IsMissing(below.error())) continue;
      if (!below.ok()) return Failed(below.error(), child);
      ARROW_RETURN_NOT_OK(Walk(child, std::move(below)));
    } else {
      ARROW_RETURN_NOT_OK(VisitFile(folder, child));
    }
    if (stopped_) return Status::OK();
  }
  return Status::OK();
}

Result<std::vector<FolderLister::Entry>> FolderLister::Scan(
    const Fd& folder, const ObjectPath& path) const {
  const auto stream = OpenStream(folder);
  if (stream == nullptr) return Failed(errno, path);
  std::vector<Entry> entries;
  for (;;) {
    errno = 0;
    const dirent* found = readdir(stream.get());
    if (found == nullptr) break;
    const std::string_view name = found->d_name;
    if (name == "." || name == ".." || name.starts_with(kTemporaryPrefix)) continue;
    bool is_folder = false;
    if (!MayHoldObject(folder, *found, &is_folder)) continue;
    Entry entry{std::string(name) + (is_folder ? "/" : "")};
    if (IsWanted(path, entry)) entries.push_back(std::move(entry));
  }
  if (errno != 0) return Failed(errno, path);
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool FolderLister::MayHoldObject(const Fd& folder, const dirent& found,
                                 bool* is_folder) const {
  unsigned char type = found.d_type;
  if (type == DT_UNKNOWN) {
    struct stat info;
    if (fstatat(folder.get(), found.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
      return false;
    type = static_cast<unsigned char>(IFTODT(info.st_mode));
  }
  *is_folder = type == DT_DIR;
  return type == DT_DIR || type == DT_REG || type == DT_LNK;
}

bool FolderLister::IsWanted(const ObjectPath& folder, const Entry& entry) const {
  if (!start_after_) return true;
  const std::string path =
      (folder.empty() ? "" : folder.ToString() + "/") + entry.sort_key;
  if (path > start_after_->ToString()) return true;
  return entry.is_folder() && start_after_->ToString().starts_with(path);
}

Status FolderLister::VisitFile(const Fd& folder, const ObjectPath& path) {
  struct stat info;
  if (fstatat(folder.get(), std::string(path.name()).c_str(), &info,
              AT_SYMLINK_NOFOLLOW) != 0) {
    return IsMissing(errno) ? Status::OK() : Failed(errno, path);
  }
  if (S_ISLNK(info.st_mode)) {
    const Fd target = root_.Open(path.ToString(), O_PATH);
    if (LeadsNowhere(target.error())) return Status::OK();
    if (!target.ok()) return Failed(target.error(), path);
    if (fstat(target.get(), &info) != 0) return Failed(errno, path);
  }
  if (S_ISREG(info.st_mode)) stopped_ = !visit_(InfoOf(path, info));
  return Status::OK();
}

Status FolderLister::Failed(int error, const ObjectPath& path) const {
  return ErrnoStatus(error, Access::kRead, uri_of_(path));
}

}  // namespace delta_utils::internal
