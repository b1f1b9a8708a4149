// FaultyStore: a store whose operations fail or take long when a test says so.
//
//   FaultyStore store(memory);
//   store.set_fault([](StoreOperation operation, const ObjectPath& path) {
//     return operation == StoreOperation::kPutIfAbsent ? StoreFault::kReplyLost
//                                                      : StoreFault::kNone;
//   });
//   store.set_latency(clock, [](StoreOperation, const ObjectPath&) { return 20; });
//
// GetRangeAsync fails and waits as kGetRange does; its wait is the caller's. DeleteAll is
// one operation of its first path, and all of it is done or nothing. Threads: any number,
// if the functions given allow it; set them while nobody calls.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"
#include "delta_utils/storage/store_operation.h"

namespace delta_utils {

enum class StoreFault {
  kNone,
  /// Nothing is done; Unavailable.
  kFails,
  /// Nothing is done, but the caller cannot know: kUnknown of a conditional write,
  /// Unavailable of any other operation.
  kRequestLost,
  /// It is done, whatever its result; the caller is told as for kRequestLost.
  kReplyLost
};

class FaultyStore : public ObjectStore {
 public:
  using Fault = std::function<StoreFault(StoreOperation, const ObjectPath&)>;
  /// In milliseconds, before the operation begins.
  using Latency = std::function<int64_t(StoreOperation, const ObjectPath&)>;

  explicit FaultyStore(std::shared_ptr<ObjectStore> inner) : inner_(std::move(inner)) {}

  void set_fault(Fault fault) { fault_ = std::move(fault); }
  /// `clock` is borrowed.
  void set_latency(Clock& clock, Latency latency) {
    clock_ = &clock;
    latency_ = std::move(latency);
  }

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override {
    return Run(StoreOperation::kGet, path, [&] { return inner_->Get(path); });
  }
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override {
    return Run(StoreOperation::kGetRange, path,
               [&] { return inner_->GetRange(path, offset, length); });
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override {
    const auto read = [&] { return inner_->GetRangeAsync(path, offset, length, pin); };
    const StoreFault fault = Begin(StoreOperation::kGetRange, path);
    if (fault == StoreFault::kNone) return read();
    const Status lost = Unavailable(path);
    using Bytes = arrow::Future<std::shared_ptr<arrow::Buffer>>;
    if (fault != StoreFault::kReplyLost) return Bytes(lost);
    // The pin keeps what a reply said that the reader did not get to see.
    return read().Then(
        [lost](const std::shared_ptr<arrow::Buffer>&)
            -> Result<std::shared_ptr<arrow::Buffer>> { return lost; },
        [lost](const Status&) -> Result<std::shared_ptr<arrow::Buffer>> { return lost; });
  }
  Result<ObjectInfo> Head(const ObjectPath& path) override {
    return Run(StoreOperation::kHead, path, [&] { return inner_->Head(path); });
  }
  Result<std::optional<std::string>> GetVersion(const ObjectPath& path) override {
    return Run(StoreOperation::kGetVersion, path,
               [&] { return inner_->GetVersion(path); });
  }
  Status Put(const ObjectPath& path, std::string_view bytes) override {
    return Run(StoreOperation::kPut, path, [&] { return inner_->Put(path, bytes); });
  }
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    return RunPut(StoreOperation::kPutIfAbsent, path,
                  [&] { return inner_->PutIfAbsent(path, bytes); });
  }
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view expected_version) override {
    return RunPut(StoreOperation::kPutIfMatch, path,
                  [&] { return inner_->PutIfMatch(path, bytes, expected_version); });
  }
  Status Delete(const ObjectPath& path) override {
    return Run(StoreOperation::kDelete, path, [&] { return inner_->Delete(path); });
  }
  Status DeleteAll(const std::vector<ObjectPath>& paths) override {
    if (paths.empty()) return inner_->DeleteAll(paths);
    return Run(StoreOperation::kDeleteAll, paths.front(),
               [&] { return inner_->DeleteAll(paths); });
  }
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override {
    return Run(StoreOperation::kList, prefix,
               [&] { return inner_->List(prefix, start_after, visit); });
  }
  std::string Uri(const ObjectPath& path) const override { return inner_->Uri(path); }

 private:
  /// Waits, then tells what is to go wrong.
  StoreFault Begin(StoreOperation operation, const ObjectPath& path) const {
    if (latency_) clock_->SleepMillis(latency_(operation, path), StopToken());
    return fault_ ? fault_(operation, path) : StoreFault::kNone;
  }

  Status Unavailable(const ObjectPath& path) const {
    return MakeError(ErrorKind::kUnavailable, Uri(path), "injected fault");
  }

  template <typename Call>
  auto Run(StoreOperation operation, const ObjectPath& path, Call call)
      -> decltype(call()) {
    const StoreFault fault = Begin(operation, path);
    if (fault == StoreFault::kNone) return call();
    if (fault == StoreFault::kReplyLost) static_cast<void>(call());
    return Unavailable(path);
  }

  template <typename Call>
  Result<PutResult> RunPut(StoreOperation operation, const ObjectPath& path, Call call) {
    const StoreFault fault = Begin(operation, path);
    if (fault == StoreFault::kNone) return call();
    if (fault == StoreFault::kFails) return Unavailable(path);
    if (fault == StoreFault::kReplyLost) static_cast<void>(call());
    return PutResult{PutOutcome::kUnknown, std::nullopt, Unavailable(path)};
  }

  const std::shared_ptr<ObjectStore> inner_;
  Fault fault_;
  Clock* clock_ = nullptr;
  Latency latency_;
};

}  // namespace delta_utils
