// ChangeFeed: what each commit of a table changed, commit by commit.
//
//   ARROW_ASSIGN_OR_RAISE(auto feed, ChangeFeed::Open(table, /*from_version=*/0));
//   while (true) {
//     ARROW_ASSIGN_OR_RAISE(std::optional<CommitChanges> commit, feed->Next());
//     if (!commit) break;                            // none yet; Next may be asked again
//     for (const ChangeFile& file : commit->files)
//       ARROW_ASSIGN_OR_RAISE(auto rows, ScanChangeFile(*commit, file));
//   }
//
// A commit that has change files is read by them alone. Else every row of a file it added
// is an insert and every row of one it removed a delete, which is exact where it does
// only one of both; where it does both and the table's change data feed was off, rows
// that were only copied could not be told, and it is Unsupported. Files whose action says
// that no data changed do not count.
//
// Errors: NotFound for no table, a version that does not exist, a commit that was cleaned
// up (never a silent gap), or a data file that was vacuumed; Unsupported for changes by
// deletion vectors, and for change files under column mapping by id; Corrupt, also for a
// commit whose actions cannot stand together (replay_commit.h). Memory: one commit's
// actions. Threads: one. Source: PROTOCOL.md, "Add CDC File", "Change Data
// Files".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_lake/snapshot.h"
#include "delta_utils/cdc/delta_change.h"
#include "delta_utils/delta_actions/actions.h"

namespace delta_lake {

struct ChangeFile {
  /// As ScanFile takes it, whatever the action was.
  delta_utils::Add file;
  /// What happened to all rows; nullopt: a change file, whose rows say it.
  std::optional<delta_utils::DeltaChangeType> type;
};

struct CommitChanges {
  int64_t version = 0;
  /// inCommitTimestamp, else commitInfo's, else the commit file's.
  int64_t timestamp_ms = 0;
  std::optional<std::string> txn_id;
  /// The schema and protocol as of the commit; it has no files.
  std::shared_ptr<const Snapshot> snapshot;
  /// In the order of the actions.
  std::vector<ChangeFile> files;
};

class ChangeFeed {
 public:
  virtual ~ChangeFeed() = default;

  /// Begins with the commit of `from_version`, which need not be there yet, but the one
  /// before it must be.
  static Result<std::unique_ptr<ChangeFeed>> Open(TableLocation table,
                                                  int64_t from_version);

  /// The next commit; nullopt if it is not there yet. After an error the same commit is
  /// tried again.
  virtual Result<std::optional<CommitChanges>> Next() = 0;

  /// The version of the commit that Next gives.
  virtual int64_t next_version() const = 0;
};

/// The rows of one file: the columns of the commit's schema (or of `read_as`, a snapshot
/// of the same table), then `_change_type`, `_commit_version`, `_commit_timestamp`.
Result<std::shared_ptr<arrow::RecordBatchReader>> ScanChangeFile(
    const CommitChanges& commit, const ChangeFile& file,
    std::shared_ptr<const Snapshot> read_as = nullptr);

/// The columns of ScanChangeFile for a snapshot's table.
delta_utils::StructType FeedSchema(const Snapshot& snapshot);

struct FeedRows {
  /// The columns of the table's schema as of the last version.
  std::shared_ptr<const Snapshot> snapshot;
  /// Of ScanChangeFile, in that schema.
  std::shared_ptr<arrow::RecordBatchReader> rows;
};

/// All rows of the feed from one version to another, both included, pulled; nullopt: to
/// the newest. NotFound if one of them does not exist, InvalidArgument if they are the
/// wrong way round.
Result<FeedRows> ScanChanges(const TableLocation& table, int64_t from_version,
                             std::optional<int64_t> to_version);

}  // namespace delta_lake
