// S3Upload: one object written in parts, side by side, and left to no reader until it is
// complete.
//
//   S3Upload upload(connection, key, bytes, headers);
//   ARROW_RETURN_NOT_OK(upload.Upload());
//   HttpResult result = upload.Complete(condition);
//   if (it is not there) upload.Abort();
//
// Source: Amazon S3 User Guide, "Uploading and copying objects using multipart upload".
// Threads: one an upload.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/cloud/s3_connection_internal.h"

namespace delta_utils::internal {

class S3Upload {
 public:
  /// `bytes` is borrowed. `headers` (metadata) become the object's.
  S3Upload(S3Connection& connection, std::string key, std::string_view bytes,
           std::vector<HttpHeader> headers);

  /// Begins an upload and sends the parts; on failure nothing stays behind, as far as the
  /// service can be reached.
  Status Upload();

  S3Request CompleteRequest(const std::vector<HttpHeader>& condition);

  /// Removes the parts. Failing that, they lie there unseen until the bucket's lifecycle
  /// rules sweep them; the write's own error is the one to tell.
  void Abort();

 private:
  Status Begin();
  Status UploadPart(int64_t index);

  S3Connection& connection_;
  const std::string key_;
  const std::string_view bytes_;
  const std::vector<HttpHeader> headers_;
  int64_t part_bytes_;
  std::string upload_id_;
  std::vector<std::string> etags_;
  std::string complete_body_;
};

}  // namespace delta_utils::internal
