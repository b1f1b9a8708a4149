#include "delta_utils/delta_actions/log_file.h"

#include <algorithm>
#include <charconv>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

constexpr size_t kVersionDigits = 20;
constexpr size_t kPartDigits = 10;
constexpr size_t kUuidLength = 36;

/// Takes exactly `count` digits off the front; nullopt if there are fewer, or if they
/// are beyond 63 bits.
std::optional<int64_t> TakeNumber(std::string_view* text, size_t count) {
  if (text->size() < count) return {};
  const std::string_view digits = text->substr(0, count);
  const bool only_digits =
      std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  int64_t number;
  if (!only_digits ||
      std::from_chars(digits.begin(), digits.end(), number).ec != std::errc()) {
    return {};
  }
  text->remove_prefix(count);
  return number;
}

bool TakePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

bool TakeSuffix(std::string_view* text, std::string_view suffix) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : HexDigit(text[i]) < 0) return false;
  }
  return true;
}

/// What follows "<v>.checkpoint." of a name with a UUID or part numbers.
LogFile LongCheckpoint(int64_t version, std::string_view rest) {
  LogFile file{LogFileKind::kUuidCheckpoint, version};
  if (TakeSuffix(&rest, ".json")) {
    file.is_actions_json = true;
    return IsUuid(rest) ? file : LogFile();
  }
  if (!TakeSuffix(&rest, ".parquet")) return {};
  if (IsUuid(rest)) return file;
  const auto part = TakeNumber(&rest, kPartDigits);
  if (!part || !TakePrefix(&rest, ".")) return {};
  const auto parts = TakeNumber(&rest, kPartDigits);
  if (!parts || !rest.empty() || *part < 1 || *part > *parts) return {};
  file.kind = LogFileKind::kMultiPartCheckpoint;
  file.part = *part;
  file.parts = *parts;
  return file;
}

LogFile Compaction(int64_t version, std::string_view rest) {
  const auto last = TakeNumber(&rest, kVersionDigits);
  if (!last || rest != ".compacted.json" || *last <= version) return {};
  return {.kind = LogFileKind::kCompaction,
          .version = version,
          .last_version = *last,
          .is_actions_json = true};
}

LogFile StagedCommit(std::string_view name) {
  const auto version = TakeNumber(&name, kVersionDigits);
  if (!version || !TakePrefix(&name, ".") || !TakeSuffix(&name, ".json")) return {};
  if (!IsUuid(name)) return {};
  return {
      .kind = LogFileKind::kStagedCommit, .version = *version, .is_actions_json = true};
}

/// A name that begins with a version; `rest` is what follows it.
LogFile Versioned(int64_t version, std::string_view rest) {
  if (rest == ".json") {
    return {.kind = LogFileKind::kCommit, .version = version, .is_actions_json = true};
  }
  if (rest == ".crc") return {LogFileKind::kChecksum, version};
  if (rest == ".checkpoint.parquet") return {LogFileKind::kClassicCheckpoint, version};
  if (TakePrefix(&rest, ".checkpoint.")) return LongCheckpoint(version, rest);
  return TakePrefix(&rest, ".") ? Compaction(version, rest) : LogFile();
}

std::string_view LastPart(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

std::string_view LogFileKindName(LogFileKind kind) {
  switch (kind) {
    case LogFileKind::kCommit:
      return "commit";
    case LogFileKind::kClassicCheckpoint:
      return "classic checkpoint";
    case LogFileKind::kMultiPartCheckpoint:
      return "multi-part checkpoint";
    case LogFileKind::kUuidCheckpoint:
      return "UUID-named checkpoint";
    case LogFileKind::kSidecar:
      return "sidecar";
    case LogFileKind::kCompaction:
      return "compaction";
    case LogFileKind::kChecksum:
      return "checksum";
    case LogFileKind::kStagedCommit:
      return "staged commit";
    case LogFileKind::kLastCheckpoint:
      return "last checkpoint";
    case LogFileKind::kTemporary:
      return "temporary";
    case LogFileKind::kHadoopChecksum:
      return "Hadoop checksum";
    case LogFileKind::kOther:
      break;
  }
  return "other";
}

LogFile ClassifyLogFile(std::string_view name) {
  const std::string_view last_part = LastPart(name);
  // Before all else: a temporary file bears the name of what it is to become.
  if (last_part.ends_with(".tmp")) return {LogFileKind::kTemporary};
  if (last_part.starts_with('.')) {
    return {last_part.ends_with(".crc") ? LogFileKind::kHadoopChecksum
                                        : LogFileKind::kOther};
  }
  if (TakePrefix(&name, "_sidecars/")) {
    const bool is_sidecar = name == last_part && name.ends_with(".parquet");
    return {is_sidecar ? LogFileKind::kSidecar : LogFileKind::kOther};
  }
  if (TakePrefix(&name, "_staged_commits/")) return StagedCommit(name);
  if (name == "_last_checkpoint") return {LogFileKind::kLastCheckpoint};
  const auto version = TakeNumber(&name, kVersionDigits);
  return version ? Versioned(*version, name) : LogFile();
}

std::optional<int64_t> ParseVersionFromFilename(std::string_view path) {
  const LogFile file = ClassifyLogFile(LastPart(path));
  if (file.kind != LogFileKind::kCommit) return {};
  return file.version;
}

}  // namespace delta_utils
