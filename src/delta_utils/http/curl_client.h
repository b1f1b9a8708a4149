// CurlClient: the HttpClient over libcurl, all connections on one thread.
//
//   ARROW_ASSIGN_OR_RAISE(auto client, MakeCurlClient({.max_in_flight = 16}));
//
// HTTP/1.1, because ranges that run side by side want connections of their own; idle
// connections are kept and used again. Requests beyond max_in_flight wait their turn in
// the client. A body of known length is written once, straight into the reply's buffer.
// Certificates are verified; redirects are replies like any other; of the environment
// nothing is read (no proxy, no netrc). GET and HEAD alone are sent again when a kept
// connection turns out to be closed before a reply: anything else is sent once. Threads:
// any number; a client that is dropped by a callback of its own is not waited for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "delta_utils/http/http_client.h"

namespace delta_utils {

struct CurlOptions {
  int max_in_flight = 16;
  int64_t connect_timeout_ms = 5'000;
  /// A connection that moves less than one byte a second for so long is given up.
  int64_t silence_timeout_ms = 30'000;
  /// Plain http:// URLs are InvalidArgument without it.
  bool allow_http = false;
  /// PEM file of the certificates to trust instead of the system's; empty: the system's.
  std::string ca_file;
};

Result<std::unique_ptr<HttpClient>> MakeCurlClient(const CurlOptions& options);

}  // namespace delta_utils
