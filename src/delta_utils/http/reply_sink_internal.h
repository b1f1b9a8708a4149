// ReplySink: collects one reply as it arrives.
//
//   sink.Reset(request.max_reply_bytes);
//   ... sink.OnHeaderLine("ETag: \"1\"\r\n"), sink.OnBody(bytes, promised_bytes) ...
//   HttpReply reply = sink.Take();
//
// A body of known length is allocated once, if the length may be believed; more than
// 64 MiB are allocated only as they arrive. Threads: one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "delta_utils/http/http_client.h"

namespace arrow {
class ResizableBuffer;
}

namespace delta_utils::internal {

class ReplySink {
 public:
  ReplySink();
  ~ReplySink();

  /// Ready for another reply.
  void Reset(int64_t max_body_bytes);

  /// One line of the head, a status line or a header, with its line end. False: give up,
  /// `failure` says why.
  bool OnHeaderLine(std::string_view line);
  /// More of the body; `promised_bytes` is the whole body's length, -1 if unknown.
  bool OnBody(std::string_view bytes, int64_t promised_bytes);

  /// Why a callback returned false: Corrupt or Unavailable, without a path.
  const Status& failure() const { return failure_; }
  /// The reply as collected; its status code is the caller's to fill in.
  Result<HttpReply> Take();

 private:
  bool Fail(Status failure);
  Status Grow(int64_t needed_bytes, int64_t promised_bytes);

  int64_t max_body_bytes_ = 0;
  int64_t head_bytes_ = 0;
  int64_t body_bytes_ = 0;
  std::vector<HttpHeader> headers_;
  std::unique_ptr<arrow::ResizableBuffer> body_;
  Status failure_;
};

}  // namespace delta_utils::internal
