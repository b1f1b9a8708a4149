// TaskPool: a fixed number of threads that run what they are given.
//
//   auto pool = TaskPool::Make(4);
//   pool->Submit([] { ... });
//   ARROW_RETURN_NOT_OK(ParallelFor(*pool, parts, [&](int64_t i) { return Upload(i); }));
//
// Tasks begin in the order they were submitted. A task must not throw. Destroying the
// pool runs what was submitted to its end; a task of the pool must not destroy it.
// Threads: Submit and ParallelFor may be called by any, also by a task of the same pool.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "delta_utils/base/status.h"

namespace delta_utils {

class TaskPool {
 public:
  virtual ~TaskPool() = default;

  /// `threads` is at least 1; they are started here. Where the system refuses some, the
  /// pool makes do with the others.
  static std::unique_ptr<TaskPool> Make(int threads);

  virtual void Submit(std::function<void()> task) = 0;
  virtual int threads() const = 0;
};

/// Runs task(0) ... task(count - 1), several at once, beginning them in this order, and
/// waits for all that began; a count below 1 is none. The
/// calling thread works too, so a busy pool delays but never blocks it. After a failure
/// no further index begins; of several failures the one of the lowest index is returned.
Status ParallelFor(TaskPool& pool, int64_t count,
                   const std::function<Status(int64_t index)>& task);

}  // namespace delta_utils
