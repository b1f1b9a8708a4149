#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "delta_utils/delta_log/commit_reader_internal.h"
#include "delta_utils/delta_log/log_replay_internal.h"

namespace delta_utils::internal {
namespace {

constexpr size_t kReadAhead = 64;

/// Statistics of small commits are kept as text, for many would have to be asked for one
/// by one; those of large ones are read again, in blocks, when they are needed.
constexpr int64_t kSmallCommitBytes = int64_t{1} << 20;
constexpr int64_t kMaxStatsBytes = int64_t{64} << 20;

std::vector<ReplayParser::Stats> ChooseStats(const std::vector<CommitFile>& commits,
                                             const TableState& state) {
  std::vector<ReplayParser::Stats> chosen;
  int64_t room = kMaxStatsBytes - state.files.stats_bytes();
  for (const CommitFile& commit : commits) {
    const int64_t size_bytes = commit.info.size_bytes;
    const bool as_text = size_bytes <= std::min(kSmallCommitBytes, room);
    if (as_text) room -= size_bytes;
    chosen.push_back(as_text ? ReplayParser::Stats::kAsText
                             : ReplayParser::Stats::kInLog);
  }
  return chosen;
}

class Replay {
 public:
  Replay(ObjectStore& store, const std::vector<CommitFile>& commits, TableState* state)
      : store_(store),
        commits_(commits),
        stats_(ChooseStats(commits, *state)),
        state_(*state) {}

  Status Run(TaskPool* pool) {
    for (size_t begin = 0; begin < commits_.size(); begin += kReadAhead) {
      const size_t count = std::min(kReadAhead, commits_.size() - begin);
      const bool alone = pool == nullptr || count == 1;
      ARROW_RETURN_NOT_OK(alone ? RunAlone(begin, count)
                                : RunTogether(pool, begin, count));
    }
    return Status::OK();
  }

 private:
  Status RunAlone(size_t begin, size_t count) {
    for (size_t i = begin; i < begin + count; ++i) {
      ARROW_ASSIGN_OR_RAISE(const ReplayCommit commit, Read(i));
      ARROW_RETURN_NOT_OK(Apply(i, commit));
    }
    return Status::OK();
  }

  Status RunTogether(TaskPool* pool, size_t begin, size_t count) {
    begin_ = begin;
    next_ = 0;
    read_.assign(count, std::nullopt);
    const Status status =
        ParallelFor(*pool, static_cast<int64_t>(count), [this](int64_t index) -> Status {
          ARROW_ASSIGN_OR_RAISE(ReplayCommit commit,
                                Read(begin_ + static_cast<size_t>(index)));
          ApplyRead(static_cast<size_t>(index), std::move(commit));
          return Status::OK();
        });
    // All before a commit that cannot be applied were read.
    return failed_.ok() ? status : failed_;
  }

  Result<ReplayCommit> Read(size_t i) const {
    const CommitFile& file = commits_[i];
    auto commit = ReadReplayCommit(store_, file.info.path, file.version, stats_[i]);
    if (commit.ok() || KindOf(commit.status()) != ErrorKind::kNotFound) return commit;
    return Disappeared(store_, file);
  }

  Status Apply(size_t i, const ReplayCommit& commit) {
    return ApplyCommit(&state_, commits_[i].version, commit,
                       store_.Uri(commits_[i].info.path));
  }

  /// Whoever comes while no other thread applies does so, as far as commits were read.
  void ApplyRead(size_t index, ReplayCommit commit) {
    std::unique_lock lock(mutex_);
    read_[index] = std::move(commit);
    if (is_applying_) return;
    is_applying_ = true;
    while (failed_.ok() && next_ < read_.size() && read_[next_]) {
      const size_t i = next_++;
      const ReplayCommit taken = *std::exchange(read_[i], std::nullopt);
      lock.unlock();
      Status status = Apply(begin_ + i, taken);
      lock.lock();
      if (!status.ok()) failed_ = std::move(status);
    }
    is_applying_ = false;
  }

  ObjectStore& store_;
  const std::vector<CommitFile>& commits_;
  const std::vector<ReplayParser::Stats> stats_;
  TableState& state_;  // of the thread that applies

  std::mutex mutex_;
  size_t begin_ = 0;
  std::vector<std::optional<ReplayCommit>> read_;  // from begin_ on, not yet applied
  size_t next_ = 0;
  bool is_applying_ = false;
  Status failed_;
};

}  // namespace

Status Disappeared(ObjectStore& store, const CommitFile& commit) {
  return MakeError(ErrorKind::kUnavailable, store.Uri(commit.info.path),
                   "the commit disappeared while the log was read");
}

Status ReplayLog(ObjectStore& store, const std::vector<CommitFile>& commits,
                 TaskPool* pool, TableState* state) {
  return Replay(store, commits, state).Run(pool);
}

}  // namespace delta_utils::internal
