// The AWS tools' profile files: ~/.aws/config and ~/.aws/credentials.
//
//   ARROW_ASSIGN_OR_RAISE(Profiles profiles, ReadProfiles(environment));
//   const Profile* mine = profiles.Find(ProfileName(environment));
//
// The files are untrusted: at most 1 MiB, and what is no section, property, continuation
// or comment is Corrupt with file and line, never with its text. A section may stand
// twice, and in both files: of a property given twice the last counts, the credentials
// file's over the config file's. Nested settings (indented lines) are passed over.
// Source: AWS SDKs and Tools Reference Guide, "Format of the config file". Threads:
// values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/cloud/credentials.h"

namespace delta_utils::internal {

struct ProfileProperty {
  std::string value;
  std::string where;  // "file:line"
};

struct Profile {
  std::map<std::string, ProfileProperty, std::less<>> properties;  // by lower-case name

  Profile() = default;
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;
  /// Overwrites the values.
  ~Profile();

  /// nullptr if not there or empty.
  const ProfileProperty* Find(std::string_view name) const;
};

struct Profiles {
  std::map<std::string, Profile, std::less<>> by_name;

  const Profile* Find(std::string_view name) const;
};

/// The files' paths: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or those in
/// HOME/.aws; nullopt if there is no HOME either.
std::optional<std::string> ConfigFile(const Environment& environment);
std::optional<std::string> CredentialsFile(const Environment& environment);

/// AWS_PROFILE, or "default".
std::string ProfileName(const Environment& environment);

/// A file that does not exist holds no profiles.
Result<Profiles> ReadProfiles(const Environment& environment);

/// Adds what `text` holds. `is_config`: sections are called "profile NAME", and others
/// are passed over.
Status ParseProfiles(std::string_view text, const std::string& file, bool is_config,
                     Profiles* out);

/// The content, or nullopt if there is no such file. Corrupt if it is over 1 MiB.
Result<std::optional<std::string>> ReadSmallFile(const std::string& path);

}  // namespace delta_utils::internal
