// Text as people are shown it: short, and unable to command a terminal.
//
//   CutText(long_text, 120);            // its first 120 bytes, and "..."
//   EscapeControls("a\x1b[31m");         // "a\\x1b[31m"
//
// Threads: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace delta_utils {

/// `text`, if it has at most `max_bytes`; else what of it fits without cutting a UTF-8
/// character, and "...".
std::string CutText(std::string text, size_t max_bytes);

/// Control characters (those of ASCII and U+0080 to U+009F) byte by byte as \xNN.
std::string EscapeControls(std::string_view text);

}  // namespace delta_utils
