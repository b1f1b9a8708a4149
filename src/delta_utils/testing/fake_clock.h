// FakeClock: time that moves only when a test or a sleeper moves it.
//
//   FakeClock clock(1'700'000'000'000);
//   MemoryStore store("scratch", clock);
//   clock.Advance(1000);
//
// Threads: any number.
#pragma once

#include <atomic>

#include "delta_utils/base/runtime.h"

namespace delta_utils {

class FakeClock : public Clock {
 public:
  explicit FakeClock(int64_t now_ms = 1'700'000'000'000) : now_ms_(now_ms) {}

  int64_t NowMillis() override { return now_ms_; }
  int64_t MonotonicMicros() override { return now_ms_ * 1000; }
  bool SleepMillis(int64_t delay_ms, const StopToken& stop) override {
    if (stop.stop_requested()) return false;
    Advance(delay_ms);
    return true;
  }

  void Advance(int64_t delay_ms) { now_ms_ += delay_ms; }
  void Set(int64_t now_ms) { now_ms_ = now_ms; }

 private:
  std::atomic<int64_t> now_ms_;
};

}  // namespace delta_utils
