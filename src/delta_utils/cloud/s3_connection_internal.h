// S3Connection: requests to one bucket, addressed, signed, sent, and judged.
//
//   S3Connection connection(options, runtime, http);
//   ARROW_ASSIGN_OR_RAISE(HttpReply reply, connection.Call({.method = "HEAD", .key =
//   k}));
//
// Call repeats what may be repeated, as often as the options allow. Send is one attempt,
// for writes that must not be repeated blindly. Both mend three things at once, each one
// time a request, because the service did nothing yet: a clock that is wrong (the
// service's own is taken from then on), expired credentials (fetched anew), and the
// service's word that the bucket lies in another region (signed for that one; of Amazon's
// own hosts, asked there). Any other redirect is an error. Threads: any number.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/task_pool.h"
#include "delta_utils/cloud/s3_dialect_internal.h"
#include "delta_utils/cloud/s3_store.h"

namespace delta_utils::internal {

struct S3Request {
  std::string method = "GET";
  std::string key;  // in the bucket, with the store's prefix; empty: the bucket itself
  std::string named_key;  // what errors name, if it is not `key`
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<HttpHeader> headers;
  std::string_view body;
  int64_t max_reply_bytes = 16 << 20;
  int also_accepted = 0;  // a status that is no failure, besides 2xx
};

class S3Connection {
 public:
  S3Connection(S3Options options, Runtime runtime, std::shared_ptr<HttpClient> http);

  const S3Options& options() const { return options_; }
  const S3Dialect& dialect() const { return dialect_; }
  const Runtime& runtime() const { return runtime_; }
  /// For what has to wait beside the calling thread.
  TaskPool& pool() { return *pool_; }

  /// One attempt. `status` is that of the transport alone; see StatusOf.
  HttpResult Send(const S3Request& request);

  /// Until a reply of 2xx, or an error that is not Unavailable, or the retry's end.
  Result<HttpReply> Call(const S3Request& request);

  /// As Call, without waiting: `done` runs on a thread of the client or of the pool.
  void Start(S3Request request, std::function<void(Result<HttpReply>)> done);

  /// OK for a reply of 2xx that carries no error; else the error it stands for.
  Status StatusOf(const S3Request& request, const HttpResult& result) const;

  /// The options' retry, with the store's quota and stop.
  RetryOptions Retry();

  /// The key of a path of the store, which lies below the options' prefix.
  std::string KeyOf(const ObjectPath& path) const;
  /// "s3://bucket/key".
  std::string UriOf(std::string_view key) const;
  /// What errors call the request.
  std::string UriOf(const S3Request& request) const;

 private:
  /// What a request was signed with.
  struct Signer {
    Credentials credentials;
    std::string region;
  };
  struct Signed {
    HttpRequest request;
    Signer signer;
  };
  Result<Signed> Sign(const S3Request& request);
  std::string UrlOf(const S3Request& request, const std::string& region) const;
  std::string region() const;
  /// True if the request is worth sending again at once; `mended` holds what was tried.
  bool Mend(const HttpResult& result, const Signer& used, unsigned* mended);
  bool MendClock(const HttpReply& reply);
  bool MendRegion(const HttpReply& reply, const std::string& used);
  Result<HttpReply> CallAfter(const S3Request& request, std::optional<HttpResult> first);

  const S3Options options_;
  const S3Dialect& dialect_;
  const Runtime runtime_;
  const std::shared_ptr<HttpClient> http_;
  RetryQuota quota_;
  std::atomic<int64_t> clock_offset_ms_ = 0;
  mutable std::mutex mutex_;
  std::string region_;  // guarded by mutex_
  const std::unique_ptr<TaskPool> pool_;
};

}  // namespace delta_utils::internal
