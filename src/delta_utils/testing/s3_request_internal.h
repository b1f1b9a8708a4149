// S3Request: an HTTP request read as one to S3, in path style.
//
//   S3Request request;
//   if (!ParseS3Request(http, &request)) ... 400
//
// Threads: values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/testing/http_server.h"
#include "delta_utils/testing/s3_server.h"

namespace delta_utils::testing_internal {

struct S3Request {
  S3Call call;
  std::map<std::string, std::string> query;  // decoded
  std::string_view body;                     // the HTTP request's

  std::string_view Header(std::string_view name) const { return call.Header(name); }
  bool Has(const std::string& parameter) const { return query.contains(parameter); }
  /// "" if it is not there.
  std::string Parameter(const std::string& name) const;
};

/// False if something is not percent-encoded as it must be.
bool ParseS3Request(const HttpServerRequest& http, S3Request* request);

/// The texts of all elements of that name in order, entities decoded: enough for the
/// bodies of DeleteObjects and CompleteMultipartUpload.
std::vector<std::string> XmlTexts(std::string_view xml, std::string_view element);

/// `text` for an element's content; bytes that XML cannot hold become references.
std::string EscapeXmlText(std::string_view text);

}  // namespace delta_utils::testing_internal
