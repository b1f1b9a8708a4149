// ScriptedHttp: an HttpClient that answers as a test tells it to, and remembers what it
// was asked.
//
//   ScriptedHttp http;
//   http.Reply("GET http://169.254.170.2/role", 200, "{...}");
//   ... http.seen()[0].headers ...
//
// Answers come before Start returns. A request gets the replies scripted for its method
// and URL one after the other, and the last one again and again; one that nobody scripted
// gets Unavailable, as if nothing listened there. Threads: any number.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "arrow/buffer.h"
#include "delta_utils/http/http_client.h"

namespace delta_utils {

class ScriptedHttp : public HttpClient {
 public:
  struct Seen {
    std::string method;
    std::string url;
    std::vector<HttpHeader> headers;
    std::string body;
    int64_t timeout_ms = 0;

    std::string Header(std::string_view name) const {
      for (const HttpHeader& header : headers) {
        if (header.name == name) return header.value;
      }
      return "";
    }
  };

  void Reply(const std::string& method_and_url, int status, std::string body) {
    HttpResult result{.request_sent = true, .reply = {.status = status}};
    result.reply.body = arrow::Buffer::FromString(std::move(body));
    std::lock_guard lock(mutex_);
    replies_[method_and_url].push_back(std::move(result));
  }
  void Fail(const std::string& method_and_url, Status status) {
    std::lock_guard lock(mutex_);
    replies_[method_and_url].push_back(HttpResult{.status = std::move(status)});
  }
  /// Forgets every reply, but not what was seen.
  void Clear() {
    std::lock_guard lock(mutex_);
    replies_.clear();
  }

  std::vector<Seen> seen() const {
    std::lock_guard lock(mutex_);
    return seen_;
  }

  void Start(HttpRequest request, std::function<void(HttpResult)> done) override {
    done(Answer(request));
  }

 private:
  HttpResult Answer(const HttpRequest& request) {
    std::lock_guard lock(mutex_);
    seen_.push_back({request.method, request.url, request.headers,
                     std::string(request.body), request.timeout_ms});
    const std::string key = request.method + " " + request.url;
    const auto found = replies_.find(key);
    if (found == replies_.end()) {
      return {.status = MakeError(ErrorKind::kUnavailable, request.url, "no connection")};
    }
    HttpResult result = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    // a copy of its own: who gets a reply may overwrite it
    if (result.reply.body != nullptr) {
      result.reply.body = arrow::Buffer::FromString(result.reply.body->ToString());
    }
    return result;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::deque<HttpResult>> replies_;
  std::vector<Seen> seen_;
};

}  // namespace delta_utils
