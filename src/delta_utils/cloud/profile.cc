#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/profile_internal.h"

namespace delta_utils {
namespace internal {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// Without a comment: one begins at the line's begin or behind white space.
std::string_view WithoutComment(std::string_view line) {
  for (size_t i = 0; i < line.size(); ++i) {
    const bool sign = line[i] == '#' || line[i] == ';';
    if (sign && (i == 0 || IsBlank(line[i - 1]))) return line.substr(0, i);
  }
  return line;
}

/// The profile that a section is about; nullopt if none.
std::optional<std::string> ProfileOfSection(std::string_view section, bool is_config) {
  section = Trim(section);
  if (is_config && section != "default") {
    constexpr std::string_view kPrefix = "profile";
    if (!section.starts_with(kPrefix)) return std::nullopt;
    section.remove_prefix(kPrefix.size());
    if (section.empty() || !IsBlank(section.front())) return std::nullopt;
    section = Trim(section);
  }
  if (section.size() >= 2 && section.front() == section.back() &&
      (section.front() == '"' || section.front() == '\'')) {
    section = section.substr(1, section.size() - 2);
  }
  return std::string(section);
}

class ProfileParser {
 public:
  ProfileParser(const std::string& file, bool is_config, Profiles* out)
      : file_(file), is_config_(is_config), out_(out) {}

  Status ParseLine(std::string_view line) {
    ++line_;
    const bool control = std::any_of(line.begin(), line.end(), [](char c) {
      return (c >= 0 && c < ' ' && !IsBlank(c)) || c == 0x7f;
    });
    if (control) return Error("a control character");
    const bool indented = !line.empty() && IsBlank(line.front());
    const std::string_view text = Trim(WithoutComment(line));
    if (text.empty()) return Status::OK();
    if (indented && in_property_) return Status::OK();
    if (text.front() == '[') return ParseSection(text);
    const size_t equals = text.find('=');
    const std::string_view name = Trim(text.substr(0, equals));
    if (equals == std::string_view::npos || name.empty()) {
      return Error("no section, property or comment");
    }
    if (!in_section_) return Error("a property before the first section");
    in_property_ = true;
    if (profile_ == nullptr) return Status::OK();
    ProfileProperty& property = profile_->properties[Lower(name)];
    Wipe(property.value);
    property.value = Trim(text.substr(equals + 1));
    property.where = Where();
    return Status::OK();
  }

 private:
  Status ParseSection(std::string_view text) {
    if (text.back() != ']') return Error("a section without ']'");
    const auto name = ProfileOfSection(text.substr(1, text.size() - 2), is_config_);
    if (name && name->empty()) return Error("a section without a name");
    in_section_ = true;
    in_property_ = false;
    profile_ = name ? &out_->by_name[*name] : nullptr;
    return Status::OK();
  }

  std::string Where() const { return file_ + ":" + std::to_string(line_); }
  Status Error(std::string_view what) const { return Corrupt(Where(), what); }

  const std::string& file_;
  const bool is_config_;
  Profiles* const out_;
  int line_ = 0;
  bool in_section_ = false;
  bool in_property_ = false;    // indented lines belong to it
  Profile* profile_ = nullptr;  // nullptr: a section about something else
};

std::optional<std::string> FileOf(const Environment& environment,
                                  std::string_view variable, std::string_view name) {
  if (auto path = Setting(environment, variable)) return path;
  const auto home = Setting(environment, "HOME");
  if (!home) return std::nullopt;
  return *home + "/.aws/" + std::string(name);
}

Status ReadInto(const std::optional<std::string>& file, bool is_config, Profiles* out) {
  if (!file) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(std::optional<std::string> text, ReadSmallFile(*file));
  if (!text) return Status::OK();
  const Status status = ParseProfiles(*text, *file, is_config, out);
  Wipe(*text);
  return status;
}

Status FileError(const std::string& path, int error) {
  const bool denied = error == EACCES || error == EPERM;
  return MakeError(denied ? ErrorKind::kPermissionDenied : ErrorKind::kUnavailable, path,
                   "cannot be read: " + std::string(std::strerror(error)));
}

/// Closes a file descriptor.
struct Descriptor {
  const int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

}  // namespace

Profile::~Profile() {
  for (auto& [name, property] : properties) Wipe(property.value);
}

const ProfileProperty* Profile::Find(std::string_view name) const {
  const auto found = properties.find(name);
  return found == properties.end() || found->second.value.empty() ? nullptr
                                                                  : &found->second;
}

const Profile* Profiles::Find(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : &found->second;
}

std::optional<std::string> ConfigFile(const Environment& environment) {
  return FileOf(environment, "AWS_CONFIG_FILE", "config");
}

std::optional<std::string> CredentialsFile(const Environment& environment) {
  return FileOf(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
}

std::string ProfileName(const Environment& environment) {
  return Setting(environment, "AWS_PROFILE").value_or("default");
}

Result<Profiles> ReadProfiles(const Environment& environment) {
  Profiles profiles;
  ARROW_RETURN_NOT_OK(ReadInto(ConfigFile(environment), true, &profiles));
  ARROW_RETURN_NOT_OK(ReadInto(CredentialsFile(environment), false, &profiles));
  return profiles;
}

Status ParseProfiles(std::string_view text, const std::string& file, bool is_config,
                     Profiles* out) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  ProfileParser parser(file, is_config, out);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    ARROW_RETURN_NOT_OK(parser.ParseLine(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return Status::OK();
}

Result<std::optional<std::string>> ReadSmallFile(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (file.fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return FileError(path, errno);
  }
  // whole from the start: growing would leave parts of secrets in freed memory
  std::string content(kMaxFileBytes + 1, '\0');
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(file.fd, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileError(path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > kMaxFileBytes) return Corrupt(path, "is larger than 1 MiB");
  content.resize(size);
  return content;
}

}  // namespace internal

Result<std::optional<std::string>> FindRegion(const Environment& environment) {
  for (const std::string_view variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (auto region = internal::Setting(environment, variable)) return region;
  }
  ARROW_ASSIGN_OR_RAISE(const internal::Profiles profiles,
                        internal::ReadProfiles(environment));
  const internal::Profile* profile = profiles.Find(internal::ProfileName(environment));
  const internal::ProfileProperty* region =
      profile == nullptr ? nullptr : profile->Find("region");
  if (region == nullptr) return std::nullopt;
  return region->value;
}

}  // namespace delta_utils
