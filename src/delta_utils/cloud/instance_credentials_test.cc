#include <gtest/gtest.h>

#include <string>

#include "delta_utils/cloud/credentials_testing.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

constexpr char kLater[] = "2023-11-15T04:13:20Z";

struct Instance : CredentialsWorld {
  std::string base = "http://169.254.169.254";

  std::string TokenUrl() const { return "PUT " + base + "/latest/api/token"; }
  std::string RoleUrl(const std::string& role) const {
    return "GET " + base + "/latest/meta-data/iam/security-credentials/" + role;
  }
  void AnswerAll() {
    http->Reply(TokenUrl(), 200, "IMDS-TOKEN");
    http->Reply(RoleUrl(""), 200, "reader/of it\nother");
    http->Reply(RoleUrl("reader%2Fof%20it"), 200,
                CredentialsJson("id", "secret", "token", kLater));
  }
};

TEST(InstanceCredentialsTest, AsksForATokenTheRoleAndItsCredentials) {
  Instance world;
  world.AnswerAll();
  DU_ASSERT_OK_AND_ASSIGN(const auto found, InstanceCredentials(world.Context()));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->access_key_id, "id");
  EXPECT_EQ(found->secret_access_key, "secret");
  EXPECT_EQ(found->session_token, "token");
  EXPECT_EQ(found->expires_at_ms, CredentialsWorld::kNowMs + 6 * 3600 * 1000);
  const auto seen = world.http->seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].Header("x-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(seen[1].Header("x-aws-ec2-metadata-token"), "IMDS-TOKEN");
  EXPECT_EQ(seen[2].Header("x-aws-ec2-metadata-token"), "IMDS-TOKEN");
  for (const auto& request : seen) {
    EXPECT_GE(request.timeout_ms, 1000) << request.url;
    EXPECT_LE(request.timeout_ms, 2000) << request.url;
  }
}

TEST(InstanceCredentialsTest, CanBeSwitchedOff) {
  for (const auto& [value, asked] :
       {std::pair("true", false), std::pair("TRUE", false), std::pair("false", true),
        std::pair("1", true), std::pair("", true)}) {
    Instance world;
    world.AnswerAll();
    world.environment["AWS_EC2_METADATA_DISABLED"] = value;
    DU_ASSERT_OK_AND_ASSIGN(const auto found, InstanceCredentials(world.Context()));
    EXPECT_EQ(found.has_value(), asked) << value;
    EXPECT_EQ(world.http->seen().empty(), !asked) << value;
  }
}

TEST(InstanceCredentialsTest, TheEndpointCanBeMovedWithinLimits) {
  struct Case {
    const char* variable;
    const char* value;
    const char* base;  // nullptr: refused
  };
  const Case cases[] = {
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6", "http://[fd00:ec2::254]"},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://[fd00:ec2:0::254]/",
       "http://[fd00:ec2:0::254]"},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338/",
       "http://127.0.0.1:1338"},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://localhost:1338/a/",
       "http://localhost:1338/a"},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://[::1]:1338", "http://[::1]:1338"},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "https://imds.example",
       "https://imds.example"},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://imds.example", nullptr},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.170.2", nullptr},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1.example", nullptr},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://u:p@127.0.0.1", nullptr},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "127.0.0.1", nullptr},
      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1/\r\nx: y", nullptr},
  };
  for (const Case& c : cases) {
    Instance world;
    world.base = c.base == nullptr ? "" : c.base;
    world.AnswerAll();
    world.environment[c.variable] = c.value;
    const auto found = InstanceCredentials(world.Context());
    if (c.base == nullptr) {
      DU_EXPECT_KIND(kInvalidArgument, found);
      EXPECT_EQ(found.status().message().find("u:p"), std::string::npos);
      EXPECT_TRUE(world.http->seen().empty()) << c.value;
      continue;
    }
    DU_ASSERT_OK(found);
    EXPECT_TRUE(found->has_value()) << c.value;
  }
}

TEST(InstanceCredentialsTest, AnInstanceWithoutARoleDoesNotApply) {
  Instance world;
  world.http->Reply(world.TokenUrl(), 200, "IMDS-TOKEN");
  world.http->Reply(world.RoleUrl(""), 404, "");
  world.http->Reply(world.RoleUrl(""), 200, "\n");
  for (int i = 0; i < 2; ++i) {
    DU_ASSERT_OK_AND_ASSIGN(const auto found, InstanceCredentials(world.Context()));
    EXPECT_EQ(found.has_value(), false);
  }
}

TEST(InstanceCredentialsTest, WhatGoesWrongHasItsKind) {
  const auto run = [](int token_status, const char* token, int role_status, int status,
                      const std::string& body) {
    Instance world;
    world.http->Reply(world.TokenUrl(), token_status, token);
    world.http->Reply(world.RoleUrl(""), role_status, "reader");
    world.http->Reply(world.RoleUrl("reader"), status, body);
    return InstanceCredentials(world.Context());
  };
  Instance alone;
  DU_EXPECT_KIND(kNotFound, InstanceCredentials(alone.Context()));
  const std::string good = CredentialsJson("id", "secret", "token", kLater);
  DU_EXPECT_KIND(kPermissionDenied, run(403, "", 200, 200, good));
  DU_EXPECT_KIND(kUnavailable, run(503, "", 200, 200, good));
  DU_EXPECT_KIND(kUnavailable, run(429, "", 200, 200, good));
  DU_EXPECT_KIND(kCorrupt, run(200, "", 200, 200, good));
  DU_EXPECT_KIND(kCorrupt, run(200, "a\r\nb", 200, 200, good));
  DU_EXPECT_KIND(kUnavailable, run(200, "t", 500, 200, good));
  DU_EXPECT_KIND(kPermissionDenied, run(200, "t", 401, 200, good));
  DU_EXPECT_KIND(kUnavailable, run(200, "t", 200, 500, good));
  DU_EXPECT_KIND(kPermissionDenied, run(200, "t", 200, 404, good));
  DU_EXPECT_KIND(kPermissionDenied,
                 run(200, "t", 200, 200, R"({"Code": "AssumeRoleUnauthorizedAccess"})"));
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{"), good.substr(0, 80),
        std::string("{}"), CredentialsJson("", "secret", "token", kLater),
        CredentialsJson("id", "", "token", kLater),
        CredentialsJson("id", "secret", "token", "soon"),
        std::string(R"({"AccessKeyId": 7, "SecretAccessKey": "s"})"),
        std::string(1000, '[')}) {
    DU_EXPECT_KIND(kCorrupt, run(200, "t", 200, 200, body));
  }
}

}  // namespace
}  // namespace delta_utils::internal
