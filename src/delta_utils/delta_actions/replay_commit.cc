#include "delta_utils/delta_actions/replay_commit.h"

#include "delta_utils/delta_actions/add_view_internal.h"
#include "delta_utils/delta_actions/key_path_internal.h"
#include "delta_utils/delta_actions/owned_internal.h"

namespace delta_utils {
namespace {

using internal::FileColumns;
using internal::KeyPath;

constexpr uint32_t kBlockFiles = FileColumns::kMaxFiles;

Status Twice(std::string_view what, std::string_view of) {
  return Corrupt("", "two " + std::string(what) + " '" + std::string(of) + "'");
}

Status CheckpointOnly(std::string_view name) {
  return Corrupt("",
                 "a " + std::string(name) + " action, which only checkpoints may hold");
}

}  // namespace

bool ReplayCommit::IsAdded(std::string_view path, uint64_t hash) const {
  const auto is_it = [&](uint32_t id) {
    KeyPath key;
    return key.Decode(adds_[id / kBlockFiles]->path(id % kBlockFiles)).ok() &&
           key.text() == path;
  };
  return added_.Find(hash, is_it).has_value();
}

const ReplayCommit::Removed* ReplayCommit::FindRemoved(std::string_view path,
                                                       uint64_t hash) const {
  const auto id =
      removed_.Find(hash, [&](uint32_t i) { return PathOf(removes_[i]) == path; });
  return id ? &removes_[*id] : nullptr;
}

Status ReplayCommit::AppendAdd(const LiveFile& file) {
  ++actions_;
  KeyPath key;
  ARROW_RETURN_NOT_OK(key.Decode(file.path));
  const uint64_t hash = key.hash();
  if (IsAdded(key.text(), hash)) return Twice("add actions of the file", key.text());
  if (adds_.empty() || adds_.back()->is_full()) {
    adds_.push_back(std::make_shared<FileColumns>());
  }
  added_.Insert(hash, static_cast<uint32_t>((adds_.size() - 1) * kBlockFiles +
                                            adds_.back()->size()));
  internal::Owned(&adds_.back()).Append(file, hash);
  return Status::OK();
}

Status ReplayCommit::AppendRemove(std::string_view path, std::string_view vector_id) {
  ++actions_;
  KeyPath key;
  ARROW_RETURN_NOT_OK(key.Decode(path));
  const uint64_t hash = key.hash();
  if (FindRemoved(key.text(), hash) != nullptr) {
    return Twice("remove actions of the file", key.text());
  }
  removed_.Insert(hash, static_cast<uint32_t>(removes_.size()));
  removes_.push_back({hash, removed_text_.size(), key.text().size(), vector_id.size()});
  removed_text_ += key.text();
  removed_text_ += vector_id;
  return Status::OK();
}

Status ReplayCommit::Take(const Metadata& metadata) {
  if (metadata_) return Corrupt("", "two metaData actions");
  metadata_ = metadata;
  return Status::OK();
}

Status ReplayCommit::Take(const Protocol& protocol) {
  if (protocol_) return Corrupt("", "two protocol actions");
  protocol_ = protocol;
  return Status::OK();
}

Status ReplayCommit::Take(const Txn& txn) {
  const bool is_new = txns_.emplace(txn.app_id, txn).second;
  return is_new ? Status::OK() : Twice("txn actions of the application", txn.app_id);
}

/// Free-form, so more than one breaks nothing; the first is the commit's.
Status ReplayCommit::Take(const CommitInfo& info) {
  if (!commit_info_) commit_info_ = info;
  return Status::OK();
}

Status ReplayCommit::Append(const Action& action) {
  if (const auto* add = std::get_if<Add>(&action)) {
    return AppendAdd(internal::AddView(*add).file());
  }
  if (const auto* remove = std::get_if<Remove>(&action)) {
    const auto& vector = remove->deletion_vector;
    return AppendRemove(remove->path, vector ? vector->UniqueId() : "");
  }
  ++actions_;
  if (const auto* metadata = std::get_if<Metadata>(&action)) return Take(*metadata);
  if (const auto* protocol = std::get_if<Protocol>(&action)) return Take(*protocol);
  if (const auto* txn = std::get_if<Txn>(&action)) return Take(*txn);
  if (const auto* info = std::get_if<CommitInfo>(&action)) return Take(*info);
  if (const auto* domain = std::get_if<DomainMetadata>(&action)) {
    domains_.push_back(*domain);
  } else if (std::holds_alternative<CheckpointMetadata>(action)) {
    return CheckpointOnly("checkpointMetadata");
  } else if (std::holds_alternative<Sidecar>(action)) {
    return CheckpointOnly("sidecar");
  }
  return Status::OK();
}

Result<ReplayCommit> ReplayCommitOf(const std::vector<Action>& actions,
                                    std::string_view file) {
  ReplayCommit commit;
  for (const Action& action : actions) {
    const Status status = commit.Append(action);
    if (!status.ok()) return Corrupt(file, status.message());
  }
  return commit;
}

}  // namespace delta_utils
