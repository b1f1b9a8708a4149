// S3Objects: the objects and uploads of the test's S3 service, and its operations.
//
//   S3Objects objects(options);
//   HttpServerReply reply = objects.Run(request);
//
// Threads: any number; each operation holds the one lock.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "delta_utils/testing/s3_request_internal.h"

namespace delta_utils::testing_internal {

class S3Objects {
 public:
  explicit S3Objects(const S3ServerOptions& options);

  HttpServerReply Run(const S3Request& request);

  std::optional<S3Object> Find(const std::string& bucket, const std::string& key);
  void Put(const std::string& bucket, const std::string& key, std::string body);
  void Delete(const std::string& bucket, const std::string& key);
  std::vector<std::string> Keys(const std::string& bucket);
  std::vector<std::string> PendingUploads();

 private:
  // objects never change; a new state is a new object, so replies are made unlocked
  using ObjectPtr = std::shared_ptr<const S3Object>;
  using Bucket = std::map<std::string, ObjectPtr, std::less<>>;
  struct Part {
    std::string body;
    std::string etag;
  };
  struct Upload {
    std::string bucket;
    std::string key;
    std::vector<HttpHeader> metadata;
    std::map<int, Part> parts;
  };

  // Below: the caller holds the lock.
  static ObjectPtr FindIn(const Bucket& bucket, std::string_view key);
  HttpServerReply RunLocked(const S3Request& request, Bucket& bucket);
  HttpServerReply PutObject(const S3Request& request, Bucket& bucket);
  HttpServerReply DeleteObject(const S3Request& request, Bucket& bucket);
  HttpServerReply DeleteObjects(const S3Request& request, Bucket& bucket);
  HttpServerReply List(const S3Request& request, const Bucket& bucket) const;
  HttpServerReply CreateUpload(const S3Request& request, const Bucket& bucket);
  HttpServerReply UploadPart(const S3Request& request);
  HttpServerReply CompleteUpload(const S3Request& request, Bucket& bucket);
  HttpServerReply AbortUpload(const S3Request& request);
  Upload* FindUpload(const S3Request& request);
  std::optional<HttpServerReply> CheckParts(const S3Request& request,
                                            const Upload& upload,
                                            const std::vector<std::string>& numbers,
                                            const std::vector<std::string>& etags) const;
  /// The refusal of a write whose condition does not hold.
  std::optional<HttpServerReply> CheckWrite(const S3Request& request,
                                            const Bucket& bucket) const;
  ObjectPtr Store(Bucket& bucket, const std::string& key, S3Object object);
  std::vector<HttpHeader> MetadataOf(const S3Request& request) const;
  std::vector<HttpHeader> VersionHeaders(const S3Object& object) const;
  /// Without the lock.
  HttpServerReply Get(const S3Request& request, const ObjectPtr& object) const;
  std::optional<HttpServerReply> CheckRead(const S3Request& request,
                                           const S3Object& object) const;

  const S3Rules rules_;
  Clock& clock_;
  const int max_keys_;
  std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> buckets_;
  std::map<std::string, Upload> uploads_;  // by their id
  int64_t last_generation_ = 0;
  int64_t last_upload_ = 0;
};

}  // namespace delta_utils::testing_internal
