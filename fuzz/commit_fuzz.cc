// Any bytes as a commit: an error, or actions that are written and read again as they
// are, that can be examined, and that a table may hold or not; replay agrees.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/replay_testing.h"
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

/// Replay reads what the actions say, but for texts of statistics that nobody reads yet.
void TryReplay(std::string_view text) {
  const auto wanted = StateByActions(text);
  const auto got = StateByReplay(text, ReplayParser::Stats::kAsText, 100);
  Require(got.ok() == wanted.ok());
  const auto in_log = StateByReplay(text, ReplayParser::Stats::kInLog, 100);
  Require(in_log.ok() || !wanted.ok());
  if (!wanted.ok()) return;
  Require(SameActions(*got, *wanted) && SameActions(*in_log, *wanted));
  Require(FilesOf(got->files) == FilesOf(wanted->files));
  Require(CompleteFilesOf(*in_log, text).ValueOrDie() == FilesOf(wanted->files));
}

void TryAll(std::span<const uint8_t> bytes) {
  TryReplay({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
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
