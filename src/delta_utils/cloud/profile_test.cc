#include <gtest/gtest.h>

#include <string>

#include "delta_utils/cloud/credentials_testing.h"
#include "delta_utils/cloud/profile_internal.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

/// "default{a=1 b=2}": the profiles and properties in order.
std::string Show(const Profiles& profiles) {
  std::string text;
  for (const auto& [name, profile] : profiles.by_name) {
    text += (text.empty() ? "" : " ") + name + "{";
    std::string properties;
    for (const auto& [key, property] : profile.properties) {
      properties += (properties.empty() ? "" : " ") + key + "=" + property.value;
    }
    text += properties + "}";
  }
  return text;
}

struct ParseCase {
  const char* text;
  const char* as_credentials;
  const char* as_config;
};

TEST(ProfileTest, ReadsSectionsAndProperties) {
  const ParseCase cases[] = {
      {"", "", ""},
      {"\xEF\xBB\xBF[default]\na=1", "default{a=1}", "default{a=1}"},
      {"[ default ] # c\r\nA = 1 2 \r\n", "default{a=1 2}", "default{a=1 2}"},
      {"[profile p]\na=1", "profile p{a=1}", "p{a=1}"},
      {"[profile \t\"p q\"]\na=1", "profile \t\"p q\"{a=1}", "p q{a=1}"},
      {"['p']\na=1", "p{a=1}", ""},
      {"[p]\na=1\n[default]\na=2", "default{a=2} p{a=1}", "default{a=2}"},
      {"[profilep]\na=1", "profilep{a=1}", ""},
      {"[profile default]\na=1", "profile default{a=1}", "default{a=1}"},
      {"[default]\na=1\nb=2\n[default]\na=3", "default{a=3 b=2}", "default{a=3 b=2}"},
      {"[default]\na=\ns3 =\n  x = 1\n\ty\nb=2", "default{a= b=2 s3=}",
       "default{a= b=2 s3=}"},
      {"[default]\n  a = 1\n", "default{a=1}", "default{a=1}"},
      {"[sso-session x]\na=1\n", "sso-session x{a=1}", ""},
      {"[default]\na==b=\n", "default{a==b=}", "default{a==b=}"},
  };
  for (const ParseCase& c : cases) {
    Profiles credentials;
    DU_ASSERT_OK(ParseProfiles(c.text, "f", false, &credentials));
    EXPECT_EQ(Show(credentials), c.as_credentials) << c.text;
    Profiles config;
    DU_ASSERT_OK(ParseProfiles(c.text, "f", true, &config));
    EXPECT_EQ(Show(config), c.as_config) << c.text;
  }
}

TEST(ProfileTest, PassesOverComments) {
  Profiles profiles;
  DU_ASSERT_OK(ParseProfiles("# c\n[default] ;c\n;c\n\n  # c\na=1 # c\nb=2;d ;c\nc=x#y",
                             "f", false, &profiles));
  EXPECT_EQ(Show(profiles), "default{a=1 b=2;d c=x#y}");
}

TEST(ProfileTest, NamesFileAndLineButNeverTheText) {
  const std::pair<std::string, const char*> cases[] = {
      {"HUSH", "f:1: no section"},
      {"\n\nkey = HUSH", "f:3: a property before"},
      {"[HUSH", "f:1: a section without ']'"},
      {"[default]\n[HUSH] x\n", "f:2: a section without ']'"},
      {"[]", "f:1: a section without a name"},
      {"[profile \"\"]", "f:1: a section without a name"},
      {"[default]\na=1\nHUSH", "f:3: no section"},
      {"[default]\n= HUSH", "f:2: no section"},
      {"[default]\na=HUSH\x01", "f:2: a control character"},
      {std::string("[default]\na=HUSH\0", 17), "f:2: a control character"},
      {"[other]\nHUSH", "f:2: no section"},
  };
  for (const auto& [text, expected] : cases) {
    Profiles profiles;
    const bool is_config = text.find("profile") != std::string::npos;
    const Status status = ParseProfiles(text, "f", is_config, &profiles);
    DU_EXPECT_KIND(kCorrupt, status);
    EXPECT_EQ(status.message().rfind(expected, 0), 0u) << status.message();
    EXPECT_EQ(status.message().find("HUSH"), std::string::npos) << status.message();
  }
}

TEST(ProfileTest, EveryTruncationReadsOrIsCorrupt) {
  const std::string whole =
      "# c\r\n[profile \"a b\"]\nregion = x\ns3 =\n  y = 1\n[default]\nk = v # c\n";
  for (size_t size = 0; size <= whole.size(); ++size) {
    Profiles profiles;
    const Status status = ParseProfiles(whole.substr(0, size), "f", true, &profiles);
    if (!status.ok()) DU_EXPECT_KIND(kCorrupt, status);
  }
}

TEST(ProfileTest, CredentialsFileCountsBeforeConfig) {
  CredentialsWorld world;
  world.WriteFile("home/.aws/config",
                  "[profile p]\nregion=r\nkey=config\n[default]\nx=1");
  world.WriteFile("home/.aws/credentials", "[p]\nkey=credentials\n");
  DU_ASSERT_OK_AND_ASSIGN(const Profiles profiles, ReadProfiles(world.Variables()));
  EXPECT_EQ(Show(profiles), "default{x=1} p{key=credentials region=r}");
  EXPECT_EQ(profiles.Find("p")->Find("key")->where,
            world.folder / "home/.aws/credentials" + ":2");
}

TEST(ProfileTest, FilesAreWhereTheEnvironmentSays) {
  CredentialsWorld world;
  world.environment["AWS_CONFIG_FILE"] = world.WriteFile("c", "[default]\na=1");
  world.environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
  world.WriteFile("home/.aws/credentials", "[p]\nkey=credentials\n");
  DU_ASSERT_OK_AND_ASSIGN(const Profiles profiles, ReadProfiles(world.Variables()));
  EXPECT_EQ(Show(profiles), "default{a=1}");
  world.environment = {};
  DU_ASSERT_OK_AND_ASSIGN(const Profiles none, ReadProfiles(world.Variables()));
  EXPECT_EQ(Show(none), "");
  EXPECT_EQ(ConfigFile(world.Variables()), std::nullopt);
}

TEST(ProfileTest, FilesAreBounded) {
  const CredentialsWorld world;
  const std::string path = world.WriteFile("small", std::string(1 << 20, '#'));
  DU_ASSERT_OK_AND_ASSIGN(const auto text, ReadSmallFile(path));
  EXPECT_EQ(text->size(), size_t{1} << 20);
  DU_EXPECT_KIND(kCorrupt,
                 ReadSmallFile(world.WriteFile("big", std::string((1 << 20) + 1, '#'))));
  DU_ASSERT_OK_AND_ASSIGN(const auto nothing, ReadSmallFile(world.folder / "nothing"));
  EXPECT_EQ(nothing, std::nullopt);
  DU_EXPECT_KIND(kUnavailable, ReadSmallFile(world.folder.path()));
}

TEST(ProfileTest, TheRegionIsTheFirstThatIsSaid) {
  CredentialsWorld world;
  const auto region = [&]() -> std::string {
    const auto found = FindRegion(world.Variables());
    if (!found.ok()) return std::string(ErrorKindName(KindOf(found.status())));
    return found->value_or("none");
  };
  EXPECT_EQ(region(), "none");
  world.WriteFile("home/.aws/config", "[default]\nregion=d\n[profile p]\nregion = p\n");
  EXPECT_EQ(region(), "d");
  world.environment["AWS_PROFILE"] = "p";
  EXPECT_EQ(region(), "p");
  world.environment["AWS_PROFILE"] = "q";
  EXPECT_EQ(region(), "none");
  world.environment["AWS_DEFAULT_REGION"] = "b";
  EXPECT_EQ(region(), "b");
  world.environment["AWS_REGION"] = "";
  EXPECT_EQ(region(), "b");
  world.environment["AWS_REGION"] = "a";
  EXPECT_EQ(region(), "a");
  world.environment.erase("AWS_REGION");
  world.environment.erase("AWS_DEFAULT_REGION");
  world.WriteFile("home/.aws/config", "region");
  EXPECT_EQ(region(), "Corrupt");
}

}  // namespace
}  // namespace delta_utils::internal
