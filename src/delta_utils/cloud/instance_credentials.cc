#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/credentials_source_internal.h"

namespace delta_utils::internal {
namespace {

constexpr std::string_view kEndpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
constexpr std::string_view kEndpointMode = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
// the service is on the machine itself: it answers at once or not at all
constexpr int64_t kTimeoutMs = 1'000;

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Result<std::string> FindBase(const Environment& environment) {
  const bool ipv6 = Lower(Setting(environment, kEndpointMode).value_or("")) == "ipv6";
  const std::string own = ipv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
  ARROW_ASSIGN_OR_RAISE(
      const Url url, TrustedUrl(kEndpoint, Setting(environment, kEndpoint).value_or(own),
                                {"169.254.169.254", "fd00:ec2::254"}));
  return TextOf(url);
}

/// Version 2's token, without which nothing is told.
Result<std::string> FetchToken(HttpClient& http, const std::string& base) {
  const std::string url = base + "/latest/api/token";
  const Result<HttpReply> answer =
      Ask(http, {.method = "PUT",
                 .url = url,
                 .headers = {{"x-aws-ec2-metadata-token-ttl-seconds", "21600"}},
                 .timeout_ms = kTimeoutMs});
  if (!answer.ok() && KindOf(answer.status()) == ErrorKind::kUnavailable) {
    return NotFound(url, "nothing answers");
  }
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, answer);
  ARROW_RETURN_NOT_OK(CheckReply(url, reply, ""));
  Result<std::string> token = HeaderToken(std::string(BodyOf(reply)), url);
  if (!token.ok()) return Corrupt(url, "the reply is no token");
  return token;
}

Result<HttpReply> Fetch(HttpClient& http, const std::string& url,
                        const std::string& token) {
  return Ask(http, {.url = url,
                    .headers = {{"x-aws-ec2-metadata-token", token}},
                    .timeout_ms = kTimeoutMs});
}

}  // namespace

Result<std::optional<Credentials>> InstanceCredentials(
    const CredentialsContext& context) {
  const auto disabled = Setting(context.environment, "AWS_EC2_METADATA_DISABLED");
  if (disabled && Lower(*disabled) == "true") return std::nullopt;
  ARROW_ASSIGN_OR_RAISE(const std::string base, FindBase(context.environment));
  HttpClient& http = *context.http;
  ARROW_ASSIGN_OR_RAISE(const std::string token, FetchToken(http, base));
  const std::string roles_url = base + "/latest/meta-data/iam/security-credentials/";
  ARROW_ASSIGN_OR_RAISE(const HttpReply roles, Fetch(http, roles_url, token));
  if (roles.status == 404) return std::nullopt;  // an instance without a role
  ARROW_RETURN_NOT_OK(CheckReply(roles_url, roles, ""));
  std::string_view role = BodyOf(roles);
  role = role.substr(0, role.find_first_of("\r\n"));
  if (role.empty()) return std::nullopt;
  const std::string url = roles_url + PercentEncode(role, Slash::kEncode);
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, Fetch(http, url, token));
  ARROW_RETURN_NOT_OK(CheckReply(url, reply, ""));
  Result<Credentials> credentials = CredentialsOfJson(url, reply);
  Wipe(reply);
  return credentials;
}

}  // namespace delta_utils::internal
