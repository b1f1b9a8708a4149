// FieldPath: a dotted path, in its parts.
//
//   FieldPath path("items.0.price");
//   path.parts()[1].name == "0"; path.parts()[1].index == 0
//
// A part that is a number without a needless zero in front is also an index into an
// array. "" is one part, the field of an empty name; "a." has two.
// Source: MongoDB manual, "Document", "Dot Notation".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace delta_utils {

/// "0", "17"; not "00", "-1", "+1", nor what is beyond 32 bits.
std::optional<uint32_t> ArrayIndexOf(std::string_view part);

struct PathPart {
  std::string name;
  std::optional<uint32_t> index;
  bool operator==(const PathPart&) const = default;
};

class FieldPath {
 public:
  FieldPath() : FieldPath(std::string()) {}
  // NOLINTNEXTLINE(google-explicit-constructor): paths read as text
  FieldPath(std::string text);
  // NOLINTNEXTLINE(google-explicit-constructor): paths read as text
  FieldPath(const char* text) : FieldPath(std::string(text)) {}
  // NOLINTNEXTLINE(google-explicit-constructor): paths read as text
  FieldPath(std::string_view text) : FieldPath(std::string(text)) {}

  const std::string& text() const { return text_; }
  /// At least one.
  const std::vector<PathPart>& parts() const { return parts_; }
  bool operator==(const FieldPath& other) const { return text_ == other.text_; }

 private:
  std::string text_;
  std::vector<PathPart> parts_;
};

}  // namespace delta_utils
