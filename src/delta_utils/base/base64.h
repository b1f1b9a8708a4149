// Base64 (RFC 4648, section 4): the alphabet with '+' and '/', padded with '='.
//
//   std::string text;
//   AppendBase64("Ada", &text);                          // "QWRh"
//   std::optional<std::string> bytes = DecodeBase64(text);
//
// Decoding is strict: no white space, full padding, no stray bits in the last character,
// so that one byte string has one text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace delta_utils {

void AppendBase64(std::string_view bytes, std::string* out);

/// The bytes, or nullopt if `text` is not base64.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace delta_utils
