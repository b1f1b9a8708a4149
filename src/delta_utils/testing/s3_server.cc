#include "delta_utils/testing/s3_server.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "delta_utils/testing/s3_auth_internal.h"
#include "delta_utils/testing/s3_objects_internal.h"
#include "delta_utils/testing/s3_reply_internal.h"

namespace delta_utils {
namespace {

using testing_internal::S3AuthRules;
using testing_internal::S3Error;
using testing_internal::S3Objects;
using testing_internal::S3Request;

class InProcessS3 : public S3Server {
 public:
  explicit InProcessS3(S3ServerOptions options)
      : clock_(*options.clock),
        auth_{options.rules, options.access_key_id, options.session_token,
              options.rules == S3Rules::kR2 ? "auto" : options.region},
        objects_(options) {}

  Status Listen() {
    return HttpServer::Open([this](const HttpServerRequest& http) { return Serve(http); })
        .Value(&http_);
  }

  std::string url() const override { return http_->url(); }
  int64_t connections() const override { return http_->connections(); }

  void SetFaults(S3Faults faults) override {
    std::lock_guard lock(mutex_);
    faults_ = std::make_shared<const S3Faults>(std::move(faults));
  }
  void SetCredentials(std::string access_key_id, std::string session_token) override {
    std::lock_guard lock(mutex_);
    auth_.access_key_id = std::move(access_key_id);
    auth_.session_token = std::move(session_token);
  }

  std::optional<S3Object> Find(std::string_view bucket, std::string_view key) override {
    return objects_.Find(std::string(bucket), std::string(key));
  }
  void Put(std::string_view bucket, std::string_view key, std::string body) override {
    objects_.Put(std::string(bucket), std::string(key), std::move(body));
  }
  void Delete(std::string_view bucket, std::string_view key) override {
    objects_.Delete(std::string(bucket), std::string(key));
  }
  std::vector<std::string> Keys(std::string_view bucket) override {
    return objects_.Keys(std::string(bucket));
  }
  std::vector<std::string> PendingUploads() override { return objects_.PendingUploads(); }
  std::vector<S3Call> Calls() override {
    std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  HttpServerReply Serve(const HttpServerRequest& http) {
    S3Request request;
    HttpServerReply reply;
    if (ParseS3Request(http, &request)) {
      reply = ServeCall(request);
    } else {
      reply = S3Error(400, "InvalidURI", http.target);
    }
    const auto is_date = [](const HttpHeader& header) { return header.name == "Date"; };
    if (std::none_of(reply.headers.begin(), reply.headers.end(), is_date)) {
      reply.headers.push_back({"Date", testing_internal::HttpDate(clock_.NowMillis())});
    }
    return reply;
  }

  HttpServerReply ServeCall(S3Request& request) {
    S3AuthRules auth;
    std::shared_ptr<const S3Faults> faults;
    {
      std::lock_guard lock(mutex_);
      const S3Call& call = request.call;
      request.call.nth = seen_[{call.operation, call.bucket, call.key}]++;
      calls_.push_back(call);
      auth = auth_;
      faults = faults_;
    }
    // unlocked: the function may use the server
    const bool is_faulty = faults != nullptr && *faults != nullptr;
    const S3Fault fault = is_faulty ? (*faults)(request.call) : S3Fault{};
    return ServeWith(fault, auth, request);
  }

  HttpServerReply ServeWith(const S3Fault& fault, const S3AuthRules& auth,
                            const S3Request& request) {
    const std::string& key = request.call.key;
    HttpServerReply reply;
    switch (fault.kind) {
      case S3Fault::kStatusBefore:
        reply = S3Error(fault.status, fault.code, key);
        break;
      case S3Fault::kErrorInOk:
        reply = S3Error(200, fault.code, key);
        break;
      case S3Fault::kCloseBefore:
        reply.close_unanswered = true;
        break;
      default:
        reply = Answer(auth, request);
    }
    if (fault.kind == S3Fault::kStatusAfter) {
      reply = S3Error(fault.status, fault.code, key);
    }
    if (fault.kind == S3Fault::kCloseAfter) reply.close_unanswered = true;
    if (fault.kind == S3Fault::kShortBody)
      reply.close_after_bytes = reply.body.size() / 2;
    if (fault.kind == S3Fault::kHold) reply.gate = fault.gate;
    reply.headers.insert(reply.headers.end(), fault.headers.begin(), fault.headers.end());
    return reply;
  }

  HttpServerReply Answer(const S3AuthRules& auth, const S3Request& request) {
    if (auth.rules == S3Rules::kR2 && !request.Header("expect").empty()) {
      return S3Error(417, "ExpectationFailed", request.call.key);
    }
    if (auto refusal = CheckS3Auth(request, auth, clock_.NowMillis())) {
      return *std::move(refusal);
    }
    return objects_.Run(request);
  }

  Clock& clock_;
  std::mutex mutex_;
  S3AuthRules auth_;
  std::shared_ptr<const S3Faults> faults_;
  std::map<std::tuple<std::string, std::string, std::string>, int> seen_;
  std::vector<S3Call> calls_;
  S3Objects objects_;
  std::unique_ptr<HttpServer> http_;  // last: its threads use all of the above
};

}  // namespace

S3Fault S3Redirect(std::string_view location, std::string_view region, int status) {
  S3Fault fault{.kind = S3Fault::kStatusBefore,
                .status = status,
                .code = status == 301 ? "PermanentRedirect" : "TemporaryRedirect"};
  fault.headers.push_back({"Location", std::string(location)});
  if (!region.empty()) {
    fault.headers.push_back({"x-amz-bucket-region", std::string(region)});
  }
  return fault;
}

Result<std::unique_ptr<S3Server>> S3Server::Open(S3ServerOptions options) {
  if (options.clock == nullptr) return InvalidArgument("S3Server", "no clock");
  auto server = std::make_unique<InProcessS3>(std::move(options));
  ARROW_RETURN_NOT_OK(server->Listen());
  return server;
}

}  // namespace delta_utils
