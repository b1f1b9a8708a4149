#include "delta_utils/storage/rate_limited_store.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/token_bucket_internal.h"

namespace delta_utils {

Result<std::shared_ptr<RateLimitedStore>> RateLimitedStore::Make(
    std::shared_ptr<ObjectStore> inner, const RateLimits& limits, Clock& clock,
    StopToken stop) {
  for (const auto& [name, limit] :
       {std::pair("requests_per_second", limits.requests_per_second),
        std::pair("bytes_per_second", limits.bytes_per_second)}) {
    if (!std::isfinite(limit) || limit < 0) {
      return InvalidArgument(name, "it is negative or not finite");
    }
  }
  return std::shared_ptr<RateLimitedStore>(
      new RateLimitedStore(std::move(inner), limits, clock, std::move(stop)));
}

RateLimitedStore::RateLimitedStore(std::shared_ptr<ObjectStore> inner,
                                   const RateLimits& limits, Clock& clock, StopToken stop)
    : inner_(std::move(inner)),
      clock_(clock),
      stop_(std::move(stop)),
      // At least one: a rate below one a second must not make the first one wait.
      requests_(std::make_unique<TokenBucket>(
          limits.requests_per_second, std::max(1.0, limits.requests_per_second), clock)),
      bytes_(std::make_unique<TokenBucket>(limits.bytes_per_second,
                                           limits.bytes_per_second, clock)) {}

RateLimitedStore::~RateLimitedStore() = default;

Status RateLimitedStore::Wait(const ObjectPath& path, size_t bytes_written) {
  if (!stop_.stop_requested()) {
    const int64_t delay_ms =
        std::max(requests_->TakeAndTellDelayMs(1),
                 bytes_->TakeAndTellDelayMs(static_cast<double>(bytes_written)));
    if (delay_ms == 0 || clock_.SleepMillis(delay_ms, stop_)) return Status::OK();
  }
  return MakeError(ErrorKind::kCancelled, Uri(path), "stopped while it waited its turn");
}

void RateLimitedStore::PayForRead(const arrow::Buffer& bytes) {
  static_cast<void>(bytes_->TakeAndTellDelayMs(static_cast<double>(bytes.size())));
}

Result<std::shared_ptr<arrow::Buffer>> RateLimitedStore::Get(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(Wait(path));
  ARROW_ASSIGN_OR_RAISE(auto bytes, inner_->Get(path));
  PayForRead(*bytes);
  return bytes;
}

Result<std::shared_ptr<arrow::Buffer>> RateLimitedStore::GetRange(const ObjectPath& path,
                                                                  int64_t offset,
                                                                  int64_t length) {
  ARROW_RETURN_NOT_OK(Wait(path));
  ARROW_ASSIGN_OR_RAISE(auto bytes, inner_->GetRange(path, offset, length));
  PayForRead(*bytes);
  return bytes;
}

arrow::Future<std::shared_ptr<arrow::Buffer>> RateLimitedStore::GetRangeAsync(
    const ObjectPath& path, int64_t offset, int64_t length,
    std::shared_ptr<ReadPin> pin) {
  Status turn = Wait(path);
  if (!turn.ok()) return turn;
  return inner_->GetRangeAsync(path, offset, length, std::move(pin))
      .Then([this](const std::shared_ptr<arrow::Buffer>& bytes) {
        PayForRead(*bytes);
        return bytes;
      });
}

Result<ObjectInfo> RateLimitedStore::Head(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(Wait(path));
  return inner_->Head(path);
}

Result<std::optional<std::string>> RateLimitedStore::GetVersion(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(Wait(path));
  return inner_->GetVersion(path);
}

Status RateLimitedStore::Put(const ObjectPath& path, std::string_view bytes) {
  ARROW_RETURN_NOT_OK(Wait(path, bytes.size()));
  return inner_->Put(path, bytes);
}

Result<PutResult> RateLimitedStore::PutIfAbsent(const ObjectPath& path,
                                                std::string_view bytes) {
  ARROW_RETURN_NOT_OK(Wait(path, bytes.size()));
  return inner_->PutIfAbsent(path, bytes);
}

Result<PutResult> RateLimitedStore::PutIfMatch(const ObjectPath& path,
                                               std::string_view bytes,
                                               std::string_view expected_version) {
  ARROW_RETURN_NOT_OK(Wait(path, bytes.size()));
  return inner_->PutIfMatch(path, bytes, expected_version);
}

Status RateLimitedStore::Delete(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(Wait(path));
  return inner_->Delete(path);
}

Status RateLimitedStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  if (paths.empty()) return Status::OK();
  ARROW_RETURN_NOT_OK(Wait(paths.front()));
  return inner_->DeleteAll(paths);
}

Status RateLimitedStore::List(const ObjectPath& prefix,
                              const std::optional<ObjectPath>& start_after,
                              const std::function<bool(const ObjectInfo&)>& visit) {
  ARROW_RETURN_NOT_OK(Wait(prefix));
  return inner_->List(prefix, start_after, visit);
}

std::string RateLimitedStore::Uri(const ObjectPath& path) const {
  return inner_->Uri(path);
}

}  // namespace delta_utils
