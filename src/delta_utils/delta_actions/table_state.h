// TableState: what a log's actions add up to, and the pure function that adds them.
//
//   TableState state;
//   for (version...) ARROW_RETURN_NOT_OK(ApplyCommit(&state, version, commit, file));
//
// A state is a value: a copy shares its files with the original until one of them changes
// (live_files.h). Source: PROTOCOL.md, "Action Reconciliation" and "Actions" (what one
// commit may not hold).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/live_files.h"
#include "delta_utils/delta_actions/replay_commit.h"

namespace delta_utils {

struct TableState {
  int64_t version = -1;
  std::optional<Protocol> protocol;
  std::optional<Metadata> metadata;
  LiveFiles files;
  std::map<std::string, Txn> txns;
  std::map<std::string, DomainMetadata> domains;  // removed ones are absent
  std::optional<CommitInfo> commit_info;          // of `version`
};

/// Applies one commit, the newest so far; sets `version`. The order of its actions does
/// not matter: removes count before adds. Kind Corrupt, with `file`, for an add of a live
/// path with another deletion vector and no remove of the old one. `state` is then as it
/// was.
Status ApplyCommit(TableState* state, int64_t version, const ReplayCommit& commit,
                   std::string_view file);

/// The same for actions; Corrupt as well for what ReplayCommit refuses.
Status ApplyCommit(TableState* state, int64_t version, const std::vector<Action>& actions,
                   std::string_view file);

}  // namespace delta_utils
