// Credentials of a role, from the Security Token Service.
//
//   RoleRequest role{.arn = "arn:aws:iam::123456789012:role/reader"};
//   ARROW_ASSIGN_OR_RAISE(Credentials c, AssumeRole(context, role, own));
//
// Asks AWS_ENDPOINT_URL_STS, or the endpoint of the region, or the global one where no
// region is known. Source: AWS Security Token Service API Reference, version 2011-06-15.
// Threads: any.
#pragma once

#include <string>

#include "delta_utils/cloud/credentials_source_internal.h"

namespace delta_utils::internal {

struct RoleRequest {
  std::string arn;
  std::string session_name;  // empty: one is made
  std::string external_id;   // empty: none
};

/// `own` sign the request.
Result<Credentials> AssumeRole(const CredentialsContext& context, const RoleRequest& role,
                               const Credentials& own);

/// The token is read anew by each call; no signature is needed.
Result<Credentials> AssumeRoleWithWebIdentity(const CredentialsContext& context,
                                              const RoleRequest& role,
                                              const std::string& token_file);

}  // namespace delta_utils::internal
