// The strings of JSON text, and where a text breaks the rules for its characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace delta_utils::variant_internal {

struct JsonTextProblem {
  size_t position = 0;
  /// Empty: there is none.
  std::string_view message;
};

/// Replaces `out` by what the content of a string, without its quotes, stands for. The
/// content is UTF-8 without control characters.
JsonTextProblem UnescapeJson(std::string_view content, std::string* out);

/// The first byte that is not UTF-8, the first control character in a string, or the
/// quote of a string that does not end.
JsonTextProblem FindBadCharacter(std::string_view json);

}  // namespace delta_utils::variant_internal
