#include <gtest/gtest.h>

#include <string>

#include "delta_utils/cloud/credentials_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

constexpr char kLater[] = "2023-11-15T04:13:20Z";
constexpr char kRelative[] = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr char kFull[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr char kToken[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr char kTokenFile[] = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

TEST(ContainerCredentialsTest, DoesNotApplyWithoutAUri) {
  CredentialsWorld world;
  world.environment[kToken] = "token";
  DU_ASSERT_OK_AND_ASSIGN(const auto found, ContainerCredentials(world.Context()));
  EXPECT_EQ(found.has_value(), false);
  EXPECT_TRUE(world.http->seen().empty());
}

struct UriCase {
  const char* variable;
  const char* value;
  const char* url;  // nullptr: refused
};

TEST(ContainerCredentialsTest, PlainHttpGoesToKnownAddressesAlone) {
  const UriCase cases[] = {
      {kRelative, "/v2/credentials?id=7", "http://169.254.170.2/v2/credentials?id=7"},
      {kRelative, "v2", nullptr},
      {kRelative, "@example.org/", nullptr},
      {kFull, "http://169.254.170.2/a", "http://169.254.170.2/a"},
      {kFull, "http://169.254.170.23/v1/c", "http://169.254.170.23/v1/c"},
      {kFull, "http://[fd00:ec2::23]/v1/c", "http://[fd00:ec2::23]/v1/c"},
      {kFull, "http://127.0.0.1:8080/?q", "http://127.0.0.1:8080/?q"},
      {kFull, "http://127.255.0.3/", "http://127.255.0.3/"},
      {kFull, "http://[::1]/", "http://[::1]/"},
      {kFull, "http://localhost/a", "http://localhost/a"},
      {kFull, "https://example.org/a?b=c", "https://example.org/a?b=c"},
      {kFull, "http://example.org/a", nullptr},
      {kFull, "http://127.example.org/a", nullptr},
      {kFull, "http://127.1/a", nullptr},
      {kFull, "http://localhost.example.org/a", nullptr},
      {kFull, "http://169.254.169.254/a", nullptr},
      {kFull, "http://[fd00:ec2::254]/a", nullptr},
      {kFull, "http://127.0.0.1@example.org/a", nullptr},
      {kFull, "http://example.org/?http://127.0.0.1", nullptr},
      {kFull, "http://127.0.0.1/?a b", nullptr},
      {kFull, "ftp://127.0.0.1/", nullptr},
      {kFull, "/v2", nullptr},
  };
  for (const UriCase& c : cases) {
    CredentialsWorld world;
    world.environment[c.variable] = c.value;
    const std::string url = c.url == nullptr ? "" : c.url;
    world.http->Reply("GET " + url, 200, CredentialsJson("id", "secret", "t", kLater));
    const auto found = ContainerCredentials(world.Context());
    if (c.url == nullptr) {
      DU_EXPECT_KIND(kInvalidArgument, found);
      EXPECT_EQ(found.status().message().rfind(c.variable, 0), 0u) << found.status();
      EXPECT_TRUE(world.http->seen().empty()) << c.value;
      continue;
    }
    DU_ASSERT_OK(found);
    ASSERT_TRUE(found->has_value()) << c.value;
    EXPECT_EQ((*found)->secret_access_key, "secret");
    EXPECT_EQ(world.http->seen()[0].Header("authorization"), "");
    EXPECT_EQ(world.http->seen()[0].timeout_ms, 2000);
  }
}

TEST(ContainerCredentialsTest, RelativeCountsBeforeFull) {
  CredentialsWorld world;
  world.environment[kRelative] = "/a";
  world.environment[kFull] = "https://example.org/";
  world.http->Reply("GET http://169.254.170.2/a", 200,
                    CredentialsJson("id", "secret", "t", kLater));
  DU_ASSERT_OK(ContainerCredentials(world.Context()));
}

TEST(ContainerCredentialsTest, SendsTheTokenAndReadsItsFileAnew) {
  CredentialsWorld world;
  world.environment[kFull] = "http://169.254.170.23/v1/c";
  world.environment[kToken] = "from the variable";
  world.http->Reply("GET http://169.254.170.23/v1/c", 200,
                    CredentialsJson("id", "secret", "t", kLater));
  DU_ASSERT_OK(ContainerCredentials(world.Context()));
  world.environment[kTokenFile] = world.WriteFile("token", "first\n");
  DU_ASSERT_OK(ContainerCredentials(world.Context()));
  world.WriteFile("token", "second");
  DU_ASSERT_OK(ContainerCredentials(world.Context()));
  const auto seen = world.http->seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].Header("authorization"), "from the variable");
  EXPECT_EQ(seen[1].Header("authorization"), "first");
  EXPECT_EQ(seen[2].Header("authorization"), "second");
}

TEST(ContainerCredentialsTest, RefusesTokensThatCannotBeSent) {
  CredentialsWorld world;
  world.environment[kFull] = "http://169.254.170.23/v1/c";
  world.environment[kToken] = "a\r\nhost: example.org";
  DU_EXPECT_KIND(kInvalidArgument, ContainerCredentials(world.Context()));
  world.environment[kTokenFile] = world.WriteFile("token", " \n");
  DU_EXPECT_KIND(kInvalidArgument, ContainerCredentials(world.Context()));
  world.environment[kTokenFile] = world.folder / "nothing";
  DU_EXPECT_KIND(kNotFound, ContainerCredentials(world.Context()));
  EXPECT_TRUE(world.http->seen().empty());
}

TEST(ContainerCredentialsTest, AFailureIsNotPassedOver) {
  CredentialsWorld world;
  world.environment[kRelative] = "/a";
  DU_EXPECT_KIND(kUnavailable, ContainerCredentials(world.Context()));
  world.http->Reply("GET http://169.254.170.2/a", 403, R"({"message": "HUSH"})");
  DU_EXPECT_KIND(kPermissionDenied, ContainerCredentials(world.Context()));
  world.http->Clear();
  world.http->Reply("GET http://169.254.170.2/a", 500, "");
  DU_EXPECT_KIND(kUnavailable, ContainerCredentials(world.Context()));
  world.http->Clear();
  world.http->Reply("GET http://169.254.170.2/a", 200, "<html>");
  DU_EXPECT_KIND(kCorrupt, ContainerCredentials(world.Context()));
}

TEST(ContainerCredentialsTest, CredentialsNeedNotExpire) {
  CredentialsWorld world;
  world.environment[kRelative] = "/a";
  world.http->Reply("GET http://169.254.170.2/a", 200,
                    R"({"AccessKeyId": "id", "SecretAccessKey": "secret"})");
  DU_ASSERT_OK_AND_ASSIGN(const auto found, ContainerCredentials(world.Context()));
  EXPECT_EQ(found->session_token, "");
  EXPECT_EQ(found->expires_at_ms, std::nullopt);
}

}  // namespace
}  // namespace delta_utils::internal
