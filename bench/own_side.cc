#include "own_side.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "arrow/array.h"
#include "arrow/array/builder_binary.h"

namespace delta_utils::bench {
namespace {

double Nanos(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

}  // namespace

Stopwatch::Stopwatch()
    : wall_ns_(Nanos(CLOCK_MONOTONIC)), cpu_ns_(Nanos(CLOCK_THREAD_CPUTIME_ID)) {}

Sample Stopwatch::Stop(std::string way) const {
  const double cpu_ns = Nanos(CLOCK_THREAD_CPUTIME_ID) - cpu_ns_;
  return {std::move(way), Nanos(CLOCK_MONOTONIC) - wall_ns_, cpu_ns};
}

Result<std::shared_ptr<arrow::Array>> JsonColumn(std::string_view documents) {
  arrow::StringBuilder builder;
  while (!documents.empty()) {
    const size_t end = std::min(documents.find('\n'), documents.size());
    ARROW_RETURN_NOT_OK(builder.Append(documents.substr(0, end)));
    documents.remove_prefix(std::min(end + 1, documents.size()));
  }
  return builder.Finish();
}

}  // namespace delta_utils::bench
