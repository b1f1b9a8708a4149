#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "delta_utils/testing/http_connection_internal.h"

namespace delta_utils::testing_internal {
namespace {

constexpr size_t kMaxHeadBytes = 1 << 20;
constexpr size_t kMaxBodyBytes = size_t{1} << 30;

std::string_view TakeLine(std::string_view* text) {
  const size_t end = std::min(text->find("\r\n"), text->size());
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(std::min(end + 2, text->size()));
  return line;
}

/// The request line and the headers; false if they are none.
bool ParseHead(std::string_view head, HttpServerRequest* request) {
  std::string_view line = TakeLine(&head);
  const size_t method_end = line.find(' ');
  const size_t target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || target_end <= method_end) return false;
  request->method = line.substr(0, method_end);
  request->target = line.substr(method_end + 1, target_end - method_end - 1);
  while (!(line = TakeLine(&head)).empty()) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    HttpHeader& header = request->headers.emplace_back();
    header.name = line.substr(0, colon);
    for (char& c : header.name) {
      if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    }
    const size_t value = line.find_first_not_of(' ', colon + 1);
    if (value != std::string_view::npos) header.value = line.substr(value);
  }
  return true;
}

/// The body's length; nullopt if it has none that this server can read.
std::optional<size_t> BodyBytes(const HttpServerRequest& request) {
  if (request.Find("transfer-encoding") != nullptr) return std::nullopt;
  const std::string* text = request.Find("content-length");
  if (text == nullptr) return 0;
  size_t length_bytes = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, length_bytes);
  if (error != std::errc() || stop != end || length_bytes > kMaxBodyBytes) {
    return std::nullopt;
  }
  return length_bytes;
}

std::string HeadOf(const HttpServerRequest& request, const HttpServerReply& reply) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " reply\r\n";
  for (const HttpHeader& header : reply.headers) {
    head += header.name + ": " + header.value + "\r\n";
  }
  const bool bodiless = reply.status == 204 || reply.status == 304;
  const int64_t promised_bytes =
      reply.content_length.value_or(static_cast<int64_t>(reply.body.size()));
  if (promised_bytes >= 0 && (!bodiless || reply.content_length.has_value())) {
    head += "Content-Length: " + std::to_string(promised_bytes) + "\r\n";
  } else if (!bodiless && request.method != "HEAD") {
    head += "Connection: close\r\n";
  }
  return head + "\r\n";
}

}  // namespace

HttpConnection::~HttpConnection() { close(socket_); }

void HttpConnection::ShutDown() { shutdown(socket_, SHUT_RDWR); }

bool HttpConnection::ReadUntil(size_t length_bytes) {
  while (received_.size() < length_bytes) {
    const size_t before = received_.size();
    received_.resize(before + std::clamp<size_t>(length_bytes - before, 16384, 1 << 20));
    const ssize_t got =
        recv(socket_, received_.data() + before, received_.size() - before, 0);
    received_.resize(before + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got <= 0) return false;
  }
  return true;
}

std::optional<HttpServerRequest> HttpConnection::Read() {
  size_t head_end = 0;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (received_.size() > kMaxHeadBytes || !ReadUntil(received_.size() + 1)) {
      return std::nullopt;
    }
  }
  HttpServerRequest request;
  if (!ParseHead(std::string_view(received_).substr(0, head_end), &request)) {
    return std::nullopt;
  }
  const auto body_bytes = BodyBytes(request);
  if (!body_bytes.has_value() || !ReadUntil(head_end + 4 + *body_bytes)) {
    return std::nullopt;
  }
  request.body = received_.substr(head_end + 4, *body_bytes);
  received_.erase(0, head_end + 4 + *body_bytes);
  return request;
}

bool HttpConnection::Send(std::string_view head, std::string_view body) {
  while (!head.empty() || !body.empty()) {
    iovec pieces[] = {{const_cast<char*>(head.data()), head.size()},
                      {const_cast<char*>(body.data()), body.size()}};
    msghdr message{};
    message.msg_iov = pieces;
    message.msg_iovlen = 2;
    const ssize_t sent = sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (sent < 0) return false;
    const size_t of_head = std::min(head.size(), static_cast<size_t>(sent));
    head.remove_prefix(of_head);
    body.remove_prefix(static_cast<size_t>(sent) - of_head);
  }
  return true;
}

bool HttpConnection::Write(const HttpServerRequest& request,
                           const HttpServerReply& reply) {
  if (reply.close_unanswered) return false;
  if (!reply.raw.empty()) {
    Send(reply.raw, {});
    return false;
  }
  std::string_view body = reply.body;
  if (request.method == "HEAD" || reply.status == 204 || reply.status == 304) body = {};
  const size_t kept =
      std::min(reply.close_after_bytes.value_or(body.size()), body.size());
  if (!Send(HeadOf(request, reply), body.substr(0, kept))) return false;
  const bool as_promised = request.method == "HEAD" || !reply.content_length.has_value();
  return as_promised && !reply.close_after_bytes.has_value();
}

}  // namespace delta_utils::testing_internal
