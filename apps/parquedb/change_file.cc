#include "change_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "command.h"
#include "delta_utils/base/ext_json.h"

namespace parquedb::cli {
namespace {

using delta_utils::Corrupt;
using delta_utils::ErrorKind;

constexpr size_t kBlockBytes = 64 * 1024;
constexpr int64_t kMaxLineBytes = delta_utils::ExtJsonLimits{}.max_bytes;

}  // namespace

Result<std::unique_ptr<ChangeFile>> ChangeFile::Open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) return ErrnoError(path, errno);
  std::unique_ptr<ChangeFile> opened(new ChangeFile(path, file));
  ARROW_RETURN_NOT_OK(opened->Lock());
  ARROW_RETURN_NOT_OK(opened->ReadEnd());
  return opened;
}

ChangeFile::~ChangeFile() { ::close(file_); }

Status ChangeFile::Lock() const {
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return Status::OK();
  if (errno != EWOULDBLOCK) return ErrnoError(path_, errno);
  return delta_utils::MakeError(ErrorKind::kConflict, path_,
                                "another process is writing to it");
}

Status ChangeFile::Read(int64_t offset, int64_t length, std::string* bytes) const {
  bytes->resize(static_cast<size_t>(length));
  size_t done = 0;
  while (done < bytes->size()) {
    const ssize_t got = ::pread(file_, bytes->data() + done, bytes->size() - done,
                                offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(path_, errno);
    if (got == 0) return Corrupt(path_, "became shorter while it was read");
    done += static_cast<size_t>(got);
  }
  return Status::OK();
}

Result<int64_t> ChangeFile::LineStart(int64_t end) const {
  std::string block;
  while (end > 0) {
    const int64_t start = std::max<int64_t>(0, end - static_cast<int64_t>(kBlockBytes));
    ARROW_RETURN_NOT_OK(Read(start, end - start, &block));
    const size_t newline = block.rfind('\n');
    if (newline != std::string::npos) return start + static_cast<int64_t>(newline) + 1;
    end = start;
  }
  return 0;
}

Status ChangeFile::ReadEnd() {
  struct stat info;
  if (::fstat(file_, &info) != 0) return ErrnoError(path_, errno);
  if (!S_ISREG(info.st_mode)) return delta_utils::InvalidArgument(path_, "is no file");
  ARROW_ASSIGN_OR_RAISE(whole_bytes_, LineStart(info.st_size));
  const int64_t end = whole_bytes_ > 0 ? whole_bytes_ : info.st_size;
  ARROW_ASSIGN_OR_RAISE(const int64_t start, LineStart(std::max<int64_t>(0, end - 1)));
  if (end - start > kMaxLineBytes) return Corrupt(path_, "the last line is too long");
  return Read(start, end - start, whole_bytes_ > 0 ? &last_line_ : &torn_);
}

Status ChangeFile::CutTorn() {
  return ::ftruncate(file_, whole_bytes_) == 0 ? Status::OK() : ErrnoError(path_, errno);
}

Status ChangeFile::Write(std::string_view lines) {
  buffer_ += lines;
  return buffer_.size() < kBlockBytes ? Status::OK() : Flush();
}

Status ChangeFile::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError(path_, errno);
    is_synced_ = false;
    rest.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
  return Status::OK();
}

Status ChangeFile::Sync() {
  ARROW_RETURN_NOT_OK(Flush());
  if (is_synced_) return Status::OK();
  if (::fdatasync(file_) != 0) return ErrnoError(path_, errno);
  is_synced_ = true;
  return Status::OK();
}

}  // namespace parquedb::cli
