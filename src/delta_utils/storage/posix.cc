#include <unistd.h>

#include <system_error>

#include "arrow/buffer.h"
#include "delta_utils/storage/posix_internal.h"

namespace delta_utils::internal {
namespace {

ErrorKind KindOfErrno(int error, Access access) {
  switch (error) {
    case ENOENT:
      // A writer has just made the folder it misses: somebody takes folders away.
      return access == Access::kRead ? ErrorKind::kNotFound : ErrorKind::kUnavailable;
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG:
    case ENXIO:
      return access == Access::kRead ? ErrorKind::kNotFound : ErrorKind::kInvalidArgument;
    case EACCES:
    case EPERM:
    case EROFS:
    case EXDEV:
    case ELOOP:
      return ErrorKind::kPermissionDenied;
    case EOPNOTSUPP:
      return ErrorKind::kUnsupported;
    default:
      return ErrorKind::kUnavailable;
  }
}

const char* ExplanationOf(int error, Access access) {
  switch (error) {
    case EXDEV:
      return "the path leaves the store's folder: ";
    case ELOOP:
      return "a symbolic link that is not followed: ";
    case ENOTDIR:
      return access == Access::kWrite ? "a folder of this path is an object: " : "";
    default:
      return "";
  }
}

}  // namespace

Fd::~Fd() {
  // Nothing written is at stake: what must be on disk has been synced by then.
  if (ok()) close(fd_);
}

Status ErrnoStatus(int error, Access access, std::string_view uri) {
  const std::string text = std::generic_category().message(error);
  return MakeError(KindOfErrno(error, access), uri, ExplanationOf(error, access) + text);
}

bool IsMissing(int error) {
  return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;
}

bool MayHaveHappened(int error) {
  switch (error) {
    case EACCES:
    case EDQUOT:
    case EEXIST:
    case EINVAL:
    case EISDIR:
    case ELOOP:
    case EMLINK:
    case ENAMETOOLONG:
    case ENOENT:
    case ENOMEM:
    case ENOSPC:
    case ENOSYS:
    case ENOTDIR:
    case EOPNOTSUPP:
    case EPERM:
    case EROFS:
    case EXDEV:
      return false;
    default:
      return true;  // EIO, ESTALE, ETIMEDOUT, and what a network file system invents
  }
}

Result<std::shared_ptr<arrow::Buffer>> ReadFile(const Fd& file, int64_t offset,
                                                int64_t length, std::string_view uri) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(length));
  int64_t done = 0;
  while (done < length) {
    const ssize_t count = RetryInterrupted([&] {
      return pread(file.get(), buffer->mutable_data() + done,
                   static_cast<size_t>(length - done), offset + done);
    });
    if (count < 0) return ErrnoStatus(errno, Access::kRead, uri);
    if (count == 0) break;
    done += count;
  }
  if (done < length) ARROW_RETURN_NOT_OK(buffer->Resize(done));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

int WriteFully(const Fd& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        RetryInterrupted([&] { return write(file.get(), bytes.data(), bytes.size()); });
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return 0;
}

}  // namespace delta_utils::internal
