// Whatever goes wrong, no error shows a secret.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "delta_utils/cloud/credentials_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

// The one string that all secrets of this test hold.
constexpr char kSecret[] = "HUSH";
constexpr char kLater[] = "2023-11-15T04:13:20Z";

using Variables = std::map<std::string, std::string, std::less<>>;

/// Replies that hold secrets in every place a service could put one.
std::vector<std::string> Bodies() {
  const std::string s = kSecret;
  std::vector<std::string> bodies = {
      s,
      "\"" + s + "\"",
      "{\"" + s + "\": ",
      "{\"Code\": \"" + s + " -\", \"Message\": \"" + s + "\"}",
      "{\"AccessKeyId\": \"" + s + "\", \"SecretAccessKey\": {\"$oid\": \"" + s + "\"}}",
      "{\"AccessKeyId\": \"" + s + "\"}",
      "{\"SecretAccessKey\": \"" + s + "\", \"SecretAccessKey\": \"" + s + "\"}",
      CredentialsJson(s, s, s, s),
      CredentialsXml("AssumeRole", s, s, s, s),
      CredentialsXml("AssumeRole", s, s, "", kLater),
      CredentialsXml("AssumeRoleWithWebIdentity", s, s, s, s),
      "<" + s + ">" + s + "<" + s + "/>",
      "<a>" + s + "&" + s + ";</a>",
      "<ErrorResponse><Error><Code>" + s + "-</Code><Message>" + s +
          "</Message></Error></ErrorResponse>",
      "<!DOCTYPE " + s + ">"};
  for (const std::string& whole : {CredentialsJson(s, s, s, kLater),
                                   CredentialsXml("AssumeRole", s, s, s, kLater)}) {
    for (size_t size = 0; size < whole.size(); size += 7) {
      bodies.push_back(whole.substr(0, size));
    }
  }
  return bodies;
}

/// Environments that lead to each source; `world` holds the files.
std::vector<Variables> Environments(const CredentialsWorld& world) {
  const std::string s = kSecret;
  const std::string home = world.folder / "home";
  const std::string token = world.WriteFile("token", s);
  const std::string bad_token = world.WriteFile("bad_token", s + "\n" + s);
  const std::string config = world.WriteFile(
      "config",
      "[profile role]\nrole_arn=" + s + "\nsource_profile=keys\nexternal_id=" + s +
          "\n[profile keys]\naws_access_key_id=" + s + "\naws_secret_access_key=" + s +
          "\naws_session_token=" + s + "\n[profile half]\naws_secret_access_key=" + s +
          "\n[profile process]\ncredential_process=" + s + "\n");
  const std::string broken = world.WriteFile("broken", "[default]\n" + s + "\n");
  return {
      {{"HOME", home}},
      {{"HOME", home}, {"AWS_SECRET_ACCESS_KEY", s}},
      {{"HOME", home}, {"AWS_ACCESS_KEY_ID", s}, {"AWS_SESSION_TOKEN", s}},
      {{"HOME", home}, {"AWS_CONFIG_FILE", broken}},
      {{"HOME", home}, {"AWS_CONFIG_FILE", config}, {"AWS_PROFILE", "role"}},
      {{"HOME", home}, {"AWS_CONFIG_FILE", config}, {"AWS_PROFILE", "half"}},
      {{"HOME", home}, {"AWS_CONFIG_FILE", config}, {"AWS_PROFILE", "process"}},
      {{"HOME", home}, {"AWS_WEB_IDENTITY_TOKEN_FILE", token}},
      {{"HOME", home}, {"AWS_WEB_IDENTITY_TOKEN_FILE", token}, {"AWS_ROLE_ARN", s}},
      {{"HOME", home}, {"AWS_WEB_IDENTITY_TOKEN_FILE", bad_token}, {"AWS_ROLE_ARN", s}},
      {{"HOME", home},
       {"AWS_WEB_IDENTITY_TOKEN_FILE", token},
       {"AWS_ROLE_ARN", s},
       {"AWS_ENDPOINT_URL_STS", "https://" + s + ":" + s + "@sts.example"}},
      {{"HOME", home},
       {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role?" + s},
       {"AWS_CONTAINER_AUTHORIZATION_TOKEN", s}},
      {{"HOME", home},
       {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role?" + s},
       {"AWS_CONTAINER_AUTHORIZATION_TOKEN", s + "\n" + s}},
      {{"HOME", home},
       {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role?" + s},
       {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", bad_token}},
      {{"HOME", home},
       {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://" + s + ":" + s + "@127.0.0.1/"}},
      {{"HOME", home}, {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://" + s + "@[::1]"}},
  };
}

TEST(CredentialsSecretsTest, NoErrorShowsASecret) {
  CredentialsWorld world;
  const std::string imds = "http://169.254.169.254/latest/";
  const std::string roles = "GET " + imds + "meta-data/iam/security-credentials/";
  int errors = 0;
  for (const Variables& variables : Environments(world)) {
    for (const int status : {200, 400, 404, 500}) {
      for (const std::string& body : Bodies()) {
        world.environment = variables;
        world.http->Clear();
        world.http->Reply("POST https://sts.amazonaws.com/", status, body);
        world.http->Reply("GET http://169.254.170.2/role?HUSH", status, body);
        world.http->Reply("PUT " + imds + "api/token", 200, kSecret);
        world.http->Reply(roles, 200, "reader");
        world.http->Reply(roles + "reader", status, body);
        const auto got =
            MakeDefaultCredentials(world.Variables(), world.http, world.Time())->Get();
        if (got.ok()) continue;
        ++errors;
        EXPECT_EQ(got.status().ToString().find(kSecret), std::string::npos)
            << got.status();
      }
    }
  }
  EXPECT_GT(errors, 1000);
}

}  // namespace
}  // namespace delta_utils
