// RefreshingCredentials: keeps what a source gave, and asks it again in time.
//
//   RefreshingCredentials credentials([&] { return AskSomebody(); }, clock);
//   ARROW_ASSIGN_OR_RAISE(Credentials now, credentials.Get());
//
// Five minutes before they expire, one thread fetches new ones while the others wait. If
// that fails while the old ones are valid, those are given out and the source is left
// alone for half a minute. Threads: any.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "delta_utils/cloud/credentials.h"

namespace delta_utils::internal {

class RefreshingCredentials : public CredentialsProvider {
 public:
  static constexpr int64_t kRefreshAheadMs = 5 * 60 * 1000;
  static constexpr int64_t kPauseMs = 30 * 1000;

  /// `clock` is borrowed.
  RefreshingCredentials(std::function<Result<Credentials>()> fetch, Clock& clock)
      : fetch_(std::move(fetch)), clock_(clock) {}

  Result<Credentials> Get() override;
  void Expire(const Credentials& refused) override;

 private:
  bool IsFresh() const;
  bool IsValid() const;
  /// Fetches without the lock, and tells those who wait.
  void Refresh(std::unique_lock<std::mutex>& lock);

  const std::function<Result<Credentials>()> fetch_;
  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable refreshed_;
  bool refreshing_ = false;
  uint64_t refreshes_ = 0;  // done, whether well or not
  Status last_outcome_;     // of the last one
  std::optional<Credentials> current_;
  int64_t not_before_ms_ = 0;  // no refresh earlier while the current ones are valid
};

}  // namespace delta_utils::internal
