#include "delta_lake/transaction.h"

#include <algorithm>
#include <optional>

#include "delta_lake/conflict_internal.h"
#include "delta_utils/base/json_writer.h"
#include "delta_utils/base/version.h"
#include "delta_utils/delta_log/commit.h"
#include "delta_utils/delta_log/log_reader.h"

namespace delta_lake {
namespace {

using delta_utils::Action;
using delta_utils::CommitInfo;

constexpr int64_t kMaxWaitMillis = 100;
constexpr int kMaxWaitDoublings = 7;

using Texts = std::vector<std::pair<std::string, std::string>>;

std::string JsonObjectOf(const Texts& texts) {
  std::string json = "{";
  for (const auto& [name, text] : texts) {
    if (json.size() > 1) json += ',';
    delta_utils::AppendJsonString(name, &json);
    json += ':';
    delta_utils::AppendJsonString(text, &json);
  }
  return json + "}";
}

/// Spark's meaning: no file action but adds.
bool IsBlindAppend(const std::vector<Action>& actions) {
  return std::none_of(actions.begin(), actions.end(), [](const Action& action) {
    return std::holds_alternative<delta_utils::Remove>(action) ||
           std::holds_alternative<delta_utils::AddCdcFile>(action);
  });
}

CommitInfo MakeCommitInfo(const CommitRequest& request) {
  CommitInfo info;
  info.operation = request.operation;
  info.operation_parameters = JsonObjectOf(request.parameters);
  info.operation_metrics = JsonObjectOf(request.metrics);
  info.engine_info = "delta-utils/" + std::string(delta_utils::kVersion);
  info.is_blind_append = IsBlindAppend(request.actions);
  if (request.read_version >= 0) info.read_version = request.read_version;
  return info;
}

class Committer {
 public:
  Committer(const TableLocation& table, CommitRequest request,
            delta_utils::Runtime runtime)
      : table_(table),
        request_(std::move(request)),
        runtime_(runtime),
        info_(MakeCommitInfo(request_)) {}

  Result<CommitResult> Run();

 private:
  Result<delta_utils::CommitOutcome> Put(int64_t version);
  /// Looks at every commit from `*version` on and moves it past the newest one.
  Result<std::optional<RebaseNeeded>> PassWinners(int64_t* version);
  void Wait(int attempt);

  const TableLocation& table_;
  const CommitRequest request_;
  const delta_utils::Runtime runtime_;
  CommitInfo info_;
};

Result<delta_utils::CommitOutcome> Committer::Put(int64_t version) {
  info_.timestamp_ms = runtime_.clock->NowMillis();
  info_.txn_id = ToString(NewUuid(*runtime_.random));
  std::vector<Action> actions;
  actions.reserve(request_.actions.size() + 1);
  actions.emplace_back(info_);
  actions.insert(actions.end(), request_.actions.begin(), request_.actions.end());
  return delta_utils::PutCommit(*table_.store, table_.root, version, actions);
}

Result<std::optional<RebaseNeeded>> Committer::PassWinners(int64_t* version) {
  for (;; ++*version) {
    auto winner = delta_utils::ReadCommit(*table_.store, table_.root, *version);
    if (!winner.ok()) {
      const bool is_newest =
          delta_utils::KindOf(winner.status()) == delta_utils::ErrorKind::kNotFound;
      if (is_newest) return std::nullopt;
      return winner.status();
    }
    if (request_.read_version < 0 || StandsInTheWay(request_.actions, *winner)) {
      return RebaseNeeded{*version};
    }
    if (request_.on_winner) ARROW_RETURN_NOT_OK(request_.on_winner(*version, *winner));
  }
}

/// Full jitter: those who lost together must not come back together.
void Committer::Wait(int attempt) {
  const int64_t limit =
      std::min(kMaxWaitMillis, int64_t{1} << std::min(attempt, kMaxWaitDoublings));
  const uint64_t chance = runtime_.random->Next();
  runtime_.clock->SleepMillis(
      static_cast<int64_t>(chance % static_cast<uint64_t>(limit + 1)),
      delta_utils::StopToken());
}

Result<CommitResult> Committer::Run() {
  int64_t version = request_.read_version + 1;
  for (int attempt = 0;; ++attempt) {
    ARROW_ASSIGN_OR_RAISE(const delta_utils::CommitOutcome outcome, Put(version));
    if (const auto* committed = std::get_if<delta_utils::Committed>(&outcome)) {
      return CommitDone{committed->version};
    }
    if (const auto* unresolved = std::get_if<delta_utils::Unresolved>(&outcome)) {
      return MakeError(delta_utils::ErrorKind::kUnavailable, table_.Uri(),
                       "whether version " + std::to_string(version) +
                           " was committed is unknown: " + unresolved->cause.message());
    }
    Wait(attempt);
    ARROW_ASSIGN_OR_RAISE(const auto rebase, PassWinners(&version));
    if (rebase) return *rebase;
  }
}

}  // namespace

Result<CommitResult> Commit(const TableLocation& table, CommitRequest request,
                            delta_utils::Runtime runtime) {
  return Committer(table, std::move(request), runtime).Run();
}

}  // namespace delta_lake
