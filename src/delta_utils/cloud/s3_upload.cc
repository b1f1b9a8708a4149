#include "delta_utils/cloud/s3_upload_internal.h"

#include <algorithm>

#include "arrow/buffer.h"
#include "delta_utils/cloud/xml_internal.h"
#include "delta_utils/cloud/xml_writer_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kMaxParts = 10'000;

}  // namespace

S3Upload::S3Upload(S3Connection& connection, std::string key, std::string_view bytes,
                   std::vector<HttpHeader> headers)
    : connection_(connection),
      key_(std::move(key)),
      bytes_(bytes),
      headers_(std::move(headers)) {
  const auto size_bytes = static_cast<int64_t>(bytes_.size());
  part_bytes_ = std::max(connection_.options().part_bytes,
                         (size_bytes + kMaxParts - 1) / kMaxParts);
}

Status S3Upload::Begin() {
  const S3Request request{
      .method = "POST", .key = key_, .query = {{"uploads", ""}}, .headers = headers_};
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, connection_.Call(request));
  const std::string uri = connection_.UriOf(key_);
  ARROW_ASSIGN_OR_RAISE(const XmlElement root,
                        ParseXml(std::string_view(*reply.body), uri));
  upload_id_ = root.ChildText("UploadId");
  if (upload_id_.empty()) return Corrupt(uri, "the reply names no upload");
  return Status::OK();
}

Status S3Upload::UploadPart(int64_t index) {
  const auto begin = static_cast<size_t>(index * part_bytes_);
  const S3Request request{
      .method = "PUT",
      .key = key_,
      .query = {{"partNumber", std::to_string(index + 1)}, {"uploadId", upload_id_}},
      .body = bytes_.substr(begin, static_cast<size_t>(part_bytes_))};
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, connection_.Call(request));
  const std::string* etag = reply.Find("etag");
  if (etag == nullptr) {
    return Corrupt(connection_.UriOf(key_), "the reply to a part names no ETag");
  }
  etags_[static_cast<size_t>(index)] = *etag;
  return Status::OK();
}

Status S3Upload::Upload() {
  ARROW_RETURN_NOT_OK(Begin());
  const auto size_bytes = static_cast<int64_t>(bytes_.size());
  const int64_t parts = (size_bytes + part_bytes_ - 1) / part_bytes_;
  etags_.assign(static_cast<size_t>(parts), "");
  const Status status = ParallelFor(connection_.pool(), parts,
                                    [this](int64_t index) { return UploadPart(index); });
  if (!status.ok()) Abort();
  return status;
}

S3Request S3Upload::CompleteRequest(const std::vector<HttpHeader>& condition) {
  complete_body_ = "<CompleteMultipartUpload>";
  for (size_t i = 0; i < etags_.size(); ++i) {
    complete_body_ += "<Part><PartNumber>" + std::to_string(i + 1) +
                      "</PartNumber><ETag>" + EscapeXml(etags_[i]) + "</ETag></Part>";
  }
  complete_body_ += "</CompleteMultipartUpload>";
  return {.method = "POST",
          .key = key_,
          .query = {{"uploadId", upload_id_}},
          .headers = condition,
          .body = complete_body_};
}

void S3Upload::Abort() {
  if (upload_id_.empty()) return;
  static_cast<void>(connection_.Call(
      {.method = "DELETE", .key = key_, .query = {{"uploadId", upload_id_}}}));
  upload_id_.clear();
}

}  // namespace delta_utils::internal
