#include "command.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "delta_utils/base/iso_date.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/cloud/open_store.h"
#include "delta_utils/http/uri.h"

namespace parquedb::cli {
namespace {

namespace fs = std::filesystem;
using delta_utils::ObjectPath;

constexpr size_t kBlockBytes = 64 * 1024;
constexpr size_t kShownFilterBytes = 200;
/// Commits of a log that is far away take longer to come than to be read.
constexpr int kLogReaders = 4;

/// A URI as what is above its last segment, and that segment.
struct SplitUri {
  std::string parent;
  std::string name;
};

/// nullopt if nothing is above: a bucket, the root, a folder by its trailing slash.
std::optional<SplitUri> Split(const std::string& uri) {
  const size_t scheme = uri.find("://");
  const size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  const size_t slash = uri.rfind('/');
  if (slash == std::string::npos) return SplitUri{".", uri};
  if (slash < start || slash + 1 == uri.size()) return std::nullopt;
  const bool is_root = slash == start;  // "/x", "file:///x"; a bucket has a name
  return SplitUri{uri.substr(0, is_root ? slash + 1 : slash), uri.substr(slash + 1)};
}

}  // namespace

Result<delta_lake::TableLocation> Session::Locate(const std::string& target) {
  if (target.empty()) return delta_utils::InvalidArgument("TARGET", "is empty");
  if (target.starts_with("memory://")) {
    return delta_utils::InvalidArgument(target,
                                        "memory is forgotten when the command ends");
  }
  ARROW_ASSIGN_OR_RAISE(auto store,
                        delta_utils::OpenStore(target, {.runtime = runtime()}));
  return delta_lake::TableLocation{std::move(store), {}, nullptr};
}

std::optional<std::string> LocalPath(const std::string& uri) {
  if (uri.find("://") == std::string::npos) return uri;
  if (!uri.starts_with("file://")) return std::nullopt;
  const auto path = delta_utils::PathOfFileUri(uri);
  return path.ok() ? std::optional(*path) : std::nullopt;
}

Status ErrnoError(const std::string& path, int error) {
  using delta_utils::ErrorKind;
  const ErrorKind kind = error == ENOENT ? ErrorKind::kNotFound
                         : error == EACCES || error == EPERM || error == EROFS
                             ? ErrorKind::kPermissionDenied
                             : ErrorKind::kUnavailable;
  return delta_utils::MakeError(kind, path, std::strerror(error));
}

Result<std::string> FollowLinks(const std::string& path) {
  constexpr int kMostLinks = 40;
  std::error_code error;
  fs::path file = path;
  for (int links = 0; fs::is_symlink(file, error); ++links) {
    const fs::path target = fs::read_symlink(file, error);
    if (error || links == kMostLinks) {
      return delta_utils::InvalidArgument(path, "a link that leads nowhere");
    }
    file = file.parent_path() / target;  // target alone if that is absolute
  }
  // Without the double slashes that a path may have, and a URI has.
  fs::path clean;
  for (const fs::path& part : file) clean /= part;
  return clean.string();
}

Result<ObjectAddress> Session::LocateFile(const std::string& uri) {
  const std::optional<std::string> path = LocalPath(uri);
  if (!path) return LocateObject(uri);
  ARROW_ASSIGN_OR_RAISE(const std::string file, FollowLinks(*path));
  return LocateObject(file);
}

Result<ObjectAddress> Session::LocateObject(const std::string& uri) {
  std::optional<SplitUri> split = Split(uri);
  if (!split) return delta_utils::InvalidArgument(uri, "names no object");
  if (uri.starts_with("file://")) {
    ARROW_ASSIGN_OR_RAISE(split->name, delta_utils::PercentDecode(split->name));
  }
  const Result<ObjectPath> path = ObjectPath::Parse(split->name);
  if (!path.ok()) return delta_utils::InvalidArgument(uri, "names no object");
  ARROW_ASSIGN_OR_RAISE(const auto place, Locate(split->parent));
  return ObjectAddress{place.store, *path};
}

Result<std::unique_ptr<Collection>> Session::OpenCollection(const std::string& target,
                                                            CollectionOptions options) {
  ARROW_ASSIGN_OR_RAISE(auto table, Locate(target));
  table.pool = delta_utils::TaskPool::Make(kLogReaders);
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
      return ErrnoError("standard output", errno);
    }
    rest.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
  return Status::OK();
}

std::string TimeText(int64_t millis) {
  std::string text;
  delta_utils::AppendIsoDate(delta_utils::Date{millis}, &text);
  return text;
}

Result<delta_utils::Filter> ParseFilterArgument(const std::string& text) {
  auto filter = delta_utils::ParseFilter(std::string_view(text));
  if (!filter.ok())
    return delta_utils::WithPath(
        "filter " + delta_utils::CutText(text, kShownFilterBytes), filter.status());
  return filter;
}

std::string PadRight(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace parquedb::cli
