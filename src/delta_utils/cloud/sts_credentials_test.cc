#include <gtest/gtest.h>

#include <string>

#include "delta_utils/cloud/credentials_testing.h"
#include "delta_utils/cloud/sts_credentials_internal.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

constexpr char kLater[] = "2023-11-15T04:13:20Z";
constexpr char kWeb[] = "AssumeRoleWithWebIdentity";

struct WebIdentity : CredentialsWorld {
  WebIdentity() {
    environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = WriteFile("jwt", "a.b+c/d=\n");
    environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r";
    environment["AWS_REGION"] = "eu-central-1";
  }
};

TEST(StsCredentialsTest, ExchangesAWebIdentity) {
  WebIdentity world;
  world.environment["AWS_ROLE_SESSION_NAME"] = "me@here";
  world.http->Reply("POST https://sts.eu-central-1.amazonaws.com/", 200,
                    CredentialsXml(kWeb, "id", "s&amp;", "token", kLater));
  DU_ASSERT_OK_AND_ASSIGN(const auto found, WebIdentityCredentials(world.Context()));
  EXPECT_EQ(found->access_key_id, "id");
  EXPECT_EQ(found->secret_access_key, "s&");
  EXPECT_EQ(found->session_token, "token");
  EXPECT_EQ(found->expires_at_ms, CredentialsWorld::kNowMs + 6 * 3600 * 1000);
  const auto request = world.http->seen()[0];
  EXPECT_EQ(request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&"
            "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=me%40here&"
            "WebIdentityToken=a.b%2Bc%2Fd%3D");
  EXPECT_EQ(request.Header("content-type"),
            "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_EQ(request.Header("Authorization"), "");

  world.WriteFile("jwt", "new");
  world.environment.erase("AWS_ROLE_SESSION_NAME");
  DU_ASSERT_OK(WebIdentityCredentials(world.Context()));
  const std::string body = world.http->seen()[1].body;
  EXPECT_NE(body.find("WebIdentityToken=new"), std::string::npos) << body;
  EXPECT_NE(body.find("RoleSessionName=delta-utils-1700000000000&"), std::string::npos)
      << body;
}

struct EndpointCase {
  const char* region;
  const char* override_url;
  const char* url;  // nullptr: refused
};

TEST(StsCredentialsTest, AsksTheEndpointOfTheRegion) {
  const EndpointCase cases[] = {
      {"", "", "https://sts.amazonaws.com/"},
      {"us-west-2", "", "https://sts.us-west-2.amazonaws.com/"},
      {"cn-north-1", "", "https://sts.cn-north-1.amazonaws.com.cn/"},
      {"example.org/", "", nullptr},
      {"a.b", "", nullptr},
      {"us-west-2", "https://sts.example", "https://sts.example/"},
      {"", "https://sts.example:444/a/", "https://sts.example:444/a/"},
      {"", "http://localhost:9000", "http://localhost:9000/"},
      {"", "http://sts.example", nullptr},
      {"", "https://u:p@sts.example", nullptr},
      {"", "sts.example", nullptr},
  };
  for (const EndpointCase& c : cases) {
    WebIdentity world;
    world.environment["AWS_REGION"] = c.region;
    world.environment["AWS_ENDPOINT_URL_STS"] = c.override_url;
    const std::string url = c.url == nullptr ? "" : c.url;
    world.http->Reply("POST " + url, 200, CredentialsXml(kWeb, "i", "s", "t", kLater));
    const auto found = WebIdentityCredentials(world.Context());
    if (c.url == nullptr) {
      DU_EXPECT_KIND(kInvalidArgument, found);
      EXPECT_TRUE(world.http->seen().empty()) << c.region << c.override_url;
    } else {
      DU_ASSERT_OK(found);
    }
  }
}

TEST(StsCredentialsTest, WhatGoesWrongHasItsKind) {
  const auto run = [](int status, const std::string& body) {
    WebIdentity world;
    world.http->Reply("POST https://sts.eu-central-1.amazonaws.com/", status, body);
    return WebIdentityCredentials(world.Context());
  };
  const auto refused = run(400,
                           "<ErrorResponse><Error><Type>Sender</Type>"
                           "<Code>ExpiredTokenException</Code><Message>HUSH</Message>"
                           "</Error></ErrorResponse>");
  DU_EXPECT_KIND(kPermissionDenied, refused);
  const std::string message = refused.status().message();
  EXPECT_NE(message.find("ExpiredTokenException"), std::string::npos) << message;
  EXPECT_EQ(message.find("HUSH"), std::string::npos) << message;
  DU_EXPECT_KIND(kPermissionDenied, run(403, "no XML"));
  DU_EXPECT_KIND(kUnavailable, run(500, ""));
  DU_EXPECT_KIND(kUnavailable, run(429, ""));
  const std::string good = CredentialsXml(kWeb, "i", "s", "t", kLater);
  DU_ASSERT_OK(run(200, good));
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("<a/>"), good.substr(0, 100),
        CredentialsXml("AssumeRole", "i", "s", "t", kLater),
        CredentialsXml(kWeb, "", "s", "t", kLater),
        CredentialsXml(kWeb, "i", "", "t", kLater),
        CredentialsXml(kWeb, "i", "s", "", kLater),
        CredentialsXml(kWeb, "i", "s", "t", ""),
        CredentialsXml(kWeb, "i", "s", "t", "soon")}) {
    DU_EXPECT_KIND(kCorrupt, run(200, body));
  }
  WebIdentity world;
  DU_EXPECT_KIND(kUnavailable, WebIdentityCredentials(world.Context()));
  world.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = world.folder / "nothing";
  DU_EXPECT_KIND(kNotFound, WebIdentityCredentials(world.Context()));
}

struct ProfileCase {
  const char* config;
  const char* credentials;
  const char* expected;  // the id, or a part of the error
};

TEST(StsCredentialsTest, ProfilesSayHow) {
  const ProfileCase cases[] = {
      {"", "[p]\naws_access_key_id=i\naws_secret_access_key=s", "i"},
      {"[profile p]\naws_access_key_id=i\naws_secret_access_key=s", "", "i"},
      {"[profile p]\naws_access_key_id=old",
       "[p]\naws_access_key_id=i\n"
       "aws_secret_access_key=s\naws_session_token=t\nregion=r",
       "i"},
      {"[profile p]\nregion=r", "", "none"},
      {"", "[q]\na=b", "AWS_PROFILE: no profile 'p'"},
      {"", "[p]\naws_access_key_id=HUSH", "credentials:2: the profile lacks"},
      {"", "[p]\n\naws_secret_access_key=HUSH", "credentials:3: the profile lacks"},
      {"[profile p]\ncredential_process=HUSH", "",
       "config:2: credentials by 'credential_process'"},
      {"[profile p]\nsso_session=HUSH", "", "config:2: credentials by 'sso_session'"},
      {"[profile p]\nsso_start_url=HUSH", "", "config:2: credentials by 'sso_start_url'"},
      {"[profile p]\nlogin_session=HUSH", "", "config:2: credentials by 'login_session'"},
      {"[profile p]\nrole_arn=a\ncredential_source=HUSH", "",
       "config:3: credentials by 'credential_source'"},
      {"[profile p]\nrole_arn=a\nmfa_serial=HUSH", "",
       "config:3: credentials by 'mfa_serial'"},
      {"[profile p]\nrole_arn=HUSH", "", "config:2: role_arn without source_profile"},
      {"[profile p]\nrole_arn=a\nsource_profile=HUSH", "",
       "config:3: source_profile names no"},
      {"[profile p]\nrole_arn=a\nsource_profile=q\n[profile q]\nrole_arn=HUSH", "",
       "config:3: a source_profile without keys"},
      {"[profile p]\nrole_arn=a\nsource_profile=p",
       "[p]\naws_access_key_id=i\n"
       "aws_secret_access_key=s",
       "assumed"},
      {"[profile p]\nrole_arn=a\nweb_identity_token_file=/dev/null", "",
       "/dev/null: holds no token"},
      {"[profile p", "", "config:1: a section"},
  };
  for (const ProfileCase& c : cases) {
    CredentialsWorld world;
    world.environment["AWS_PROFILE"] = "p";
    world.WriteFile("home/.aws/config", c.config);
    world.WriteFile("home/.aws/credentials", c.credentials);
    world.http->Reply("POST https://sts.amazonaws.com/", 200,
                      CredentialsXml("AssumeRole", "assumed", "s", "t", kLater));
    const auto found = ProfileCredentials(world.Context());
    const std::string text = !found.ok() ? found.status().message()
                             : *found    ? (*found)->access_key_id
                                         : "none";
    EXPECT_NE(text.find(c.expected), std::string::npos) << text << " for " << c.expected;
    EXPECT_EQ(text.find("HUSH"), std::string::npos) << text;
  }
}

TEST(StsCredentialsTest, AssumesTheRoleOfAProfile) {
  CredentialsWorld world;
  world.environment["AWS_PROFILE"] = "p";
  world.WriteFile(
      "home/.aws/config",
      "[profile p]\nrole_arn = arn:x\nsource_profile = q\nregion = eu-west-1\n"
      "external_id = e/1\nrole_session_name = n\n");
  world.WriteFile("home/.aws/credentials",
                  "[q]\naws_access_key_id=QID\naws_secret_access_key=s\n"
                  "aws_session_token=qt\n");
  world.http->Reply("POST https://sts.eu-west-1.amazonaws.com/", 200,
                    CredentialsXml("AssumeRole", "assumed", "s", "t", kLater));
  DU_ASSERT_OK_AND_ASSIGN(const auto found, ProfileCredentials(world.Context()));
  EXPECT_EQ(found->access_key_id, "assumed");
  const auto request = world.http->seen()[0];
  EXPECT_EQ(request.body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Ax&RoleSessionName=n&"
            "ExternalId=e%2F1");
  EXPECT_EQ(request.Header("x-amz-security-token"), "qt");
  EXPECT_EQ(request.Header("Authorization")
                .rfind("AWS4-HMAC-SHA256 Credential=QID/20231114/eu-west-1/sts/"
                       "aws4_request, SignedHeaders=content-type;host;",
                       0),
            0u)
      << request.Header("Authorization");
}

TEST(StsCredentialsTest, AMissingDefaultProfileDoesNotApply) {
  CredentialsWorld world;
  DU_ASSERT_OK_AND_ASSIGN(const auto found, ProfileCredentials(world.Context()));
  EXPECT_EQ(found.has_value(), false);
}

}  // namespace
}  // namespace delta_utils::internal
