#include "delta_utils/delta_actions/table_state.h"

#include <unordered_set>

namespace delta_utils {
namespace {

/// One commit's actions, sorted by kind and checked against each other.
struct CheckedCommit {
  std::vector<std::pair<FileKey, const Add*>> adds;
  std::map<FileKey, const Remove*> removes;
  const Metadata* metadata = nullptr;
  const Protocol* protocol = nullptr;
  const CommitInfo* commit_info = nullptr;
  std::vector<const Txn*> txns;
  std::vector<const DomainMetadata*> domains;
};

/// Sorts actions into a CheckedCommit; an error has no file yet.
class CommitChecker {
 public:
  Status operator()(const Add& add) {
    ARROW_ASSIGN_OR_RAISE(FileKey key, FileKeyOf(add.path, add.deletion_vector));
    if (!added_.insert(key.first).second) {
      return Corrupt("", "two add actions of the file '" + key.first + "'");
    }
    commit.adds.emplace_back(std::move(key), &add);
    return Status::OK();
  }

  Status operator()(const Remove& remove) {
    ARROW_ASSIGN_OR_RAISE(FileKey key, FileKeyOf(remove.path, remove.deletion_vector));
    if (!removed_.insert(key.first).second) {
      return Corrupt("", "two remove actions of the file '" + key.first + "'");
    }
    commit.removes.emplace(std::move(key), &remove);
    return Status::OK();
  }

  Status operator()(const Metadata& metadata) {
    return TakeOnly(metadata, "metaData", &commit.metadata);
  }
  Status operator()(const Protocol& protocol) {
    return TakeOnly(protocol, "protocol", &commit.protocol);
  }

  Status operator()(const Txn& txn) {
    if (!app_ids_.insert(txn.app_id).second) {
      return Corrupt("", "two txn actions of the application '" + txn.app_id + "'");
    }
    commit.txns.push_back(&txn);
    return Status::OK();
  }

  Status operator()(const DomainMetadata& domain) {
    commit.domains.push_back(&domain);
    return Status::OK();
  }
  /// Free-form, so more than one breaks nothing; the first is the commit's.
  Status operator()(const CommitInfo& info) {
    if (commit.commit_info == nullptr) commit.commit_info = &info;
    return Status::OK();
  }

  Status operator()(const CheckpointMetadata&) {
    return Corrupt("", "a checkpointMetadata action, which only checkpoints may hold");
  }
  Status operator()(const Sidecar&) {
    return Corrupt("", "a sidecar action, which only checkpoints may hold");
  }
  Status operator()(const AddCdcFile&) { return Status::OK(); }
  Status operator()(const UnknownAction&) { return Status::OK(); }

  CheckedCommit commit;

 private:
  template <typename T>
  static Status TakeOnly(const T& action, std::string_view name, const T** out) {
    if (*out != nullptr) return Corrupt("", "two " + std::string(name) + " actions");
    *out = &action;
    return Status::OK();
  }

  std::unordered_set<std::string> added_, removed_, app_ids_;
};

/// Files of one path lie side by side in the map: an add may stand beside a live file of
/// its path only if it replaces that very one, or if the commit removes that one.
Status CheckAgainstLive(const TableState& state, const CheckedCommit& commit) {
  for (const auto& [key, add] : commit.adds) {
    for (auto live = state.files.lower_bound({key.first, ""});
         live != state.files.end() && live->first.first == key.first; ++live) {
      if (live->first == key || commit.removes.contains(live->first)) continue;
      return Corrupt("", "the file '" + key.first +
                             "' is added with another deletion vector than it has, and "
                             "the old one is not removed");
    }
  }
  return Status::OK();
}

void ApplyChecked(const CheckedCommit& commit, TableState* state) {
  for (const auto& [key, remove] : commit.removes) state->files.erase(key);
  for (const auto& [key, add] : commit.adds) state->files.insert_or_assign(key, *add);
  if (commit.metadata != nullptr) state->metadata = *commit.metadata;
  if (commit.protocol != nullptr) state->protocol = *commit.protocol;
  for (const Txn* txn : commit.txns) state->txns.insert_or_assign(txn->app_id, *txn);
  for (const DomainMetadata* domain : commit.domains) {
    if (domain->removed) {
      state->domains.erase(domain->domain);
    } else {
      state->domains.insert_or_assign(domain->domain, *domain);
    }
  }
  state->commit_info.reset();
  if (commit.commit_info != nullptr) state->commit_info = *commit.commit_info;
}

}  // namespace

Status ApplyCommit(TableState* state, int64_t version, const std::vector<Action>& actions,
                   std::string_view file) {
  DU_CHECK(version > state->version);
  CommitChecker checker;
  for (const Action& action : actions) {
    const Status status = std::visit(checker, action);
    if (!status.ok()) return Corrupt(file, status.message());
  }
  const Status status = CheckAgainstLive(*state, checker.commit);
  if (!status.ok()) return Corrupt(file, status.message());
  ApplyChecked(checker.commit, state);
  state->version = version;
  return Status::OK();
}

}  // namespace delta_utils
