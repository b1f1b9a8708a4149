#include "delta_utils/delta_actions/log_path.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

constexpr size_t kVersionDigits = 20;
constexpr size_t kPartDigits = 10;
constexpr size_t kUuidLength = 36;
constexpr char kUpperHex[] = "0123456789ABCDEF";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool AllDigits(std::string_view text) { return std::ranges::all_of(text, IsDigit); }

/// Takes "%020d" off the front of `name`; nullopt if it is no version.
std::optional<int64_t> TakeVersion(std::string_view* name) {
  if (name->size() < kVersionDigits) return {};
  const std::string_view digits = name->substr(0, kVersionDigits);
  if (!AllDigits(digits)) return {};
  int64_t version;
  const auto result = std::from_chars(digits.begin(), digits.end(), version);
  if (result.ec != std::errc()) return {};  // beyond 2^63 - 1
  name->remove_prefix(kVersionDigits);
  return version;
}

/// "0000000001.0000000010", between ".checkpoint." and ".parquet".
bool IsPartNumber(std::string_view text) {
  return text.size() == 2 * kPartDigits + 1 && AllDigits(text.substr(0, kPartDigits)) &&
         text[kPartDigits] == '.' && AllDigits(text.substr(kPartDigits + 1));
}

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : HexDigit(text[i]) < 0) return false;
  }
  return true;
}

bool TakeSuffix(std::string_view* text, std::string_view suffix) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

/// What RFC 2396 lets stand in a path segment, less '%' and the characters that readers
/// are known to treat specially; '/' separates segments.
bool StaysInPath(char c) {
  constexpr std::string_view kMarks = "-_.!~'()/=+,@&$*:";
  return IsAlpha(c) || IsDigit(c) || kMarks.find(c) != std::string_view::npos;
}

}  // namespace

std::string FormatVersion(int64_t version) {
  DU_CHECK(version >= 0);
  char digits[kVersionDigits + 1];
  std::snprintf(digits, sizeof(digits), "%020lld", static_cast<long long>(version));
  return digits;
}

std::string CommitFileName(int64_t version) { return FormatVersion(version) + ".json"; }

std::optional<int64_t> ParseCommitFileName(std::string_view name) {
  const std::optional<int64_t> version = TakeVersion(&name);
  return name == ".json" ? version : std::nullopt;
}

std::optional<int64_t> ParseCheckpointFileName(std::string_view name) {
  constexpr std::string_view kCheckpoint = ".checkpoint";
  const std::optional<int64_t> version = TakeVersion(&name);
  if (!version || !name.starts_with(kCheckpoint)) return {};
  name.remove_prefix(kCheckpoint.size());
  if (name == ".parquet") return version;
  if (!name.starts_with('.')) return {};
  name.remove_prefix(1);
  if (TakeSuffix(&name, ".parquet")) {
    return IsPartNumber(name) || IsUuid(name) ? version : std::nullopt;
  }
  return TakeSuffix(&name, ".json") && IsUuid(name) ? version : std::nullopt;
}

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

bool IsAbsolutePath(std::string_view path) {
  if (path.starts_with('/')) return true;
  const size_t colon = path.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsAlpha(path[0])) return false;
  return std::ranges::all_of(path.substr(0, colon), [](char c) {
    return IsAlpha(c) || IsDigit(c) || c == '+' || c == '-' || c == '.';
  });
}

}  // namespace delta_utils
