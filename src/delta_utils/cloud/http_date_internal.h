// The date of HTTP's headers: "Sun, 06 Nov 1994 08:49:37 GMT".
//
//   std::optional<int64_t> now_ms = ParseHttpDate(*reply.Find("date"));
//
// Source: RFC 9110, section 5.6.7 (IMF-fixdate alone). Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace delta_utils::internal {

/// Milliseconds since 1970; nullopt for anything else.
std::optional<int64_t> ParseHttpDate(std::string_view text);

}  // namespace delta_utils::internal
