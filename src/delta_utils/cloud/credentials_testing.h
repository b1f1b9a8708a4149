// CredentialsWorld: an environment, a home, a clock and services that a test sets up.
//
//   CredentialsWorld world;
//   world.environment["AWS_PROFILE"] = "shop";
//   world.WriteFile("home/.aws/credentials", "[shop]\n...");
//   auto credentials = MakeDefaultCredentials(world.Variables(), world.http,
//   world.Time());
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "delta_utils/cloud/credentials_source_internal.h"
#include "delta_utils/cloud/scripted_http_testing.h"
#include "delta_utils/testing/fake_clock.h"
#include "delta_utils/testing/temp_dir.h"

namespace delta_utils {

struct CredentialsWorld {
  static constexpr int64_t kNowMs = 1'700'000'000'000;  // 2023-11-14T22:13:20Z

  TempDir folder;
  std::map<std::string, std::string, std::less<>> environment{{"HOME", folder / "home"}};
  std::shared_ptr<ScriptedHttp> http = std::make_shared<ScriptedHttp>();
  FakeClock clock{kNowMs};
  SeededRandom random{1};

  Environment Variables() const {
    return [this](std::string_view name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      if (found == environment.end()) return std::nullopt;
      return found->second;
    };
  }
  Runtime Time() { return {&clock, &random}; }
  internal::CredentialsContext Context() { return {Variables(), http, Time()}; }

  std::string WriteFile(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = folder / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
};

/// The reply of the container endpoint and of the instance's metadata.
inline std::string CredentialsJson(const std::string& id, const std::string& secret,
                                   const std::string& token,
                                   const std::string& expiration) {
  return R"({"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": ")" + id +
         R"(", "SecretAccessKey": ")" + secret + R"(", "Token": ")" + token +
         R"(", "Expiration": ")" + expiration + R"("})";
}

/// The reply of the Security Token Service to `action`.
inline std::string CredentialsXml(const std::string& action, const std::string& id,
                                  const std::string& secret, const std::string& token,
                                  const std::string& expiration) {
  return "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" +
         action + "Result><Credentials><AccessKeyId>" + id +
         "</AccessKeyId><SecretAccessKey>" + secret + "</SecretAccessKey><SessionToken>" +
         token + "</SessionToken><Expiration>" + expiration +
         "</Expiration></Credentials></" + action + "Result></" + action + "Response>";
}

}  // namespace delta_utils
