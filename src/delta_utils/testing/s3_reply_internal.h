// What replies of the test's S3 service are made of.
//
//   return S3Error(404, "NoSuchKey", request.call.key);
//   return {.headers = {{"ETag", QuotedMd5(body)}}};
//
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "delta_utils/testing/http_server.h"

namespace delta_utils::testing_internal {

/// `status` and an <Error> of `code`; no body if `code` is empty. `more` is XML that goes
/// into the error.
HttpServerReply S3Error(int status, std::string_view code, std::string_view resource,
                        std::string_view more = "");

HttpServerReply XmlReply(std::string_view content);

/// 16 and 32 bytes.
std::string Md5(std::string_view bytes);
std::string Sha256(std::string_view bytes);
/// The ETag of an object put in one piece.
std::string QuotedMd5(std::string_view bytes);

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string HttpDate(int64_t millis);
/// "20130524T000000Z" as milliseconds since 1970; -1 for anything else.
int64_t ParseBasicDate(std::string_view text);

}  // namespace delta_utils::testing_internal
