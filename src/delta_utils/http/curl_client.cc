#include "delta_utils/http/curl_client.h"

#include <system_error>
#include <thread>
#include <utility>

#include "delta_utils/http/curl_engine_internal.h"

namespace delta_utils {
namespace {

class CurlClient : public HttpClient {
 public:
  explicit CurlClient(std::shared_ptr<internal::CurlEngine> engine)
      : engine_(std::move(engine)), thread_([engine = engine_] { engine->Run(); }) {}

  ~CurlClient() override {
    engine_->Close();
    if (thread_.get_id() == std::this_thread::get_id()) {
      // the last owner was a callback: its thread goes on to its end by itself
      thread_.detach();
    } else {
      thread_.join();
    }
  }

  void Start(HttpRequest request, std::function<void(HttpResult)> done) override {
    engine_->Start(std::move(request), std::move(done));
  }

 private:
  std::shared_ptr<internal::CurlEngine> engine_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>> MakeCurlClient(const CurlOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto engine, internal::CurlEngine::Make(options));
  try {
    return std::make_unique<CurlClient>(std::move(engine));
  } catch (const std::system_error& error) {  // no thread to be had
    return MakeError(ErrorKind::kUnavailable, "HTTP client", error.what());
  }
}

}  // namespace delta_utils
