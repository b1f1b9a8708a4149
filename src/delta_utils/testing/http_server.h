// HttpServer: a small HTTP/1.1 server on 127.0.0.1, for tests of what speaks HTTP.
//
//   DU_ASSERT_OK_AND_ASSIGN(auto server, HttpServer::Open([](const auto& request) {
//     return HttpServerReply{.status = 200, .body = request.target};
//   }));
//   RunRequest(*client, {.url = server->url() + "/a"});
//
// A thread for each connection; connections are kept until the peer closes them; bodies
// have a Content-Length. A reply can misbehave as its fields say. Threads: the handler is
// called by many at a time, and must return. Destruction closes every connection, and
// waits for no gate.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/http/http_client.h"

namespace delta_utils {

/// Holds replies back until a test opens it. Threads: any number.
class Gate {
 public:
  void Open();
  bool is_open() const;
  /// Returns when the gate is open or `stop` is asked for.
  void Wait(const StopToken& stop);

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any opened_;
  bool open_ = false;
};

struct HttpServerRequest {
  std::string method;
  std::string target;               // as it came: path and query
  std::vector<HttpHeader> headers;  // names in lower case
  std::string body;
  int64_t connection = 0;  // 0 for the first that was accepted

  /// The target up to '?', and behind it; neither is decoded.
  std::string_view path() const;
  std::string_view query() const;
  /// The first header of that (lower-case) name, or nullptr.
  const std::string* Find(std::string_view name) const;
};

struct HttpServerReply {
  int status = 200;
  /// Content-Length is added, and nothing else.
  std::vector<HttpHeader> headers;
  std::string body;

  // How it misbehaves.
  /// No byte of a reply: the connection is closed.
  bool close_unanswered = false;
  /// The connection is closed behind so many bytes of the body.
  std::optional<size_t> close_after_bytes;
  /// Promised instead of the body's length; -1: none is, and the connection's end ends
  /// the body. Of HEAD it is the length that GET would have.
  std::optional<int64_t> content_length;
  /// Sent instead of all of the above, if not empty; the connection is closed after it.
  std::string raw;
  /// The reply is held back until it opens.
  std::shared_ptr<Gate> gate;
};

using HttpHandler = std::function<HttpServerReply(const HttpServerRequest&)>;

class HttpServer {
 public:
  virtual ~HttpServer() = default;

  /// Listens on a free port.
  static Result<std::unique_ptr<HttpServer>> Open(HttpHandler handler);

  /// "http://127.0.0.1:PORT"
  virtual std::string url() const = 0;
  /// Connections accepted so far.
  virtual int64_t connections() const = 0;
  /// Requests read so far, whole ones.
  virtual int64_t requests() const = 0;
};

}  // namespace delta_utils
