// File descriptors and errno, for FileSystemStore.
//
//   Fd file = Fd::FromCall(open(name, O_RDONLY | O_CLOEXEC));
//   if (!file.ok()) return ErrnoStatus(file.error(), Access::kRead, uri);
//
// Threads: an Fd belongs to one; the functions any number.
#pragma once

#include <cerrno>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"

namespace delta_utils::internal {

/// An open file descriptor, or the errno of the call that gave none. Closes itself.
class Fd {
 public:
  Fd() = default;
  /// Takes what open(2) returned, and errno if that was -1.
  static Fd FromCall(int result) { return Fd(result >= 0 ? result : -errno); }
  static Fd Failed(int error) { return Fd(-error); }

  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -EBADF)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int error() const { return ok() ? 0 : -fd_; }

 private:
  explicit Fd(int fd) : fd_(fd) {}
  int fd_ = -EBADF;
};

/// Makes a call again that a signal interrupted.
template <typename Call>
auto RetryInterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

/// What was being done: a name that cannot be an object's is NotFound to a reader and
/// InvalidArgument to a writer.
enum class Access { kRead, kWrite };

/// The one table from errno to ErrorKind.
Status ErrnoStatus(int error, Access access, std::string_view uri);

/// True for errors that say: nothing, or nothing that could be an object, has this name.
bool IsMissing(int error);

/// True if the call that failed with `error` may nevertheless have taken effect.
bool MayHaveHappened(int error);

/// Bytes [offset, offset + length) of a regular file, fewer if it ends before.
Result<std::shared_ptr<arrow::Buffer>> ReadFile(const Fd& file, int64_t offset,
                                                int64_t length, std::string_view uri);

/// Writes all of `bytes` at the file's position; 0 or an errno.
int WriteFully(const Fd& file, std::string_view bytes);

}  // namespace delta_utils::internal
