#include "delta_utils/storage/instrumented_store.h"

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"

namespace delta_utils {
namespace {

void AddTo(const OperationStats& more, OperationStats* sum) {
  sum->calls += more.calls;
  sum->errors += more.errors;
  sum->bytes_read += more.bytes_read;
  sum->bytes_written += more.bytes_written;
  sum->total_micros += more.total_micros;
  sum->max_micros = std::max(sum->max_micros, more.max_micros);
}

/// What an outcome says about its call; `size_bytes` is what it wanted to write.
OperationStats StatsOf(const Status& status, size_t size_bytes) {
  if (!status.ok()) return {.errors = 1};
  return {.bytes_written = static_cast<int64_t>(size_bytes)};
}

OperationStats StatsOf(const Result<std::shared_ptr<arrow::Buffer>>& bytes, size_t) {
  if (!bytes.ok()) return {.errors = 1};
  return {.bytes_read = (*bytes)->size()};
}

OperationStats StatsOf(const Result<PutResult>& put, size_t size_bytes) {
  if (!put.ok() || put->outcome == PutOutcome::kUnknown) return {.errors = 1};
  return StatsOf(Status::OK(), put->outcome == PutOutcome::kWon ? size_bytes : 0);
}

template <typename T>
OperationStats StatsOf(const Result<T>& other, size_t) {
  return StatsOf(other.status(), 0);
}

}  // namespace

OperationStats StoreStats::Total() const {
  OperationStats total;
  for (const OperationStats& operation : operations) AddTo(operation, &total);
  return total;
}

InstrumentedStore::InstrumentedStore(std::shared_ptr<ObjectStore> inner, Clock& clock)
    : inner_(std::move(inner)), clock_(clock) {}

StoreStats InstrumentedStore::Snapshot() const {
  std::lock_guard lock(mutex_);
  return stats_;
}

StoreStats InstrumentedStore::Reset() {
  std::lock_guard lock(mutex_);
  return std::exchange(stats_, StoreStats());
}

void InstrumentedStore::Add(StoreOperation operation, int64_t begin_micros,
                            OperationStats ended) {
  ended.calls = 1;
  ended.total_micros = clock_.MonotonicMicros() - begin_micros;
  ended.max_micros = ended.total_micros;
  std::lock_guard lock(mutex_);
  AddTo(ended, &stats_.operations[static_cast<size_t>(operation)]);
}

template <typename Call>
auto InstrumentedStore::Count(StoreOperation operation, const Call& call,
                              size_t size_bytes) {
  const int64_t begin_micros = clock_.MonotonicMicros();
  auto outcome = call();
  Add(operation, begin_micros, StatsOf(outcome, size_bytes));
  return outcome;
}

Result<std::shared_ptr<arrow::Buffer>> InstrumentedStore::Get(const ObjectPath& path) {
  return Count(StoreOperation::kGet, [&] { return inner_->Get(path); });
}

Result<std::shared_ptr<arrow::Buffer>> InstrumentedStore::GetRange(const ObjectPath& path,
                                                                   int64_t offset,
                                                                   int64_t length) {
  return Count(StoreOperation::kGetRange,
               [&] { return inner_->GetRange(path, offset, length); });
}

arrow::Future<std::shared_ptr<arrow::Buffer>> InstrumentedStore::GetRangeAsync(
    const ObjectPath& path, int64_t offset, int64_t length,
    std::shared_ptr<ReadPin> pin) {
  using Bytes = std::shared_ptr<arrow::Buffer>;
  const int64_t begin_micros = clock_.MonotonicMicros();
  const auto count = [this, begin_micros](const Result<Bytes>& bytes) {
    Add(StoreOperation::kGetRange, begin_micros, StatsOf(bytes, 0));
    return bytes;
  };
  // A future of its own, done only after the counting: whoever waits for it may look at
  // the numbers, or end the store.
  return inner_->GetRangeAsync(path, offset, length, std::move(pin))
      .Then([count](const Bytes& bytes) { return count(bytes); },
            [count](const Status& status) { return count(status); });
}

Result<ObjectInfo> InstrumentedStore::Head(const ObjectPath& path) {
  return Count(StoreOperation::kHead, [&] { return inner_->Head(path); });
}

Result<std::optional<std::string>> InstrumentedStore::GetVersion(const ObjectPath& path) {
  return Count(StoreOperation::kGetVersion, [&] { return inner_->GetVersion(path); });
}

Status InstrumentedStore::Put(const ObjectPath& path, std::string_view bytes) {
  return Count(
      StoreOperation::kPut, [&] { return inner_->Put(path, bytes); }, bytes.size());
}

Result<PutResult> InstrumentedStore::PutIfAbsent(const ObjectPath& path,
                                                 std::string_view bytes) {
  return Count(
      StoreOperation::kPutIfAbsent, [&] { return inner_->PutIfAbsent(path, bytes); },
      bytes.size());
}

Result<PutResult> InstrumentedStore::PutIfMatch(const ObjectPath& path,
                                                std::string_view bytes,
                                                std::string_view expected_version) {
  return Count(
      StoreOperation::kPutIfMatch,
      [&] { return inner_->PutIfMatch(path, bytes, expected_version); }, bytes.size());
}

Status InstrumentedStore::Delete(const ObjectPath& path) {
  return Count(StoreOperation::kDelete, [&] { return inner_->Delete(path); });
}

Status InstrumentedStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  return Count(StoreOperation::kDeleteAll, [&] { return inner_->DeleteAll(paths); });
}

Status InstrumentedStore::List(const ObjectPath& prefix,
                               const std::optional<ObjectPath>& start_after,
                               const std::function<bool(const ObjectInfo&)>& visit) {
  return Count(StoreOperation::kList,
               [&] { return inner_->List(prefix, start_after, visit); });
}

std::string InstrumentedStore::Uri(const ObjectPath& path) const {
  return inner_->Uri(path);
}

}  // namespace delta_utils
