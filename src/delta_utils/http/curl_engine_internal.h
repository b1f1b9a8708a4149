// CurlEngine: the queue of requests, and the loop that moves them over libcurl.
//
// One thread runs the loop and calls every callback; others only put requests into the
// queue and wake it. It is woken only if it might sleep through something: not if it is
// awake already, and not while all its slots are taken. Threads: any number; Run: one.
#pragma once

#include <curl/curl.h>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "delta_utils/http/curl_transfer_internal.h"

namespace delta_utils::internal {

class CurlEngine {
 public:
  /// InvalidArgument for options that cannot be right.
  static Result<std::shared_ptr<CurlEngine>> Make(const CurlOptions& options);
  ~CurlEngine();
  CurlEngine(const CurlEngine&) = delete;
  CurlEngine& operator=(const CurlEngine&) = delete;

  void Start(HttpRequest request, std::function<void(HttpResult)> done);
  /// The thread's body: returns after Close, when every request has had its result.
  void Run();
  void Close();

 private:
  struct OnStop {
    CurlEngine* engine;
    void operator()() const { engine->LookForStops(); }
  };
  struct Job {
    HttpRequest request;
    std::function<void(HttpResult)> done;
    std::optional<std::stop_callback<OnStop>> on_stop;
  };
  struct Slot {
    std::unique_ptr<CurlTransfer> transfer;
    std::unique_ptr<Job> job;  // nullptr: free
  };
  /// What a turn of the loop took out of the queue.
  struct Work {
    std::vector<std::unique_ptr<Job>> fresh;
    std::vector<std::unique_ptr<Job>> stopped;
    bool look_for_stops = false;
    bool closed = false;
  };

  explicit CurlEngine(const CurlOptions& options);
  void LookForStops();
  void WakeLocked();
  /// For a job that was never begun.
  static void Deliver(std::unique_ptr<Job> job, const Status& why_not);

  // Below: the loop's thread alone. Callbacks run in here, outside of the lock; what they
  // start goes into the queue.
  /// Takes what there is room for, and what is stopped; false: all is done.
  bool Collect(Work* work);
  bool MayFallAsleep();
  void Begin(std::unique_ptr<Job> job);
  void End(Slot& slot, HttpResult result);
  /// Hands out the results that libcurl has; false if it has none.
  bool Complete();
  void CancelStopped(bool all);
  void FailAll(CURLMcode code);

  const CurlOptions options_;
  CURLM* multi_ = nullptr;
  std::vector<Slot> slots_;
  size_t active_ = 0;

  std::mutex mutex_;
  std::deque<std::unique_ptr<Job>> queue_;
  size_t slots_taken_ = 0;  // when the loop fell asleep
  bool asleep_ = false;     // the loop sleeps, or is about to, and nobody has woken it
  bool look_for_stops_ = false;
  bool closed_ = false;
};

}  // namespace delta_utils::internal
