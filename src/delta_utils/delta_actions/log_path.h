// Names in a table's log, and the encodings of data file paths.
//
//   CommitFileName(7);                            // "00000000000000000007.json"
//   ParseCommitFileName("00000000000000000007.json");   // 7
//   DecodeDataPath("a%20b/x.parquet");            // "a b/x.parquet", decoded exactly
//   once
//
// Source: PROTOCOL.md, "File Types" and "Add File and Remove File" (paths are URIs, RFC
// 2396).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"

namespace delta_utils {

inline constexpr std::string_view kLogFolder = "_delta_log";

/// Twenty digits. `version` is not negative.
std::string FormatVersion(int64_t version);
std::string CommitFileName(int64_t version);
/// nullopt for every other name.
std::optional<int64_t> ParseCommitFileName(std::string_view name);
/// The version if `name` is a checkpoint of any kind (classic, multi-part, UUID-named).
std::optional<int64_t> ParseCheckpointFileName(std::string_view name);

/// Percent-decodes once and drops a leading "./"; Corrupt for a bad escape, NUL or an
/// empty path. Absolute URIs ("file:/a", "s3://..") are returned decoded; IsAbsolutePath
/// tells them.
Result<std::string> DecodeDataPath(std::string_view path);
/// Encodes a path below the table's root for the log: every byte that a URI path may not
/// hold, '%', all beyond ASCII, and a ':' before the first '/'. '/' is kept.
std::string EncodeDataPath(std::string_view path);
/// Has a scheme or a leading slash. Ask it of the log's text, not of a decoded path: a
/// relative "a%3Ab" would decode to what looks like a scheme.
bool IsAbsolutePath(std::string_view path);

}  // namespace delta_utils
