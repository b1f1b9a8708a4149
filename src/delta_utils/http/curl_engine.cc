#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "delta_utils/http/curl_engine_internal.h"

namespace delta_utils::internal {
namespace {

/// The loop sleeps no longer; nothing depends on its length.
constexpr int kSleepMillis = 60'000;
constexpr int kMaxSlots = 1024;

Status CheckOptions(const CurlOptions& options) {
  if (options.max_in_flight < 1 || options.max_in_flight > kMaxSlots) {
    return InvalidArgument("HTTP client",
                           "max_in_flight is not from 1 to " + std::to_string(kMaxSlots));
  }
  if (options.connect_timeout_ms < 1 || options.silence_timeout_ms < 1) {
    return InvalidArgument("HTTP client", "a timeout below one millisecond");
  }
  return Status::OK();
}

}  // namespace

CurlEngine::CurlEngine(const CurlOptions& options)
    : options_(options), slots_(static_cast<size_t>(options.max_in_flight)) {}

CurlEngine::~CurlEngine() {
  slots_.clear();
  if (multi_ != nullptr) curl_multi_cleanup(multi_);
}

Result<std::shared_ptr<CurlEngine>> CurlEngine::Make(const CurlOptions& options) {
  ARROW_RETURN_NOT_OK(CheckOptions(options));
  ARROW_RETURN_NOT_OK(EnsureCurl());
  std::shared_ptr<CurlEngine> engine(new CurlEngine(options));
  engine->multi_ = curl_multi_init();
  if (engine->multi_ == nullptr) {
    return MakeError(ErrorKind::kUnavailable, "libcurl", "no handle");
  }
  // the first is made here, so that options which cannot be set are told now
  ARROW_ASSIGN_OR_RAISE(engine->slots_[0].transfer, CurlTransfer::Make(options));
  // idle connections beside the busy ones: for the second host of a store and its
  // credentials
  curl_multi_setopt(engine->multi_, CURLMOPT_MAXCONNECTS, 2L * options.max_in_flight);
  return engine;
}

void CurlEngine::Start(HttpRequest request, std::function<void(HttpResult)> done) {
  auto job = std::make_unique<Job>(std::move(request), std::move(done));
  const StopToken stop = job->request.stop;
  // before the job is in the queue: from there on it is the loop's
  if (stop.stop_possible()) job->on_stop.emplace(stop, OnStop{this});
  {
    std::lock_guard lock(mutex_);
    if (!closed_ && !stop.stop_requested()) {
      queue_.push_back(std::move(job));
      if (slots_taken_ < slots_.size()) WakeLocked();
      return;
    }
  }
  Deliver(std::move(job), MakeError(ErrorKind::kCancelled, "", "stopped"));
}

void CurlEngine::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  look_for_stops_ = true;
  WakeLocked();
}

void CurlEngine::LookForStops() {
  std::lock_guard lock(mutex_);
  look_for_stops_ = true;
  WakeLocked();
}

void CurlEngine::WakeLocked() {
  if (!asleep_) return;
  asleep_ = false;
  curl_multi_wakeup(multi_);
}

void CurlEngine::Run() {
  Work work;
  while (Collect(&work)) {
    for (auto& job : work.stopped) {
      Deliver(std::move(job), MakeError(ErrorKind::kCancelled, "", "stopped"));
    }
    if (work.look_for_stops) CancelStopped(work.closed);
    for (auto& job : work.fresh) Begin(std::move(job));

    int running = 0;
    CURLMcode code = curl_multi_perform(multi_, &running);
    if (Complete()) continue;
    if (code == CURLM_OK && MayFallAsleep()) {
      code = curl_multi_poll(multi_, nullptr, 0, kSleepMillis, nullptr);
    }
    if (code != CURLM_OK) FailAll(code);
  }
}

bool CurlEngine::Collect(Work* work) {
  work->fresh.clear();
  work->stopped.clear();
  std::lock_guard lock(mutex_);
  asleep_ = false;
  work->closed = closed_;
  work->look_for_stops = std::exchange(look_for_stops_, false);
  if (work->look_for_stops) {
    auto stays = [&](const std::unique_ptr<Job>& job) {
      return !closed_ && !job->request.stop.stop_requested();
    };
    auto gone = std::stable_partition(queue_.begin(), queue_.end(), stays);
    std::move(gone, queue_.end(), std::back_inserter(work->stopped));
    queue_.erase(gone, queue_.end());
  }
  while (!queue_.empty() && active_ + work->fresh.size() < slots_.size()) {
    work->fresh.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return !closed_ || active_ > 0 || !work->stopped.empty();
}

bool CurlEngine::MayFallAsleep() {
  std::lock_guard lock(mutex_);
  slots_taken_ = active_;
  const bool nothing_to_take = queue_.empty() || active_ == slots_.size();
  asleep_ = nothing_to_take && !look_for_stops_ && !closed_;
  return asleep_;
}

void CurlEngine::Begin(std::unique_ptr<Job> job) {
  // Collect took no more than there are free slots
  Slot& slot = *std::find_if(slots_.begin(), slots_.end(),
                             [](const Slot& slot) { return slot.job == nullptr; });
  if (slot.transfer == nullptr) {
    auto made = CurlTransfer::Make(options_);
    if (!made.ok()) return Deliver(std::move(job), made.status());
    slot.transfer = *std::move(made);
  }
  if (Status ready = slot.transfer->Prepare(job->request); !ready.ok()) {
    return Deliver(std::move(job), std::move(ready));
  }
  const CURLMcode code = curl_multi_add_handle(multi_, slot.transfer->handle());
  if (code != CURLM_OK) {
    return Deliver(std::move(job),
                   MakeError(ErrorKind::kUnavailable, "", curl_multi_strerror(code)));
  }
  slot.job = std::move(job);
  ++active_;
}

void CurlEngine::End(Slot& slot, HttpResult result) {
  curl_multi_remove_handle(multi_, slot.transfer->handle());
  --active_;
  auto job = std::move(slot.job);
  auto done = std::move(job->done);
  job.reset();
  done(std::move(result));
}

bool CurlEngine::Complete() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Slot& slot = *std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) {
      return slot.job != nullptr && slot.transfer->handle() == message->easy_handle;
    });
    End(slot, slot.transfer->Finish(code));
    any = true;
  }
  return any;
}

void CurlEngine::CancelStopped(bool all) {
  for (Slot& slot : slots_) {
    if (slot.job == nullptr) continue;
    if (all || slot.job->request.stop.stop_requested()) {
      End(slot, slot.transfer->Cancel());
    }
  }
}

void CurlEngine::FailAll(CURLMcode code) {
  for (Slot& slot : slots_) {
    if (slot.job == nullptr) continue;
    HttpResult result = slot.transfer->Cancel();
    result.status = MakeError(ErrorKind::kUnavailable, RequestName(slot.job->request),
                              curl_multi_strerror(code));
    End(slot, std::move(result));
  }
}

void CurlEngine::Deliver(std::unique_ptr<Job> job, const Status& why_not) {
  HttpResult result{.status = WithPath(RequestName(job->request), why_not)};
  auto done = std::move(job->done);
  job.reset();
  done(std::move(result));
}

}  // namespace delta_utils::internal
