// The version of this library: the one place; the build reads it from here.
#pragma once

#include <string_view>

namespace delta_utils {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace delta_utils
