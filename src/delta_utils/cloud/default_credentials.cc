#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/credentials_source_internal.h"
#include "delta_utils/cloud/profile_internal.h"
#include "delta_utils/cloud/refreshing_credentials_internal.h"

namespace delta_utils {
namespace internal {

Result<std::optional<Credentials>> EnvironmentCredentials(
    const CredentialsContext& context) {
  constexpr std::string_view kId = "AWS_ACCESS_KEY_ID";
  constexpr std::string_view kSecret = "AWS_SECRET_ACCESS_KEY";
  const auto id = Setting(context.environment, kId);
  auto secret = Setting(context.environment, kSecret);
  if (!id && !secret) return std::nullopt;
  if (!id) return InvalidArgument(kId, "is not set, but AWS_SECRET_ACCESS_KEY is");
  if (!secret) return InvalidArgument(kSecret, "is not set, but AWS_ACCESS_KEY_ID is");
  return Credentials(*id, *std::move(secret),
                     Setting(context.environment, "AWS_SESSION_TOKEN").value_or(""));
}

namespace {

/// The sources in their order. Threads: one at a time.
class Chain {
 public:
  explicit Chain(CredentialsContext context) : context_(std::move(context)) {}

  Result<Credentials> Fetch() {
    for (const auto source : {&EnvironmentCredentials, &WebIdentityCredentials,
                              &ProfileCredentials, &ContainerCredentials}) {
      ARROW_ASSIGN_OR_RAISE(std::optional<Credentials> found, source(context_));
      if (found) return *found;
    }
    Result<std::optional<Credentials>> found = InstanceCredentials(context_);
    if (found.ok() && *found) {
      instance_answered_ = true;
      return **found;
    }
    if (!found.ok() && KindOf(found.status()) != ErrorKind::kNotFound) {
      return found.status();
    }
    // Where nobody answered before, the machine has no such service, and trying again is
    // of no use. One that had it will have it again.
    if (!found.ok() && instance_answered_) {
      return MakeError(ErrorKind::kUnavailable, "", found.status().message());
    }
    return NothingFound(found.status());
  }

 private:
  Status NothingFound(const Status& instance) const {
    std::string message =
        "no credentials found; looked for AWS_ACCESS_KEY_ID, "
        "AWS_WEB_IDENTITY_TOKEN_FILE, "
        "the profile '" +
        ProfileName(context_.environment) + "'";
    for (const auto& file :
         {CredentialsFile(context_.environment), ConfigFile(context_.environment)}) {
      if (file) message += " in " + *file;
    }
    message +=
        ", AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI, and the role of an EC2 "
        "instance";
    if (!instance.ok()) message += " (" + instance.message() + ")";
    return MakeError(ErrorKind::kPermissionDenied, "", message);
  }

  const CredentialsContext context_;
  bool instance_answered_ = false;
};

}  // namespace
}  // namespace internal

std::shared_ptr<CredentialsProvider> MakeDefaultCredentials(
    Environment environment, std::shared_ptr<HttpClient> http, Runtime runtime) {
  auto chain = std::make_shared<internal::Chain>(
      internal::CredentialsContext{std::move(environment), std::move(http), runtime});
  return std::make_shared<internal::RefreshingCredentials>(
      [chain] { return chain->Fetch(); }, *runtime.clock);
}

}  // namespace delta_utils
