#include "delta_utils/base/runtime.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

#include "delta_utils/base/status.h"

namespace delta_utils {
namespace {

/// A hundred years: the library adds it to the present in nanoseconds, of which 64 bits
/// hold 292 years.
constexpr int64_t kLongestSleepMs = int64_t{100} * 365 * 86'400 * 1000;

constexpr char kHexDigits[] = "0123456789abcdef";

/// Counts forks: a child must not hand out the numbers its parent still holds in reserve.
std::atomic<uint64_t> fork_count{0};

void RegisterForkHandler() {
  static const int registered = pthread_atfork(nullptr, nullptr, [] { ++fork_count; });
  DU_CHECK(registered == 0);
}

/// One thread's reserve of kernel randomness; 256 bytes is what one getentropy may give.
struct EntropyReserve {
  std::array<uint64_t, 32> words;
  size_t used = 32;
  uint64_t fork_count = 0;
};

void Refill(EntropyReserve* reserve, uint64_t current_fork_count) {
  RegisterForkHandler();
  DU_CHECK(getentropy(reserve->words.data(), sizeof(reserve->words)) == 0);
  reserve->used = 0;
  reserve->fork_count = current_fork_count;
}

void StoreBigEndian(uint64_t word, int count, uint8_t* out) {
  for (int i = 0; i < count; ++i) {
    out[i] = static_cast<uint8_t>(word >> (8 * (count - 1 - i)));
  }
}

void AppendHex(uint8_t byte, std::string* out) {
  *out += kHexDigits[byte >> 4];
  *out += kHexDigits[byte & 15];
}

}  // namespace

int64_t SystemClock::NowMillis() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::floor<std::chrono::milliseconds>(since_epoch).count();
}

int64_t SystemClock::MonotonicMicros() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

bool SystemClock::SleepMillis(int64_t delay_ms, const StopToken& stop) {
  std::mutex mutex;
  std::condition_variable_any wakeup;
  std::unique_lock lock(mutex);
  const std::chrono::milliseconds delay(
      std::clamp<int64_t>(delay_ms, 0, kLongestSleepMs));
  wakeup.wait_for(lock, stop, delay, [] { return false; });
  return !stop.stop_requested();
}

uint64_t SystemRandom::Next() {
  thread_local EntropyReserve reserve;
  const uint64_t current = fork_count.load(std::memory_order_relaxed);
  if (reserve.used == reserve.words.size() || reserve.fork_count != current) {
    Refill(&reserve, current);
  }
  return reserve.words[reserve.used++];
}

uint64_t SeededRandom::Next() {
  std::lock_guard lock(mutex_);
  return engine_();
}

Uuid NewUuid(Random& random) {
  Uuid uuid;
  StoreBigEndian(random.Next(), 8, uuid.bytes.data());
  StoreBigEndian(random.Next(), 8, uuid.bytes.data() + 8);
  uuid.bytes[6] = static_cast<uint8_t>((uuid.bytes[6] & 0x0f) | 0x40);  // version 4
  uuid.bytes[8] = static_cast<uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);  // RFC variant
  return uuid;
}

std::string ToString(const Uuid& uuid) {
  std::string text;
  text.reserve(36);
  for (size_t i = 0; i < uuid.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    AppendHex(uuid.bytes[i], &text);
  }
  return text;
}

ObjectId NewObjectId(Clock& clock, Random& random) {
  ObjectId id;
  StoreBigEndian(static_cast<uint64_t>(clock.NowMillis() / 1000), 4, id.bytes.data());
  StoreBigEndian(random.Next(), 8, id.bytes.data() + 4);
  return id;
}

std::string ToString(const ObjectId& id) {
  std::string text;
  text.reserve(24);
  for (const uint8_t byte : id.bytes) AppendHex(byte, &text);
  return text;
}

}  // namespace delta_utils
