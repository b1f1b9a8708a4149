#include <algorithm>

#include "delta_utils/cloud/s3_dialect_internal.h"
#include "delta_utils/http/uri.h"

namespace delta_utils {
namespace internal {
namespace {

constexpr S3Dialect kAmazon{.uri_scheme = "s3",
                            .signing = SigningScheme::kAws4,
                            .signing_service = "s3",
                            .metadata_prefix = "x-amz-meta-",
                            .version_header = "etag",
                            .if_absent_name = "if-none-match",
                            .if_absent_value = "*",
                            .if_match_name = "if-match",
                            .version_is_etag = true,
                            .deletes_in_batches = true,
                            .completes_conditionally = true};

constexpr S3Dialect Cloudflare() {
  S3Dialect dialect = kAmazon;
  dialect.uri_scheme = "r2";
  return dialect;
}

constexpr S3Dialect kCloudflare = Cloudflare();

constexpr S3Dialect kGoogle{.uri_scheme = "s3",
                            .signing = SigningScheme::kGoog4,
                            .signing_service = "storage",
                            .metadata_prefix = "x-goog-meta-",
                            .version_header = "x-goog-generation",
                            .if_absent_name = "x-goog-if-generation-match",
                            .if_absent_value = "0",
                            .if_match_name = "x-goog-if-generation-match",
                            .version_is_etag = false,
                            .deletes_in_batches = false,
                            .completes_conditionally = false};

constexpr size_t kMaxVersionBytes = 256;

}  // namespace

HttpHeader S3Dialect::IfAbsent() const {
  return {std::string(if_absent_name), std::string(if_absent_value)};
}

HttpHeader S3Dialect::IfMatch(std::string_view version) const {
  std::string value(version);
  if (version_is_etag) value = "\"" + value + "\"";
  return {std::string(if_match_name), std::move(value)};
}

std::optional<std::string> S3Dialect::VersionIn(const HttpReply& reply) const {
  const std::string* value = reply.Find(version_header);
  if (value == nullptr) return std::nullopt;
  const std::string_view version = UnquoteETag(*value);
  if (!CanBeVersion(version)) return std::nullopt;
  return std::string(version);
}

bool S3Dialect::CanBeVersion(std::string_view version) const {
  if (version.empty() || version.size() > kMaxVersionBytes) return false;
  return std::all_of(version.begin(), version.end(), [this](char c) {
    if (!version_is_etag) return c >= '0' && c <= '9';
    return c > ' ' && c <= '~' && c != '"';
  });
}

const S3Dialect& DialectOf(S3Service service) {
  switch (service) {
    case S3Service::kR2:
      return kCloudflare;
    case S3Service::kGcs:
      return kGoogle;
    case S3Service::kAws:
    case S3Service::kOther:
      break;
  }
  return kAmazon;
}

std::string_view UnquoteETag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return etag;
}

}  // namespace internal

S3Service ServiceOfEndpoint(std::string_view endpoint) {
  if (endpoint.empty()) return S3Service::kAws;
  const Result<Url> url = ParseUrl(endpoint);
  if (!url.ok()) return S3Service::kOther;
  const auto is_or_under = [&](std::string_view domain) {
    return url->host == domain || url->host.ends_with("." + std::string(domain));
  };
  if (is_or_under("r2.cloudflarestorage.com")) return S3Service::kR2;
  if (is_or_under("storage.googleapis.com")) return S3Service::kGcs;
  if (is_or_under("amazonaws.com") || is_or_under("amazonaws.com.cn")) {
    return S3Service::kAws;
  }
  return S3Service::kOther;
}

}  // namespace delta_utils
