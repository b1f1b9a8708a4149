// S3Store: an ObjectStore over Amazon S3 and what speaks its protocol: Cloudflare R2,
// MinIO, Google Cloud Storage by HMAC keys.
//
//   S3Options options{.bucket = "shop", .region = "eu-central-1"};
//   options.credentials = MakeDefaultCredentials(SystemEnvironment(), http, runtime);
//   ARROW_ASSIGN_OR_RAISE(auto store, OpenS3Store(options, runtime));
//
// Conditional writes. Every one carries an id of its own as metadata ("writeid") and the
// version it was to replace ("writeover"). A reply that says "the condition did not hold"
// is settled by looking whose id the object has: a writer whose first reply was lost
// finds its own and has won. kLost is told only if the object found cannot lie on top of
// ours; kUnknown if that cannot be told. (A third writer that deletes our object in the
// moment between a lost reply and the look is not seen.) An error status means that the
// service refused the write or never saw it.
//
// Failures that pass (no connection, 5xx, 429, 409 of conditional writes) are retried
// with full jitter, the pause the service names, a quota for the whole store and a
// deadline; reading goes on with the state of the object it began with. Large objects are
// written in parts side by side, and left to no reader until complete; the parts of a
// failed write are removed.
//
// A version is the ETag without its quotes (Google: the generation). List leaves out keys
// that no ObjectPath can name ("a//b", "a/"). Threads: any number; waiting operations are
// not to be called from a future's callback. Sources: Amazon S3 API Reference and User
// Guide ("Conditional requests"); Cloudflare R2 docs ("S3 API compatibility"). R2 and
// Google were tried against their recorded rules only, not against the services.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "delta_utils/cloud/credentials.h"
#include "delta_utils/retry/retry.h"
#include "delta_utils/storage/object_store.h"

namespace delta_utils {

enum class S3Service {
  kAws,
  kR2,     // region "auto"; 412 where S3 says 404 or 409
  kGcs,    // GOOG4 signatures, generations instead of ETags, deletes one by one
  kOther,  // MinIO, versitygw, Ceph, ...
};

/// The service behind an endpoint, by its host's name; kAws for an empty one.
S3Service ServiceOfEndpoint(std::string_view endpoint);

/// Full jitter from 50 ms (1 s when throttled) to 20 s, 10 retries, 3 minutes.
RetryOptions DefaultS3Retry();

struct S3Options {
  std::string bucket;
  /// All paths are relative to it.
  ObjectPath prefix;
  S3Service service = S3Service::kAws;
  std::string region = "us-east-1";
  /// "https://host[:port]"; empty: Amazon's by region.
  std::string endpoint;
  /// "https://host/bucket/key" instead of "https://bucket.host/key". Always so for
  /// buckets whose name is not one DNS label.
  bool path_style = false;
  bool allow_http = false;
  /// nullptr: requests are not signed.
  std::shared_ptr<CredentialsProvider> credentials;
  std::string ca_file;
  int max_in_flight = 16;
  int64_t multipart_threshold_bytes = 16 << 20;
  int64_t part_bytes = 8 << 20;  // more for objects of over 10,000 parts
  RetryOptions retry = DefaultS3Retry();
  /// Ends requests and pauses at once: Cancelled.
  StopToken stop;
};

/// Does no I/O. InvalidArgument for a bucket name, endpoint, region or number that cannot
/// be right.
Result<std::unique_ptr<ObjectStore>> OpenS3Store(S3Options options, Runtime runtime);

/// The same over a client of the caller's, for tests and for sharing one.
Result<std::unique_ptr<ObjectStore>> OpenS3Store(S3Options options, Runtime runtime,
                                                 std::shared_ptr<HttpClient> http);

}  // namespace delta_utils
