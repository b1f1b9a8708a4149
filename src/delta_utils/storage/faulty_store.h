// FaultyStore: a store whose operations fail when a test says so.
//
//   FaultyStore store(memory);
//   store.set_fault([](StoreOperation operation, const ObjectPath& path) {
//     return operation == StoreOperation::kPutIfAbsent ? StoreFault::kReplyLost
//                                                      : StoreFault::kNone;
//   });
//
// Threads: any number, if the function given allows it; set it while nobody calls.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

enum class StoreOperation {
  kGet,
  kGetRange,
  kHead,
  kGetVersion,
  kPut,
  kPutIfAbsent,
  kPutIfMatch,
  kDelete,
  kList
};

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

  /// `inner` is borrowed.
  explicit FaultyStore(ObjectStore& inner) : inner_(inner) {}

  void set_fault(Fault fault) { fault_ = std::move(fault); }

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override {
    return Run(StoreOperation::kGet, path, [&] { return inner_.Get(path); });
  }
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override {
    return Run(StoreOperation::kGetRange, path,
               [&] { return inner_.GetRange(path, offset, length); });
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override {
    using Bytes = arrow::Future<std::shared_ptr<arrow::Buffer>>;
    const StoreFault fault = FaultOf(StoreOperation::kGetRange, path);
    if (fault != StoreFault::kNone) return Bytes(Unavailable(path));
    return inner_.GetRangeAsync(path, offset, length, std::move(pin));
  }
  Result<ObjectInfo> Head(const ObjectPath& path) override {
    return Run(StoreOperation::kHead, path, [&] { return inner_.Head(path); });
  }
  Result<std::optional<std::string>> GetVersion(const ObjectPath& path) override {
    return Run(StoreOperation::kGetVersion, path,
               [&] { return inner_.GetVersion(path); });
  }
  Status Put(const ObjectPath& path, std::string_view bytes) override {
    return Run(StoreOperation::kPut, path, [&] { return inner_.Put(path, bytes); });
  }
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    return RunPut(StoreOperation::kPutIfAbsent, path,
                  [&] { return inner_.PutIfAbsent(path, bytes); });
  }
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view expected_version) override {
    return RunPut(StoreOperation::kPutIfMatch, path,
                  [&] { return inner_.PutIfMatch(path, bytes, expected_version); });
  }
  Status Delete(const ObjectPath& path) override {
    return Run(StoreOperation::kDelete, path, [&] { return inner_.Delete(path); });
  }
  Status DeleteAll(const std::vector<ObjectPath>& paths) override {
    for (const ObjectPath& path : paths) ARROW_RETURN_NOT_OK(Delete(path));
    return Status::OK();
  }
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override {
    return Run(StoreOperation::kList, prefix,
               [&] { return inner_.List(prefix, start_after, visit); });
  }
  std::string Uri(const ObjectPath& path) const override { return inner_.Uri(path); }

 private:
  StoreFault FaultOf(StoreOperation operation, const ObjectPath& path) const {
    return fault_ ? fault_(operation, path) : StoreFault::kNone;
  }

  Status Unavailable(const ObjectPath& path) const {
    return MakeError(ErrorKind::kUnavailable, Uri(path), "injected fault");
  }

  template <typename Call>
  auto Run(StoreOperation operation, const ObjectPath& path, Call call)
      -> decltype(call()) {
    const StoreFault fault = FaultOf(operation, path);
    if (fault == StoreFault::kNone) return call();
    if (fault == StoreFault::kReplyLost) static_cast<void>(call());
    return Unavailable(path);
  }

  template <typename Call>
  Result<PutResult> RunPut(StoreOperation operation, const ObjectPath& path, Call call) {
    const StoreFault fault = FaultOf(operation, path);
    if (fault == StoreFault::kNone) return call();
    if (fault == StoreFault::kFails) return Unavailable(path);
    if (fault == StoreFault::kReplyLost) static_cast<void>(call());
    return PutResult{PutOutcome::kUnknown, std::nullopt, Unavailable(path)};
  }

  ObjectStore& inner_;
  Fault fault_;
};

}  // namespace delta_utils
