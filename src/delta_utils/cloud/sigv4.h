// Signing requests with AWS Signature Version 4, and Google's form of it.
//
//   HttpRequest request{.method = "PUT", .url = url, .body = bytes};
//   SignRequest(request, credentials, {.region = "eu-central-1"}, clock.NowMillis());
//
// Adds the headers of the date, the payload's hash, the session token and Authorization;
// signs every header that is there (and the host, which is the URL's). The URL must be
// percent-encoded as PercentEncode does; the query need not be sorted. Source: AWS
// General Reference, "Create a signed AWS API request"; Cloud Storage, "V4 signing
// process". Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "delta_utils/cloud/credentials.h"
#include "delta_utils/http/http_client.h"

namespace delta_utils {

enum class SigningScheme { kAws4, kGoog4 };

struct SigningOptions {
  std::string region;
  std::string service = "s3";
  SigningScheme scheme = SigningScheme::kAws4;
};

/// `now_ms` since 1970; a header that signing adds must not be there yet.
void SignRequest(HttpRequest& request, const Credentials& credentials,
                 const SigningOptions& options, int64_t now_ms);

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

}  // namespace delta_utils
