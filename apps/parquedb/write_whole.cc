#include <filesystem>

#include "arrow/buffer.h"
#include "arrow/io/file.h"
#include "command.h"
#include "delta_utils/storage/object_store.h"

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

Status WriteFile(const std::string& file, const Write& write) {
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::FileOutputStream::Open(file));
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

}  // namespace

Status WriteWhole(Session& session, const std::string& out, const Write& write) {
  const bool is_path = out.find("://") == std::string::npos;
  ObjectAddress object;
  if (!is_path) {
    ARROW_ASSIGN_OR_RAISE(object, session.LocateObject(out));
  }
  const std::string name =
      ".part-" + delta_utils::ToString(delta_utils::NewUuid(*session.runtime().random));
  const std::string partial =
      is_path ? out + name : (fs::temp_directory_path() / ("parquedb" + name)).string();
  Status status = WriteFile(partial, write);
  if (status.ok()) status = is_path ? Rename(partial, out) : PutFile(partial, object);
  // After a rename there is nothing to remove, and after an error nothing to add to it.
  std::error_code ignored;
  fs::remove(partial, ignored);
  return NamingOut(out, status);
}

}  // namespace parquedb::cli
