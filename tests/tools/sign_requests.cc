// Signs the requests of its standard input, for comparing with another signer.
//
//   {"method": "PUT", "url": "https://...", "headers": [["x-a", "b"]], "body": "YWJj",
//    "key_id": "...", "secret": "...", "token": "", "region": "us-east-1",
//    "service": "s3", "scheme": "AWS4", "now_ms": "1369353600000"}
//
// One a line, all fields strings but the headers, the body in base64. Prints the
// Authorization header of each on a line.
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>

#include "delta_utils/base/base64.h"
#include "delta_utils/base/document_reader.h"
#include "delta_utils/cloud/sigv4.h"

namespace {

using delta_utils::Object;
using delta_utils::Result;
using delta_utils::Status;

Result<std::string> TextOf(const Object& line, std::string_view name) {
  const delta_utils::Value* value = line.Find(name);
  if (value == nullptr || !value->is<std::string>()) {
    return delta_utils::InvalidArgument(name, "is not a string");
  }
  return value->get<std::string>();
}

Status AddHeaders(const Object& line, delta_utils::HttpRequest* request) {
  const delta_utils::Value* headers = line.Find("headers");
  if (headers == nullptr || !headers->is<delta_utils::Array>()) {
    return delta_utils::InvalidArgument("headers", "is not an array");
  }
  for (const delta_utils::Value& header : headers->get<delta_utils::Array>().values) {
    const auto* pair = header.get_if<delta_utils::Array>();
    if (pair == nullptr || pair->size() != 2 || !pair->values[0].is<std::string>() ||
        !pair->values[1].is<std::string>()) {
      return delta_utils::InvalidArgument("headers", "is not an array of pairs");
    }
    request->headers.push_back(
        {pair->values[0].get<std::string>(), pair->values[1].get<std::string>()});
  }
  return Status::OK();
}

Result<std::string> Authorization(const Object& line) {
  delta_utils::HttpRequest request;
  ARROW_ASSIGN_OR_RAISE(request.method, TextOf(line, "method"));
  ARROW_ASSIGN_OR_RAISE(request.url, TextOf(line, "url"));
  ARROW_RETURN_NOT_OK(AddHeaders(line, &request));
  ARROW_ASSIGN_OR_RAISE(const std::string base64, TextOf(line, "body"));
  const std::optional<std::string> body = delta_utils::DecodeBase64(base64);
  if (!body) return delta_utils::InvalidArgument("body", "is not base64");
  request.body = *body;
  delta_utils::Credentials credentials;
  ARROW_ASSIGN_OR_RAISE(credentials.access_key_id, TextOf(line, "key_id"));
  ARROW_ASSIGN_OR_RAISE(credentials.secret_access_key, TextOf(line, "secret"));
  ARROW_ASSIGN_OR_RAISE(credentials.session_token, TextOf(line, "token"));
  delta_utils::SigningOptions options;
  ARROW_ASSIGN_OR_RAISE(options.region, TextOf(line, "region"));
  ARROW_ASSIGN_OR_RAISE(options.service, TextOf(line, "service"));
  ARROW_ASSIGN_OR_RAISE(const std::string scheme, TextOf(line, "scheme"));
  options.scheme = scheme == "GOOG4" ? delta_utils::SigningScheme::kGoog4
                                     : delta_utils::SigningScheme::kAws4;
  ARROW_ASSIGN_OR_RAISE(const std::string now_ms, TextOf(line, "now_ms"));
  delta_utils::SignRequest(request, credentials, options, std::stoll(now_ms));
  return request.headers.back().value;
}

Status Run() {
  delta_utils::DocumentReader reader(std::cin, "standard input");
  while (true) {
    ARROW_ASSIGN_OR_RAISE(std::optional<Object> line, reader.Next());
    if (!line) return Status::OK();
    ARROW_ASSIGN_OR_RAISE(const std::string authorization, Authorization(*line));
    std::cout << authorization << '\n';
  }
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::cerr << "sign_requests: " << status.message() << '\n';
  return status.ok() ? 0 : 1;
}
