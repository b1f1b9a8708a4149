// The one way this library writes JSON text: appending to a string.
//
//   std::string out = "{";
//   AppendJsonString("path", &out); out += ':'; AppendJsonString(path, &out); out += '}';
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace delta_utils {

/// Appends `text` (UTF-8) as a JSON string with quotes: '"', '\\' and control characters
/// are escaped, everything else is copied.
void AppendJsonString(std::string_view text, std::string* out);

/// Appends the shortest digits that read back as the same double, always with a fraction
/// or an exponent ("1.0", "1e+300"). `value` is finite.
void AppendJsonDouble(double value, std::string* out);
/// The same, to where there is room for kMaxJsonDouble characters. Returns the end.
char* WriteJsonDouble(double value, char* out);
/// The same for the shortest digits that read back as the same float.
char* WriteJsonFloat(float value, char* out);
inline constexpr size_t kMaxJsonDouble = 32;

}  // namespace delta_utils
