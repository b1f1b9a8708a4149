// Any text as a path of the log, a name in the log's folder, and a folder of partitions.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "delta_utils/delta_actions/log_file.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/partition_path.h"

namespace delta_utils {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

/// By another way than CheckDataPath's: the path, put in order, stays in the table.
bool StaysInTable(const std::string& decoded) {
  const auto path = std::filesystem::path(decoded).lexically_normal();
  return !path.is_absolute() && !path.empty() && *path.begin() != ".." && path != "." &&
         *path.begin() != kLogFolder;
}

void TryDataPath(std::string_view text) {
  const auto decoded = DecodeDataPath(text);
  const Status status = CheckDataPath(text);
  if (!decoded.ok()) {
    Require(!status.ok());
  } else if (status.ok() && !IsAbsolutePath(text)) {
    Require(StaysInTable(*decoded));
  }
  if (text.find('\0') == std::string_view::npos && !text.empty() && text[0] != '.') {
    Require(DecodeDataPath(EncodeDataPath(text)).ValueOrDie() == text);
  }
}

void TryLogName(std::string_view text) {
  const LogFile file = ClassifyLogFile(text);
  Require(!LogFileKindName(file.kind).empty());
  if (file.kind == LogFileKind::kCommit) Require(CommitFileName(file.version) == text);
  const auto version = ParseVersionFromFilename(text);
  if (version) Require(text.ends_with(CommitFileName(*version)));
}

void TryPartitions(std::string_view text) {
  Require(UnescapePartitionName(EscapePartitionName(text)) == text);
  const auto values = ParsePartitionFolder(text);
  if (!values.ok()) return;
  // A name has many spellings; the one that is written is read as it was meant, but for
  // the empty string, which is written as NULL.
  const std::string folder = PartitionFolder(*values);
  Require(PartitionFolder(ParsePartitionFolder(folder).ValueOrDie()) == folder);
}

void TryAll(std::string_view text) {
  TryDataPath(text);
  TryLogName(text);
  TryPartitions(text);
}

}  // namespace
}  // namespace delta_utils

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  delta_utils::TryAll({reinterpret_cast<const char*>(data), size});
  return 0;
}
