#include "delta_utils/base/task_pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace delta_utils {
namespace {

class ThreadPool : public TaskPool {
 public:
  explicit ThreadPool(int threads) {
    DU_CHECK(threads >= 1);
    for (int i = 0; i < threads; ++i) {
      try {
        threads_.emplace_back([this] { Work(); });
      } catch (const std::system_error&) {
        break;  // the system has no more to give; those that started do all the work
      }
    }
    DU_CHECK(!threads_.empty());
  }

  ~ThreadPool() override {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wakeup_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void Submit(std::function<void()> task) override {
    {
      std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wakeup_.notify_one();
  }

  int threads() const override { return static_cast<int>(threads_.size()); }

 private:
  void Work() {
    while (std::optional<std::function<void()>> task = Next()) (*task)();
  }

  /// Waits for a task; nullopt when the pool ends and nothing is left. A task that
  /// submits another meanwhile finds its own thread still here to run it.
  std::optional<std::function<void()>> Next() {
    std::unique_lock lock(mutex_);
    wakeup_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) return std::nullopt;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

  std::mutex mutex_;
  std::condition_variable wakeup_;
  std::deque<std::function<void()>> tasks_;
  bool ending_ = false;
  std::vector<std::thread> threads_;  // not changed after construction
};

/// What the threads of one ParallelFor share. It outlives the call: a helper that the
/// pool gets to only afterwards still looks here, and finds that nothing is left.
class SharedWork {
 public:
  explicit SharedWork(int64_t count) : count_(count) {}

  /// Runs indices until none is left to begin. `task` is touched by nobody once Wait is
  /// over: what can still begin then is nothing.
  void Run(const std::function<Status(int64_t index)>& task) {
    while (std::optional<int64_t> index = Begin()) End(*index, task(*index));
  }

  /// For the thread whose Run is over: waits for the others' running indices.
  Status Wait() {
    std::unique_lock lock(mutex_);
    wakeup_.wait(lock, [this] { return running_ == 0; });
    return error_;
  }

 private:
  std::optional<int64_t> Begin() {
    std::lock_guard lock(mutex_);
    if (next_ == count_ || !error_.ok()) return std::nullopt;
    ++running_;
    return next_++;
  }

  void End(int64_t index, Status status) {
    std::lock_guard lock(mutex_);
    if (!status.ok() && (error_.ok() || index < error_index_)) {
      error_ = std::move(status);
      error_index_ = index;
    }
    if (--running_ == 0) wakeup_.notify_all();
  }

  const int64_t count_;
  std::mutex mutex_;
  std::condition_variable wakeup_;
  int64_t next_ = 0;
  int64_t running_ = 0;
  Status error_;
  int64_t error_index_ = 0;
};

}  // namespace

std::unique_ptr<TaskPool> TaskPool::Make(int threads) {
  return std::make_unique<ThreadPool>(threads);
}

Status ParallelFor(TaskPool& pool, int64_t count,
                   const std::function<Status(int64_t index)>& task) {
  if (count <= 0) return Status::OK();
  auto work = std::make_shared<SharedWork>(count);
  const int64_t helpers = std::min<int64_t>(pool.threads(), count - 1);
  for (int64_t i = 0; i < helpers; ++i) {
    pool.Submit([work, &task] { work->Run(task); });
  }
  work->Run(task);
  return work->Wait();
}

}  // namespace delta_utils
