#include <cstdlib>
#include <filesystem>
#include <stop_token>

#include "arrow/buffer.h"
#include "arrow/io/file.h"
#include "command.h"
#include "delta_utils/storage/object_store.h"
#include "interrupt.h"

namespace parquedb::cli {
namespace {

namespace fs = std::filesystem;
constexpr int kInterrupted = 130;  // as shells have it

using Write = std::function<Status(const std::shared_ptr<arrow::io::OutputStream>&)>;

/// Arrow's own errors name a file that the user never saw, and leave out why.
Status NamingOut(const std::string& out, const Status& status) {
  if (status.ok() || delta_utils::DetailOf(status) != nullptr) return status;
  return delta_utils::MakeError(
      delta_utils::KindOf(status), out,
      status.detail() != nullptr ? status.detail()->ToString() : status.message());
}

/// `file` is to take the place of `old`: who may read that, may read it, from its first
/// byte on.
Status WriteFile(const std::string& file, const std::string& old, const Write& write) {
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::FileOutputStream::Open(file));
  std::error_code error;
  const fs::file_status status = fs::status(old, error);
  if (fs::exists(status)) fs::permissions(file, status.permissions(), error);
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

Status Rename(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return Status::OK();
  return delta_utils::MakeError(delta_utils::ErrorKind::kUnavailable, to,
                                error.message());
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
  const bool is_path = out.find("://") == std::string::npos;
  ObjectAddress object;
  std::string file;
  if (is_path) {
    ARROW_ASSIGN_OR_RAISE(file, FileToReplace(out));
  } else {
    ARROW_ASSIGN_OR_RAISE(object, session.LocateObject(out));
  }
  const std::string name =
      ".part-" + delta_utils::ToString(delta_utils::NewUuid(*session.runtime().random));
  const std::string partial =
      is_path ? file + name : (fs::temp_directory_path() / ("parquedb" + name)).string();
  // Ctrl-C ends the process where it is, and leaves nothing behind.
  const Interrupt interrupt;
  const std::stop_callback leave(interrupt.token(), [&partial] {
    std::error_code ignored;
    fs::remove(partial, ignored);
    std::_Exit(kInterrupted);
  });
  Status status = WriteFile(partial, file, write);
  if (status.ok()) status = is_path ? Rename(partial, file) : PutFile(partial, object);
  // After a rename there is nothing to remove, and after an error nothing to add to it.
  std::error_code ignored;
  fs::remove(partial, ignored);
  return NamingOut(out, status);
}

}  // namespace parquedb::cli
