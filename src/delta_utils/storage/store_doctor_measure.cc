#include <algorithm>
#include <cstdlib>

#include "delta_utils/storage/store_doctor_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kSampleBytes = 1024;
/// Kernels date files by a clock that is as much behind as this.
constexpr int64_t kTickMillis = 10;
/// Beyond it services refuse signatures, and times of commits mislead people.
constexpr int64_t kFarMillis = 5 * 60 * 1000;

Latency LatencyOf(std::vector<int64_t> micros) {
  std::sort(micros.begin(), micros.end());
  return {micros[micros.size() / 2], micros.back()};
}

template <typename Call>
Status Time(Clock& clock, std::vector<int64_t>* micros, const Call& call) {
  const int64_t start = clock.MonotonicMicros();
  ARROW_RETURN_NOT_OK(call());
  micros->push_back(clock.MonotonicMicros() - start);
  return Status::OK();
}

/// Where the store's clock can be, seen from ours.
struct Bounds {
  int64_t min_ms = INT64_MIN;
  int64_t max_ms = INT64_MAX;

  /// One write between `before` and `after`, which the store dated `dated_ms`. A date of
  /// whole seconds is the beginning of its second, any other that of its tick.
  void Add(int64_t before, int64_t after, int64_t dated_ms) {
    const int64_t coarse_ms = dated_ms % 1000 == 0 ? 999 : kTickMillis;
    const Bounds seen{dated_ms - after, dated_ms + coarse_ms - before};
    const Bounds both{std::max(min_ms, seen.min_ms), std::min(max_ms, seen.max_ms)};
    // A clock that was set meanwhile: only the last look counts.
    *this = both.min_ms <= both.max_ms ? both : seen;
  }
};

}  // namespace

Result<Finding> Measure(Scratch& scratch, Clock& clock, int samples,
                        StoreReport* report) {
  ObjectStore& store = scratch.store();
  const std::string body(kSampleBytes, 'x');
  std::vector<int64_t> puts, gets, heads;
  Bounds bounds;
  for (int i = 0; i < samples; ++i) {
    const ObjectPath path = scratch.NewPath("sample-" + std::to_string(i));
    const int64_t before = clock.NowMillis();
    ARROW_RETURN_NOT_OK(Time(clock, &puts, [&] { return store.Put(path, body); }));
    const int64_t after = clock.NowMillis();
    ARROW_RETURN_NOT_OK(Time(clock, &gets, [&] { return store.Get(path).status(); }));
    Result<ObjectInfo> info = Status::UnknownError("not asked");
    ARROW_RETURN_NOT_OK(Time(clock, &heads, [&] {
      info = store.Head(path);
      return info.status();
    }));
    bounds.Add(before, after, info->last_modified_ms);
  }
  report->put = LatencyOf(std::move(puts));
  report->get = LatencyOf(std::move(gets));
  report->head = LatencyOf(std::move(heads));
  report->clock_ahead_min_ms = bounds.min_ms;
  report->clock_ahead_max_ms = bounds.max_ms;
  const std::string text = "the store's is between " + std::to_string(bounds.min_ms) +
                           " and " + std::to_string(bounds.max_ms) + " ms ahead of ours";
  const bool is_far = bounds.min_ms > kFarMillis || bounds.max_ms < -kFarMillis;
  return is_far ? Bad(text) : Good(text);
}

}  // namespace delta_utils::internal
