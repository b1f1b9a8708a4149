#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "delta_utils/cloud/credentials_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

constexpr char kImds[] = "http://169.254.169.254/latest/";
constexpr char kRoles[] =
    "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/";
constexpr char kLater[] = "2023-11-15T04:13:20Z";  // six hours after the clock

void AddInstance(CredentialsWorld* world) {
  world->http->Reply(std::string("PUT ") + kImds + "api/token", 200, "IMDS-TOKEN");
  world->http->Reply(kRoles, 200, "reader\n");
  world->http->Reply(std::string(kRoles) + "reader", 200,
                     CredentialsJson("instance", "s", "t", kLater));
}

std::string IdOf(CredentialsWorld& world) {
  const auto provider =
      MakeDefaultCredentials(world.Variables(), world.http, world.Time());
  const auto got = provider->Get();
  return got.ok() ? got->access_key_id : got.status().message();
}

TEST(DefaultCredentialsTest, TheFirstSourceThatAppliesIsTaken) {
  CredentialsWorld world;
  AddInstance(&world);
  EXPECT_EQ(IdOf(world), "instance");

  world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/x";
  world.http->Reply("GET http://169.254.170.2/v2/x", 200,
                    CredentialsJson("container", "s", "t", kLater));
  EXPECT_EQ(IdOf(world), "container");

  world.WriteFile("home/.aws/credentials",
                  "[default]\naws_access_key_id=profile\naws_secret_access_key=s\n");
  EXPECT_EQ(IdOf(world), "profile");

  world.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = world.WriteFile("jwt", "JWT");
  world.environment["AWS_ROLE_ARN"] = "arn";
  world.http->Reply(
      "POST https://sts.amazonaws.com/", 200,
      CredentialsXml("AssumeRoleWithWebIdentity", "identity", "s", "t", kLater));
  EXPECT_EQ(IdOf(world), "identity");

  world.environment["AWS_ACCESS_KEY_ID"] = "environment";
  world.environment["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(IdOf(world), "environment");
}

TEST(DefaultCredentialsTest, ReadsTheEnvironmentsKeys) {
  CredentialsWorld world;
  world.environment = {{"AWS_ACCESS_KEY_ID", "id"},
                       {"AWS_SECRET_ACCESS_KEY", "secret"},
                       {"AWS_SESSION_TOKEN", "token"}};
  const auto provider =
      MakeDefaultCredentials(world.Variables(), world.http, world.Time());
  DU_ASSERT_OK_AND_ASSIGN(const Credentials got, provider->Get());
  EXPECT_EQ(got.secret_access_key, "secret");
  EXPECT_EQ(got.session_token, "token");
  EXPECT_EQ(got.expires_at_ms, std::nullopt);
  EXPECT_TRUE(world.http->seen().empty());
}

TEST(DefaultCredentialsTest, HalfAPairIsAnErrorAndNotPassedOver) {
  for (const auto& [set, missing] :
       {std::pair("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        std::pair("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
        std::pair("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN")}) {
    CredentialsWorld world;
    AddInstance(&world);
    world.environment[set] = "HUSH";
    const auto provider =
        MakeDefaultCredentials(world.Variables(), world.http, world.Time());
    const auto got = provider->Get();
    DU_EXPECT_KIND(kInvalidArgument, got);
    EXPECT_EQ(got.status().message(),
              std::string(missing) + ": is not set, but " + set + " is");
  }
}

TEST(DefaultCredentialsTest, WhereNothingIsFoundTheErrorSaysWhatWasLookedFor) {
  CredentialsWorld world;
  world.environment["AWS_CONFIG_FILE"] = "/no/config";
  const auto provider =
      MakeDefaultCredentials(world.Variables(), world.http, world.Time());
  const auto got = provider->Get();
  DU_EXPECT_KIND(kPermissionDenied, got);
  for (const std::string& name :
       {std::string("AWS_ACCESS_KEY_ID"), std::string("AWS_WEB_IDENTITY_TOKEN_FILE"),
        std::string("'default'"), world.folder / "home/.aws/credentials",
        std::string("/no/config"), std::string("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        std::string("EC2"), std::string(kImds)}) {
    EXPECT_NE(got.status().message().find(name), std::string::npos)
        << name << " not in " << got.status();
  }
}

TEST(DefaultCredentialsTest, AnInstanceThatAnsweredBeforeIsOnlyAway) {
  CredentialsWorld world;
  AddInstance(&world);
  const auto provider =
      MakeDefaultCredentials(world.Variables(), world.http, world.Time());
  DU_ASSERT_OK(provider->Get());
  world.http->Clear();
  world.clock.Advance(7 * 3600 * 1000);
  DU_EXPECT_KIND(kUnavailable, provider->Get());
  AddInstance(&world);
  DU_ASSERT_OK(provider->Get());
}

TEST(DefaultCredentialsTest, ExpiringOnesAreKeptAndFetchedAnew) {
  CredentialsWorld world;
  AddInstance(&world);
  const auto provider =
      MakeDefaultCredentials(world.Variables(), world.http, world.Time());
  DU_ASSERT_OK_AND_ASSIGN(const Credentials first, provider->Get());
  EXPECT_EQ(first.expires_at_ms, CredentialsWorld::kNowMs + 6 * 3600 * 1000);
  DU_ASSERT_OK(provider->Get());
  EXPECT_EQ(world.http->seen().size(), 3u);
  provider->Expire(first);
  DU_ASSERT_OK(provider->Get());
  EXPECT_EQ(world.http->seen().size(), 6u);
}

}  // namespace
}  // namespace delta_utils
