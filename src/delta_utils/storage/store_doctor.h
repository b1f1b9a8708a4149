// ExamineStore: tries whether a store keeps the promises that several writers rely on.
//
//   ARROW_ASSIGN_OR_RAISE(StoreReport report, ExamineStore(*store, {}, runtime));
//   if (report.verdict != StoreVerdict::kSafe) { /* report.reasons say why */ }
//
// It writes small objects below ".parquedb-doctor-<uuid>/", a folder that no table or
// collection has, tries every operation on them, lets many writers race for one object
// again and again, measures, and removes all of it, also after failures.
//
// Safe direction: a promise seen broken is broken; that none was seen broken in some
// hundred tries is no proof. An operation that failed decides nothing. Threads: it starts
// its own; one examination may run beside others and beside other work on the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

struct DoctorOptions {
  int race_threads = 16;  // 2 to 256
  int race_rounds = 100;  // of each kind of race, at least 1
  int samples = 20;       // of each latency, at least 1
};

enum class CheckOutcome {
  kOk,
  kFailed,   // the store does otherwise than it must, or cannot do it
  kUnclear,  // an operation failed, so that nothing was learnt
};

struct StoreCheck {
  std::string name;
  CheckOutcome outcome = CheckOutcome::kUnclear;
  std::string detail;  // what was seen; never empty
  /// Whether the verdict rests on it.
  bool decides = true;
};

struct Latency {
  int64_t median_micros = 0;
  int64_t worst_micros = 0;
};

enum class StoreVerdict {
  kSafe,     // several writers may use it at once
  kNotSafe,  // one of them would lose what it wrote, or believe so
  kUnknown,
};

struct StoreReport {
  std::vector<StoreCheck> checks;  // in the order they were made
  /// Of operations on objects of about 1 KiB, one at a time.
  Latency put, get, head;
  /// How far the store's clock is ahead of ours: between these two (negative: behind).
  /// Not narrower than a second where the store tells whole seconds.
  std::optional<int64_t> clock_ahead_min_ms;
  std::optional<int64_t> clock_ahead_max_ms;
  StoreVerdict verdict = StoreVerdict::kUnknown;
  /// A line for each check that spoke against kSafe.
  std::vector<std::string> reasons;
};

/// Examines `store` below `folder`. An error only if nothing can be examined: the first
/// object cannot be written and read (that error), or InvalidArgument for the options.
Result<StoreReport> ExamineStore(ObjectStore& store, const ObjectPath& folder,
                                 Runtime runtime, const DoctorOptions& options = {});

}  // namespace delta_utils
