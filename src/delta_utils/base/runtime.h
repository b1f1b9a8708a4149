// Runtime: time and chance, passed in so that tests own the world.
//
//   SystemClock clock; SystemRandom random;
//   Runtime runtime{&clock, &random};
//   auto db = Database::Open(store, runtime);
//
// Threads: Clock and Random are thread-safe in every implementation.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <stop_token>
#include <string>

#include "delta_utils/base/value.h"

namespace delta_utils {

/// Asks work to end early. The work looks at its token; who wants it to end keeps the
/// source. A token without a source never asks.
using StopToken = std::stop_token;
using StopSource = std::stop_source;

class Clock {
 public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970-01-01T00:00:00Z; may step back.
  virtual int64_t NowMillis() = 0;
  /// Microseconds since some moment; never steps back. For durations and deadlines.
  virtual int64_t MonotonicMicros() = 0;
  /// Blocks the calling thread, and ends at once when `stop` is asked for; false if it
  /// was. A fake clock only moves its own time.
  virtual bool SleepMillis(int64_t delay_ms, const StopToken& stop) = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  /// 64 bits, each equally likely.
  virtual uint64_t Next() = 0;
};

class SystemClock : public Clock {
 public:
  int64_t NowMillis() override;
  int64_t MonotonicMicros() override;
  bool SleepMillis(int64_t delay_ms, const StopToken& stop) override;
};

/// The kernel's generator: fit for names that must be unique across machines.
class SystemRandom : public Random {
 public:
  uint64_t Next() override;
};

/// Repeatable: the same seed gives the same sequence.
class SeededRandom : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  uint64_t Next() override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

/// Both pointers are borrowed and outlive every object that was given the Runtime.
struct Runtime {
  Clock* clock;
  Random* random;
};

/// A version 4 UUID (RFC 9562, section 5.4).
Uuid NewUuid(Random& random);
/// "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx", lower case.
std::string ToString(const Uuid& uuid);

/// A new ObjectId: 4 bytes of seconds, 8 random bytes (MongoDB ObjectId specification;
/// the counter is random as well, which keeps ids unique across processes without shared
/// state).
ObjectId NewObjectId(Clock& clock, Random& random);
/// 24 lower-case hexadecimal digits.
std::string ToString(const ObjectId& id);

}  // namespace delta_utils
