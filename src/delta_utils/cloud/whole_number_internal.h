// The whole numbers in headers and listings: lengths, sizes, pauses.
//
//   std::optional<int64_t> length = ParseWholeNumber(*reply.Find("content-length"));
//
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace delta_utils::internal {

/// All of `text` as a decimal number of at least 0; nullopt for anything else, and for
/// what 64 bits do not hold.
std::optional<int64_t> ParseWholeNumber(std::string_view text);

}  // namespace delta_utils::internal
