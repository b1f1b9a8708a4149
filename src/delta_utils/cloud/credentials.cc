#include "delta_utils/cloud/credentials.h"

#include <openssl/crypto.h>

#include <cstdlib>
#include <ostream>
#include <utility>

namespace delta_utils {
namespace {

class StaticCredentials : public CredentialsProvider {
 public:
  explicit StaticCredentials(Credentials credentials)
      : credentials_(std::move(credentials)) {}
  Result<Credentials> Get() override { return credentials_; }
  void Expire(const Credentials&) override {}

 private:
  const Credentials credentials_;
};

}  // namespace

Environment SystemEnvironment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Credentials::Credentials(std::string access_key_id, std::string secret_access_key,
                         std::string session_token, std::optional<int64_t> expires_at_ms)
    : access_key_id(std::move(access_key_id)),
      secret_access_key(std::move(secret_access_key)),
      session_token(std::move(session_token)),
      expires_at_ms(expires_at_ms) {}

Credentials& Credentials::operator=(const Credentials& other) {
  // the temporary takes what was here, and overwrites it
  Credentials copy(other);
  access_key_id.swap(copy.access_key_id);
  secret_access_key.swap(copy.secret_access_key);
  session_token.swap(copy.session_token);
  expires_at_ms = copy.expires_at_ms;
  return *this;
}

Credentials::~Credentials() {
  OPENSSL_cleanse(secret_access_key.data(), secret_access_key.size());
  OPENSSL_cleanse(session_token.data(), session_token.size());
}

std::ostream& operator<<(std::ostream& out, const Credentials& credentials) {
  const std::string_view id = credentials.access_key_id;
  // of a shorter one, four characters would be most of it
  return out << "Credentials(..." << (id.size() < 8 ? "" : id.substr(id.size() - 4))
             << ")";
}

std::shared_ptr<CredentialsProvider> MakeStaticCredentials(Credentials credentials) {
  return std::make_shared<StaticCredentials>(std::move(credentials));
}

}  // namespace delta_utils
