// Whether a commit can stay as it is when another got in first.
//
//   if (StandsInTheWay(mine, winner)) return RebaseNeeded{version};
//
// Pure. Errs towards true: then the caller reads the table again and decides anew.
#pragma once

#include <vector>

#include "delta_utils/delta_actions/actions.h"

namespace delta_lake {

/// True if `winner` changes metadata or protocol, removes a file that `mine` removes too
/// (the same path, whatever its deletion vector), or has a txn of an app id or a domain's
/// metadata that `mine` writes too. Appends never stand in the way.
bool StandsInTheWay(const std::vector<delta_utils::Action>& mine,
                    const std::vector<delta_utils::Action>& winner);

}  // namespace delta_lake
