// TextMap: a small map of texts (partition values, tags) as one string of bytes, so that
// many files can share it and none needs a tree.
//
//   const std::string bytes = EncodeTextMap({{"day", "2024-01-01"}, {"hour", {}}});
//   TextMapView(bytes).Find("day");      // optional(optional("2024-01-01"))
//   TextMapView(bytes).ToMap();          // as it went in
//
// Two maps are equal if their bytes are. Only what EncodeTextMap made may be viewed.
// Threads: values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace delta_utils {

/// nullopt stands for null.
using NullableTextMap = std::map<std::string, std::optional<std::string>>;

/// Appends the encoding of `map`; an empty map is no bytes.
void AppendTextMap(const NullableTextMap& map, std::string* out);

inline std::string EncodeTextMap(const NullableTextMap& map) {
  std::string bytes;
  AppendTextMap(map, &bytes);
  return bytes;
}

class TextMapView {
 public:
  TextMapView() = default;
  /// Valid as long as `bytes`.
  explicit TextMapView(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes() const { return bytes_; }
  /// Outer nullopt: there is no such name. Inner: its value is null.
  std::optional<std::optional<std::string_view>> Find(std::string_view name) const;
  NullableTextMap ToMap() const;
  bool operator==(const TextMapView&) const = default;

 private:
  std::string_view bytes_;
};

}  // namespace delta_utils
