// Credentials of AWS and of services that speak its protocol, and where they come from.
//
//   auto credentials = MakeDefaultCredentials(environment, http, runtime);
//   ARROW_ASSIGN_OR_RAISE(Credentials now, credentials->Get());
//
// The chain, first that applies: environment variables; web identity
// (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME; the token is read
// anew each time); the profile files (AWS_PROFILE, default "default"; static keys, or a
// role of a source_profile or web identity; other ways are Unsupported, by name); the
// container endpoint (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI, with its
// authorization token); the instance's metadata (IMDSv2 only, unless
// AWS_EC2_METADATA_DISABLED). A source that applies and fails is an error, not passed
// over. Roles are asked for at AWS_ENDPOINT_URL_STS or the region's endpoint. Credentials
// that expire are fetched anew five minutes before they do, by one thread while the
// others wait; an old one still valid is used if that fails. Nothing is tried again here:
// a failure that may pass is Unavailable.
//
// Secrets appear in no error and no log; they are overwritten when dropped. Sources: AWS
// SDKs and Tools Reference Guide, "Standardized credential providers". Threads: any.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/runtime.h"
#include "delta_utils/http/http_client.h"

namespace delta_utils {

/// Environment variables, passed in; nullopt: not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
/// The process's own.
Environment SystemEnvironment();

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty: none
  std::optional<int64_t> expires_at_ms;

  Credentials() = default;
  Credentials(std::string access_key_id, std::string secret_access_key,
              std::string session_token = "",
              std::optional<int64_t> expires_at_ms = std::nullopt);
  Credentials(const Credentials&) = default;
  /// Overwrites the secrets that were here.
  Credentials& operator=(const Credentials& other);
  /// Overwrites the secrets.
  ~Credentials();
};

/// "Credentials(...WXYZ)": the last four characters of the key's id, nothing else.
std::ostream& operator<<(std::ostream& out, const Credentials& credentials);

class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;
  virtual Result<Credentials> Get() = 0;
  /// The service refused these as expired: the next Get fetches anew. Static ones stay.
  virtual void Expire(const Credentials& refused) = 0;
};

std::shared_ptr<CredentialsProvider> MakeStaticCredentials(Credentials credentials);

/// The chain. `http` is shared and must allow plain http (the metadata services have no
/// other); only loopback and the addresses the services are known by are asked so.
/// PermissionDenied if no source applies, naming what was looked for.
std::shared_ptr<CredentialsProvider> MakeDefaultCredentials(
    Environment environment, std::shared_ptr<HttpClient> http, Runtime runtime);

/// The region of AWS_REGION, AWS_DEFAULT_REGION or the profile's; nullopt if none says.
Result<std::optional<std::string>> FindRegion(const Environment& environment);

}  // namespace delta_utils
