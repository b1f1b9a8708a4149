// Percent-encoding (RFC 3986, section 2) and the parts of a URL.
//
//   PercentEncode("a b/c", Slash::kKeep);   // "a%20b/c"
//   ARROW_ASSIGN_OR_RAISE(Url url, ParseUrl("http://localhost:9000"));
//
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"

namespace delta_utils {

enum class Slash { kKeep, kEncode };

/// All bytes but letters, digits and "-._~" as %XX in capitals; "/" as told.
std::string PercentEncode(std::string_view text, Slash slash);

/// InvalidArgument for a '%' without two hexadecimal digits. '+' stays '+'.
Result<std::string> PercentDecode(std::string_view text);

struct Url {
  std::string scheme;  // lower case
  std::string host;    // lower case; an IPv6 address without brackets
  std::optional<uint16_t> port;
  std::string path;  // as written; empty or with a leading slash
  /// "host", "host:port" or "[::1]:port": without a port that is the scheme's own.
  std::string Authority() const;
};

/// An absolute http(s) URL without user, query or fragment. Kind InvalidArgument; the
/// message shows nothing that could be a password.
Result<Url> ParseUrl(std::string_view text);

}  // namespace delta_utils
