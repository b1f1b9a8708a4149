// Budget: what one evaluation may use, so that no expression can eat memory or time
// without end, whatever it nests.
//
//   ARROW_RETURN_NOT_OK(budget->Count(array.size()));
//   Held held(budget);
//   ARROW_RETURN_NOT_OK(held.Add(FootprintOf(value)));   // given back by ~Held
//
// Steps stand for time: one for each node, each element looked at and each 64 bytes made.
// Bytes are of memory that is held at one time. Both errors are InvalidArgument.
//
// Threads: for one evaluation, thus one thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::internal {

/// About the bytes of memory that the value takes up.
int64_t FootprintOf(const Value& value);

class Budget {
 public:
  /// A few seconds.
  static constexpr int64_t kMaxSteps = 100'000'000;
  static constexpr int64_t kMaxHeldBytes = int64_t{256} * 1024 * 1024;
  /// Of one string: that of a document.
  static constexpr int64_t kMaxStringBytes = int64_t{16} * 1024 * 1024;

  Status Count(size_t steps) {
    steps_ += static_cast<int64_t>(steps);
    return steps_ <= kMaxSteps ? Status::OK() : TooManySteps();
  }
  /// Counts the making of so many bytes.
  Status CountBytes(int64_t bytes) { return Count(static_cast<size_t>(bytes / 64) + 1); }

  Status Hold(int64_t bytes) {
    held_ += bytes;
    return held_ <= kMaxHeldBytes ? Status::OK() : TooManyBytes();
  }
  void Release(int64_t bytes) { held_ -= bytes; }

 private:
  static Status TooManySteps();
  static Status TooManyBytes();

  int64_t steps_ = 0;
  int64_t held_ = 0;
};

/// Holds bytes of a budget for as long as it lives.
class Held {
 public:
  explicit Held(Budget* budget) : budget_(budget) {}
  ~Held() { budget_->Release(bytes_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  Status Add(int64_t bytes) {
    bytes_ += bytes;
    return budget_->Hold(bytes);
  }

 private:
  Budget* budget_;
  int64_t bytes_ = 0;
};

/// Counts what comparing the two may take, if they are nested.
Status CountComparison(const Value& a, const Value& b, Budget* budget);

/// An error if a string of `operation` would have so many bytes.
Status CheckStringSize(std::string_view operation, size_t bytes);

}  // namespace delta_utils::internal
