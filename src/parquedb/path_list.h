// The short form of projections and sorts on a command line: names with commas between
// them.
#pragma once

#include <string_view>
#include <vector>

namespace parquedb {

/// True if `text` begins, after white space, with '{' or '['.
inline bool LooksLikeJson(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// "a, b.c" -> {"a", "b.c"}: white space around a name is cut; empty names are kept, so
/// that the parser of the names can refuse them. Nothing for empty text.
inline std::vector<std::string_view> SplitNames(std::string_view text) {
  std::vector<std::string_view> names;
  if (text.empty()) return names;
  while (true) {
    size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    size_t first = name.find_first_not_of(" \t");
    size_t last = name.find_last_not_of(" \t");
    names.push_back(first == std::string_view::npos
                        ? std::string_view()
                        : name.substr(first, last - first + 1));
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace parquedb
