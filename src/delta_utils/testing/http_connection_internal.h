// HttpConnection: the server's end of one connection.
//
//   HttpConnection connection(socket);
//   while (auto request = connection.Read()) {
//     if (!connection.Write(*request, handler(*request))) break;
//   }
//
// Threads: one, but for ShutDown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/testing/http_server.h"

namespace delta_utils::testing_internal {

class HttpConnection {
 public:
  /// Owns the socket.
  explicit HttpConnection(int socket) : socket_(socket) {}
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// The next request; nullopt when the peer has closed, or sends what is no request.
  std::optional<HttpServerRequest> Read();
  /// False: the connection is at its end.
  bool Write(const HttpServerRequest& request, const HttpServerReply& reply);
  /// Any thread: makes Read and Write return.
  void ShutDown();

 private:
  bool ReadUntil(size_t length_bytes);
  bool Send(std::string_view head, std::string_view body);

  const int socket_;
  std::string received_;  // not yet taken
};

}  // namespace delta_utils::testing_internal
