#include "delta_utils/delta_actions/text_map.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "delta_utils/base/status.h"

namespace delta_utils {
namespace {

using Length = uint32_t;
constexpr Length kNull = std::numeric_limits<Length>::max();

void AppendLength(Length length, std::string* out) {
  out->append(reinterpret_cast<const char*>(&length), sizeof(length));
}

void AppendText(std::string_view text, std::string* out) {
  DU_CHECK(text.size() < kNull);
  AppendLength(static_cast<Length>(text.size()), out);
  *out += text;
}

/// nullopt for null.
std::optional<std::string_view> TakeText(std::string_view* bytes) {
  Length length;
  std::memcpy(&length, bytes->data(), sizeof(length));
  bytes->remove_prefix(sizeof(length));
  if (length == kNull) return std::nullopt;
  const std::string_view text = bytes->substr(0, length);
  bytes->remove_prefix(length);
  return text;
}

}  // namespace

void AppendTextMap(const NullableTextMap& map, std::string* out) {
  for (const auto& [name, value] : map) {
    AppendText(name, out);
    if (value) {
      AppendText(*value, out);
    } else {
      AppendLength(kNull, out);
    }
  }
}

std::optional<std::optional<std::string_view>> TextMapView::Find(
    std::string_view name) const {
  for (std::string_view rest = bytes_; !rest.empty();) {
    const auto entry = TakeText(&rest);
    const auto value = TakeText(&rest);
    if (entry == name) return value;
  }
  return std::nullopt;
}

NullableTextMap TextMapView::ToMap() const {
  NullableTextMap map;
  for (std::string_view rest = bytes_; !rest.empty();) {
    std::string name(*TakeText(&rest));
    const auto value = TakeText(&rest);
    auto& slot = map[std::move(name)];
    if (value) slot.emplace(*value);
  }
  return map;
}

}  // namespace delta_utils
