#include <utility>

#include "delta_utils/cloud/refreshing_credentials_internal.h"

namespace delta_utils::internal {

bool RefreshingCredentials::IsValid() const {
  return current_ &&
         (!current_->expires_at_ms || clock_.NowMillis() < *current_->expires_at_ms);
}

bool RefreshingCredentials::IsFresh() const {
  if (!IsValid()) return false;
  if (!current_->expires_at_ms) return true;
  const int64_t now_ms = clock_.NowMillis();
  return now_ms < *current_->expires_at_ms - kRefreshAheadMs || now_ms < not_before_ms_;
}

void RefreshingCredentials::Refresh(std::unique_lock<std::mutex>& lock) {
  refreshing_ = true;
  lock.unlock();
  Result<Credentials> fetched = fetch_();
  lock.lock();
  refreshing_ = false;
  ++refreshes_;
  last_outcome_ = fetched.status();
  // also after a success: a source may go on giving out what will soon expire
  not_before_ms_ = clock_.NowMillis() + kPauseMs;
  if (fetched.ok()) current_ = *fetched;
  refreshed_.notify_all();
}

Result<Credentials> RefreshingCredentials::Get() {
  std::unique_lock lock(mutex_);
  while (!IsFresh()) {
    if (refreshing_) {
      const uint64_t before = refreshes_;
      refreshed_.wait(lock, [&] { return refreshes_ != before; });
    } else {
      Refresh(lock);
    }
    // what was just fetched is given out even if it looks expired: a clock may be wrong,
    // and the service will say so
    if (current_ && (last_outcome_.ok() || IsValid())) break;
    if (!last_outcome_.ok()) return last_outcome_;
    // fetched, and refused by another thread before this one was told: once more
  }
  return *current_;
}

void RefreshingCredentials::Expire(const Credentials& refused) {
  std::lock_guard lock(mutex_);
  // somebody else's refusal may be of those before
  if (current_ && current_->access_key_id == refused.access_key_id &&
      current_->session_token == refused.session_token) {
    current_.reset();
  }
}

}  // namespace delta_utils::internal
