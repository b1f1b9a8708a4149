// What a reply of S3 that is no success means.
//
//   if (reply.status >= 300) return ErrorOf(reply, uri, bucket_uri);
//
// Kinds: NotFound (key or bucket), PermissionDenied (403, and every refusal of the
// credentials), VersionMismatch (412), Throttled/Unavailable (429, 5xx, 408, 409 of
// conditional writes), Unsupported (501), InvalidArgument (other 4xx, redirects). The
// service's message is untrusted: cut, and without control characters. Threads: pure.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/http/http_client.h"

namespace delta_utils::internal {

/// The <Code> of an error's body; empty if there is none.
std::string ErrorCodeOf(const HttpReply& reply);

/// Where the reply says the bucket lies, by header or body; empty: it does not.
std::string RegionIn(const HttpReply& reply);

/// True if the body is an <Error>, whatever the status says.
bool HasErrorBody(const HttpReply& reply);

/// The error of `reply`, whose status is not 2xx or whose body is an <Error>. It names
/// the object by `uri`; the bucket instead, if that is what is missing.
Status ErrorOf(const HttpReply& reply, std::string_view uri, std::string_view bucket_uri);

}  // namespace delta_utils::internal
