// CurlTransfer: one libcurl handle, used for one request after another.
//
//   ARROW_ASSIGN_OR_RAISE(auto transfer, CurlTransfer::Make(options));
//   if (Status ready = transfer->Prepare(request); ready.ok()) {
//     curl_multi_add_handle(multi, transfer->handle()); ...
//     HttpResult result = transfer->Finish(code);
//   }
//
// libcurl sends a request again by itself when a connection that it kept turns out to be
// closed before a reply. That is prevented for all but GET and HEAD: the server may have
// done what it was told. Threads: one at a time.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

#include "delta_utils/http/curl_client.h"
#include "delta_utils/http/reply_sink_internal.h"

namespace delta_utils::internal {

/// "GET https://host/path": what errors call a request. Without a query, and without the
/// rest where the URL cannot be read.
std::string RequestName(const HttpRequest& request);

/// libcurl's process-wide state, set up once.
Status EnsureCurl();

class CurlTransfer {
 public:
  static Result<std::unique_ptr<CurlTransfer>> Make(const CurlOptions& options);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  /// Sets the handle up for `request`, which outlives the transfer. InvalidArgument,
  /// without a path: it cannot be sent.
  Status Prepare(const HttpRequest& request);
  /// The result, after libcurl is done with the handle.
  HttpResult Finish(CURLcode code);
  /// The result of a transfer that was taken from libcurl under way.
  HttpResult Cancel();

  CURL* handle() { return easy_; }

 private:
  CurlTransfer() = default;
  Status SetConstants(const CurlOptions& options);
  Status SetTarget(const HttpRequest& request);
  Status SetHeaders(const HttpRequest& request);
  void SetMethod(const HttpRequest& request);
  Status FailureOf(CURLcode code) const;

  template <typename T>
  void Set(CURLoption option, T value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    if (setup_ == CURLE_OK) setup_ = code;
  }

  static size_t OnHeader(char* line, size_t size, size_t count, void* self);
  static size_t OnBody(char* bytes, size_t size, size_t count, void* self);
  static int BeforeSending(void* self, char*, char*, int, int);

  CURL* easy_ = nullptr;
  CURLcode setup_ = CURLE_OK;
  bool allow_http_ = false;
  char error_text_[CURL_ERROR_SIZE] = "";

  // of the request under way; storage is kept for the next
  const HttpRequest* request_ = nullptr;
  int times_sent_ = 0;
  bool refused_resend_ = false;
  ReplySink sink_;
  std::vector<std::string> header_lines_;
  std::vector<curl_slist> header_list_;
};

}  // namespace delta_utils::internal
