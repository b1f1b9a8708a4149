// Multipart uploads.
#include <algorithm>
#include <charconv>
#include <utility>

#include "delta_utils/base/hex.h"
#include "delta_utils/testing/s3_objects_internal.h"
#include "delta_utils/testing/s3_reply_internal.h"

namespace delta_utils::testing_internal {
namespace {

constexpr size_t kMinPartBytes = 5 << 20;
constexpr int kMaxParts = 10'000;

/// 0 for anything but 1 to 10,000.
int PartNumber(std::string_view text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const bool valid = error == std::errc() && stop == end && number <= kMaxParts;
  return valid ? std::max(number, 0) : 0;
}

}  // namespace

S3Objects::Upload* S3Objects::FindUpload(const S3Request& request) {
  const auto found = uploads_.find(request.Parameter("uploadId"));
  const bool there = found != uploads_.end() &&
                     found->second.bucket == request.call.bucket &&
                     found->second.key == request.call.key;
  return there ? &found->second : nullptr;
}

HttpServerReply S3Objects::CreateUpload(const S3Request& request, const Bucket& bucket) {
  if (rules_ == S3Rules::kR2) {
    if (auto refusal = CheckWrite(request, bucket)) return *std::move(refusal);
  }
  const S3Call& call = request.call;
  // characters that must be encoded in a query and in XML
  const std::string id = "upload&<" + std::to_string(++last_upload_) + "+/=>";
  uploads_[id] = {
      .bucket = call.bucket, .key = call.key, .metadata = MetadataOf(request)};
  return XmlReply("<InitiateMultipartUploadResult><Bucket>" + EscapeXmlText(call.bucket) +
                  "</Bucket><Key>" + EscapeXmlText(call.key) + "</Key><UploadId>" +
                  EscapeXmlText(id) + "</UploadId></InitiateMultipartUploadResult>");
}

HttpServerReply S3Objects::UploadPart(const S3Request& request) {
  Upload* upload = FindUpload(request);
  if (upload == nullptr) return S3Error(404, "NoSuchUpload", request.call.key);
  const int number = PartNumber(request.Parameter("partNumber"));
  if (number == 0) return S3Error(400, "InvalidArgument", request.call.key);
  Part& part = upload->parts[number];
  part = {std::string(request.body), QuotedMd5(request.body)};
  return {.headers = {{"ETag", part.etag}}};
}

std::optional<HttpServerReply> S3Objects::CheckParts(
    const S3Request& request, const Upload& upload,
    const std::vector<std::string>& numbers,
    const std::vector<std::string>& etags) const {
  const std::string& key = request.call.key;
  if (numbers.empty() || numbers.size() != etags.size()) {
    return S3Error(400, "MalformedXML", key);
  }
  const auto out_of_order = [](const std::string& before, const std::string& after) {
    return PartNumber(after) <= PartNumber(before);
  };
  if (std::adjacent_find(numbers.begin(), numbers.end(), out_of_order) != numbers.end()) {
    return S3Error(400, "InvalidPartOrder", key);
  }
  size_t first_bytes = 0;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const int number = PartNumber(numbers[i]);
    const auto part = upload.parts.find(number);
    if (part == upload.parts.end() || part->second.etag != etags[i]) {
      return S3Error(400, "InvalidPart", key);
    }
    const size_t size_bytes = part->second.body.size();
    if (i == 0) first_bytes = size_bytes;
    if (i + 1 == numbers.size()) break;  // the last may be shorter
    if (size_bytes < kMinPartBytes) return S3Error(400, "EntityTooSmall", key);
    if (rules_ == S3Rules::kR2 && size_bytes != first_bytes) {
      return S3Error(400, "InvalidPart", key);
    }
  }
  return std::nullopt;
}

HttpServerReply S3Objects::CompleteUpload(const S3Request& request, Bucket& bucket) {
  Upload* upload = FindUpload(request);
  const std::string& key = request.call.key;
  if (upload == nullptr) return S3Error(404, "NoSuchUpload", key);
  const std::vector<std::string> numbers = XmlTexts(request.body, "PartNumber");
  const std::vector<std::string> etags = XmlTexts(request.body, "ETag");
  if (auto refusal = CheckParts(request, *upload, numbers, etags)) {
    return *std::move(refusal);
  }
  if (rules_ != S3Rules::kGcs) {
    if (auto refusal = CheckWrite(request, bucket)) return *std::move(refusal);
  }
  S3Object object{.metadata = std::move(upload->metadata)};
  std::string digests;
  for (const std::string& number : numbers) {
    const std::string& body = upload->parts[PartNumber(number)].body;
    object.body += body;
    digests += Md5(body);
  }
  object.etag = "\"" + ToHex(Md5(digests)) + "-" + std::to_string(numbers.size()) + "\"";
  uploads_.erase(request.Parameter("uploadId"));
  const ObjectPtr stored = Store(bucket, key, std::move(object));
  HttpServerReply reply = XmlReply(
      "<CompleteMultipartUploadResult><Key>" + EscapeXmlText(key) + "</Key><ETag>" +
      EscapeXmlText(stored->etag) + "</ETag></CompleteMultipartUploadResult>");
  if (rules_ == S3Rules::kGcs) {
    reply.headers.push_back({"x-goog-generation", std::to_string(stored->generation)});
  }
  return reply;
}

HttpServerReply S3Objects::AbortUpload(const S3Request& request) {
  if (FindUpload(request) == nullptr) {
    return S3Error(404, "NoSuchUpload", request.call.key);
  }
  uploads_.erase(request.Parameter("uploadId"));
  return {.status = 204};
}

std::vector<std::string> S3Objects::PendingUploads() {
  std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [id, upload] : uploads_) keys.push_back(upload.key);
  return keys;
}

}  // namespace delta_utils::testing_internal
