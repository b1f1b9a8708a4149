// MemoryStore: an ObjectStore in this process's memory, for tests and scratch work.
//
//   SystemClock clock;
//   auto store = std::make_unique<MemoryStore>("scratch", clock);
//
// The semantics are exactly those of the other stores, but that a key may also be the
// folder of another ("a" and "a/b"), as in S3. Time comes from the Clock given. Buffers
// that Get returns share memory with the store and stay as they are. Threads: any number.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class MemoryStore : public ObjectStore {
 public:
  /// `name` appears in Uri ("memory://name/..."); `clock` is borrowed.
  MemoryStore(std::string name, Clock& clock);

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
  struct Entry {
    std::shared_ptr<arrow::Buffer> bytes;
    int64_t last_modified_ms;
    std::string version;
  };
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length, ReadPin* pin);
  /// NotFound, or a copy that shares the bytes.
  Result<Entry> Find(const ObjectPath& path);
  /// Writes if `condition` holds of the object found, or of nullptr.
  Result<PutResult> PutWhere(const ObjectPath& path, std::string_view bytes,
                             const std::function<bool(const Entry* found)>& condition);
  /// The first objects whose key begins with `folder` and is greater than `after`.
  std::vector<ObjectInfo> NextBatch(const std::string& folder, const ObjectPath* after);

  const std::string name_;
  Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Entry> objects_;
  uint64_t next_version_ = 1;
};

}  // namespace delta_utils
