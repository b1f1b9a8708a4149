// Z85, the base-85 text of ZeroMQ: four bytes are five characters that JSON need not
// escape.
//
//   std::string text;
//   AppendZ85("\x86\x4f\xd2\x6f\xb5\x59\xf7\x5b", &text);     // "HelloWorld"
//   std::optional<std::string> bytes = DecodeZ85(text);
//
// There is no padding: who has other than a multiple of four bytes fills them up, and
// keeps the true number elsewhere. Decoding is strict, so that one byte string has one
// text. Source: https://rfc.zeromq.org/spec/32/.
// Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace delta_utils {

/// `bytes` is a multiple of four long.
void AppendZ85(std::string_view bytes, std::string* out);

/// The bytes, or nullopt if `text` is not Z85: a length that is no multiple of five, a
/// character that is none of the 85, five characters that stand for more than 32 bits.
std::optional<std::string> DecodeZ85(std::string_view text);
/// Takes also what the Rust crate "z85" makes of other numbers of bytes: a last group of
/// one to three bytes in one character more, filled up to five by '#' in front. No group
/// of Z85 begins with '#'.
std::optional<std::string> DecodePaddedZ85(std::string_view text);

}  // namespace delta_utils
