#include "delta_utils/cloud/s3_connection_internal.h"

#include <algorithm>
#include <cstdlib>

#include "arrow/buffer.h"
#include "delta_utils/cloud/http_date_internal.h"
#include "delta_utils/cloud/s3_error_internal.h"
#include "delta_utils/http/uri.h"

namespace delta_utils::internal {
namespace {

/// Threads that wait for parts and for retries beside the callers' own.
constexpr int kPoolThreads = 4;

/// Services allow a quarter of an hour.
constexpr int64_t kAllowedSkewMs = 5 * 60 * 1000;

/// A transfer that is slower than any that is worth waiting for is given up.
constexpr int64_t kTimeoutMs = 60'000;
constexpr int64_t kSlowestBytesPerMs = 16;

int64_t TimeoutFor(const S3Request& request) {
  const bool is_read = request.method == "GET" && !request.key.empty();
  const int64_t bytes =
      static_cast<int64_t>(request.body.size()) + (is_read ? request.max_reply_bytes : 0);
  return kTimeoutMs + bytes / kSlowestBytesPerMs;
}

enum Mending : unsigned { kClock = 1, kCredentials = 2, kRegion = 4 };

bool IsRegionName(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

/// One DNS label, so that a certificate for *.host covers it.
bool IsHostLabel(std::string_view bucket) {
  return bucket.find('.') == std::string_view::npos;
}

std::string AmazonEndpoint(const std::string& region) {
  const std::string domain =
      region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  return "https://s3." + region + domain;
}

}  // namespace

S3Connection::S3Connection(S3Options options, Runtime runtime,
                           std::shared_ptr<HttpClient> http)
    : options_(std::move(options)),
      dialect_(DialectOf(options_.service)),
      runtime_(runtime),
      http_(std::move(http)),
      region_(options_.region),
      pool_(TaskPool::Make(kPoolThreads)) {}

std::string S3Connection::region() const {
  std::lock_guard lock(mutex_);
  return region_;
}

std::string S3Connection::KeyOf(const ObjectPath& path) const {
  const ObjectPath& prefix = options_.prefix;
  if (prefix.empty()) return path.ToString();
  return path.empty() ? prefix.ToString() : prefix.ToString() + "/" + path.ToString();
}

std::string S3Connection::UriOf(std::string_view key) const {
  std::string uri(dialect_.uri_scheme);
  uri += "://" + options_.bucket;
  if (!key.empty()) uri += "/" + std::string(key);
  return uri;
}

std::string S3Connection::UriOf(const S3Request& request) const {
  return UriOf(request.named_key.empty() ? request.key : request.named_key);
}

std::string S3Connection::UrlOf(const S3Request& request,
                                const std::string& region) const {
  const std::string endpoint =
      options_.endpoint.empty() ? AmazonEndpoint(region) : options_.endpoint;
  std::string url;
  if (options_.path_style || !IsHostLabel(options_.bucket)) {
    url = endpoint + "/" + options_.bucket;
    if (!request.key.empty()) url += "/";
  } else {
    const size_t host = endpoint.find("://") + 3;
    url = endpoint.substr(0, host) + options_.bucket + "." + endpoint.substr(host) + "/";
  }
  url += PercentEncode(request.key, Slash::kKeep);
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    url += separator + PercentEncode(name, Slash::kEncode) + "=" +
           PercentEncode(value, Slash::kEncode);
    separator = '&';
  }
  return url;
}

Result<S3Connection::Signed> S3Connection::Sign(const S3Request& request) {
  Signed made;
  made.signer.region = region();
  made.request = {.method = request.method,
                  .url = UrlOf(request, made.signer.region),
                  .headers = request.headers,
                  .body = request.body,
                  .max_reply_bytes = request.max_reply_bytes,
                  .timeout_ms = TimeoutFor(request),
                  .stop = options_.stop};
  if (options_.credentials == nullptr) return made;
  ARROW_ASSIGN_OR_RAISE(made.signer.credentials, options_.credentials->Get());
  SignRequest(made.request, made.signer.credentials,
              {.region = made.signer.region,
               .service = std::string(dialect_.signing_service),
               .scheme = dialect_.signing},
              runtime_.clock->NowMillis() + clock_offset_ms_);
  return made;
}

HttpResult S3Connection::Send(const S3Request& request) {
  unsigned mended = 0;
  for (;;) {
    Result<Signed> made = Sign(request);
    if (!made.ok()) return {.status = made.status()};
    HttpResult result = RunRequest(*http_, std::move(made->request));
    if (!Mend(result, made->signer, &mended)) return result;
  }
}

bool S3Connection::Mend(const HttpResult& result, const Signer& used, unsigned* mended) {
  if (!result.status.ok() || result.reply.status < 300) return false;
  const HttpReply& reply = result.reply;
  const std::string code = ErrorCodeOf(reply);
  const auto first_time = [&](Mending kind) {
    const bool first = (*mended & kind) == 0;
    *mended |= kind;
    return first;
  };
  // The reply to a HEAD has no body to hold a code.
  const bool is_mute = code.empty() && (reply.status == 400 || reply.status == 403);
  if ((code == "RequestTimeTooSkewed" || is_mute) && first_time(kClock) &&
      MendClock(reply)) {
    return true;
  }
  const bool may_be_expired = is_mute && reply.status == 400;
  if ((code.starts_with("ExpiredToken") || may_be_expired) &&
      !used.credentials.session_token.empty() && first_time(kCredentials)) {
    options_.credentials->Expire(used.credentials);
    return true;
  }
  // Amazon's own hosts are named by region, so there a redirect can be taken up without
  // following it. Elsewhere the host stays, whatever the region.
  const bool is_moved =
      (reply.status == 301 || reply.status == 307) && options_.endpoint.empty();
  const bool is_signed_wrong =
      reply.status == 400 && (code == "AuthorizationHeaderMalformed" || is_mute);
  return (is_moved || is_signed_wrong) && first_time(kRegion) &&
         MendRegion(reply, used.region);
}

bool S3Connection::MendClock(const HttpReply& reply) {
  const std::string* date = reply.Find("date");
  const auto now_ms = date == nullptr ? std::nullopt : ParseHttpDate(*date);
  if (!now_ms) return false;
  const int64_t offset_ms = *now_ms - runtime_.clock->NowMillis();
  const bool is_far = std::abs(offset_ms - clock_offset_ms_) > kAllowedSkewMs;
  if (is_far) clock_offset_ms_ = offset_ms;
  return is_far;
}

bool S3Connection::MendRegion(const HttpReply& reply, const std::string& used) {
  const std::string region = RegionIn(reply);
  if (!IsRegionName(region)) return false;
  if (region == used) return false;
  std::lock_guard lock(mutex_);
  region_ = region;
  return true;
}

Status S3Connection::StatusOf(const S3Request& request, const HttpResult& result) const {
  if (!result.status.ok()) {
    const ErrorKind kind = KindOf(result.status);
    return MakeError(kind, UriOf(request), result.status.message());
  }
  const HttpReply& reply = result.reply;
  if (reply.status == request.also_accepted) return Status::OK();
  const bool succeeded = reply.status >= 200 && reply.status < 300;
  // An object may look like an error; what answers a write or a listing may not.
  const bool may_carry_error = request.method != "GET" || request.key.empty();
  if (succeeded && !(may_carry_error && HasErrorBody(reply))) return Status::OK();
  return ErrorOf(reply, UriOf(request), UriOf(""));
}

RetryOptions S3Connection::Retry() {
  RetryOptions retry = options_.retry;
  retry.quota = &quota_;
  retry.stop = options_.stop;
  retry.is_retryable = [](const Status& status) {
    return KindOf(status) == ErrorKind::kUnavailable;
  };
  return retry;
}

Result<HttpReply> S3Connection::Call(const S3Request& request) {
  return CallAfter(request, std::nullopt);
}

Result<HttpReply> S3Connection::CallAfter(const S3Request& request,
                                          std::optional<HttpResult> first) {
  return WithRetry(
      [&](int) -> Result<HttpReply> {
        HttpResult result = first ? *std::move(first) : Send(request);
        first.reset();
        const Status status = StatusOf(request, result);
        if (status.ok()) return std::move(result.reply);
        return status;
      },
      runtime_, Retry());
}

void S3Connection::Start(S3Request request, std::function<void(Result<HttpReply>)> done) {
  Result<Signed> made = Sign(request);
  if (!made.ok()) return done(made.status());
  http_->Start(
      std::move(made->request),
      [this, request = std::move(request), used = std::move(made->signer),
       done = std::move(done)](HttpResult result) mutable {
        const Status status = StatusOf(request, result);
        if (status.ok()) return done(std::move(result.reply));
        unsigned mended = 0;
        const bool can_mend = Mend(result, used, &mended);
        if (!can_mend && KindOf(status) != ErrorKind::kUnavailable) return done(status);
        // What has to wait leaves the client's thread.
        std::optional<HttpResult> first;
        if (!can_mend) first = std::move(result);
        pool_->Submit([this, request = std::move(request), first = std::move(first),
                       done = std::move(done)]() mutable {
          done(CallAfter(request, std::move(first)));
        });
      });
}

}  // namespace delta_utils::internal
