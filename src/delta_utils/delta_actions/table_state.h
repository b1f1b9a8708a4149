// TableState: what a log's actions add up to, and the pure function that adds them.
//
//   TableState state;
//   for (version...) ARROW_RETURN_NOT_OK(ApplyCommit(&state, version, actions, file));
//
// Source: PROTOCOL.md, "Action Reconciliation" and "Actions" (what one commit may not
// hold).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/live_file.h"

namespace delta_utils {

struct TableState {
  int64_t version = -1;
  std::optional<Protocol> protocol;
  std::optional<Metadata> metadata;
  std::map<FileKey, Add> files;  // live
  std::map<std::string, Txn> txns;
  std::map<std::string, DomainMetadata> domains;  // removed ones are absent
  std::optional<CommitInfo> commit_info;          // of `version`
};

/// Applies the actions of one commit, the newest so far; sets `version`. Their order does
/// not matter: removes count before adds. Kind Corrupt, with `file`, for a commit that
/// breaks the protocol: two adds or two removes of one path, an add of a live path with
/// another deletion vector and no remove of the old one, more than one metaData, protocol
/// or txn of one app id, checkpoint-only actions. `state` is then as it was.
Status ApplyCommit(TableState* state, int64_t version, const std::vector<Action>& actions,
                   std::string_view file);

}  // namespace delta_utils
