#include "delta_utils/delta_actions/log_path.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

constexpr size_t kVersionDigits = 20;
constexpr char kUpperHex[] = "0123456789ABCDEF";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What RFC 2396 lets stand in a path segment, less '%' and the characters that readers
/// are known to treat specially; '/' separates segments.
bool StaysInPath(char c) {
  constexpr std::string_view kMarks = "-_.!~'()/=+,@&$*:";
  return IsAlpha(c) || IsDigit(c) || kMarks.find(c) != std::string_view::npos;
}

/// The segments of a path between slashes and backslashes, less those that are empty or
/// ".".
std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const size_t end = std::min(path.find_first_of("/\\"), path.size());
    const std::string_view segment = path.substr(0, end);
    if (!segment.empty() && segment != ".") segments.push_back(segment);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

}  // namespace

std::string FormatVersion(int64_t version) {
  DU_CHECK(version >= 0);
  char digits[kVersionDigits + 1];
  std::snprintf(digits, sizeof(digits), "%020lld", static_cast<long long>(version));
  return digits;
}

std::string CommitFileName(int64_t version) { return FormatVersion(version) + ".json"; }

Result<std::string> DecodeDataPath(std::string_view path) {
  const std::string_view whole = path;
  while (path.starts_with("./")) path.remove_prefix(2);
  if (path.empty()) return Corrupt(whole, "an empty file path");
  std::string decoded;
  decoded.reserve(path.size());
  for (size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == '%') {
      const int high = i + 2 < path.size() ? HexDigit(path[i + 1]) : -1;
      const int low = i + 2 < path.size() ? HexDigit(path[i + 2]) : -1;
      if (high < 0 || low < 0) return Corrupt(whole, "a bad percent escape in a path");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return Corrupt(decoded, "a NUL in a file path");
    decoded += c;
  }
  return decoded;
}

std::string EncodeDataPath(std::string_view path) {
  std::string encoded;
  encoded.reserve(path.size());
  bool first_segment = true;
  for (const char c : path) {
    if (c == '/') first_segment = false;
    if (StaysInPath(c) && !(c == ':' && first_segment)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kUpperHex[byte >> 4];
    encoded += kUpperHex[byte & 15];
  }
  return encoded;
}

Status CheckDataPath(std::string_view path) {
  const Result<std::string> decoded = DecodeDataPath(path);
  if (!decoded.ok()) return Corrupt("", decoded.status().message());
  const std::vector<std::string_view> segments = Segments(*decoded);
  if (segments.empty()) return Corrupt("", "names no file");
  if (std::ranges::find(segments, "..") != segments.end()) {
    return Corrupt("", "leads out of its folder by '..'");
  }
  if (IsAbsolutePath(path)) return Status::OK();
  if (decoded->starts_with('/') || decoded->starts_with('\\')) {
    return Corrupt("", "an escaped slash makes it absolute");
  }
  if (segments.front() == kLogFolder) return Corrupt("", "lies in the table's log");
  return Status::OK();
}

bool IsAbsolutePath(std::string_view path) {
  if (path.starts_with('/')) return true;
  const size_t colon = path.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsAlpha(path[0])) return false;
  return std::ranges::all_of(path.substr(0, colon), [](char c) {
    return IsAlpha(c) || IsDigit(c) || c == '+' || c == '-' || c == '.';
  });
}

}  // namespace delta_utils
