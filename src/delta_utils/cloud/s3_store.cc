#include "delta_utils/cloud/s3_store.h"

#include <openssl/evp.h>

#include <algorithm>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/base/base64.h"
#include "delta_utils/cloud/http_date_internal.h"
#include "delta_utils/cloud/s3_connection_internal.h"
#include "delta_utils/cloud/s3_lister_internal.h"
#include "delta_utils/cloud/s3_reader_internal.h"
#include "delta_utils/cloud/s3_writer_internal.h"
#include "delta_utils/cloud/whole_number_internal.h"
#include "delta_utils/cloud/xml_internal.h"
#include "delta_utils/cloud/xml_writer_internal.h"
#include "delta_utils/http/curl_client.h"
#include "delta_utils/http/uri.h"

namespace delta_utils {
namespace {

using internal::S3Connection;
using internal::S3Reader;
using internal::S3Request;
using internal::S3Writer;
using internal::WriteCondition;

constexpr size_t kMaxKeyBytes = 1024;
constexpr size_t kDeleteBatch = 1000;

class S3Store : public ObjectStore {
 public:
  S3Store(S3Options options, Runtime runtime, std::shared_ptr<HttpClient> http)
      : connection_(std::move(options), runtime, std::move(http)), reader_(connection_) {}

  Result<std::shared_ptr<arrow::Buffer>> Get(const ObjectPath& path) override {
    return GetRange(path, 0, INT64_MAX);
  }
  Result<std::shared_ptr<arrow::Buffer>> GetRange(const ObjectPath& path, int64_t offset,
                                                  int64_t length) override {
    ARROW_RETURN_NOT_OK(CheckReadable(path));
    return reader_.Read(KeyOf(path), offset, length);
  }
  arrow::Future<std::shared_ptr<arrow::Buffer>> GetRangeAsync(
      const ObjectPath& path, int64_t offset, int64_t length,
      std::shared_ptr<ReadPin> pin) override {
    const Status status = CheckReadable(path);
    if (!status.ok()) return status;
    return reader_.ReadAsync(KeyOf(path), offset, length, std::move(pin));
  }
  Result<ObjectInfo> Head(const ObjectPath& path) override;
  Result<std::optional<std::string>> GetVersion(const ObjectPath& path) override;
  Status Put(const ObjectPath& path, std::string_view bytes) override;
  Result<PutResult> PutIfAbsent(const ObjectPath& path, std::string_view bytes) override {
    return Write(path, bytes, {WriteCondition::Kind::kIfAbsent, ""});
  }
  Result<PutResult> PutIfMatch(const ObjectPath& path, std::string_view bytes,
                               std::string_view expected_version) override;
  Status Delete(const ObjectPath& path) override;
  Status DeleteAll(const std::vector<ObjectPath>& paths) override;
  Status List(const ObjectPath& prefix, const std::optional<ObjectPath>& start_after,
              const std::function<bool(const ObjectInfo&)>& visit) override {
    return internal::S3Lister(connection_).List(prefix, start_after, visit);
  }
  std::string Uri(const ObjectPath& path) const override {
    return connection_.UriOf(KeyOf(path));
  }

 private:
  std::string KeyOf(const ObjectPath& path) const { return connection_.KeyOf(path); }
  Status CheckReadable(const ObjectPath& path) const;
  Status CheckWritable(const ObjectPath& path) const;
  Result<PutResult> Write(const ObjectPath& path, std::string_view bytes,
                          WriteCondition condition);
  Status DeleteBatch(const std::vector<ObjectPath>& paths);

  S3Connection connection_;
  S3Reader reader_;
};

Status S3Store::CheckReadable(const ObjectPath& path) const {
  if (!path.empty() && KeyOf(path).size() <= kMaxKeyBytes) return Status::OK();
  return NotFound(Uri(path), "there is no such object");
}

Status S3Store::CheckWritable(const ObjectPath& path) const {
  if (path.empty()) return InvalidArgument(Uri(path), "the root is not an object");
  if (KeyOf(path).size() <= kMaxKeyBytes) return Status::OK();
  return InvalidArgument(Uri(path), "a key is at most 1024 bytes long");
}

Result<ObjectInfo> S3Store::Head(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckReadable(path));
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply,
                        connection_.Call({.method = "HEAD", .key = KeyOf(path)}));
  const std::string* length = reply.Find("content-length");
  const std::string* modified = reply.Find("last-modified");
  const auto size_bytes =
      length == nullptr ? std::nullopt : internal::ParseWholeNumber(*length);
  if (!size_bytes) return Corrupt(Uri(path), "the reply names no length");
  const auto time_ms =
      modified == nullptr ? std::nullopt : internal::ParseHttpDate(*modified);
  if (!time_ms) return Corrupt(Uri(path), "the reply names no time of change");
  return ObjectInfo{path, *size_bytes, *time_ms};
}

Result<std::optional<std::string>> S3Store::GetVersion(const ObjectPath& path) {
  if (!CheckReadable(path).ok()) return std::nullopt;
  const auto reply = connection_.Call({.method = "HEAD", .key = KeyOf(path)});
  if (!reply.ok()) {
    if (KindOf(reply.status()) == ErrorKind::kNotFound) return std::nullopt;
    return reply.status();
  }
  std::optional<std::string> version = connection_.dialect().VersionIn(*reply);
  if (!version) return Corrupt(Uri(path), "the reply names no version");
  return version;
}

Result<PutResult> S3Store::Write(const ObjectPath& path, std::string_view bytes,
                                 WriteCondition condition) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  return S3Writer(connection_, KeyOf(path), bytes, std::move(condition)).Run();
}

Status S3Store::Put(const ObjectPath& path, std::string_view bytes) {
  ARROW_ASSIGN_OR_RAISE(const PutResult put, Write(path, bytes, {}));
  if (put.outcome == PutOutcome::kWon) return Status::OK();
  if (!put.cause.ok()) return put.cause;
  return Internal(Uri(path), "an unconditional write that lost");
}

Result<PutResult> S3Store::PutIfMatch(const ObjectPath& path, std::string_view bytes,
                                      std::string_view expected_version) {
  if (connection_.dialect().CanBeVersion(expected_version)) {
    return Write(path, bytes,
                 {WriteCondition::Kind::kIfMatch, std::string(expected_version)});
  }
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  ARROW_ASSIGN_OR_RAISE(std::optional<std::string> found, GetVersion(path));
  return PutResult{PutOutcome::kLost, std::move(found), {}};
}

Status S3Store::Delete(const ObjectPath& path) {
  ARROW_RETURN_NOT_OK(CheckWritable(path));
  const Status status =
      connection_.Call({.method = "DELETE", .key = KeyOf(path)}).status();
  // Some services say of a missing object that it is missing; a bucket is another matter.
  const bool is_missing = !status.ok() && KindOf(status) == ErrorKind::kNotFound &&
                          DetailOf(status)->path() == Uri(path);
  return is_missing ? Status::OK() : status;
}

Status S3Store::DeleteAll(const std::vector<ObjectPath>& paths) {
  std::vector<ObjectPath> batch, singles;
  const bool in_batches = connection_.dialect().deletes_in_batches;
  for (const ObjectPath& path : paths) {
    ARROW_RETURN_NOT_OK(CheckWritable(path));
    const bool fits = in_batches && internal::IsWritableInXml(path.ToString());
    (fits ? batch : singles).push_back(path);
  }
  for (size_t begin = 0; begin < batch.size(); begin += kDeleteBatch) {
    const size_t end = std::min(begin + kDeleteBatch, batch.size());
    ARROW_RETURN_NOT_OK(DeleteBatch({batch.begin() + static_cast<ptrdiff_t>(begin),
                                     batch.begin() + static_cast<ptrdiff_t>(end)}));
  }
  return ParallelFor(
      connection_.pool(), static_cast<int64_t>(singles.size()),
      [&](int64_t index) { return Delete(singles[static_cast<size_t>(index)]); });
}

/// Base64, as Content-MD5 wants it.
std::string Md5Of(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  DU_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_md5(), nullptr) ==
           1);
  std::string text;
  AppendBase64({reinterpret_cast<const char*>(digest), length}, &text);
  return text;
}

Status S3Store::DeleteBatch(const std::vector<ObjectPath>& paths) {
  std::string body = "<Delete><Quiet>true</Quiet>";
  for (const ObjectPath& path : paths) {
    body += "<Object><Key>" + internal::EscapeXml(KeyOf(path)) + "</Key></Object>";
  }
  body += "</Delete>";
  const S3Request request{
      .method = "POST",
      .query = {{"delete", ""}},
      .headers = {{"content-md5", Md5Of(body)}, {"content-type", "application/xml"}},
      .body = body};
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, connection_.Call(request));
  ARROW_ASSIGN_OR_RAISE(
      const internal::XmlElement root,
      internal::ParseXml(std::string_view(*reply.body), connection_.UriOf("")));
  for (const internal::XmlElement& child : root.children) {
    if (child.name != "Error" || child.ChildText("Code") == "NoSuchKey") continue;
    const bool refused = child.ChildText("Code") == "AccessDenied";
    return MakeError(
        refused ? ErrorKind::kPermissionDenied : ErrorKind::kUnavailable,
        connection_.UriOf(child.ChildText("Key")),
        "not deleted: " + std::string(child.ChildText("Code").substr(0, 64)));
  }
  return Status::OK();
}

Status CheckBucket(std::string_view bucket) {
  const bool is_good =
      bucket.size() >= 3 && bucket.size() <= 63 &&
      std::all_of(bucket.begin(), bucket.end(),
                  [](char c) {
                    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || (c >= 'A' && c <= 'Z');
                  }) &&
      bucket.front() != '.' && bucket.find("..") == std::string_view::npos;
  if (is_good) return Status::OK();
  return InvalidArgument(bucket, "cannot be the name of a bucket");
}

Status CheckRegion(std::string_view region) {
  const bool is_good = !region.empty() && region.size() <= 64 &&
                       std::all_of(region.begin(), region.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '_';
                       });
  if (is_good) return Status::OK();
  return InvalidArgument(region, "cannot be the name of a region");
}

/// Leaves scheme, host and port of the endpoint.
Status CheckEndpoint(S3Options* options) {
  if (options->endpoint.empty()) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(const Url url, ParseUrl(options->endpoint));
  if (!url.path.empty() && url.path != "/") {
    return InvalidArgument(url.Authority(), "an endpoint has no path");
  }
  if (url.scheme != "https" && !options->allow_http) {
    return InvalidArgument(url.Authority(),
                           "an endpoint without TLS is used only where plain http is "
                           "allowed (AWS_ALLOW_HTTP=true)");
  }
  options->endpoint = url.scheme + "://" + url.Authority();
  return Status::OK();
}

Status CheckNumbers(const S3Options& options) {
  constexpr int64_t kMinPartBytes = 5 << 20;  // S3's own rule
  const bool is_good = options.max_in_flight >= 1 && options.max_in_flight <= 1024 &&
                       options.part_bytes >= kMinPartBytes &&
                       options.multipart_threshold_bytes >= 0;
  if (is_good) return CheckBackoffPolicy(options.retry.backoff);
  return InvalidArgument(options.bucket,
                         "max_in_flight is from 1 to 1024, part_bytes at least 5 MiB");
}

}  // namespace

RetryOptions DefaultS3Retry() {
  RetryOptions retry;
  retry.max_retries = 10;
  retry.backoff = {.base_delay_ms = 50,
                   .max_delay_ms = 20'000,
                   .multiplier = 2,
                   .jitter = Jitter::kFull};
  retry.throttled_base_delay_ms = 1000;
  retry.deadline_ms = 3 * 60 * 1000;
  return retry;
}

Result<std::unique_ptr<ObjectStore>> OpenS3Store(S3Options options, Runtime runtime,
                                                 std::shared_ptr<HttpClient> http) {
  ARROW_RETURN_NOT_OK(CheckBucket(options.bucket));
  ARROW_RETURN_NOT_OK(CheckEndpoint(&options));
  if (options.service == S3Service::kR2) options.region = "auto";
  ARROW_RETURN_NOT_OK(CheckRegion(options.region));
  ARROW_RETURN_NOT_OK(CheckNumbers(options));
  return std::make_unique<S3Store>(std::move(options), runtime, std::move(http));
}

Result<std::unique_ptr<ObjectStore>> OpenS3Store(S3Options options, Runtime runtime) {
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<HttpClient> http,
                        MakeCurlClient({.max_in_flight = options.max_in_flight,
                                        .allow_http = options.allow_http,
                                        .ca_file = options.ca_file}));
  return OpenS3Store(std::move(options), runtime, std::move(http));
}

}  // namespace delta_utils
