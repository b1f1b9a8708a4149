// ReplayCommit: one commit as a log's replay needs it: files in columns, the other
// actions as structs, and checked against each other.
//
//   ReplayCommit commit;
//   for (const Action& a : actions) ARROW_RETURN_NOT_OK(commit.Append(a));
//   ARROW_RETURN_NOT_OK(ApplyCommit(&state, version, commit, file));
//
// replay_parser.h fills it from a commit's text with no Action for a file. What replay
// does not look at (cdc, unknown actions, most of a remove) is left out. Errors: Corrupt,
// without a file's name, for two adds or two removes of one path, more than one metaData,
// protocol or txn of one app id, checkpoint-only actions, paths that do not decode.
//
// Threads: values. Source: PROTOCOL.md, "Actions" (what one commit may not hold).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/file_columns.h"
#include "delta_utils/delta_actions/live_file.h"
#include "delta_utils/delta_actions/path_index.h"

namespace delta_utils {

class ReplayCommit {
 public:
  Status Append(const Action& action);
  Status AppendAdd(const LiveFile& file);
  /// `vector_id`: DeletionVectorDescriptor::UniqueId, or "".
  Status AppendRemove(std::string_view path, std::string_view vector_id);

  /// No action came, of whatever kind.
  bool empty() const { return actions_ == 0; }
  size_t num_adds() const { return added_.size(); }

 private:
  friend class CommitApplier;

  struct Removed {
    uint64_t hash;
    size_t offset;  // of the path, and behind it the vector's id, in removed_text_
    size_t path_length;
    size_t vector_length;
  };

  Status Take(const Metadata& metadata);
  Status Take(const Protocol& protocol);
  Status Take(const Txn& txn);
  Status Take(const CommitInfo& info);

  std::string_view PathOf(const Removed& removed) const {
    return std::string_view(removed_text_).substr(removed.offset, removed.path_length);
  }
  std::string_view VectorOf(const Removed& removed) const {
    return std::string_view(removed_text_)
        .substr(removed.offset + removed.path_length, removed.vector_length);
  }
  bool IsAdded(std::string_view path, uint64_t hash) const;
  const Removed* FindRemoved(std::string_view path, uint64_t hash) const;

  size_t actions_ = 0;
  std::vector<std::shared_ptr<internal::FileColumns>> adds_;
  internal::PathIndex added_;
  std::string removed_text_;
  std::vector<Removed> removes_;
  internal::PathIndex removed_;
  std::optional<Metadata> metadata_;
  std::optional<Protocol> protocol_;
  std::optional<CommitInfo> commit_info_;
  std::map<std::string, Txn> txns_;
  std::vector<DomainMetadata> domains_;
};

/// Of one commit's actions; its errors name `file`.
Result<ReplayCommit> ReplayCommitOf(const std::vector<Action>& actions,
                                    std::string_view file);

}  // namespace delta_utils
