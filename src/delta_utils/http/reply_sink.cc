#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "arrow/buffer.h"
#include "delta_utils/http/reply_sink_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kMaxHeadBytes = 256 << 10;
constexpr int64_t kMaxTrustedBytes = 64 << 20;
constexpr int64_t kFirstGuessBytes = 16 << 10;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::shared_ptr<arrow::Buffer> EmptyBuffer() {
  return std::make_shared<arrow::Buffer>(reinterpret_cast<const uint8_t*>(""), 0);
}

}  // namespace

ReplySink::ReplySink() = default;
ReplySink::~ReplySink() = default;

void ReplySink::Reset(int64_t max_body_bytes) {
  max_body_bytes_ = max_body_bytes;
  head_bytes_ = 0;
  body_bytes_ = 0;
  headers_.clear();
  body_.reset();
  failure_ = Status::OK();
}

bool ReplySink::Fail(Status failure) {
  failure_ = std::move(failure);
  return false;
}

bool ReplySink::OnHeaderLine(std::string_view line) {
  head_bytes_ += static_cast<int64_t>(line.size());
  if (head_bytes_ > kMaxHeadBytes) {
    return Fail(Corrupt("", "the head of the reply is longer than " +
                                std::to_string(kMaxHeadBytes) + " bytes"));
  }
  // lines behind the body are a chunked reply's trailer
  if (body_bytes_ > 0) return true;
  const size_t colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    headers_.clear();  // the head before this one was an interim reply's
  } else if (colon != std::string_view::npos) {
    HttpHeader& header = headers_.emplace_back();
    header.name = line.substr(0, colon);
    for (char& c : header.name) {
      if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    }
    header.value = Trim(line.substr(colon + 1));
  }
  return true;
}

Status ReplySink::Grow(int64_t needed_bytes, int64_t promised_bytes) {
  const int64_t held_bytes = body_ == nullptr ? 0 : body_->capacity();
  int64_t wanted_bytes =
      std::max(needed_bytes, std::max(kFirstGuessBytes, 2 * held_bytes));
  if (promised_bytes >= needed_bytes) {
    wanted_bytes =
        promised_bytes <= kMaxTrustedBytes
            ? promised_bytes
            : std::min(promised_bytes, std::max(kMaxTrustedBytes, wanted_bytes));
  }
  if (body_ == nullptr) {
    return arrow::AllocateResizableBuffer(wanted_bytes).Value(&body_);
  }
  return body_->Reserve(wanted_bytes);
}

bool ReplySink::OnBody(std::string_view bytes, int64_t promised_bytes) {
  const int64_t needed_bytes = body_bytes_ + static_cast<int64_t>(bytes.size());
  if (std::max(needed_bytes, promised_bytes) > max_body_bytes_) {
    return Fail(Corrupt("", "the reply is longer than the " +
                                std::to_string(max_body_bytes_) + " bytes asked for"));
  }
  if (body_ == nullptr || needed_bytes > body_->capacity()) {
    const Status grown = Grow(needed_bytes, promised_bytes);
    if (!grown.ok()) return Fail(MakeError(ErrorKind::kUnavailable, "", grown.message()));
  }
  std::memcpy(body_->mutable_data() + body_bytes_, bytes.data(), bytes.size());
  body_bytes_ = needed_bytes;
  return true;
}

Result<HttpReply> ReplySink::Take() {
  HttpReply reply;
  reply.headers = std::move(headers_);
  if (body_ == nullptr) {
    reply.body = EmptyBuffer();
    return reply;
  }
  // gives back what a guess took too much
  const bool shrink = body_->capacity() > body_bytes_ + body_bytes_ / 8 + 256;
  ARROW_RETURN_NOT_OK(body_->Resize(body_bytes_, shrink));
  reply.body = std::move(body_);
  return reply;
}

}  // namespace delta_utils::internal
