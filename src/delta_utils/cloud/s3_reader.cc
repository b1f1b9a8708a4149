#include "delta_utils/cloud/s3_reader_internal.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/util/future.h"

namespace delta_utils::internal {
namespace {

using BufferPtr = std::shared_ptr<arrow::Buffer>;

/// A longer read is cut into pieces of so many bytes.
constexpr int64_t kPieceBytes = 8 << 20;
/// Room for the error that may come instead of few bytes.
constexpr int64_t kMinReplyBytes = 1 << 16;
/// The range begins at or behind the object's end, where there are no bytes.
constexpr int kPastTheEnd = 416;

int64_t EndOf(int64_t offset, int64_t length) {
  return length > INT64_MAX - offset ? INT64_MAX : offset + length;
}

S3Request RangeRequest(const std::string& key, int64_t offset, int64_t length,
                       const ReadPin& pin) {
  const int64_t last = std::max(offset, EndOf(offset, length) - 1);
  S3Request request{.key = key,
                    .headers = {{"range", "bytes=" + std::to_string(offset) + "-" +
                                              std::to_string(last)}},
                    .max_reply_bytes = std::max(length, kMinReplyBytes),
                    .also_accepted = kPastTheEnd};
  if (const auto tag = pin.tag()) request.headers.push_back({"if-match", *tag});
  return request;
}

/// Where a partial reply lies in its object.
struct Extent {
  int64_t offset = 0;
  int64_t length = 0;
  int64_t object_bytes = 0;
};

bool TakeNumber(std::string_view* text, int64_t* number) {
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, *number);
  if (error != std::errc() || *number < 0) return false;
  text->remove_prefix(static_cast<size_t>(stop - text->data()));
  return true;
}

bool Take(std::string_view* text, std::string_view expected) {
  if (!text->starts_with(expected)) return false;
  text->remove_prefix(expected.size());
  return true;
}

/// Content-Range: "bytes 0-9/100".
std::optional<Extent> ParseContentRange(std::string_view text) {
  int64_t first = 0, last = 0;
  Extent extent;
  if (!Take(&text, "bytes ") || !TakeNumber(&text, &first) || !Take(&text, "-") ||
      !TakeNumber(&text, &last) || !Take(&text, "/") ||
      !TakeNumber(&text, &extent.object_bytes) || !text.empty()) {
    return std::nullopt;
  }
  if (last < first || last >= extent.object_bytes) return std::nullopt;
  extent.offset = first;
  extent.length = last - first + 1;
  return extent;
}

/// Checks a 206 against what was asked for; the extent it has. A 200 has no range: such a
/// service does not know ranges.
Result<Extent> ExtentOf(const HttpReply& reply, int64_t offset, int64_t length,
                        const std::string& uri) {
  const std::string* range = reply.Find("content-range");
  const auto extent = range == nullptr ? std::nullopt : ParseContentRange(*range);
  if (reply.status != 206 || !extent) {
    return Corrupt(uri, "the reply to a range names no range");
  }
  const int64_t expected = std::min(EndOf(offset, length), extent->object_bytes) - offset;
  if (extent->offset != offset || extent->length != expected) {
    return Corrupt(uri, "the reply to a range holds another one");
  }
  if (reply.body->size() != expected) {
    return Corrupt(uri, "the reply is " + std::to_string(reply.body->size()) +
                            " bytes long, not " + std::to_string(expected));
  }
  return extent.value();
}

Status AcceptTag(const HttpReply& reply, ReadPin* pin, const std::string& uri) {
  const std::string* tag = reply.Find("etag");
  if (tag == nullptr) return Corrupt(uri, "the reply names no ETag");
  return pin->Accept(*tag) ? Status::OK() : VersionMismatch(uri, pin->tag(), *tag);
}

/// 412 of a pinned read.
Status NameThePin(const Status& status, const ReadPin& pin, const std::string& uri) {
  if (KindOf(status) != ErrorKind::kVersionMismatch) return status;
  return VersionMismatch(uri, pin.tag(), std::nullopt);
}

Result<BufferPtr> BytesOf(Result<HttpReply> reply, int64_t offset, int64_t length,
                          ReadPin* pin, const std::string& uri, int64_t* object_bytes) {
  if (!reply.ok()) return NameThePin(reply.status(), *pin, uri);
  if (reply->status == kPastTheEnd) return arrow::Buffer::FromString("");
  ARROW_ASSIGN_OR_RAISE(const Extent extent, ExtentOf(*reply, offset, length, uri));
  ARROW_RETURN_NOT_OK(AcceptTag(*reply, pin, uri));
  *object_bytes = extent.object_bytes;
  return reply->body;
}

}  // namespace

Result<BufferPtr> S3Reader::Read(const std::string& key, int64_t offset, int64_t length) {
  const std::string uri = connection_.UriOf(key);
  if (offset < 0 || length < 0) return InvalidArgument(uri, "a negative range");
  if (length == 0) {
    ARROW_RETURN_NOT_OK(connection_.Call({.method = "HEAD", .key = key}).status());
    return arrow::Buffer::FromString("");
  }
  auto pin = std::make_shared<ReadPin>();
  const int64_t first_bytes = std::min(length, kPieceBytes);
  int64_t object_bytes = 0;
  ARROW_ASSIGN_OR_RAISE(
      BufferPtr first,
      BytesOf(connection_.Call(RangeRequest(key, offset, first_bytes, *pin)), offset,
              first_bytes, pin.get(), uri, &object_bytes));
  const int64_t end = std::min(EndOf(offset, length), object_bytes);
  if (offset + first->size() >= end) return first;
  return ReadRest(key, std::move(first), offset, end, std::move(pin));
}

Result<BufferPtr> S3Reader::ReadRest(const std::string& key, BufferPtr first,
                                     int64_t offset, int64_t end,
                                     std::shared_ptr<ReadPin> pin) {
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::ResizableBuffer> whole,
                        arrow::AllocateResizableBuffer(0));
  // Grows with what has arrived: the size is the service's word alone.
  std::vector<arrow::Future<BufferPtr>> pieces;
  const int64_t window = connection_.options().max_in_flight;
  int64_t next = offset + first->size();
  int64_t filled = 0;
  const auto append = [&](const arrow::Buffer& piece) -> Status {
    const int64_t wanted = filled + piece.size();
    if (wanted > whole->capacity()) {
      ARROW_RETURN_NOT_OK(
          whole->Reserve(std::min(end - offset, std::max(wanted, 2 * filled))));
    }
    ARROW_RETURN_NOT_OK(whole->Resize(wanted, /*shrink_to_fit=*/false));
    std::memcpy(whole->mutable_data() + filled, piece.data(),
                static_cast<size_t>(piece.size()));
    filled = wanted;
    return Status::OK();
  };
  ARROW_RETURN_NOT_OK(append(*first));
  Status failure;
  for (size_t done = 0; offset + filled < end && failure.ok(); ++done) {
    while (next < end && static_cast<int64_t>(pieces.size() - done) < window) {
      const int64_t length = std::min(kPieceBytes, end - next);
      pieces.push_back(ReadAsync(key, next, length, pin));
      next += length;
    }
    Result<BufferPtr> piece = pieces[done].result();
    failure = piece.ok() ? append(**piece) : piece.status();
    pieces[done] = {};
  }
  for (auto& piece : pieces) {
    if (piece.is_valid()) piece.Wait();
  }
  ARROW_RETURN_NOT_OK(failure);
  return whole;
}

arrow::Future<BufferPtr> S3Reader::ReadAsync(const std::string& key, int64_t offset,
                                             int64_t length,
                                             std::shared_ptr<ReadPin> pin) {
  std::string uri = connection_.UriOf(key);
  if (offset < 0 || length < 0) return Status(InvalidArgument(uri, "a negative range"));
  if (pin == nullptr) pin = std::make_shared<ReadPin>();
  auto future = arrow::Future<BufferPtr>::Make();
  if (length == 0) {
    connection_.Start(
        {.method = "HEAD", .key = key},
        [future, uri = std::move(uri), pin](Result<HttpReply> reply) mutable {
          Status status = reply.status();
          if (status.ok()) status = AcceptTag(*reply, pin.get(), uri);
          if (!status.ok()) return future.MarkFinished(status);
          future.MarkFinished(arrow::Buffer::FromString(""));
        });
    return future;
  }
  connection_.Start(RangeRequest(key, offset, length, *pin),
                    [future, offset, length, pin,
                     uri = std::move(uri)](Result<HttpReply> reply) mutable {
                      int64_t object_bytes = 0;
                      future.MarkFinished(BytesOf(std::move(reply), offset, length,
                                                  pin.get(), uri, &object_bytes));
                    });
  return future;
}

}  // namespace delta_utils::internal
