#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/credentials_source_internal.h"
#include "delta_utils/cloud/profile_internal.h"

namespace delta_utils::internal {
namespace {

constexpr std::string_view kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr std::string_view kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr std::string_view kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr std::string_view kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr int64_t kTimeoutMs = 2'000;

/// What to ask; nullopt if neither variable is set.
Result<std::optional<std::string>> FindUrl(const Environment& environment) {
  std::string_view variable = kRelative;
  std::optional<std::string> url = Setting(environment, kRelative);
  if (url) {
    if (!url->starts_with('/')) {
      return InvalidArgument(kRelative, "does not begin with '/'");
    }
    url = "http://169.254.170.2" + *url;
  } else {
    variable = kFull;
    url = Setting(environment, kFull);
    if (!url) return std::nullopt;
  }
  ARROW_RETURN_NOT_OK(
      TrustedUrl(variable, *url, {"169.254.170.2", "169.254.170.23", "fd00:ec2::23"}));
  return url;
}

/// Empty if the endpoint wants none.
Result<std::string> FindToken(const Environment& environment) {
  if (const auto file = Setting(environment, kTokenFile)) {
    ARROW_ASSIGN_OR_RAISE(std::optional<std::string> content, ReadSmallFile(*file));
    if (!content)
      return NotFound(*file, "no such file, but the container's token is to be in it");
    return HeaderToken(*std::move(content), *file);
  }
  std::optional<std::string> token = Setting(environment, kToken);
  if (!token) return std::string();
  return HeaderToken(*std::move(token), kToken);
}

}  // namespace

Result<std::optional<Credentials>> ContainerCredentials(
    const CredentialsContext& context) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<std::string> url,
                        FindUrl(context.environment));
  if (!url) return std::nullopt;
  ARROW_ASSIGN_OR_RAISE(std::string token, FindToken(context.environment));
  HttpRequest request{
      .url = *url, .headers = {{"accept", "application/json"}}, .timeout_ms = kTimeoutMs};
  if (!token.empty()) request.headers.push_back({"authorization", token});
  Wipe(token);
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, Ask(*context.http, std::move(request)));
  const std::string shown = url->substr(0, url->find('?'));
  ARROW_RETURN_NOT_OK(CheckReply(shown, reply, ""));
  Result<Credentials> credentials = CredentialsOfJson(shown, reply);
  Wipe(reply);
  return credentials;
}

}  // namespace delta_utils::internal
