#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <map>

#include "delta_utils/storage/content_version_internal.h"
#include "delta_utils/storage/local_store_internal.h"

namespace delta_utils::internal {
namespace {

/// Keeps other replacing writers out of a folder, of this process and of others: a lock
/// on the folder itself leaves no lock files behind. Put and Delete take it as well, so
/// that none of them can fall between PutIfMatch's comparison and its rename; creating
/// needs no lock, because what PutIfMatch compares exists.
class FolderLock {
 public:
  FolderLock(const Fd& folder, const SystemCalls& calls)
      : folder_(folder), error_(calls.lock_folder(folder.get())) {}
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() {
    // Unlocked by name and not by closing: a child process may hold a copy of the
    // descriptor.
    if (error_ == 0) flock(folder_.get(), LOCK_UN);
  }

  int error() const { return error_; }
  /// True if nobody can lock folders here, so that there is nobody to keep out.
  bool is_unsupported() const {
    return error_ == EBADF || error_ == ENOLCK || error_ == EOPNOTSUPP ||
           error_ == ENOSYS || error_ == EINVAL;
  }

 private:
  const Fd& folder_;
  const int error_;
};

Status LockFailed(const FolderLock& lock, const std::string& uri) {
  if (!lock.is_unsupported()) return ErrnoStatus(lock.error(), Access::kWrite, uri);
  return Unsupported(uri, "compare-and-swap on a file system without locks on folders");
}

Status NotAnObject(const std::string& uri) {
  return InvalidArgument(uri, "the name is taken by a folder or by what is not a file");
}

}  // namespace

Status LocalStore::CheckWritable(const ObjectPath& path) const {
  if (path.empty()) return InvalidArgument(Uri(path), "the root is not an object");
  if (!HasReservedSegment(path.ToString())) return Status::OK();
  return InvalidArgument(Uri(path), "names that begin with \".tmp-\" are reserved");
}

Result<LocalStore::Place> LocalStore::MakePlace(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  Fd folder = root_.MakeFolder(path.parent().ToString());
  if (!folder.ok()) return ErrnoStatus(folder.error(), Access::kWrite, Uri(path));
  return Place{std::move(folder), std::string(path.name()), Uri(path)};
}

Result<std::optional<LocalStore::Place>> LocalStore::FindPlace(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  Fd folder = root_.OpenFolder(path.parent().ToString());
  if (IsMissing(folder.error())) return std::nullopt;
  if (!folder.ok()) return ErrnoStatus(folder.error(), Access::kWrite, Uri(path));
  return Place{std::move(folder), std::string(path.name()), Uri(path)};
}

Result<LocalStore::Occupant> LocalStore::LookAt(const Place& place,
                                                const ObjectPath& path) {
  struct stat info;
  if (fstatat(place.folder.get(), place.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (IsMissing(errno)) return Occupant::kNothing;
    return ErrnoStatus(errno, Access::kWrite, place.uri);
  }
  if (S_ISLNK(info.st_mode)) {
    const Fd target = root_.Open(path.ToString(), O_PATH);
    if (IsMissing(target.error())) return Occupant::kOther;
    if (!target.ok()) return ErrnoStatus(target.error(), Access::kWrite, place.uri);
    if (fstat(target.get(), &info) != 0) {
      return ErrnoStatus(errno, Access::kWrite, place.uri);
    }
  }
  return S_ISREG(info.st_mode) ? Occupant::kObject : Occupant::kOther;
}

Status LocalStore::SyncFolder(const Place& place) {
  const int error = root_.calls().sync_folder(place.folder.get());
  return error == 0 ? Status::OK() : ErrnoStatus(error, Access::kWrite, place.uri);
}

Result<PutResult> LocalStore::Published(const Place& place, std::string_view bytes) {
  const Status synced = SyncFolder(place);
  // Readers see the object, but a crash may still take it back.
  if (!synced.ok()) return PutResult{PutOutcome::kUnknown, std::nullopt, synced};
  return PutResult{PutOutcome::kWon, VersionOf(bytes), Status::OK()};
}

Status LocalStore::Put(const ObjectPath& path, std::string_view bytes) {
  ARROW_ASSIGN_OR_RAISE(const Place place, MakePlace(path));
  ARROW_ASSIGN_OR_RAISE(
      TemporaryFile file,
      TemporaryFile::Write(place.folder, root_.calls(), random_, bytes, place.uri));
  {
    const FolderLock lock(place.folder, root_.calls());
    if (lock.error() != 0 && !lock.is_unsupported()) return LockFailed(lock, place.uri);
    ARROW_ASSIGN_OR_RAISE(const Occupant found, LookAt(place, path));
    if (found == Occupant::kOther) return NotAnObject(place.uri);
    const int error = file.PublishOver(place.name);
    if (error != 0) return ErrnoStatus(error, Access::kWrite, place.uri);
  }
  return SyncFolder(place);
}

Result<PutResult> LocalStore::PutIfAbsent(const ObjectPath& path,
                                          std::string_view bytes) {
  ARROW_ASSIGN_OR_RAISE(const Place place, MakePlace(path));
  ARROW_ASSIGN_OR_RAISE(Occupant found, LookAt(place, path));
  if (found == Occupant::kOther) return NotAnObject(place.uri);
  // Saves the loser who comes late the writing; the link below is what decides.
  if (found == Occupant::kObject) return PutResult{PutOutcome::kLost};
  ARROW_ASSIGN_OR_RAISE(
      TemporaryFile file,
      TemporaryFile::Write(place.folder, root_.calls(), random_, bytes, place.uri));
  const int error = file.PublishNew(place.name);
  if (error == 0) return Published(place, bytes);
  if (error == EEXIST) {
    ARROW_ASSIGN_OR_RAISE(found, LookAt(place, path));
    if (found == Occupant::kOther) return NotAnObject(place.uri);
    return PutResult{PutOutcome::kLost};
  }
  if (error == EOPNOTSUPP) {
    return Unsupported(place.uri, "create-if-absent on a file system without links");
  }
  const Status cause = ErrnoStatus(error, Access::kWrite, place.uri);
  if (!MayHaveHappened(error)) return cause;
  return PutResult{PutOutcome::kUnknown, std::nullopt, cause};
}

Result<std::optional<PutResult>> LocalStore::LostTo(const ObjectPath& path,
                                                    std::string_view expected_version) {
  ARROW_ASSIGN_OR_RAISE(std::optional<std::string> found, GetVersion(path));
  if (found == expected_version) return std::nullopt;
  return PutResult{PutOutcome::kLost, std::move(found), Status::OK()};
}

Result<PutResult> LocalStore::PutIfMatch(const ObjectPath& path, std::string_view bytes,
                                         std::string_view expected_version) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<Place> place, FindPlace(path));
  if (!place) return PutResult{PutOutcome::kLost};
  // Saves the loser the writing; the same comparison under the lock is what decides.
  ARROW_ASSIGN_OR_RAISE(std::optional<PutResult> lost, LostTo(path, expected_version));
  if (lost) return *std::move(lost);
  return Replace(*place, path, bytes, expected_version);
}

Result<PutResult> LocalStore::Replace(const Place& place, const ObjectPath& path,
                                      std::string_view bytes,
                                      std::string_view expected_version) {
  ARROW_ASSIGN_OR_RAISE(
      TemporaryFile file,
      TemporaryFile::Write(place.folder, root_.calls(), random_, bytes, place.uri));
  {
    const FolderLock lock(place.folder, root_.calls());
    if (lock.error() != 0) return LockFailed(lock, place.uri);
    ARROW_ASSIGN_OR_RAISE(std::optional<PutResult> lost, LostTo(path, expected_version));
    if (lost) return *std::move(lost);
    if (const int error = file.PublishOver(place.name)) {
      const Status cause = ErrnoStatus(error, Access::kWrite, place.uri);
      if (!MayHaveHappened(error)) return cause;
      return PutResult{PutOutcome::kUnknown, std::nullopt, cause};
    }
  }
  return Published(place, bytes);
}

Status LocalStore::Delete(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  return DeleteInOneFolder({&path});
}

Status LocalStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  std::map<ObjectPath, std::vector<const ObjectPath*>> by_folder;
  for (const ObjectPath& path : paths) {
    ARROW_RETURN_NOT_OK(CheckWritable(path));
    by_folder[path.parent()].push_back(&path);
  }
  for (const auto& [folder, objects] : by_folder) {
    ARROW_RETURN_NOT_OK(DeleteInOneFolder(objects));
  }
  return Status::OK();
}

Status LocalStore::DeleteInOneFolder(const std::vector<const ObjectPath*>& objects) {
  ARROW_ASSIGN_OR_RAISE(std::optional<Place> place, FindPlace(*objects.front()));
  if (!place) return Status::OK();
  bool is_changed = false;
  {
    const FolderLock lock(place->folder, root_.calls());
    if (lock.error() != 0 && !lock.is_unsupported()) return LockFailed(lock, place->uri);
    for (const ObjectPath* path : objects) {
      place->name = path->name();
      place->uri = Uri(*path);
      ARROW_ASSIGN_OR_RAISE(const Occupant found, LookAt(*place, *path));
      if (found != Occupant::kObject) continue;
      is_changed = true;
      if (unlinkat(place->folder.get(), place->name.c_str(), 0) != 0 && errno != ENOENT) {
        return ErrnoStatus(errno, Access::kWrite, place->uri);
      }
    }
  }
  // Once for all of them: it is what takes the time.
  return is_changed ? SyncFolder(*place) : Status::OK();
}

}  // namespace delta_utils::internal
