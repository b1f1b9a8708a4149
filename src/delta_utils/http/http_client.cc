#include "delta_utils/http/http_client.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace delta_utils {

const std::string* HttpReply::Find(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return &header.value;
  }
  return nullptr;
}

HttpResult RunRequest(HttpClient& client, HttpRequest request) {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<HttpResult> result;
  client.Start(std::move(request), [&](HttpResult got) {
    std::lock_guard lock(mutex);
    result = std::move(got);
    // under the lock: the waiting thread must not be gone with all this before it is told
    arrived.notify_one();
  });
  std::unique_lock lock(mutex);
  arrived.wait(lock, [&] { return result.has_value(); });
  return *std::move(result);
}

}  // namespace delta_utils
