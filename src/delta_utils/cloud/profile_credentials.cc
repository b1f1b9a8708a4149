#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/credentials_source_internal.h"
#include "delta_utils/cloud/profile_internal.h"
#include "delta_utils/cloud/sts_credentials_internal.h"

namespace delta_utils::internal {
namespace {

Status Refuse(const ProfileProperty& property, std::string_view name) {
  return Unsupported(property.where,
                     "credentials by '" + std::string(name) + "' are not supported");
}

/// Static keys; nullopt if the profile has neither of the two.
Result<std::optional<Credentials>> StaticKeys(const Profile& profile) {
  const ProfileProperty* id = profile.Find("aws_access_key_id");
  const ProfileProperty* secret = profile.Find("aws_secret_access_key");
  if (id == nullptr && secret == nullptr) return std::nullopt;
  if (id == nullptr) {
    return InvalidArgument(secret->where, "the profile lacks aws_access_key_id");
  }
  if (secret == nullptr) {
    return InvalidArgument(id->where, "the profile lacks aws_secret_access_key");
  }
  const ProfileProperty* token = profile.Find("aws_session_token");
  return Credentials(id->value, secret->value, token == nullptr ? "" : token->value);
}

Result<std::optional<Credentials>> FromRole(const CredentialsContext& context,
                                            const Profiles& profiles,
                                            const Profile& profile,
                                            const ProfileProperty& arn) {
  for (const std::string_view name : {"mfa_serial", "credential_source"}) {
    if (const ProfileProperty* found = profile.Find(name)) return Refuse(*found, name);
  }
  const auto value = [&](std::string_view name) {
    const ProfileProperty* found = profile.Find(name);
    return found == nullptr ? std::string() : found->value;
  };
  const RoleRequest role{.arn = arn.value,
                         .session_name = value("role_session_name"),
                         .external_id = value("external_id")};
  if (const ProfileProperty* token_file = profile.Find("web_identity_token_file")) {
    return AssumeRoleWithWebIdentity(context, role, token_file->value);
  }
  const ProfileProperty* source = profile.Find("source_profile");
  if (source == nullptr) {
    return InvalidArgument(arn.where, "role_arn without source_profile");
  }
  const Profile* source_profile = profiles.Find(source->value);
  if (source_profile == nullptr) {
    return InvalidArgument(source->where, "source_profile names no profile");
  }
  ARROW_ASSIGN_OR_RAISE(const std::optional<Credentials> own,
                        StaticKeys(*source_profile));
  if (!own) {
    return Unsupported(source->where, "a source_profile without keys is not supported");
  }
  return AssumeRole(context, role, *own);
}

}  // namespace

Result<std::optional<Credentials>> ProfileCredentials(const CredentialsContext& context) {
  ARROW_ASSIGN_OR_RAISE(const Profiles profiles, ReadProfiles(context.environment));
  const std::string name = ProfileName(context.environment);
  const Profile* profile = profiles.Find(name);
  if (profile == nullptr) {
    if (!Setting(context.environment, "AWS_PROFILE")) return std::nullopt;
    return NotFound("AWS_PROFILE", "no profile '" + name + "' in the profile files");
  }
  if (const ProfileProperty* arn = profile->Find("role_arn")) {
    return FromRole(context, profiles, *profile, *arn);
  }
  for (const std::string_view sso : {"sso_session", "sso_start_url", "sso_account_id"}) {
    if (const ProfileProperty* found = profile->Find(sso)) return Refuse(*found, sso);
  }
  ARROW_ASSIGN_OR_RAISE(std::optional<Credentials> keys, StaticKeys(*profile));
  if (keys) return keys;
  for (const std::string_view other : {"credential_process", "login_session"}) {
    if (const ProfileProperty* found = profile->Find(other)) return Refuse(*found, other);
  }
  return std::nullopt;
}

}  // namespace delta_utils::internal
