#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "arrow/buffer.h"
#include "delta_utils/cloud/s3_error_internal.h"
#include "delta_utils/cloud/whole_number_internal.h"
#include "delta_utils/cloud/xml_internal.h"

namespace delta_utils::internal {
namespace {

constexpr size_t kMaxShownBytes = 300;
constexpr int64_t kMaxErrorBytes = 1 << 20;
constexpr size_t kErrorSearchBytes = 1024;
constexpr int64_t kMaxRetryAfterMs = 24 * 3600 * 1000;

struct ServiceError {
  std::string code;
  std::string message;
  std::string region;
};

std::string_view BodyOf(const HttpReply& reply) {
  if (reply.body == nullptr) return {};
  return std::string_view(*reply.body);
}

/// Where a service that repeats the request begins to repeat its signature.
constexpr std::array<std::string_view, 5> kSecretSigns = {
    "Signature=", "Credential=", "-HMAC-SHA256", "security-token", "ecurity-Token"};

/// What may be shown of text that comes from outside.
std::string Shown(std::string_view text) {
  for (const std::string_view sign : kSecretSigns) text = text.substr(0, text.find(sign));
  std::string shown(text.substr(0, kMaxShownBytes));
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
  return shown;
}

std::optional<ServiceError> ParseError(const HttpReply& reply) {
  const std::string_view body = BodyOf(reply);
  if (body.empty() || static_cast<int64_t>(body.size()) > kMaxErrorBytes) return {};
  const size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || body[start] != '<') return {};
  const Result<XmlElement> root = ParseXml(body, "");
  if (!root.ok()) return {};
  const XmlElement* error = root->name == "Error" ? &*root : root->Child("Error");
  if (error == nullptr) return {};
  return ServiceError{std::string(error->ChildText("Code")),
                      std::string(error->ChildText("Message")),
                      std::string(error->ChildText("Region"))};
}

template <size_t N>
bool IsOneOf(std::string_view code, const std::array<std::string_view, N>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

constexpr std::array<std::string_view, 4> kThrottleCodes = {
    "SlowDown", "RequestLimitExceeded", "Throttling", "TooManyRequests"};
constexpr std::array<std::string_view, 6> kPassingCodes = {
    "InternalError", "ServiceUnavailable",         "RequestTimeout",
    "BadDigest",     "ConditionalRequestConflict", "OperationAborted"};
constexpr std::array<std::string_view, 3> kMissingCodes = {"", "NoSuchKey",
                                                           "NoSuchUpload"};
constexpr std::array<std::string_view, 8> kRefusalCodes = {
    "AccessDenied",         "InvalidAccessKeyId",  "SignatureDoesNotMatch",
    "ExpiredToken",         "InvalidToken",        "InvalidTokenId",
    "TokenRefreshRequired", "RequestTimeTooSkewed"};

/// A header's whole number of `unit_ms`; nullopt for anything else.
std::optional<int64_t> PauseIn(const HttpReply& reply, std::string_view name,
                               int64_t unit_ms) {
  const std::string* text = reply.Find(name);
  if (text == nullptr) return std::nullopt;
  const std::optional<int64_t> number = ParseWholeNumber(*text);
  if (!number) return std::nullopt;
  return std::min(*number, kMaxRetryAfterMs / unit_ms) * unit_ms;
}

std::optional<int64_t> RetryAfterOf(const HttpReply& reply) {
  const auto millis = PauseIn(reply, "x-amz-retry-after", 1);
  return millis ? millis : PauseIn(reply, "retry-after", 1000);
}

ErrorKind KindOfReply(int status, std::string_view code) {
  if (IsOneOf(code, kRefusalCodes)) return ErrorKind::kPermissionDenied;
  if (IsOneOf(code, kPassingCodes)) return ErrorKind::kUnavailable;
  if (code == "PreconditionFailed") return ErrorKind::kVersionMismatch;
  switch (status) {
    case 404:
      // Any other reason is no word on the object.
      return IsOneOf(code, kMissingCodes) ? ErrorKind::kNotFound
                                          : ErrorKind::kInvalidArgument;
    case 401:
    case 403:
      return ErrorKind::kPermissionDenied;
    case 412:
      return ErrorKind::kVersionMismatch;
    case 408:
    case 409:
      return ErrorKind::kUnavailable;
    case 501:
      return ErrorKind::kUnsupported;
  }
  // A success that carries an error tells that the service failed half way.
  const bool failed = status >= 500 || status < 300;
  return failed ? ErrorKind::kUnavailable : ErrorKind::kInvalidArgument;
}

std::string Describe(int status, const std::optional<ServiceError>& error) {
  std::string text;
  if (error) text = Shown(error->code) + ": " + Shown(error->message) + " ";
  text += "(HTTP " + std::to_string(status) + ")";
  if (status >= 300 && status < 400) {
    text += " a redirect, which is not followed: check endpoint and region";
  }
  return text;
}

}  // namespace

std::string ErrorCodeOf(const HttpReply& reply) {
  const std::optional<ServiceError> error = ParseError(reply);
  return error ? error->code : "";
}

std::string RegionIn(const HttpReply& reply) {
  if (const std::string* header = reply.Find("x-amz-bucket-region")) return *header;
  const std::optional<ServiceError> error = ParseError(reply);
  return error ? error->region : "";
}

bool HasErrorBody(const HttpReply& reply) {
  // One that does not parse is an error all the same.
  return BodyOf(reply).substr(0, kErrorSearchBytes).find("<Error") !=
             std::string_view::npos ||
         ParseError(reply).has_value();
}

Status ErrorOf(const HttpReply& reply, std::string_view uri,
               std::string_view bucket_uri) {
  const std::optional<ServiceError> error = ParseError(reply);
  const std::string_view code = error ? std::string_view(error->code) : "";
  if (code == "NoSuchBucket") return NotFound(bucket_uri, "there is no such bucket");
  const std::optional<int64_t> retry_after_ms = RetryAfterOf(reply);
  const std::string text = Describe(reply.status, error);
  if (reply.status == 429 || IsOneOf(code, kThrottleCodes)) {
    return Throttled(uri, text, retry_after_ms);
  }
  const ErrorKind kind = KindOfReply(reply.status, code);
  if (kind == ErrorKind::kNotFound) return NotFound(uri, "there is no such object");
  const bool names_pause = kind == ErrorKind::kUnavailable && retry_after_ms.has_value();
  return names_pause ? Throttled(uri, text, retry_after_ms) : MakeError(kind, uri, text);
}

}  // namespace delta_utils::internal
