#include "delta_utils/storage/retrying_store.h"

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "arrow/util/future.h"

namespace delta_utils {
namespace {

using Bytes = std::shared_ptr<arrow::Buffer>;

}  // namespace

/// One GetRangeAsync, from its first attempt to its last.
struct RetryingStore::RangeRead {
  ObjectPath path;
  int64_t offset;
  int64_t length;
  std::shared_ptr<ReadPin> pin;
  int64_t begin_micros;
  arrow::Future<Bytes> done = arrow::Future<Bytes>::Make();
};

RetryingStore::RetryingStore(std::shared_ptr<ObjectStore> inner, RetryOptions options,
                             Runtime runtime, TaskPool& pool)
    : inner_(std::move(inner)),
      runtime_(runtime),
      options_(std::move(options)),
      pool_(pool) {
  options_.metrics = nullptr;
  options_.is_retryable = [chosen = std::move(options_.is_retryable)](const Status& s) {
    return KindOf(s) == ErrorKind::kUnavailable && (!chosen || chosen(s));
  };
}

Result<Bytes> RetryingStore::Get(const ObjectPath& path) {
  return WithRetry([&](int) { return inner_->Get(path); }, runtime_, options_);
}

Result<Bytes> RetryingStore::GetRange(const ObjectPath& path, int64_t offset,
                                      int64_t length) {
  return WithRetry([&](int) { return inner_->GetRange(path, offset, length); }, runtime_,
                   options_);
}

arrow::Future<Bytes> RetryingStore::GetRangeAsync(const ObjectPath& path, int64_t offset,
                                                  int64_t length,
                                                  std::shared_ptr<ReadPin> pin) {
  if (options_.stop.stop_requested()) {
    return Status(MakeError(ErrorKind::kCancelled, Uri(path), "stopped before it began"));
  }
  auto read = std::make_shared<RangeRead>(
      RangeRead{path, offset, length, pin, runtime_.clock->MonotonicMicros()});
  inner_->GetRangeAsync(path, offset, length, std::move(pin))
      .AddCallback(
          [this, read](const Result<Bytes>& first) { AfterFirstAttempt(read, first); });
  return read->done;
}

void RetryingStore::AfterFirstAttempt(std::shared_ptr<RangeRead> read,
                                      const Result<Bytes>& first) {
  const auto finish = [this, read, first](const RetryOptions& options) {
    read->done.MarkFinished(WithRetry(
        [&](int attempt) -> Result<Bytes> {
          if (attempt == 1) return first;
          return inner_->GetRangeAsync(read->path, read->offset, read->length, read->pin)
              .result();
        },
        runtime_, options));
  };
  RetryOptions options = options_;
  if (first.ok() || !options_.is_retryable(first.status())) {
    options.stop = StopToken();  // it is done: no stop can undo it
    finish(options);
    return;
  }
  if (options.deadline_ms) {
    const int64_t elapsed_ms =
        (runtime_.clock->MonotonicMicros() - read->begin_micros) / 1000;
    // Not below 0, which would make no sense; there the backoff's delay is over it.
    options.deadline_ms = std::max<int64_t>(0, *options.deadline_ms - elapsed_ms);
  }
  pool_.Submit([finish, options] { finish(options); });
}

Result<ObjectInfo> RetryingStore::Head(const ObjectPath& path) {
  return WithRetry([&](int) { return inner_->Head(path); }, runtime_, options_);
}

Result<std::optional<std::string>> RetryingStore::GetVersion(const ObjectPath& path) {
  return WithRetry([&](int) { return inner_->GetVersion(path); }, runtime_, options_);
}

Status RetryingStore::Put(const ObjectPath& path, std::string_view bytes) {
  return WithRetry([&](int) { return inner_->Put(path, bytes); }, runtime_, options_);
}

Result<PutResult> RetryingStore::PutIfAbsent(const ObjectPath& path,
                                             std::string_view bytes) {
  return RetryPut([&] { return inner_->PutIfAbsent(path, bytes); });
}

Result<PutResult> RetryingStore::PutIfMatch(const ObjectPath& path,
                                            std::string_view bytes,
                                            std::string_view expected_version) {
  return RetryPut([&] { return inner_->PutIfMatch(path, bytes, expected_version); });
}

Result<PutResult> RetryingStore::RetryPut(const std::function<Result<PutResult>()>& put) {
  std::optional<Status> doubt;  // why an attempt may have been written
  const Result<PutResult> outcome = WithRetry(
      [&](int) -> Result<PutResult> {
        Result<PutResult> attempt = put();
        if (!attempt.ok() || attempt->outcome != PutOutcome::kUnknown) return attempt;
        // As an error it goes the way of all errors: repeated if it is of a kind that is.
        doubt = attempt->cause;
        if (doubt->ok()) doubt = Internal("", "an unknown outcome without a cause");
        return *doubt;
      },
      runtime_, options_);
  if (!doubt || (outcome.ok() && outcome->outcome == PutOutcome::kWon)) return outcome;
  const Status& cause = outcome.ok() ? *doubt : outcome.status();
  return PutResult{PutOutcome::kUnknown, std::nullopt, cause};
}

Status RetryingStore::Delete(const ObjectPath& path) {
  return WithRetry([&](int) { return inner_->Delete(path); }, runtime_, options_);
}

Status RetryingStore::DeleteAll(const std::vector<ObjectPath>& paths) {
  return WithRetry([&](int) { return inner_->DeleteAll(paths); }, runtime_, options_);
}

Status RetryingStore::List(const ObjectPath& prefix,
                           const std::optional<ObjectPath>& start_after,
                           const std::function<bool(const ObjectInfo&)>& visit) {
  std::optional<ObjectPath> last = start_after;
  bool enough = false;
  return WithRetry(
      [&](int) {
        // A copy: `last` moves while the store below reads where to begin.
        const std::optional<ObjectPath> after = last;
        Status status = inner_->List(prefix, after, [&](const ObjectInfo& info) {
          last = info.path;
          enough = !visit(info);
          return !enough;
        });
        // A failure after the visitor had enough is of no concern to it.
        return enough ? Status::OK() : status;
      },
      runtime_, options_);
}

std::string RetryingStore::Uri(const ObjectPath& path) const { return inner_->Uri(path); }

}  // namespace delta_utils
