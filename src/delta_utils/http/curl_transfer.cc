#include <array>
#include <cstring>
#include <system_error>
#include <utility>

#include "delta_utils/http/curl_transfer_internal.h"
#include "delta_utils/http/uri.h"

namespace delta_utils::internal {
namespace {

// what libcurl would add by itself; R2 does not take Expect, and signing knows none
constexpr std::array kNotAdded = {"Expect:", "Accept:", "Content-Type:"};

/// RFC 9110, section 5.6.2.
bool IsToken(std::string_view text) {
  for (char c : text) {
    const bool letter_or_digit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit &&
        std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return !text.empty();
}

bool IsHeaderValue(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

std::string_view WithoutQuery(std::string_view url) {
  return url.substr(0, url.find_first_of("?#"));
}

bool SendsBody(const HttpRequest& request) {
  return !request.body.empty() || request.method == "PUT" || request.method == "POST";
}

ErrorKind KindOfCode(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return ErrorKind::kPermissionDenied;
    case CURLE_URL_MALFORMAT:
      return ErrorKind::kInvalidArgument;
    default:
      return ErrorKind::kUnavailable;
  }
}

}  // namespace

std::string RequestName(const HttpRequest& request) {
  const std::string_view url = WithoutQuery(request.url);
  const std::string method = IsToken(request.method) ? request.method : "?";
  return ParseUrl(url).ok() ? method + " " + std::string(url) : method;
}

Status EnsureCurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code == CURLE_OK) return Status::OK();
  return MakeError(ErrorKind::kUnavailable, "libcurl", curl_easy_strerror(code));
}

Result<std::unique_ptr<CurlTransfer>> CurlTransfer::Make(const CurlOptions& options) {
  std::unique_ptr<CurlTransfer> transfer(new CurlTransfer());
  transfer->easy_ = curl_easy_init();
  if (transfer->easy_ == nullptr) {
    return MakeError(ErrorKind::kUnavailable, "libcurl", "no handle");
  }
  ARROW_RETURN_NOT_OK(transfer->SetConstants(options));
  return transfer;
}

CurlTransfer::~CurlTransfer() { curl_easy_cleanup(easy_); }

Status CurlTransfer::SetConstants(const CurlOptions& options) {
  allow_http_ = options.allow_http;
  Set(CURLOPT_PRIVATE, this);
  Set(CURLOPT_ERRORBUFFER, error_text_);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  Set(CURLOPT_PROTOCOLS_STR, options.allow_http ? "https,http" : "https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_PROXY, "");
  Set(CURLOPT_PATH_AS_IS, 1L);
  // one read takes a small range whole, and what is copied on is still in the cache:
  // larger buffers cost more a byte, as did the default of 16 KiB
  Set(CURLOPT_BUFFERSIZE, 128L << 10);
  Set(CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_TCP_NODELAY, 1L);
  Set(CURLOPT_NOPROGRESS, 1L);
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout_ms));
  Set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  Set(CURLOPT_LOW_SPEED_TIME,
      static_cast<long>((options.silence_timeout_ms + 999) / 1000));
#if LIBCURL_VERSION_NUM >= 0x075700
  // a request that is stopped does not wait for its resolver
  Set(CURLOPT_QUICK_EXIT, 1L);
#endif
  if (!options.ca_file.empty()) Set(CURLOPT_CAINFO, options.ca_file.c_str());
  Set(CURLOPT_HEADERFUNCTION, &CurlTransfer::OnHeader);
  Set(CURLOPT_HEADERDATA, this);
  Set(CURLOPT_WRITEFUNCTION, &CurlTransfer::OnBody);
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_PREREQFUNCTION, &CurlTransfer::BeforeSending);
  Set(CURLOPT_PREREQDATA, this);
  if (setup_ == CURLE_OK) return Status::OK();
  return MakeError(ErrorKind::kUnsupported, "libcurl", curl_easy_strerror(setup_));
}

Status CurlTransfer::Prepare(const HttpRequest& request) {
  request_ = &request;
  times_sent_ = 0;
  refused_resend_ = false;
  error_text_[0] = '\0';
  sink_.Reset(request.max_reply_bytes);
  if (!IsToken(request.method)) return InvalidArgument("", "not a method");
  ARROW_RETURN_NOT_OK(SetTarget(request));
  ARROW_RETURN_NOT_OK(SetHeaders(request));
  SetMethod(request);
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  if (setup_ == CURLE_OK) return Status::OK();
  const CURLcode code = std::exchange(setup_, CURLE_OK);
  return MakeError(KindOfCode(code), "", curl_easy_strerror(code));
}

/// libcurl is given the server alone, and the target apart: so it changes no byte of it.
Status CurlTransfer::SetTarget(const HttpRequest& request) {
  const std::string_view base = WithoutQuery(request.url);
  ARROW_ASSIGN_OR_RAISE(const Url url, ParseUrl(base));
  if (url.scheme == "http" && !allow_http_) {
    return InvalidArgument("", "plain http is not allowed");
  }
  const std::string_view query = std::string_view(request.url).substr(base.size());
  for (char c : query) {
    if (c <= ' ' || c >= 0x7f || c == '#') {
      return InvalidArgument("", "the query is not percent-encoded");
    }
  }
  std::string target = url.path.empty() ? "/" : url.path;
  target += query;
  Set(CURLOPT_URL, (url.scheme + "://" + url.Authority() + "/").c_str());
  Set(CURLOPT_REQUEST_TARGET, target.c_str());
  return Status::OK();
}

Status CurlTransfer::SetHeaders(const HttpRequest& request) {
  header_lines_.resize(request.headers.size());
  for (size_t i = 0; i < header_lines_.size(); ++i) {
    const HttpHeader& header = request.headers[i];
    if (!IsToken(header.name) || !IsHeaderValue(header.value)) {
      return InvalidArgument("", "a header that cannot be sent");
    }
    std::string& line = header_lines_[i];
    line = header.name;
    // "name:" would take a header away, "name;" sends it empty
    line += header.value.empty() ? ";" : ": ";
    line += header.value;
  }
  header_list_.clear();
  for (std::string& line : header_lines_) header_list_.push_back({line.data(), nullptr});
  for (const char* line : kNotAdded) {
    // the first of a name counts: a header of the request's own stays
    header_list_.push_back({const_cast<char*>(line), nullptr});
  }
  for (size_t i = 0; i + 1 < header_list_.size(); ++i) {
    header_list_[i].next = &header_list_[i + 1];
  }
  Set(CURLOPT_HTTPHEADER, header_list_.data());
  return Status::OK();
}

void CurlTransfer::SetMethod(const HttpRequest& request) {
  Set(CURLOPT_NOBODY, 0L);
  Set(CURLOPT_HTTPGET, 1L);
  const char* method = request.method.c_str();
  if (SendsBody(request)) {
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    // without a pointer libcurl would ask for the body elsewhere
    Set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
  } else if (request.method == "HEAD") {
    Set(CURLOPT_NOBODY, 1L);
    method = nullptr;
  } else if (request.method == "GET") {
    method = nullptr;
  }
  Set(CURLOPT_CUSTOMREQUEST, method);
}

size_t CurlTransfer::OnHeader(char* line, size_t size, size_t count, void* self) {
  ReplySink& sink = static_cast<CurlTransfer*>(self)->sink_;
  return sink.OnHeaderLine({line, size * count}) ? size * count : 0;
}

size_t CurlTransfer::OnBody(char* bytes, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<CurlTransfer*>(self);
  curl_off_t promised_bytes = -1;
  curl_easy_getinfo(transfer->easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &promised_bytes);
  const bool taken = transfer->sink_.OnBody({bytes, size * count}, promised_bytes);
  return taken ? size * count : 0;
}

int CurlTransfer::BeforeSending(void* self, char*, char*, int, int) {
  auto* transfer = static_cast<CurlTransfer*>(self);
  const std::string& method = transfer->request_->method;
  if (transfer->times_sent_++ == 0 || method == "GET" || method == "HEAD") {
    return CURL_PREREQFUNC_OK;
  }
  transfer->refused_resend_ = true;
  return CURL_PREREQFUNC_ABORT;
}

Status CurlTransfer::FailureOf(CURLcode code) const {
  if (!sink_.failure().ok()) return sink_.failure();
  std::string why = curl_easy_strerror(code);
  if (refused_resend_) {
    why = "the connection was closed before a reply";
  } else if (code == CURLE_PARTIAL_FILE) {
    why = "the reply is shorter than promised";
  } else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR) {
    // of these libcurl's own words name the certificate's fault, and nothing of a request
    if (error_text_[0] != '\0') why = error_text_;
  } else if (code == CURLE_COULDNT_CONNECT) {
    long os_error = 0;
    curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &os_error);
    if (os_error != 0) {
      why += " (" + std::generic_category().message(static_cast<int>(os_error)) + ")";
    }
  }
  return MakeError(KindOfCode(code), "", why);
}

HttpResult CurlTransfer::Finish(CURLcode code) {
  HttpResult result{.request_sent = times_sent_ > 0};
  if (code != CURLE_OK) {
    result.status = WithPath(RequestName(*request_), FailureOf(code));
    return result;
  }
  auto reply = sink_.Take();
  if (!reply.ok()) {
    result.status = MakeError(ErrorKind::kUnavailable, RequestName(*request_),
                              reply.status().message());
    return result;
  }
  result.reply = *std::move(reply);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  result.reply.status = static_cast<int>(status);
  return result;
}

HttpResult CurlTransfer::Cancel() {
  return {.status = MakeError(ErrorKind::kCancelled, RequestName(*request_), "stopped"),
          .request_sent = times_sent_ > 0};
}

}  // namespace delta_utils::internal
