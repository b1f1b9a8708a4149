#include "delta_utils/testing/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "delta_utils/testing/http_connection_internal.h"

namespace delta_utils {
namespace {

using testing_internal::HttpConnection;

class SocketServer : public HttpServer {
 public:
  SocketServer(HttpHandler handler, int socket, uint16_t port)
      : handler_(std::move(handler)), socket_(socket), port_(port) {
    acceptor_ = std::thread([this] { Accept(); });
  }

  ~SocketServer() override {
    stopping_.request_stop();
    shutdown(socket_, SHUT_RDWR);
    acceptor_.join();
    close(socket_);
    {
      std::lock_guard lock(mutex_);
      for (const auto& connection : open_) connection->ShutDown();
    }
    for (std::thread& thread : threads_) thread.join();
  }

  std::string url() const override { return "http://127.0.0.1:" + std::to_string(port_); }
  int64_t connections() const override { return connections_; }
  int64_t requests() const override { return requests_; }

 private:
  void Accept() {
    while (!stopping_.stop_requested()) {
      const int socket = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;  // a peer that was gone at once, or the end
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      std::lock_guard lock(mutex_);
      auto connection = std::make_shared<HttpConnection>(socket);
      open_.push_back(connection);
      threads_.emplace_back([this, connection = std::move(connection),
                             id = connections_++]() mutable { Serve(connection, id); });
    }
  }

  void Serve(std::shared_ptr<HttpConnection>& connection, int64_t id) {
    while (auto request = connection->Read()) {
      request->connection = id;
      ++requests_;
      const HttpServerReply reply = handler_(*request);
      if (reply.gate != nullptr) reply.gate->Wait(stopping_.get_token());
      if (!connection->Write(*request, reply)) break;
    }
    std::lock_guard lock(mutex_);
    std::erase(open_, connection);
    connection.reset();
  }

  const HttpHandler handler_;
  const int socket_;
  const uint16_t port_;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<int64_t> requests_ = 0;
  StopSource stopping_;
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<HttpConnection>> open_;
  std::vector<std::thread> threads_;  // after the acceptor's end: the destructor's
};

}  // namespace

void Gate::Open() {
  std::lock_guard lock(mutex_);
  open_ = true;
  opened_.notify_all();
}

bool Gate::is_open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

void Gate::Wait(const StopToken& stop) {
  std::unique_lock lock(mutex_);
  opened_.wait(lock, stop, [&] { return open_; });
}

std::string_view HttpServerRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpServerRequest::query() const {
  const size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view()
                                   : std::string_view(target).substr(mark + 1);
}

const std::string* HttpServerRequest::Find(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return &header.value;
  }
  return nullptr;
}

Result<std::unique_ptr<HttpServer>> HttpServer::Open(HttpHandler handler) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any_address = reinterpret_cast<sockaddr*>(&address);
  if (socket < 0 || bind(socket, any_address, size) != 0 || listen(socket, 256) != 0 ||
      getsockname(socket, any_address, &size) != 0) {
    const std::string why = std::generic_category().message(errno);
    if (socket >= 0) close(socket);
    return MakeError(ErrorKind::kUnavailable, "127.0.0.1", why);
  }
  return std::make_unique<SocketServer>(std::move(handler), socket,
                                        ntohs(address.sin_port));
}

}  // namespace delta_utils
