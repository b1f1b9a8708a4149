// What this library's sides have in common: the clocks, and the documents as a column.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "arrow/type_fwd.h"
#include "bench_side.h"
#include "delta_utils/base/status.h"

namespace delta_utils::bench {

/// Reads both clocks when made, and when asked.
class Stopwatch {
 public:
  Stopwatch();
  /// What was taken since.
  Sample Stop(std::string way) const;

 private:
  double wall_ns_;
  double cpu_ns_;
};

/// `work` returns a Result; what it made is freed after the clocks were read.
template <typename Work>
Result<Sample> Time(std::string way, const Work& work) {
  const Stopwatch watch;
  const auto made = work();
  Sample sample = watch.Stop(std::move(way));
  ARROW_RETURN_NOT_OK(made.status());
  return sample;
}

/// A string array, a row a line.
Result<std::shared_ptr<arrow::Array>> JsonColumn(std::string_view documents);

}  // namespace delta_utils::bench
