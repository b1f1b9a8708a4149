// Names in a table's log (log_file.h reads them), and the encodings of data file paths.
//
//   CommitFileName(7);                            // "00000000000000000007.json"
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

/// Percent-decodes once and drops a leading "./"; Corrupt for a bad escape, NUL or an
/// empty path. Absolute URIs ("file:/a", "s3://..") are returned decoded; IsAbsolutePath
/// tells them.
Result<std::string> DecodeDataPath(std::string_view path);
/// Encodes a path below the table's root for the log: every byte that a URI path may not
/// hold, '%', all beyond ASCII, and a ':' before the first '/'. '/' is kept.
std::string EncodeDataPath(std::string_view path);
/// Corrupt, without a path, if no file of a table can lie at `path`, a text of the log:
/// what DecodeDataPath refuses, the table's own folder, its log, and what leads out of
/// the table however it is spelled: ".." as a segment, plain or escaped, between slashes
/// or backslashes, and an escaped slash at the front. An absolute URI may lead anywhere,
/// but not by "..". Escapes are decoded once, so "%252e%252e" is the honest name
/// "%2e%2e".
Status CheckDataPath(std::string_view path);
/// Has a scheme or a leading slash. Ask it of the log's text, not of a decoded path: a
/// relative "a%3Ab" would decode to what looks like a scheme.
bool IsAbsolutePath(std::string_view path);

}  // namespace delta_utils
