#include <algorithm>
#include <vector>

#include "delta_utils/base/hex.h"
#include "delta_utils/testing/s3_auth_internal.h"
#include "delta_utils/testing/s3_reply_internal.h"

namespace delta_utils::testing_internal {
namespace {

constexpr int64_t kMaxSkewMillis = 15 * 60 * 1000;

/// How a service spells Signature Version 4.
struct Spelling {
  std::string_view algorithm, service, terminator, header_prefix;
};
constexpr Spelling kAmazon{"AWS4-HMAC-SHA256", "s3", "aws4_request", "x-amz-"};
constexpr Spelling kGoogle{"GOOG4-HMAC-SHA256", "storage", "goog4_request", "x-goog-"};

struct Authorization {
  std::vector<std::string> scope;  // key, day, region, service, terminator
  std::vector<std::string> signed_headers;
  std::string signature;
};

std::vector<std::string> Split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t end = std::min(text.find(at), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

/// nullopt if it has not the form that `spelling` asks for.
std::optional<Authorization> ParseAuthorization(std::string_view text,
                                                const Spelling& spelling) {
  if (!text.starts_with(spelling.algorithm)) return std::nullopt;
  text.remove_prefix(spelling.algorithm.size());
  Authorization parsed;
  for (std::string_view name : {" Credential=", " SignedHeaders=", " Signature="}) {
    if (!text.starts_with(name)) return std::nullopt;
    text.remove_prefix(name.size());
    const std::string_view value = text.substr(0, text.find(','));
    text.remove_prefix(std::min(value.size() + 1, text.size()));
    if (name == " Credential=") parsed.scope = Split(value, '/');
    if (name == " SignedHeaders=") parsed.signed_headers = Split(value, ';');
    if (name == " Signature=") parsed.signature = value;
  }
  const bool digits = FromHex(parsed.signature).value_or("").size() == 32;
  const auto& headers = parsed.signed_headers;
  if (!text.empty() || parsed.scope.size() != 5 || !digits ||
      parsed.scope[3] != spelling.service || parsed.scope[4] != spelling.terminator ||
      !std::is_sorted(headers.begin(), headers.end())) {
    return std::nullopt;
  }
  return parsed;
}

/// Signed is what is there: the host, and all headers of the service's own.
bool SignsWhatItMust(const Authorization& authorization, const S3Request& request,
                     const Spelling& spelling) {
  const auto& names = authorization.signed_headers;
  const auto is_signed = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto& headers = request.call.headers;
  const bool present = std::all_of(names.begin(), names.end(), [&](const auto& name) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const HttpHeader& header) { return header.name == name; });
  });
  return present && is_signed("host") &&
         std::all_of(headers.begin(), headers.end(), [&](const HttpHeader& header) {
           return !header.name.starts_with(spelling.header_prefix) ||
                  is_signed(header.name);
         });
}

bool PayloadMatches(std::string_view hash, std::string_view body) {
  return hash == "UNSIGNED-PAYLOAD" || hash == ToHex(Sha256(body));
}

}  // namespace

std::optional<HttpServerReply> CheckS3Auth(const S3Request& request,
                                           const S3AuthRules& rules, int64_t now_ms) {
  const std::string& key = request.call.key;
  const bool google = rules.rules == S3Rules::kGcs;
  const Spelling& spelling = google ? kGoogle : kAmazon;
  const auto header = [&](std::string_view name) {
    return request.Header(std::string(spelling.header_prefix) + std::string(name));
  };
  if (google) {
    for (const HttpHeader& sent : request.call.headers) {
      if (!sent.name.starts_with(kAmazon.header_prefix)) continue;
      return S3Error(400, "ExcessHeaderValues", key);
    }
  }
  if (rules.access_key_id.empty()) return std::nullopt;

  const std::string_view text = request.Header("authorization");
  if (text.empty()) return S3Error(403, "AccessDenied", key);
  const auto authorization = ParseAuthorization(text, spelling);
  if (!authorization || !SignsWhatItMust(*authorization, request, spelling)) {
    return S3Error(400, "AuthorizationHeaderMalformed", key);
  }
  const std::vector<std::string>& scope = authorization->scope;
  if (scope[0] != rules.access_key_id) return S3Error(403, "InvalidAccessKeyId", key);
  // Google takes any region
  if (!google && scope[2] != rules.region) {
    return S3Error(400, "AuthorizationHeaderMalformed", key,
                   "<Region>" + EscapeXmlText(rules.region) + "</Region>");
  }
  const int64_t signed_ms = ParseBasicDate(header("date"));
  if (signed_ms < 0 || !header("date").starts_with(scope[1])) {
    return S3Error(403, "AccessDenied", key);
  }
  if (std::abs(signed_ms - now_ms) > kMaxSkewMillis) {
    return S3Error(403, "RequestTimeTooSkewed", key);
  }
  if (header("security-token") != rules.session_token) {
    return S3Error(400, "InvalidToken", key);
  }
  if (!PayloadMatches(header("content-sha256"), request.body)) {
    return S3Error(400, "XAmzContentSHA256Mismatch", key);
  }
  return std::nullopt;
}

}  // namespace delta_utils::testing_internal
