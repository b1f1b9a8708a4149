#include <algorithm>
#include <cstdlib>
#include <utility>

#include "delta_utils/http/uri.h"
#include "delta_utils/testing/s3_request_internal.h"

namespace delta_utils::testing_internal {
namespace {

bool ParseQuery(std::string_view text, std::map<std::string, std::string>* query) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    std::string value(pair.substr(std::min(pair.find('='), pair.size())));
    if (!value.empty()) value.erase(0, 1);
    std::replace(value.begin(), value.end(), '+', ' ');
    const auto name = PercentDecode(pair.substr(0, pair.find('=')));
    const auto decoded = PercentDecode(value);
    if (!name.ok() || !decoded.ok()) return false;
    (*query)[*name] = *decoded;
  }
  return true;
}

std::string BucketOperation(const S3Request& request) {
  const std::string& method = request.call.method;
  if (method == "GET" && request.Parameter("list-type") == "2") return "ListObjectsV2";
  if (method == "POST" && request.Has("delete")) return "DeleteObjects";
  return "Unknown";
}

std::string ObjectOperation(const S3Request& request) {
  const std::string& method = request.call.method;
  const bool of_upload = request.Has("uploadId");
  if (method == "GET" && !of_upload) return "GetObject";
  if (method == "HEAD") return "HeadObject";
  if (method == "PUT" && !request.Header("x-amz-copy-source").empty()) return "Unknown";
  if (method == "PUT") return of_upload ? "UploadPart" : "PutObject";
  if (method == "DELETE") return of_upload ? "AbortMultipartUpload" : "DeleteObject";
  if (method == "POST" && request.Has("uploads")) return "CreateMultipartUpload";
  if (method == "POST" && of_upload) return "CompleteMultipartUpload";
  return "Unknown";
}

/// The character that "&...;" stands for; the text itself if it is none.
std::string DecodeEntity(std::string_view entity) {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  for (const auto& [name, c] : kNamed) {
    if (name == entity) return {c};
  }
  if (!entity.starts_with("&#")) return std::string(entity);
  const bool hexadecimal = entity.substr(2).starts_with('x');
  const std::string digits(entity.substr(hexadecimal ? 3 : 2));
  return {static_cast<char>(std::strtol(digits.c_str(), nullptr, hexadecimal ? 16 : 10))};
}

}  // namespace

std::string S3Request::Parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

bool ParseS3Request(const HttpServerRequest& http, S3Request* request) {
  S3Call& call = request->call;
  call.method = http.method;
  call.headers = http.headers;
  call.query = http.query();
  request->body = http.body;
  std::string_view path = http.path();
  if (!path.starts_with('/') || !ParseQuery(http.query(), &request->query)) return false;
  path.remove_prefix(1);
  const auto bucket = PercentDecode(path.substr(0, path.find('/')));
  path.remove_prefix(std::min(path.find('/'), path.size()));
  const auto key = PercentDecode(path.substr(path.empty() ? 0 : 1));
  if (!bucket.ok() || !key.ok()) return false;
  call.bucket = *bucket;
  call.key = *key;
  call.operation = key->empty() ? BucketOperation(*request) : ObjectOperation(*request);
  return true;
}

std::vector<std::string> XmlTexts(std::string_view xml, std::string_view element) {
  const std::string open = "<" + std::string(element) + ">";
  const std::string close = "</" + std::string(element) + ">";
  std::vector<std::string> texts;
  for (size_t at = xml.find(open); at != std::string_view::npos;
       at = xml.find(open, at)) {
    at += open.size();
    const size_t end = std::min(xml.find(close, at), xml.size());
    std::string& text = texts.emplace_back();
    while (at < end) {
      size_t length = 1;
      if (xml[at] == '&') length = std::min(xml.find(';', at) + 1 - at, end - at);
      text += DecodeEntity(xml.substr(at, length));
      at += length;
    }
  }
  return texts;
}

std::string EscapeXmlText(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || c == '&' || c == '<' || c == '>' || c == '"') {
      escaped += "&#" + std::to_string(byte) + ";";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace delta_utils::testing_internal

namespace delta_utils {

std::string_view S3Call::Header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace delta_utils
