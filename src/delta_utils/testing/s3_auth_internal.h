// What a service checks of a request before it looks at what is asked for.
//
//   if (auto refusal = CheckS3Auth(request, {...}, now_ms)) return *refusal;
//
// The Authorization header's form, key, scope and signed headers, the date, the token and
// the payload's hash; not the signature's digits. Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "delta_utils/testing/s3_request_internal.h"

namespace delta_utils::testing_internal {

struct S3AuthRules {
  S3Rules rules = S3Rules::kAws;
  std::string access_key_id;  // empty: unsigned requests are taken
  std::string session_token;
  std::string region;
};

/// The refusal, or nullopt.
std::optional<HttpServerReply> CheckS3Auth(const S3Request& request,
                                           const S3AuthRules& rules, int64_t now_ms);

}  // namespace delta_utils::testing_internal
