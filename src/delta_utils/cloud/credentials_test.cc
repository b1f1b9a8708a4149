#include "delta_utils/cloud/credentials.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <memory>
#include <new>
#include <sstream>
#include <string>

#include "delta_utils/testing/assert_status.h"

namespace delta_utils {
namespace {

TEST(CredentialsTest, PrintsTheEndOfTheIdAlone) {
  const std::pair<const char*, const char*> cases[] = {
      {"AKIAIOSFODNN7EXAMPLE", "Credentials(...MPLE)"},
      {"12345678", "Credentials(...5678)"},
      {"1234567", "Credentials(...)"},
      {"", "Credentials(...)"},
  };
  for (const auto& [id, text] : cases) {
    std::ostringstream out;
    out << Credentials(id, "secret", "token", 1);
    EXPECT_EQ(out.str(), text);
  }
}

TEST(CredentialsTest, OverwritesSecretsWhenDropped) {
  // short strings lie inside the object, where they can be looked for after its end
  alignas(Credentials) std::array<char, sizeof(Credentials)> room{};
  auto* credentials = new (room.data()) Credentials("id", "hush-hush", "tok-tok");
  const auto holds = [&](std::string_view text) {
    return std::string_view(room.data(), room.size()).find(text) !=
           std::string_view::npos;
  };
  EXPECT_TRUE(holds("hush-hush") && holds("tok-tok"));
  std::destroy_at(credentials);
  EXPECT_FALSE(holds("hush") || holds("tok"));
}

TEST(CredentialsTest, AssignmentTakesEverything) {
  const Credentials other("id", std::string(40, 's'), std::string(400, 't'), 7);
  Credentials credentials("x", "y");
  credentials = other;
  EXPECT_EQ(credentials.access_key_id, "id");
  EXPECT_EQ(credentials.secret_access_key, other.secret_access_key);
  EXPECT_EQ(credentials.session_token, other.session_token);
  EXPECT_EQ(credentials.expires_at_ms, 7);
  const Credentials& same = credentials;
  credentials = same;
  EXPECT_EQ(credentials.secret_access_key, other.secret_access_key);
}

TEST(CredentialsTest, StaticOnesStay) {
  const auto provider = MakeStaticCredentials(Credentials("id", "secret", "", 1));
  DU_ASSERT_OK_AND_ASSIGN(const Credentials found, provider->Get());
  provider->Expire(found);
  DU_ASSERT_OK_AND_ASSIGN(const Credentials again, provider->Get());
  EXPECT_EQ(again.access_key_id, "id");
}

TEST(CredentialsTest, TheSystemsEnvironmentIsRead) {
  ASSERT_EQ(setenv("DELTA_UTILS_CREDENTIALS_TEST", "here", 1), 0);
  const Environment environment = SystemEnvironment();
  EXPECT_EQ(environment("DELTA_UTILS_CREDENTIALS_TEST"), "here");
  ASSERT_EQ(unsetenv("DELTA_UTILS_CREDENTIALS_TEST"), 0);
  EXPECT_EQ(environment("DELTA_UTILS_CREDENTIALS_TEST"), std::nullopt);
}

}  // namespace
}  // namespace delta_utils
