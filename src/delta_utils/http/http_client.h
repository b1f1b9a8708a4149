// HttpClient: one HTTP/1.1 request and its reply, without waiting.
//
//   HttpResult result = RunRequest(*client, {.method = "GET", .url = url});
//   if (!result.status.ok()) ...            // no whole reply; result.request_sent
//   else if (result.reply.status == 404) ...
//
// A client neither retries, redirects, signs nor decodes: a reply of any status is a
// reply. Nothing of a request but its method and its URL without the query appears in an
// error. Threads: any number.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/base/status.h"

namespace delta_utils {

struct HttpHeader {
  std::string name;
  std::string value;
  bool operator==(const HttpHeader&) const = default;
};

struct HttpRequest {
  std::string method = "GET";
  /// Sent as it is: already encoded, dots and double slashes kept.
  std::string url;
  std::vector<HttpHeader> headers;
  /// Borrowed until the result is there.
  std::string_view body;
  /// A longer reply is cut off: Corrupt.
  int64_t max_reply_bytes = int64_t{1} << 40;
  /// From start to whole reply; 0: no bound but that of a connection gone silent.
  int64_t timeout_ms = 0;
  StopToken stop;
};

struct HttpReply {
  int status = 0;
  std::vector<HttpHeader> headers;  // names in lower case
  std::shared_ptr<arrow::Buffer> body;

  /// The first header of that (lower-case) name, or nullptr.
  const std::string* Find(std::string_view name) const;
};

struct HttpResult {
  /// OK: a whole reply came. Unavailable: it did not (no connection, closed, silent,
  /// shorter than promised). PermissionDenied: the server's certificate is not trusted.
  /// Cancelled: `stop`. InvalidArgument: not a URL, or a scheme that is not allowed.
  Status status;
  /// Whether the server may have seen the request; false: it certainly has not.
  bool request_sent = false;
  HttpReply reply;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  /// `done` is called once: by a thread of the client, which it must not block (it may
  /// start requests, but not wait for one), or before Start returns. A client that is
  /// destroyed ends what is under way with Cancelled, and waits for it.
  virtual void Start(HttpRequest request, std::function<void(HttpResult)> done) = 0;
};

/// Starts and waits; not from a client's own thread.
HttpResult RunRequest(HttpClient& client, HttpRequest request);

}  // namespace delta_utils
