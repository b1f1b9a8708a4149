// RateLimitedStore: a store that is asked for no more, and sent and fetched no more, than
// so much a second.
//
//   ARROW_ASSIGN_OR_RAISE(auto store, RateLimitedStore::Make(
//       inner, {.requests_per_second = 100, .bytes_per_second = 50e6}, clock));
//
// After a pause a second's worth may pass at once. Callers wait their turn, first come,
// first served, in Clock::SleepMillis; GetRangeAsync too makes its caller wait before the
// read begins, and then no more. A request is one call, however many requests List and
// DeleteAll become below. Bytes to write are paid for before the write; bytes read, whose
// number is known only then, after the read, by those who come next: several that wait
// for the same debt begin together. What is listed counts as no bytes, and failed reads
// as none; a failed write has been paid for.
//
// A stop ends the waits, and with Cancelled every operation that has not begun. Threads:
// any number.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

class TokenBucket;

/// 0: without limit.
struct RateLimits {
  double requests_per_second = 0;
  double bytes_per_second = 0;
};

class RateLimitedStore : public ObjectStore {
 public:
  /// InvalidArgument for a limit that is negative or not finite. `clock` is borrowed.
  static Result<std::shared_ptr<RateLimitedStore>> Make(
      std::shared_ptr<ObjectStore> inner, const RateLimits& limits, Clock& clock,
      StopToken stop = {});
  ~RateLimitedStore() override;

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
  RateLimitedStore(std::shared_ptr<ObjectStore> inner, const RateLimits& limits,
                   Clock& clock, StopToken stop);

  /// Pays for one request that writes so many bytes, and waits for its turn.
  Status Wait(const ObjectPath& path, size_t bytes_written = 0);
  void PayForRead(const arrow::Buffer& bytes);

  const std::shared_ptr<ObjectStore> inner_;
  Clock& clock_;
  const StopToken stop_;
  const std::unique_ptr<TokenBucket> requests_;
  const std::unique_ptr<TokenBucket> bytes_;
};

}  // namespace delta_utils
