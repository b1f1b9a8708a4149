// The places credentials come from, one function each.
//
//   ARROW_ASSIGN_OR_RAISE(std::optional<Credentials> found,
//   ContainerCredentials(sources)); if (!found) ... // this one does not apply here: look
//   at the next
//
// Each call looks anew: a token's file or a profile may have changed. Threads: any.
#pragma once

#include <memory>
#include <optional>

#include "delta_utils/cloud/credentials.h"

namespace delta_utils::internal {

struct CredentialsContext {
  Environment environment;
  std::shared_ptr<HttpClient> http;
  Runtime runtime;
};

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
Result<std::optional<Credentials>> EnvironmentCredentials(
    const CredentialsContext& context);

/// AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME.
Result<std::optional<Credentials>> WebIdentityCredentials(
    const CredentialsContext& context);

/// The profile AWS_PROFILE of the files; NotFound if that is set and there is none such.
/// Static keys, or a role to assume with those of another profile or a web identity;
/// Unsupported, by name, for the other ways.
Result<std::optional<Credentials>> ProfileCredentials(const CredentialsContext& context);

/// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI (ECS, EKS pod identity).
Result<std::optional<Credentials>> ContainerCredentials(
    const CredentialsContext& context);

/// The metadata service of EC2, version 2. NotFound if nothing answers, which on other
/// machines is the rule.
Result<std::optional<Credentials>> InstanceCredentials(const CredentialsContext& context);

}  // namespace delta_utils::internal
