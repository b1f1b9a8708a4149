// Text for the XML that is sent to S3.
//
//   body += "<Key>" + EscapeXml(key) + "</Key>";
//
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace delta_utils::internal {

/// The five special characters as entities, line ends and tabs as character references.
std::string EscapeXml(std::string_view text);

/// False for control characters, which XML 1.0 has no way to write (section 2.2).
bool IsWritableInXml(std::string_view text);

}  // namespace delta_utils::internal
