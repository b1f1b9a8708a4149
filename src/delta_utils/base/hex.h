// Hexadecimal text.
//
//   ToHex("\x0a\xff");     // "0aff"
//   FromHex("0AFF");       // "\x0a\xff"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace delta_utils {

/// 0..15, or -1 for any other character. Takes digits of either case.
int HexDigit(char c);

/// Lower-case digits, two for a byte.
std::string ToHex(std::string_view bytes);

/// Takes digits of either case; nullopt for an odd number of them or anything else.
std::optional<std::string> FromHex(std::string_view text);

}  // namespace delta_utils
