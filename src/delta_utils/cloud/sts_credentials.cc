#include <algorithm>
#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/profile_internal.h"
#include "delta_utils/cloud/sigv4.h"
#include "delta_utils/cloud/sts_credentials_internal.h"
#include "delta_utils/cloud/xml_internal.h"
#include "delta_utils/http/uri.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kTimeoutMs = 10'000;

struct Endpoint {
  std::string url;
  std::string region;
};

bool IsRegion(std::string_view text) {
  constexpr size_t kLongestLabel = 63;
  return text.size() <= kLongestLabel &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

Result<Endpoint> FindEndpoint(const Environment& environment) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<std::string> region, FindRegion(environment));
  Endpoint endpoint{"https://sts.amazonaws.com/", region.value_or("us-east-1")};
  constexpr std::string_view kVariable = "AWS_ENDPOINT_URL_STS";
  if (const auto override_url = Setting(environment, kVariable)) {
    ARROW_ASSIGN_OR_RAISE(const Url url, TrustedUrl(kVariable, *override_url, {}));
    endpoint.url = TextOf(url) + "/";
    return endpoint;
  }
  if (!region) return endpoint;
  // it becomes a part of a host's name, which is given a token
  if (!IsRegion(*region)) return InvalidArgument("AWS_REGION", "is no region's name");
  const bool china = region->starts_with("cn-");
  endpoint.url = "https://sts." + *region + ".amazonaws.com" + (china ? ".cn/" : "/");
  return endpoint;
}

void AppendField(std::string_view name, std::string_view value, std::string* form) {
  if (!form->empty()) *form += '&';
  form->append(name).append("=").append(PercentEncode(value, Slash::kEncode));
}

std::string Form(const CredentialsContext& context, std::string_view action,
                 const RoleRequest& role) {
  std::string form;
  AppendField("Action", action, &form);
  AppendField("Version", "2011-06-15", &form);
  AppendField("RoleArn", role.arn, &form);
  std::string session = role.session_name;
  if (session.empty()) {
    session = "delta-utils-" + std::to_string(context.runtime.clock->NowMillis());
  }
  AppendField("RoleSessionName", session, &form);
  if (!role.external_id.empty()) AppendField("ExternalId", role.external_id, &form);
  return form;
}

/// The first child of that name, for moving its text out.
XmlElement* ChildOf(XmlElement* element, std::string_view name) {
  if (element == nullptr) return nullptr;
  for (XmlElement& child : element->children) {
    if (child.name == name) return &child;
  }
  return nullptr;
}

std::string TakeText(XmlElement* element, std::string_view name) {
  XmlElement* child = ChildOf(element, name);
  return child == nullptr ? std::string() : std::exchange(child->text, std::string());
}

/// Of <ActionResponse><ActionResult><Credentials>.
Result<Credentials> CredentialsOfXml(std::string_view url, std::string_view action,
                                     std::string_view body) {
  ARROW_ASSIGN_OR_RAISE(XmlElement root, ParseXml(body, url));
  XmlElement* found =
      ChildOf(ChildOf(&root, std::string(action) + "Result"), "Credentials");
  Credentials credentials(TakeText(found, "AccessKeyId"),
                          TakeText(found, "SecretAccessKey"),
                          TakeText(found, "SessionToken"));
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() ||
      credentials.session_token.empty()) {
    return Corrupt(url, "the reply lacks AccessKeyId, SecretAccessKey or SessionToken");
  }
  ARROW_ASSIGN_OR_RAISE(credentials.expires_at_ms,
                        ExpirationOf(url, TakeText(found, "Expiration")));
  return credentials;
}

/// The code of <ErrorResponse><Error><Code>; empty if the body is something else.
std::string ErrorCode(std::string_view url, std::string_view body) {
  const Result<XmlElement> root = ParseXml(body, url);
  const XmlElement* error = root.ok() ? root->Child("Error") : nullptr;
  return error == nullptr ? std::string() : std::string(error->ChildText("Code"));
}

/// Sends `form`, signed by `own` if those are given.
Result<Credentials> AskSts(const CredentialsContext& context, std::string_view action,
                           std::string_view form, const Credentials* own) {
  ARROW_ASSIGN_OR_RAISE(const Endpoint endpoint, FindEndpoint(context.environment));
  HttpRequest request{
      .method = "POST",
      .url = endpoint.url,
      .headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
      .body = form,
      .timeout_ms = kTimeoutMs};
  if (own != nullptr) {
    SignRequest(request, *own, {.region = endpoint.region, .service = "sts"},
                context.runtime.clock->NowMillis());
  }
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, Ask(*context.http, std::move(request)));
  const std::string_view body = BodyOf(reply);
  if (reply.status != 200) {
    return CheckReply(endpoint.url, reply, ErrorCode(endpoint.url, body));
  }
  Result<Credentials> credentials = CredentialsOfXml(endpoint.url, action, body);
  Wipe(reply);
  return credentials;
}

}  // namespace

Result<Credentials> AssumeRole(const CredentialsContext& context, const RoleRequest& role,
                               const Credentials& own) {
  return AskSts(context, "AssumeRole", Form(context, "AssumeRole", role), &own);
}

Result<Credentials> AssumeRoleWithWebIdentity(const CredentialsContext& context,
                                              const RoleRequest& role,
                                              const std::string& token_file) {
  constexpr std::string_view kAction = "AssumeRoleWithWebIdentity";
  ARROW_ASSIGN_OR_RAISE(std::optional<std::string> content, ReadSmallFile(token_file));
  if (!content) return NotFound(token_file, "no file of a web identity's token is here");
  ARROW_ASSIGN_OR_RAISE(std::string token, HeaderToken(*std::move(content), token_file));
  std::string form = Form(context, kAction, role);
  AppendField("WebIdentityToken", token, &form);
  Result<Credentials> credentials = AskSts(context, kAction, form, nullptr);
  Wipe(token);
  Wipe(form);
  return credentials;
}

Result<std::optional<Credentials>> WebIdentityCredentials(
    const CredentialsContext& context) {
  const auto token_file = Setting(context.environment, "AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!token_file) return std::nullopt;
  const auto arn = Setting(context.environment, "AWS_ROLE_ARN");
  if (!arn) {
    return InvalidArgument("AWS_ROLE_ARN",
                           "is not set, but AWS_WEB_IDENTITY_TOKEN_FILE is");
  }
  const RoleRequest role{
      .arn = *arn,
      .session_name = Setting(context.environment, "AWS_ROLE_SESSION_NAME").value_or("")};
  return AssumeRoleWithWebIdentity(context, role, *token_file);
}

}  // namespace delta_utils::internal
