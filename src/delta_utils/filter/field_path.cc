#include "delta_utils/filter/field_path.h"

#include <charconv>

namespace delta_utils {

std::optional<uint32_t> ArrayIndexOf(std::string_view part) {
  if (part.empty() || part[0] < '0' || part[0] > '9') return std::nullopt;
  if (part[0] == '0' && part.size() > 1) return std::nullopt;
  uint32_t index = 0;
  const char* const end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, index);
  if (error != std::errc() || stop != end) return std::nullopt;
  return index;
}

FieldPath::FieldPath(std::string text) : text_(std::move(text)) {
  std::string_view rest = text_;
  while (true) {
    const size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    parts_.push_back({std::string(part), ArrayIndexOf(part)});
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace delta_utils
