#include "delta_utils/cloud/open_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "delta_utils/cloud/open_store_internal.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Environment Of(Variables variables) {
  return [variables](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

struct World {
  FakeClock clock;
  SeededRandom random{1};

  Result<std::shared_ptr<ObjectStore>> Open(const std::string& uri,
                                            Variables variables = {}) {
    return OpenStore(
        uri, {.runtime = {&clock, &random}, .environment = Of(std::move(variables))});
  }
};

std::string NameOf(S3Service service) {
  switch (service) {
    case S3Service::kAws:
      return "aws";
    case S3Service::kR2:
      return "r2";
    case S3Service::kGcs:
      return "gcs";
    case S3Service::kOther:
      return "other";
  }
  return "none";
}

/// "bucket prefix service region endpoint" and what is switched on, or the error.
std::string Show(const Result<S3Options>& options) {
  if (!options.ok()) return options.status().message();
  std::string text = options->bucket + " [" + options->prefix.ToString() + "] " +
                     NameOf(options->service) + " " + options->region + " " +
                     options->endpoint;
  if (options->path_style) text += " path";
  if (options->allow_http) text += " http";
  if (!options->ca_file.empty()) text += " " + options->ca_file;
  return text;
}

struct S3Case {
  std::string uri;
  Variables environment;
  std::string expected;
};

TEST(OpenStoreTest, ReadsBucketAndPrefixAsWritten) {
  const S3Case cases[] = {
      {"s3://b", {}, "b [] aws us-east-1 "},
      {"s3://b/", {}, "b [] aws us-east-1 "},
      {"s3://b/p", {}, "b [p] aws us-east-1 "},
      {"s3://b/p/q/", {}, "b [p/q] aws us-east-1 "},
      {"s3://b/a%20b+c?d#e@f:g", {}, "b [a%20b+c?d#e@f:g] aws us-east-1 "},
      {"s3://b/...", {}, "b [...] aws us-east-1 "},
      {"s3://", {}, "s3://: names no bucket"},
      {"s3:///p", {}, "s3:///p: names no bucket"},
      {"s3://b//", {}, "s3://b//: its prefix has"},
      {"s3://b//p", {}, "s3://b//p: its prefix has"},
      {"s3://b/p//q", {}, "s3://b/p//q: its prefix has"},
      {"s3://b/p//", {}, "s3://b/p//: its prefix has"},
      {"s3://b/./p", {}, "s3://b/./p: its prefix has"},
      {"s3://b/p/..", {}, "s3://b/p/..: its prefix has"},
  };
  for (const S3Case& c : cases) {
    const std::string text = Show(internal::S3OptionsOf(c.uri, Of(c.environment)));
    EXPECT_EQ(text.substr(0, c.expected.size()), c.expected) << c.uri;
  }
}

TEST(OpenStoreTest, ReadsTheEnvironment) {
  const std::string r2 = "https://abc123.r2.cloudflarestorage.com";
  const S3Case cases[] = {
      {"s3://b", {{"AWS_REGION", "r"}, {"AWS_DEFAULT_REGION", "d"}}, "b [] aws r "},
      {"s3://b", {{"AWS_DEFAULT_REGION", "d"}}, "b [] aws d "},
      {"s3://b", {{"AWS_CA_BUNDLE", "/ca.pem"}}, "b [] aws us-east-1  /ca.pem"},
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "https://h:9000/"}},
       "b [] other us-east-1 https://h:9000 path"},
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "https://h"}, {"AWS_ENDPOINT_URL_S3", "https://s3.h"}},
       "b [] other us-east-1 https://s3.h path"},
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "http://h:9000"}, {"AWS_ALLOW_HTTP", "True"}},
       "b [] other us-east-1 http://h:9000 path http"},
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "https://h:9000"}, {"AWS_ALLOW_HTTP", "true"}},
       "b [] other us-east-1 https://h:9000 path"},
      {"s3://b", {{"AWS_ENDPOINT_URL", r2}}, "b [] r2 auto " + r2 + " path"},
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "https://storage.googleapis.com"}, {"AWS_REGION", "auto"}},
       "b [] gcs auto https://storage.googleapis.com path"},
      {"r2://b/p",
       {{"R2_ACCOUNT_ID", "ABC123"}, {"AWS_REGION", "r"}},
       "b [p] r2 auto " + r2 + " path"},
      {"r2://b", {{"CLOUDFLARE_ACCOUNT_ID", "abc123"}}, "b [] r2 auto " + r2 + " path"},
      {"r2://b",
       {{"R2_ACCOUNT_ID", "abc123"}, {"AWS_ENDPOINT_URL", "https://h"}},
       "b [] r2 auto https://h path"},
  };
  for (const S3Case& c : cases) {
    EXPECT_EQ(Show(internal::S3OptionsOf(c.uri, Of(c.environment))), c.expected) << c.uri;
  }
}

TEST(OpenStoreTest, RefusesSettingsThatCannotBeRight) {
  const S3Case cases[] = {
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "http://h:9000"}},
       "AWS_ENDPOINT_URL: plain http is used only with AWS_ALLOW_HTTP=true"},
      {"r2://b",
       {{"AWS_ENDPOINT_URL_S3", "http://h"}, {"AWS_ALLOW_HTTP", "1"}},
       "AWS_ENDPOINT_URL_S3: plain http is used only with AWS_ALLOW_HTTP=true"},
      {"s3://b",
       {{"AWS_ENDPOINT_URL", "https://h/path"}},
       "AWS_ENDPOINT_URL: has a path; it is https://host[:port] alone"},
      {"r2://b",
       {},
       "r2://b: whose account? None of R2_ACCOUNT_ID, CLOUDFLARE_ACCOUNT_ID, "
       "AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL is set"},
      {"r2://b", {{"R2_ACCOUNT_ID", "a.example/"}}, "R2_ACCOUNT_ID: is no account's id"},
  };
  for (const S3Case& c : cases) {
    const auto options = internal::S3OptionsOf(c.uri, Of(c.environment));
    DU_EXPECT_KIND(kInvalidArgument, options);
    EXPECT_EQ(Show(options), c.expected) << c.uri;
  }
  for (const char* endpoint :
       {"https://user:HUSH@h", "h:9000", "ftp://h", "https://h?HUSH", "https://"}) {
    const auto options =
        internal::S3OptionsOf("s3://b", Of({{"AWS_ENDPOINT_URL", endpoint}}));
    DU_EXPECT_KIND(kInvalidArgument, options);
    EXPECT_EQ(Show(options).rfind("AWS_ENDPOINT_URL: ", 0), 0u) << Show(options);
    EXPECT_EQ(Show(options).find("HUSH"), std::string::npos) << Show(options);
  }
}

TEST(OpenStoreTest, OpensFolders) {
  const TempDir folder;
  World world;
  const ObjectPath object = *ObjectPath::Parse("o");
  const std::string root = folder / "a b%20";
  for (const std::string& uri : {root, root + "/", "file://" + (folder / "a%20b%2520"),
                                 "file://localhost" + (folder / "a b%2520")}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto store, world.Open(uri));
    DU_ASSERT_OK(store->Put(object, uri));
    DU_ASSERT_OK(store->Get(object));
    EXPECT_TRUE(std::filesystem::remove(root + "/o")) << uri;
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto relative, world.Open("shop"));
  EXPECT_EQ(relative->Uri(object), "shop/o");
}

TEST(OpenStoreTest, OneMemoryANameAndClock) {
  World world;
  World other;
  const ObjectPath object = *ObjectPath::Parse("o");
  {
    DU_ASSERT_OK_AND_ASSIGN(const auto store, world.Open("memory://shop"));
    DU_ASSERT_OK(store->Put(object, "x"));
    DU_ASSERT_OK_AND_ASSIGN(const auto again, world.Open("memory://shop/"));
    DU_ASSERT_OK(again->Get(object));
    EXPECT_EQ(again->Uri(object), "memory://shop/o");
    DU_ASSERT_OK_AND_ASSIGN(const auto below, world.Open("memory://shop/in/here"));
    DU_ASSERT_OK(below->Put(object, "below"));
    EXPECT_EQ(below->Uri(object), "memory://shop/in/here/o");
    DU_ASSERT_OK(again->Get(ObjectPath() / "in/here/o"));
    DU_ASSERT_OK_AND_ASSIGN(const auto second, world.Open("memory://shop2"));
    DU_EXPECT_KIND(kNotFound, second->Get(object));
    DU_ASSERT_OK_AND_ASSIGN(const auto elsewhere, other.Open("memory://shop"));
    DU_EXPECT_KIND(kNotFound, elsewhere->Get(object));
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto later, world.Open("memory://shop"));
  DU_EXPECT_KIND(kNotFound, later->Get(object));
}

TEST(OpenStoreTest, OpensS3WithoutAskingAnybody) {
  World world;
  const ObjectPath object = *ObjectPath::Parse("o");
  for (const char* skip : {"true", ""}) {
    DU_ASSERT_OK_AND_ASSIGN(
        const auto store, world.Open("s3://shop/films", {{"AWS_SKIP_SIGNATURE", skip}}));
    EXPECT_EQ(store->Uri(object), "s3://shop/films/o");
  }
  DU_ASSERT_OK(world.Open("r2://shop", {{"R2_ACCOUNT_ID", "abc"}}));
}

struct RefusedCase {
  std::string uri;
  ErrorKind kind;
  const char* message;
};

TEST(OpenStoreTest, RefusesTheRest) {
  const RefusedCase cases[] = {
      {"", ErrorKind::kInvalidArgument, "empty"},
      {std::string("a\0b", 3), ErrorKind::kInvalidArgument, "NUL"},
      {"file://host/a", ErrorKind::kInvalidArgument, "file://host/a: "},
      {"file://", ErrorKind::kInvalidArgument, "file://: "},
      {"file:///a%2", ErrorKind::kInvalidArgument, "file:///a%2: "},
      {"file:///a%00b", ErrorKind::kInvalidArgument, "NUL"},
      {"file:/a", ErrorKind::kInvalidArgument, "file:/a: write file://"},
      {"s3:b", ErrorKind::kInvalidArgument, "s3:b: write s3://"},
      {"memory://", ErrorKind::kInvalidArgument, "memory://: "},
      {"memory://a//b", ErrorKind::kInvalidArgument, "memory://a//b: "},
      {"file:///a%20b%2F..%2Fc", ErrorKind::kInvalidArgument, "holds an encoded slash"},
      {"memory://a/../b", ErrorKind::kInvalidArgument, "memory://a/../b: "},
      {"s3://", ErrorKind::kInvalidArgument, "s3://: "},
      {"s3://Not_A_Bucket!", ErrorKind::kInvalidArgument, "s3://Not_A_Bucket!"},
      {"gs://b/p", ErrorKind::kUnsupported, "gs://b/p: no store for 'gs://'"},
      {"S3://b", ErrorKind::kUnsupported, "S3://b: "},
      {"://b", ErrorKind::kUnsupported, "://b: "},
      {"s3://id:HUSH@b/p", ErrorKind::kInvalidArgument, "s3://...: "},
      {"s3://HUSH@b", ErrorKind::kInvalidArgument, "s3://...: "},
      {"s3://id:HU/HUSH@b/p", ErrorKind::kInvalidArgument, "s3://...: "},
      {"r2://id:HUSH@b/p", ErrorKind::kInvalidArgument, "r2://...: "},
      {"file://id:HUSH@localhost/p", ErrorKind::kInvalidArgument, "file://...: "},
      {"memory://id:HUSH@a", ErrorKind::kInvalidArgument, "memory://...: "},
      {"https://id:HUSH@b/p", ErrorKind::kUnsupported, "https://...: "},
  };
  for (const RefusedCase& c : cases) {
    World world;
    const auto store = world.Open(c.uri);
    ASSERT_FALSE(store.ok()) << c.uri;
    const std::string message = store.status().message();
    EXPECT_EQ(ErrorKindName(KindOf(store.status())), ErrorKindName(c.kind)) << message;
    EXPECT_NE(message.find(c.message), std::string::npos) << message;
    EXPECT_EQ(message.find("HUSH"), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace delta_utils
