// InstrumentedStore: counts what is asked of a store, and how long it takes.
//
//   InstrumentedStore store(inner, clock);
//   ... use it ...
//   StoreStats stats = store.Snapshot();
//   stats[StoreOperation::kGetRange].bytes_read;
//
// An operation is counted when it ends; an asynchronous read ends when its future does.
// Time is that of the caller, so that of List contains its visitor's. Threads: any
// number.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"
#include "delta_utils/storage/store_operation.h"

namespace delta_utils {

struct OperationStats {
  int64_t calls = 0;
  /// Of these: error statuses, and conditional writes of unknown outcome. (One that lost
  /// is no error.)
  int64_t errors = 0;
  int64_t bytes_read = 0;     // returned
  int64_t bytes_written = 0;  // of writes that were done: not failed, lost or unknown
  int64_t total_micros = 0;
  int64_t max_micros = 0;

  bool operator==(const OperationStats&) const = default;
};

struct StoreStats {
  std::array<OperationStats, kStoreOperations> operations;

  const OperationStats& operator[](StoreOperation operation) const {
    return operations[static_cast<size_t>(operation)];
  }
  /// All operations together; max_micros is the greatest.
  OperationStats Total() const;
  bool operator==(const StoreStats&) const = default;
};

class InstrumentedStore : public ObjectStore {
 public:
  /// `clock` is borrowed.
  InstrumentedStore(std::shared_ptr<ObjectStore> inner, Clock& clock);

  /// One moment's numbers, consistent with each other.
  StoreStats Snapshot() const;
  /// Snapshot, and everything at zero from then on: no operation is lost in between.
  StoreStats Reset();

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
  /// `call` returns a Status or a Result; `size_bytes` is what it wants to write.
  template <typename Call>
  auto Count(StoreOperation operation, const Call& call, size_t size_bytes = 0);
  /// One call that began then and ended now; `ended` has its errors and bytes.
  void Add(StoreOperation operation, int64_t begin_micros, OperationStats ended);

  const std::shared_ptr<ObjectStore> inner_;
  Clock& clock_;
  mutable std::mutex mutex_;
  StoreStats stats_;
};

}  // namespace delta_utils
