#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/io/file.h"
#include "command.h"
#include "delta_utils/storage/object_store.h"
#include "interrupt.h"

namespace parquedb::cli {
namespace {

namespace fs = std::filesystem;
using Write = std::function<Status(const std::shared_ptr<arrow::io::OutputStream>&)>;

/// Arrow's own errors name a file that the user never saw, and leave out why.
Status NamingOut(const std::string& out, const Status& status) {
  if (status.ok() || delta_utils::DetailOf(status) != nullptr) return status;
  return delta_utils::MakeError(
      delta_utils::KindOf(status), out,
      status.detail() != nullptr ? status.detail()->ToString() : status.message());
}

/// Gives the open file to those who have the old one, as far as the process may: nobody
/// else can read it.
bool ShareLike(int file, const struct stat& old) {
  mode_t mode = old.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
  if (::fchown(file, old.st_uid, old.st_gid) != 0 &&
      ::fchown(file, static_cast<uid_t>(-1), old.st_gid) != 0) {
    mode &= ~static_cast<mode_t>(S_IRWXG);
  }
  return ::fchmod(file, mode) == 0;
}

/// What is to become `out`, as messages call it, until it is whole.
class PartialFile {
 public:
  PartialFile(std::string name, std::string out)
      : name_(std::move(name)), out_(std::move(out)) {}
  ~PartialFile() { Remove(); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::string& name() const { return name_; }

  /// For those who may read `old`, a local file; if it is empty, for the user alone.
  Result<std::shared_ptr<arrow::io::FileOutputStream>> Create(const std::string& old) {
    struct stat status;
    const bool has_old = !old.empty() && ::stat(old.c_str(), &status) == 0;
    const bool is_private = has_old || old.empty();
    const std::scoped_lock lock(mutex_);
    const int file = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                            is_private ? 0600 : 0666);
    if (file < 0) return ErrnoError(out_, errno);
    is_there_ = true;
    if (has_old && !ShareLike(file, status)) {
      const Status failed = ErrnoError(out_, errno);
      ::close(file);
      return failed;
    }
    return arrow::io::FileOutputStream::Open(file);
  }

  Status Become(const std::string& file) {
    const std::scoped_lock lock(mutex_);
    if (::rename(name_.c_str(), file.c_str()) != 0) return ErrnoError(out_, errno);
    is_there_ = false;
    is_whole_ = true;
    return Status::OK();
  }

  /// Ends the process, and leaves nothing behind; returns if the file is whole.
  void Abandon(const Interrupt& interrupt) {
    const std::scoped_lock lock(mutex_);
    if (is_whole_) return;
    if (is_there_) ::unlink(name_.c_str());
    interrupt.EndProcess();
  }

 private:
  void Remove() {
    const std::scoped_lock lock(mutex_);
    if (is_there_) ::unlink(name_.c_str());
    is_there_ = false;
  }

  const std::string name_;
  const std::string out_;
  std::mutex mutex_;
  bool is_there_ = false;
  bool is_whole_ = false;
};

Status Fill(PartialFile* partial, const std::string& old, const Write& write) {
  ARROW_ASSIGN_OR_RAISE(const auto sink, partial->Create(old));
  ARROW_RETURN_NOT_OK(write(sink));
  return sink->Close();
}

Status PutFile(const std::string& file, const ObjectAddress& object) {
  ARROW_ASSIGN_OR_RAISE(
      auto mapped, arrow::io::MemoryMappedFile::Open(file, arrow::io::FileMode::READ));
  ARROW_ASSIGN_OR_RAISE(const int64_t size, mapped->GetSize());
  ARROW_ASSIGN_OR_RAISE(const auto bytes, mapped->ReadAt(0, size));
  return object.store->Put(object.path, std::string_view(*bytes));
}

/// The file that is to be replaced. A device or pipe cannot be.
Result<std::string> FileToReplace(const std::string& out) {
  ARROW_ASSIGN_OR_RAISE(std::string file, FollowLinks(out));
  std::error_code error;
  const fs::file_type type = fs::status(file, error).type();
  if (type != fs::file_type::regular && type != fs::file_type::not_found) {
    return delta_utils::InvalidArgument(out, "not a regular file");
  }
  return file;
}

}  // namespace

Status WriteWhole(Session& session, const std::string& out, const Write& write) {
  const std::optional<std::string> path = LocalPath(out);
  ObjectAddress object;
  std::string file;
  if (path) {
    ARROW_ASSIGN_OR_RAISE(file, FileToReplace(*path));
  } else {
    ARROW_ASSIGN_OR_RAISE(object, session.LocateObject(out));
  }
  const std::string suffix =
      ".part-" + delta_utils::ToString(delta_utils::NewUuid(*session.runtime().random));
  PartialFile partial(
      path ? file + suffix : (fs::temp_directory_path() / ("parquedb" + suffix)).string(),
      out);
  const Interrupt interrupt;
  const std::stop_callback leave(interrupt.token(), [&] { partial.Abandon(interrupt); });
  Status status = Fill(&partial, file, write);
  if (status.ok()) {
    status = path ? partial.Become(file) : PutFile(partial.name(), object);
  }
  return NamingOut(out, status);
}

}  // namespace parquedb::cli
