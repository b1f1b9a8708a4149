#include <utility>

#include "delta_utils/http/uri.h"
#include "delta_utils/testing/s3_objects_internal.h"
#include "delta_utils/testing/s3_reply_internal.h"

namespace delta_utils::testing_internal {
namespace {

constexpr size_t kMaxKeyBytes = 1024;
constexpr size_t kMaxDeletes = 1000;

}  // namespace

S3Objects::S3Objects(const S3ServerOptions& options)
    : rules_(options.rules), clock_(*options.clock), max_keys_(options.max_keys) {
  for (const std::string& name : options.buckets) buckets_[name];
}

HttpServerReply S3Objects::Run(const S3Request& request) {
  const S3Call& call = request.call;
  if (call.key.size() > kMaxKeyBytes) return S3Error(400, "KeyTooLongError", call.key);
  std::unique_lock lock(mutex_);
  const auto bucket = buckets_.find(call.bucket);
  if (bucket == buckets_.end()) return S3Error(404, "NoSuchBucket", call.bucket);
  if (call.operation != "GetObject" && call.operation != "HeadObject") {
    return RunLocked(request, bucket->second);
  }
  const ObjectPtr object = FindIn(bucket->second, call.key);
  lock.unlock();
  return Get(request, object);
}

HttpServerReply S3Objects::RunLocked(const S3Request& request, Bucket& bucket) {
  const std::string& operation = request.call.operation;
  if (operation == "PutObject") return PutObject(request, bucket);
  if (operation == "DeleteObject") return DeleteObject(request, bucket);
  if (operation == "DeleteObjects") return DeleteObjects(request, bucket);
  if (operation == "ListObjectsV2") return List(request, bucket);
  if (operation == "CreateMultipartUpload") return CreateUpload(request, bucket);
  if (operation == "UploadPart") return UploadPart(request);
  if (operation == "CompleteMultipartUpload") return CompleteUpload(request, bucket);
  if (operation == "AbortMultipartUpload") return AbortUpload(request);
  return S3Error(501, "NotImplemented", request.call.key);
}

S3Objects::ObjectPtr S3Objects::FindIn(const Bucket& bucket, std::string_view key) {
  const auto found = bucket.find(key);
  return found == bucket.end() ? nullptr : found->second;
}

std::optional<HttpServerReply> S3Objects::CheckWrite(const S3Request& request,
                                                     const Bucket& bucket) const {
  const std::string& key = request.call.key;
  const ObjectPtr found = FindIn(bucket, key);
  const auto failed = [&] { return S3Error(412, "PreconditionFailed", key); };
  if (rules_ == S3Rules::kGcs) {
    const std::string_view asked = request.Header("x-goog-if-generation-match");
    const int64_t there = found == nullptr ? 0 : found->generation;
    if (!asked.empty() && asked != std::to_string(there)) return failed();
    return std::nullopt;
  }
  const std::string_view if_match = request.Header("if-match");
  const std::string_view if_none_match = request.Header("if-none-match");
  if (!if_none_match.empty() && if_none_match != "*") {
    return S3Error(501, "NotImplemented", key);
  }
  if (!if_none_match.empty() && found != nullptr) return failed();
  if (if_match.empty()) return std::nullopt;
  if (found == nullptr && rules_ == S3Rules::kAws) return S3Error(404, "NoSuchKey", key);
  if (found == nullptr || (if_match != "*" && if_match != found->etag)) return failed();
  return std::nullopt;
}

std::vector<HttpHeader> S3Objects::MetadataOf(const S3Request& request) const {
  const std::string_view prefix =
      rules_ == S3Rules::kGcs ? "x-goog-meta-" : "x-amz-meta-";
  std::vector<HttpHeader> metadata;
  for (const HttpHeader& header : request.call.headers) {
    if (header.name.starts_with(prefix)) metadata.push_back(header);
  }
  return metadata;
}

std::vector<HttpHeader> S3Objects::VersionHeaders(const S3Object& object) const {
  std::vector<HttpHeader> headers = {{"ETag", object.etag}};
  if (rules_ == S3Rules::kGcs) {
    headers.push_back({"x-goog-generation", std::to_string(object.generation)});
  }
  return headers;
}

S3Objects::ObjectPtr S3Objects::Store(Bucket& bucket, const std::string& key,
                                      S3Object object) {
  // as large as a real one, which is a time in microseconds
  object.generation = clock_.NowMillis() * 1000 + ++last_generation_;
  // whole seconds: HEAD says no more, and a listing agrees with it
  object.last_modified_ms = clock_.NowMillis() / 1000 * 1000;
  return bucket[key] = std::make_shared<const S3Object>(std::move(object));
}

HttpServerReply S3Objects::PutObject(const S3Request& request, Bucket& bucket) {
  if (auto refusal = CheckWrite(request, bucket)) return *std::move(refusal);
  S3Object object{.body = std::string(request.body), .metadata = MetadataOf(request)};
  object.etag = QuotedMd5(object.body);
  return {.headers = VersionHeaders(*Store(bucket, request.call.key, std::move(object)))};
}

HttpServerReply S3Objects::DeleteObject(const S3Request& request, Bucket& bucket) {
  if (!request.Header("if-match").empty()) {
    return S3Error(501, "NotImplemented", request.call.key);
  }
  if (rules_ == S3Rules::kGcs) {
    if (auto refusal = CheckWrite(request, bucket)) return *std::move(refusal);
  }
  const bool deleted = bucket.erase(request.call.key) > 0;
  if (!deleted && rules_ == S3Rules::kGcs) {
    return S3Error(404, "NoSuchKey", request.call.key);
  }
  return {.status = 204};
}

HttpServerReply S3Objects::DeleteObjects(const S3Request& request, Bucket& bucket) {
  if (rules_ == S3Rules::kGcs) return S3Error(501, "NotImplemented", "");
  const std::vector<std::string> keys = XmlTexts(request.body, "Key");
  if (keys.empty() || keys.size() > kMaxDeletes) return S3Error(400, "MalformedXML", "");
  const bool quiet = XmlTexts(request.body, "Quiet") == std::vector<std::string>{"true"};
  std::string deleted;
  for (const std::string& key : keys) {
    bucket.erase(key);
    if (quiet) continue;
    deleted += "<Deleted><Key>" + EscapeXmlText(key) + "</Key></Deleted>";
  }
  return XmlReply("<DeleteResult>" + deleted + "</DeleteResult>");
}

std::optional<S3Object> S3Objects::Find(const std::string& bucket,
                                        const std::string& key) {
  std::lock_guard lock(mutex_);
  const ObjectPtr found = FindIn(buckets_[bucket], key);
  if (found == nullptr) return std::nullopt;
  return *found;
}

void S3Objects::Put(const std::string& bucket, const std::string& key, std::string body) {
  S3Object object{.body = std::move(body)};
  object.etag = QuotedMd5(object.body);
  std::lock_guard lock(mutex_);
  Store(buckets_[bucket], key, std::move(object));
}

void S3Objects::Delete(const std::string& bucket, const std::string& key) {
  std::lock_guard lock(mutex_);
  buckets_[bucket].erase(key);
}

std::vector<std::string> S3Objects::Keys(const std::string& bucket) {
  std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [key, object] : buckets_[bucket]) keys.push_back(key);
  return keys;
}

}  // namespace delta_utils::testing_internal
