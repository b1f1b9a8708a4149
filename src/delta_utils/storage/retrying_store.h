// RetryingStore: a store that tries again when the one below is unavailable.
//
//   auto pool = TaskPool::Make(2);
//   RetryingStore store(inner, {.max_retries = 5}, runtime, *pool);
//   ARROW_ASSIGN_OR_RAISE(auto bytes, store.Get(path));
//
// For stores that do not retry by themselves; S3Store does, and knows more. Unavailable
// alone is retried. A Put, Delete or DeleteAll whose reply was lost is done again: what
// another writer put there in between is then overwritten or removed, as if this one had
// come later. A listing goes on after the last object visited, visiting none twice.
//
// Conditional writes. An error of the store below means that nothing was written, so the
// write is simply done again. After kUnknown it may lie there already, and a repetition
// that loses may have lost against it: no version and no bytes tell (equal bytes may be
// another's, and ours may have been replaced since), so it is reported as kUnknown, never
// as kLost; and so is every failure that follows. A repetition that wins is kWon.
//
// GetRangeAsync: the first attempt waits in no thread. The others, with the delays before
// them, occupy one of the pool; all share the pin. That pool must not be one that the
// store below needs in order to read. Retrying is described in retry/retry.h; its
// callbacks may be called by any thread, also the store's own. Threads: any number.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/base/task_pool.h"
#include "delta_utils/retry/retry.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class RetryingStore : public ObjectStore {
 public:
  /// `options.is_retryable`, if given, chooses among Unavailable errors;
  /// `options.metrics` is not used: many operations would share it. Options that make no
  /// sense are the InvalidArgument of every operation. `pool` is borrowed, as is what
  /// `runtime` and `options` point to; they outlive the store and its futures.
  RetryingStore(std::shared_ptr<ObjectStore> inner, RetryOptions options, Runtime runtime,
                TaskPool& pool);

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override;
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override;
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override;
  Result<ObjectInfo> Head(const ObjectPath& path) override;
  Result<std::optional<std::string>> GetVersion(const ObjectPath& path) override;
  Status Put(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view expected_version) override;
  Status Delete(const ObjectPath& path) override;
  Status DeleteAll(const std::vector<ObjectPath>& paths) override;
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override;
  std::string Uri(const ObjectPath& path) const override;

 private:
  struct RangeRead;

  Result<PutResult> RetryPut(const std::function<Result<PutResult>()>& put);
  /// Told of the first attempt's end, by whatever thread ends it.
  void AfterFirstAttempt(std::shared_ptr<RangeRead> read,
                         const Result<std::shared_ptr<arrow::Buffer>>& first);

  const std::shared_ptr<ObjectStore> inner_;
  const Runtime runtime_;
  RetryOptions options_;  // not changed after construction
  TaskPool& pool_;
};

}  // namespace delta_utils
