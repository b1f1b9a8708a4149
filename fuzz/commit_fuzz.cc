// Any bytes as a commit: an error, or actions that are written and read again as they
// are, that can be examined, and that a table may hold or not.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/table_state.h"
#include "delta_utils/delta_actions/validate_action.h"

namespace delta_utils {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void TryState(const std::vector<Action>& actions) {
  TableState state;
  if (!ApplyCommit(&state, 0, actions, "0.json").ok()) {
    Require(state.version == -1);
    return;
  }
  // The very same commit again puts the same files there, and takes the same away.
  const size_t files = state.files.size();
  Require(ApplyCommit(&state, 1, actions, "1.json").ok());
  Require(state.files.size() == files);
}

void TryAll(std::span<const uint8_t> bytes) {
  const auto actions = ParseCommit(bytes, "0.json");
  if (!actions.ok()) {
    Require(KindOf(actions.status()) == ErrorKind::kCorrupt);
    return;
  }
  const std::string text = SerializeCommit(*actions);
  const auto again = ParseCommit(text, "again").ValueOrDie();
  Require(again == *actions);
  Require(SerializeCommit(again) == text);
  for (const Action& action : *actions) {
    const ActionValidity validity = ValidateAction(action);
    Require(validity.ToStatus().ok() == validity.problems.empty());
  }
  TryState(*actions);
}

}  // namespace
}  // namespace delta_utils

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  delta_utils::TryAll({data, size});
  return 0;
}
