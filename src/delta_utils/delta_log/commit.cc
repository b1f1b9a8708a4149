#include "delta_utils/delta_log/commit.h"

#include <string>

#include "arrow/buffer.h"
#include "delta_utils/delta_actions/validate_action.h"
#include "delta_utils/delta_log/log_listing_internal.h"

namespace delta_utils {
namespace {

/// A put whose reply is lost is repeated so often; it carries the same bytes and the same
/// txnId, so that whichever of the puts lands is ours.
constexpr int kMaxPuts = 3;
constexpr int kMaxReads = 3;

/// The one CommitInfo's txn_id.
Result<std::string> TxnIdOf(const std::vector<Action>& actions, const std::string& uri) {
  const CommitInfo* info = nullptr;
  for (const Action& action : actions) {
    const auto* found = std::get_if<CommitInfo>(&action);
    if (found == nullptr) continue;
    if (info != nullptr) return InvalidArgument(uri, "a commit with two commitInfos");
    info = found;
  }
  if (info == nullptr || !info->txn_id || info->txn_id->empty()) {
    return InvalidArgument(uri, "a commit without a commitInfo that has a txnId");
  }
  return *info->txn_id;
}

/// Whether the commit that lies there carries our txnId. One that does not parse is not
/// ours: what we put is whole or not there.
bool IsOurs(std::string_view text, const std::string& txn_id, const std::string& uri) {
  const auto actions = ParseCommit(text, uri);
  if (!actions.ok()) return false;
  for (const Action& action : *actions) {
    const auto* info = std::get_if<CommitInfo>(&action);
    if (info != nullptr && info->txn_id == txn_id) return true;
  }
  return false;
}

/// What the log says about our commit: Committed or CommitConflict, or why it cannot be
/// read (NotFound: nothing is there).
Result<CommitOutcome> ReadBack(ObjectStore& store, const ObjectPath& path,
                               int64_t version, const std::string& txn_id) {
  Status cause;
  for (int read = 0; read < kMaxReads; ++read) {
    const auto bytes = store.Get(path);
    if (bytes.ok()) {
      const bool ours = IsOurs(std::string_view(**bytes), txn_id, store.Uri(path));
      if (ours) return CommitOutcome(Committed{version});
      return CommitOutcome(CommitConflict{version});
    }
    cause = bytes.status();
    if (KindOf(cause) == ErrorKind::kNotFound) break;
  }
  return cause;
}

}  // namespace

Result<CommitOutcome> PutCommit(ObjectStore& store, const ObjectPath& table,
                                int64_t version, const std::vector<Action>& actions) {
  const ObjectPath path = internal::CommitPath(table, version);
  ARROW_ASSIGN_OR_RAISE(const std::string txn_id, TxnIdOf(actions, store.Uri(path)));
  for (const Action& action : actions) {
    const Status status = ValidateAction(action).ToStatus();
    if (!status.ok()) return WithPath(store.Uri(path), status);
  }
  const std::string text = SerializeCommit(actions);
  Status cause;
  for (int put = 0; put < kMaxPuts; ++put) {
    const Result<PutResult> result = store.PutIfAbsent(path, text);
    if (!result.ok()) {
      // The first put's error says that nothing was written. After a lost reply an error
      // says so of the repeated put alone.
      if (put == 0) return result.status();
      return CommitOutcome(Unresolved{cause});
    }
    if (result->outcome == PutOutcome::kWon) return CommitOutcome(Committed{version});
    // Lost, too, is read back: a store may repeat a put whose reply it missed, and then
    // lose against itself.
    const Result<CommitOutcome> found = ReadBack(store, path, version, txn_id);
    if (found.ok()) return found;
    if (result->outcome == PutOutcome::kLost) {
      return CommitOutcome(Unresolved{found.status()});
    }
    cause = result->cause.ok() ? found.status() : result->cause;
  }
  return CommitOutcome(Unresolved{cause});
}

}  // namespace delta_utils
