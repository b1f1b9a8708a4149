#include <charconv>

#include "delta_utils/cloud/whole_number_internal.h"

namespace delta_utils::internal {

std::optional<int64_t> ParseWholeNumber(std::string_view text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

}  // namespace delta_utils::internal
