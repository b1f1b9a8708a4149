#include "delta_utils/delta_actions/log_file.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_log/log_listing_internal.h"

namespace delta_utils::internal {
namespace {

/// Names of versions start with a digit: those that sort before ("." files of Hadoop) are
/// never listed, those after ("_last_checkpoint", "_sidecars/") end the listing.
ObjectPath BeforeVersion(const ObjectPath& log, int64_t version) {
  return version == 0 ? log / "0" : log / CommitFileName(version - 1);
}

bool IsPastVersions(std::string_view name) { return name.empty() || name[0] > '9'; }

/// The part of `path` below `log`.
std::string_view NameIn(const ObjectPath& log, const ObjectPath& path) {
  return std::string_view(path.ToString()).substr(log.ToString().size() + 1);
}

}  // namespace

ObjectPath LogFolder(const ObjectPath& table) { return table / kLogFolder; }

ObjectPath CommitPath(const ObjectPath& table, int64_t version) {
  return LogFolder(table) / CommitFileName(version);
}

Result<LogListing> ListLog(ObjectStore& store, const ObjectPath& table, int64_t first,
                           int64_t last) {
  const ObjectPath log = LogFolder(table);
  LogListing listing;
  const auto visit = [&](const ObjectInfo& info) {
    const std::string_view name = NameIn(log, info.path);
    if (IsPastVersions(name)) return false;
    const LogFile file = ClassifyLogFile(name);
    if (file.kind == LogFileKind::kCommit) {
      if (file.version > last) return false;
      if (file.version >= first) listing.commits.push_back({file.version, info});
    } else if (file.IsCheckpoint()) {
      if (file.version > last) return false;
      listing.newest_checkpoint = file.version;
    }
    return true;
  };
  ARROW_RETURN_NOT_OK(store.List(log, BeforeVersion(log, first), visit));
  return listing;
}

Result<bool> HasLog(ObjectStore& store, const ObjectPath& table) {
  const ObjectPath log = LogFolder(table);
  bool found = false;
  const auto visit = [&](const ObjectInfo& info) {
    const std::string_view name = NameIn(log, info.path);
    const LogFile file = ClassifyLogFile(name);
    found = file.kind == LogFileKind::kCommit || file.IsCheckpoint();
    return !found && !IsPastVersions(name);
  };
  ARROW_RETURN_NOT_OK(store.List(log, BeforeVersion(log, 0), visit));
  return found;
}

Result<std::optional<int64_t>> FindGap(ObjectStore& store, const ObjectPath& table,
                                       int64_t first, LogListing* listing) {
  std::vector<CommitFile>& commits = listing->commits;
  for (size_t i = 0; i < commits.size(); ++i) {
    const int64_t expected = first + static_cast<int64_t>(i);
    if (commits[i].version == expected) continue;
    const auto info = store.Head(CommitPath(table, expected));
    if (!info.ok() && KindOf(info.status()) == ErrorKind::kNotFound) return expected;
    ARROW_RETURN_NOT_OK(info.status());
    commits.insert(commits.begin() + static_cast<ptrdiff_t>(i), {expected, *info});
  }
  return std::nullopt;
}

}  // namespace delta_utils::internal
