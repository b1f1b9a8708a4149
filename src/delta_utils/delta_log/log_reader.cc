#include "delta_utils/delta_log/log_reader.h"

#include <limits>

#include "arrow/buffer.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_log/log_listing_internal.h"
#include "delta_utils/delta_log/log_replay_internal.h"

namespace delta_utils {
namespace {

using internal::CommitFile;
using internal::LogListing;

constexpr int64_t kNewest = std::numeric_limits<int64_t>::max();

std::string LogUri(ObjectStore& store, const ObjectPath& table) {
  return store.Uri(internal::LogFolder(table));
}

Status NoTable(ObjectStore& store, const ObjectPath& table) {
  return NotFound(store.Uri(table), "no Delta table is here");
}

/// Why `missing` cannot be read although commits after it are there.
Status MissingCommit(ObjectStore& store, const ObjectPath& table, int64_t missing,
                     const LogListing& listing) {
  if (listing.newest_checkpoint.value_or(-1) >= missing) {
    const std::string start =
        listing.commits.empty()
            ? "at a checkpoint"
            : "at version " + std::to_string(listing.commits.front().version);
    return Unsupported(
        LogUri(store, table),
        missing == 0 ? "the log starts " + start +
                           ", because older commits were cleaned up; reading a table "
                           "from a checkpoint is not supported yet"
                     : "commit " + std::to_string(missing) +
                           " is covered by a checkpoint alone; reading a table from a "
                           "checkpoint is not supported yet");
  }
  return Corrupt(store.Uri(internal::CommitPath(table, missing)),
                 "this commit is missing, later ones are there");
}

/// NotFound that names the newest version there is.
Status NoSuchVersion(ObjectStore& store, const ObjectPath& table, int64_t version) {
  ARROW_ASSIGN_OR_RAISE(const LogListing all,
                        internal::ListLog(store, table, 0, kNewest));
  if (all.empty()) return NoTable(store, table);
  int64_t newest = all.newest_checkpoint.value_or(0);
  if (!all.commits.empty()) newest = std::max(newest, all.commits.back().version);
  return NotFound(store.Uri(table), "version " + std::to_string(version) +
                                        " does not exist; the newest is " +
                                        std::to_string(newest));
}

/// Whether `listing`, from `first` to `version`, is all that is needed; fills in commits
/// that the listing missed.
Status CheckListing(ObjectStore& store, const ObjectPath& table, int64_t first,
                    std::optional<int64_t> version, LogListing* listing) {
  ARROW_ASSIGN_OR_RAISE(const auto gap, internal::FindGap(store, table, first, listing));
  if (gap) return MissingCommit(store, table, *gap, *listing);
  const int64_t next = first + static_cast<int64_t>(listing->commits.size());
  if (listing->newest_checkpoint.value_or(-1) >= next) {
    return MissingCommit(store, table, next, *listing);
  }
  if (version && *version >= next) return NoSuchVersion(store, table, *version);
  return next == 0 ? NoTable(store, table) : Status::OK();
}

Status CheckComplete(const TableState& state, const std::string& uri) {
  const std::string up_to = " up to version " + std::to_string(state.version);
  if (!state.protocol) return Corrupt(uri, "no protocol action" + up_to);
  if (!state.metadata) return Corrupt(uri, "no metaData action" + up_to);
  return Status::OK();
}

/// Adds `count` rows if they are known; `sum` stays unknown once one file's are not.
void AddRows(const std::optional<std::string>& stats, std::optional<int64_t>* sum) {
  if (!*sum) return;
  std::optional<int64_t> rows;
  if (stats) {
    // Statistics are optional, so broken ones tell as little as absent ones.
    const auto parsed = ParseStats(*stats, "");
    if (parsed.ok()) rows = parsed->num_records;
  }
  int64_t total;
  if (!rows || __builtin_add_overflow(**sum, *rows, &total)) {
    sum->reset();
  } else {
    *sum = total;
  }
}

CommitSummary Summarize(const CommitFile& file, const std::vector<Action>& actions) {
  CommitSummary summary;
  summary.version = file.version;
  summary.timestamp_ms = file.info.last_modified_ms;
  summary.rows_added = 0;
  summary.rows_removed = 0;
  for (const Action& action : actions) {
    if (const auto* add = std::get_if<Add>(&action)) {
      ++summary.files_added;
      AddRows(add->stats, &summary.rows_added);
    } else if (const auto* remove = std::get_if<Remove>(&action)) {
      ++summary.files_removed;
      AddRows(remove->stats, &summary.rows_removed);
    } else if (const auto* info = std::get_if<CommitInfo>(&action)) {
      if (!summary.info) summary.info = *info;
    }
  }
  if (summary.info) {
    summary.timestamp_ms = summary.info->TimeMs().value_or(summary.timestamp_ms);
  }
  return summary;
}

}  // namespace

Result<TableState> ReadTableState(ObjectStore& store, const ObjectPath& table,
                                  std::optional<int64_t> version, const TableState* base,
                                  TaskPool* pool) {
  if (version && *version < 0) return NoSuchVersion(store, table, *version);
  TableState state;
  if (base != nullptr && base->version <= version.value_or(kNewest)) state = *base;
  const int64_t first = state.version + 1;
  ARROW_ASSIGN_OR_RAISE(LogListing listing, internal::ListLog(store, table, first,
                                                              version.value_or(kNewest)));
  ARROW_RETURN_NOT_OK(CheckListing(store, table, first, version, &listing));
  ARROW_RETURN_NOT_OK(internal::ReplayLog(store, listing.commits, pool, &state));
  ARROW_RETURN_NOT_OK(CheckComplete(state, LogUri(store, table)));
  return state;
}

Result<bool> IsDeltaTable(ObjectStore& store, const ObjectPath& table) {
  return internal::HasLog(store, table);
}

Result<std::vector<Action>> ReadCommit(ObjectStore& store, const ObjectPath& table,
                                       int64_t version) {
  const ObjectPath path = internal::CommitPath(table, version);
  ARROW_ASSIGN_OR_RAISE(const std::shared_ptr<arrow::Buffer> bytes, store.Get(path));
  const std::string uri = store.Uri(path);
  ARROW_ASSIGN_OR_RAISE(std::vector<Action> actions,
                        ParseCommit(std::string_view(*bytes), uri));
  if (actions.empty()) return Corrupt(uri, "the commit is empty");
  return actions;
}

Result<std::optional<int64_t>> FirstCommitFrom(ObjectStore& store,
                                               const ObjectPath& table, int64_t version) {
  ARROW_ASSIGN_OR_RAISE(const LogListing listing,
                        internal::ListLog(store, table, version, kNewest));
  if (listing.commits.empty()) return std::nullopt;
  return listing.commits.front().version;
}

Status VisitHistory(ObjectStore& store, const ObjectPath& table,
                    const std::function<Status(const CommitSummary&)>& visit) {
  ARROW_ASSIGN_OR_RAISE(LogListing listing, internal::ListLog(store, table, 0, kNewest));
  if (listing.empty()) return NoTable(store, table);
  const int64_t first = listing.commits.empty() ? 0 : listing.commits.front().version;
  ARROW_ASSIGN_OR_RAISE(const auto gap, internal::FindGap(store, table, first, &listing));
  if (gap) return MissingCommit(store, table, *gap, listing);
  for (const CommitFile& commit : listing.commits) {
    const auto actions = ReadCommit(store, table, commit.version);
    if (!actions.ok() && KindOf(actions.status()) == ErrorKind::kNotFound) {
      return internal::Disappeared(store, commit);
    }
    ARROW_RETURN_NOT_OK(actions);
    ARROW_RETURN_NOT_OK(visit(Summarize(commit, *actions)));
  }
  return Status::OK();
}

}  // namespace delta_utils
