#include "delta_utils/delta_actions/table_state.h"

#include "delta_utils/delta_actions/key_path_internal.h"

namespace delta_utils {

using internal::FileColumns;
using internal::KeyPath;

/// Has access to what a commit holds.
class CommitApplier {
 public:
  CommitApplier(const ReplayCommit& commit, TableState* state)
      : commit_(commit), state_(*state) {}

  /// A path is live once at most: an add may stand beside a live file of its path only if
  /// it replaces that very one, or if the commit removes that one.
  Status Check();
  void Apply();

 private:
  Status CheckAdd(const FileColumns& block, size_t row);
  void ApplyRemoves();
  void ApplyAdds();

  const ReplayCommit& commit_;
  TableState& state_;
  std::vector<FileKey> replaced_;  // live files of the paths that are added
};

namespace {

/// The key of a path that is known to decode.
void DecodeKnown(std::string_view path, KeyPath* key) {
  DU_CHECK(key->Decode(path).ok());
}

}  // namespace

Status CommitApplier::CheckAdd(const FileColumns& block, size_t row) {
  KeyPath key;
  DecodeKnown(block.path(row), &key);
  const uint64_t hash = block.hash(row);
  const auto live = state_.files.FindPath(key.text(), hash);
  if (!live) return Status::OK();
  replaced_.push_back(state_.files.Get(*live).Key());
  const std::string& live_vector = replaced_.back().second;
  if (live_vector == block.Row(row).VectorId()) return Status::OK();
  const auto* removed = commit_.FindRemoved(key.text(), hash);
  if (removed != nullptr && commit_.VectorOf(*removed) == live_vector) {
    return Status::OK();
  }
  return Corrupt("", "the file '" + std::string(key.text()) +
                         "' is added with another deletion vector than it has, and "
                         "the old one is not removed");
}

Status CommitApplier::Check() {
  constexpr size_t kAhead = 8;
  for (const auto& block : commit_.adds_) {
    for (size_t row = 0; row < block->size(); ++row) {
      if (row + kAhead < block->size()) {
        state_.files.PrefetchPath(block->hash(row + kAhead));
      }
      ARROW_RETURN_NOT_OK(CheckAdd(*block, row));
    }
  }
  return Status::OK();
}

void CommitApplier::ApplyRemoves() {
  for (const auto& removed : commit_.removes_) {
    const auto live = state_.files.FindPath(commit_.PathOf(removed), removed.hash);
    if (live && state_.files.Get(*live).VectorId() == commit_.VectorOf(removed)) {
      state_.files.Erase(*live);
    }
  }
}

void CommitApplier::ApplyAdds() {
  for (const FileKey& key : replaced_) state_.files.Erase(key);
  for (const auto& block : commit_.adds_) state_.files.AppendBlock(block);
}

void CommitApplier::Apply() {
  ApplyRemoves();
  ApplyAdds();
  if (commit_.metadata_) state_.metadata = commit_.metadata_;
  if (commit_.protocol_) state_.protocol = commit_.protocol_;
  for (const auto& [app_id, txn] : commit_.txns_) {
    state_.txns.insert_or_assign(app_id, txn);
  }
  for (const DomainMetadata& domain : commit_.domains_) {
    if (domain.removed) {
      state_.domains.erase(domain.domain);
    } else {
      state_.domains.insert_or_assign(domain.domain, domain);
    }
  }
  state_.commit_info = commit_.commit_info_;
}

Status ApplyCommit(TableState* state, int64_t version, const ReplayCommit& commit,
                   std::string_view file) {
  DU_CHECK(version > state->version);
  CommitApplier applier(commit, state);
  const Status status = applier.Check();
  if (!status.ok()) return Corrupt(file, status.message());
  applier.Apply();
  state->version = version;
  return Status::OK();
}

Status ApplyCommit(TableState* state, int64_t version, const std::vector<Action>& actions,
                   std::string_view file) {
  ARROW_ASSIGN_OR_RAISE(const ReplayCommit commit, ReplayCommitOf(actions, file));
  return ApplyCommit(state, version, commit, file);
}

}  // namespace delta_utils
