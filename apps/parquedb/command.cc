#include "command.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/storage/file_system_store.h"

namespace parquedb::cli {
namespace {

constexpr size_t kBlockBytes = 64 * 1024;

/// The path of a file URI: "file:///a%20b" and "file://localhost/a%20b" are "/a b".
Result<std::string> PathOfFileUri(const std::string& uri) {
  std::string_view rest = std::string_view(uri).substr(std::strlen("file://"));
  if (rest.starts_with("localhost/")) rest.remove_prefix(std::strlen("localhost"));
  if (!rest.starts_with('/')) {
    return delta_utils::InvalidArgument(uri, "a file URI names no host but localhost");
  }
  return delta_utils::DecodeDataPath(rest);
}

}  // namespace

Result<delta_lake::TableLocation> Session::Locate(const std::string& target) {
  std::string path = target;
  if (target.starts_with("file://")) {
    ARROW_ASSIGN_OR_RAISE(path, PathOfFileUri(target));
  } else if (target.starts_with("memory://")) {
    return delta_utils::InvalidArgument(target,
                                        "memory is forgotten when the command ends");
  } else if (size_t scheme = target.find("://"); scheme != std::string::npos) {
    return delta_utils::Unsupported(
        target, "no store for '" + target.substr(0, scheme) + "://' in this version");
  }
  if (path.empty()) return delta_utils::InvalidArgument("TARGET", "is empty");
  ARROW_ASSIGN_OR_RAISE(auto store, delta_utils::FileSystemStore::Open(path, random_));
  return delta_lake::TableLocation{std::move(store), {}};
}

Result<std::unique_ptr<Collection>> Session::OpenCollection(const std::string& target,
                                                            CollectionOptions options) {
  ARROW_ASSIGN_OR_RAISE(auto table, Locate(target));
  return Collection::Open(std::move(table), runtime(), std::move(options));
}

Status Output::Write(std::string_view text) {
  buffer_ += text;
  return buffer_.size() < kBlockBytes ? Status::OK() : Finish();
}

Status Output::Finish() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    ssize_t written = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      buffer_.clear();
      return delta_utils::MakeError(delta_utils::ErrorKind::kUnavailable,
                                    "standard output", std::strerror(errno));
    }
    rest.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
  return Status::OK();
}

}  // namespace parquedb::cli
