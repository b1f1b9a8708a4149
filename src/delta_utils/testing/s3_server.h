// S3Server: the object service of S3 inside a test, with the rules of Amazon, Cloudflare
// R2 or Google Cloud Storage, and with faults on demand.
//
//   FakeClock clock;
//   DU_ASSERT_OK_AND_ASSIGN(auto server, S3Server::Open({.clock = &clock}));
//   server->SetFaults([](const S3Call& call) {
//     return call.operation == "PutObject" && call.nth == 0
//                ? S3Fault{.kind = S3Fault::kCloseAfter} : S3Fault{};
//   });
//   ... S3Options{.bucket = "bucket", .endpoint = server->url(), .path_style = true}
//
// Path-style requests; GetObject (ranges, If-Match, If-None-Match), HeadObject,
// PutObject, DeleteObject, DeleteObjects, ListObjectsV2, multipart uploads. Conditions
// hold under one lock. What the rules say is what was recorded of the services: see
// S3Rules. Signatures are checked for their form, not for their digits. Threads: any
// number.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/runtime.h"
#include "delta_utils/http/http_client.h"

namespace delta_utils {

enum class S3Rules {
  /// If-None-Match "*" and If-Match on PutObject and CompleteMultipartUpload: 412; 404
  /// NoSuchKey for If-Match without an object. Parts but the last have 5 MiB or more.
  kAws,
  /// Any condition that does not hold is 412. The signing region is "auto"; a request
  /// with "Expect" is 417; conditions also on CreateMultipartUpload; parts but the last
  /// are of one size.
  kR2,
  /// If-Match and If-None-Match on writes are ignored, x-goog-if-generation-match (0:
  /// absent) is obeyed, but not by uploads of parts; GOOG4-HMAC-SHA256 of any region;
  /// x-amz-* headers are 400; metadata is x-goog-meta-*; no DeleteObjects (501); 404 for
  /// deleting what is not there.
  kGcs,
};

/// What a request is about, as the faults and the log see it.
struct S3Call {
  /// "GetObject", "HeadObject", "PutObject", "DeleteObject", "DeleteObjects",
  /// "ListObjectsV2", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload",
  /// "AbortMultipartUpload", or "Unknown".
  std::string operation;
  std::string method;
  std::string bucket;
  std::string key;  // decoded
  /// Equal operations on the same key before this one.
  int nth = 0;
  std::vector<HttpHeader> headers;  // names in lower case
  std::string query;                // as it came

  /// The first header of that (lower-case) name, or "".
  std::string_view Header(std::string_view name) const;
};

/// What goes wrong with a request.
struct S3Fault {
  enum Kind {
    kNone,
    kStatusBefore,  // `status` and `code`; nothing is done
    kStatusAfter,   // the same, after it was done
    kCloseBefore,   // the connection ends; nothing is done
    kCloseAfter,    // the same, after it was done
    kErrorInOk,     // 200 with an <Error> of `code`; nothing is done
    kShortBody,     // done; the connection ends in the middle of the reply's body
    kHold,          // done; the reply waits for `gate`
  };
  Kind kind = kNone;
  int status = 503;
  std::string code = "SlowDown";
  /// Added to the reply: Retry-After, Location, x-amz-bucket-region, Date, ...
  std::vector<HttpHeader> headers;
  std::shared_ptr<class Gate> gate;
};

/// 307 to `location`, and the header that names the bucket's region if it is not empty.
S3Fault S3Redirect(std::string_view location, std::string_view region, int status = 307);

using S3Faults = std::function<S3Fault(const S3Call&)>;

struct S3ServerOptions {
  S3Rules rules = S3Rules::kAws;
  /// Borrowed; the Date of replies, and what is too skewed (15 minutes, 403). Required.
  Clock* clock = nullptr;
  std::vector<std::string> buckets = {"bucket"};
  /// Empty: requests are taken unsigned. Otherwise Authorization must be there, well
  /// formed, and of this key.
  std::string access_key_id;
  /// Must equal the token header if the key's id is set: InvalidToken.
  std::string session_token;
  /// Of the credential scope: 400 AuthorizationHeaderMalformed, with <Region>.
  std::string region = "us-east-1";
  /// A page of a listing holds no more, whatever is asked for.
  int max_keys = 1000;
};

struct S3Object {
  std::string body;
  std::string etag;  // with its quotes
  int64_t generation = 0;
  int64_t last_modified_ms = 0;
  std::vector<HttpHeader> metadata;  // "x-amz-meta-..." or "x-goog-meta-..."
};

class S3Server {
 public:
  virtual ~S3Server() = default;
  static Result<std::unique_ptr<S3Server>> Open(S3ServerOptions options);

  /// "http://127.0.0.1:PORT"
  virtual std::string url() const = 0;
  virtual void SetFaults(S3Faults faults) = 0;
  /// What must be presented from now on.
  virtual void SetCredentials(std::string access_key_id, std::string session_token) = 0;

  /// Behind the service's back: as if another client had done it.
  virtual std::optional<S3Object> Find(std::string_view bucket, std::string_view key) = 0;
  virtual void Put(std::string_view bucket, std::string_view key, std::string body) = 0;
  virtual void Delete(std::string_view bucket, std::string_view key) = 0;
  virtual std::vector<std::string> Keys(std::string_view bucket) = 0;

  /// Keys of multipart uploads neither completed nor aborted.
  virtual std::vector<std::string> PendingUploads() = 0;
  /// Every request so far, in the order of arrival.
  virtual std::vector<S3Call> Calls() = 0;
  virtual int64_t connections() const = 0;
};

}  // namespace delta_utils
