#include <set>
#include <string>
#include <utility>
#include <variant>

#include "delta_lake/conflict_internal.h"
#include "delta_utils/delta_actions/log_path.h"

namespace delta_lake {
namespace {

using delta_utils::Action;

/// What two commits must not both touch: kind and name.
using Claim = std::pair<size_t, std::string>;

/// The claim of `action`, or nullopt if any number of commits may have it.
std::optional<Claim> ClaimOf(const Action& action) {
  if (const auto* remove = std::get_if<delta_utils::Remove>(&action)) {
    // Two spellings of one path are one file; a spelling that is broken is its own.
    return Claim{action.index(),
                 delta_utils::DecodeDataPath(remove->path).ValueOr(remove->path)};
  }
  if (const auto* txn = std::get_if<delta_utils::Txn>(&action)) {
    return Claim{action.index(), txn->app_id};
  }
  if (const auto* domain = std::get_if<delta_utils::DomainMetadata>(&action)) {
    return Claim{action.index(), domain->domain};
  }
  return std::nullopt;
}

}  // namespace

bool StandsInTheWay(const std::vector<Action>& mine, const std::vector<Action>& winner) {
  std::set<Claim> claims;
  for (const Action& action : mine) {
    if (auto claim = ClaimOf(action)) claims.insert(*std::move(claim));
  }
  for (const Action& action : winner) {
    if (std::holds_alternative<delta_utils::Metadata>(action) ||
        std::holds_alternative<delta_utils::Protocol>(action)) {
      return true;
    }
    const auto claim = ClaimOf(action);
    if (claim && claims.contains(*claim)) return true;
  }
  return false;
}

}  // namespace delta_lake
