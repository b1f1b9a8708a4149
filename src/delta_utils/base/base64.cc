#include "delta_utils/base/base64.h"

#include <array>
#include <cstdint>

namespace delta_utils {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kInvalid = 255;

constexpr std::array<uint8_t, 256> MakeValues() {
  std::array<uint8_t, 256> values{};
  for (uint8_t& value : values) value = kInvalid;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<uint8_t>(i);
  }
  return values;
}
constexpr std::array<uint8_t, 256> kValues = MakeValues();

/// Takes `count` (2 to 4) characters, which stand for count - 1 bytes.
bool DecodeGroup(std::string_view group, std::string* out) {
  uint32_t bits = 0;
  for (const char c : group) {
    const uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kInvalid) return false;
    bits = bits << 6 | value;
  }
  bits <<= 6 * (4 - group.size());
  for (size_t i = 0; i + 1 < group.size(); ++i) {
    *out += static_cast<char>(bits >> (16 - 8 * i) & 0xff);
  }
  const uint32_t stray_bits =
      group.size() == 4 ? 0 : bits << (8 * (group.size() - 1)) & 0xffffff;
  return stray_bits == 0;
}

}  // namespace

void AppendBase64(std::string_view bytes, std::string* out) {
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0);
    }
    for (size_t k = 0; k < 4; ++k) {
      *out += k <= group.size() ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  const std::string_view digits = text.substr(0, text.size() - padding);
  for (size_t i = 0; i < digits.size(); i += 4) {
    if (!DecodeGroup(digits.substr(i, 4), &bytes)) return std::nullopt;
  }
  return bytes;
}

}  // namespace delta_utils
