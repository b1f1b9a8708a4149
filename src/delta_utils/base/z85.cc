#include "delta_utils/base/z85.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "delta_utils/base/status.h"

namespace delta_utils {
namespace {

constexpr size_t kBytes = 4;
constexpr size_t kCharacters = 5;
constexpr std::string_view kAlphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/"
    "*?&<>()[]{}@%$#";
static_assert(kAlphabet.size() == 85);

/// The digit of each byte, -1 for what is none.
constexpr std::array<int8_t, 256> kDigits = [] {
  std::array<int8_t, 256> digits;
  digits.fill(-1);
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  return digits;
}();

/// Appends the `count` bytes that the characters stand for; false if they stand for none.
bool DecodeGroup(std::string_view group, size_t count, std::string* bytes) {
  uint64_t number = 0;
  for (const char c : group) {
    const int digit = kDigits[static_cast<uint8_t>(c)];
    if (digit < 0) return false;
    number = number * kAlphabet.size() + static_cast<uint64_t>(digit);
  }
  if (number >> (8 * count) != 0) return false;
  while (count-- > 0) *bytes += static_cast<char>(number >> (8 * count) & 0xff);
  return true;
}

}  // namespace

void AppendZ85(std::string_view bytes, std::string* out) {
  DU_CHECK(bytes.size() % kBytes == 0);
  for (size_t i = 0; i < bytes.size(); i += kBytes) {
    uint32_t number = 0;
    for (const char c : bytes.substr(i, kBytes)) {
      number = number << 8 | static_cast<uint8_t>(c);
    }
    char group[kCharacters];
    for (size_t k = kCharacters; k-- > 0; number /= 85) {
      group[k] = kAlphabet[number % 85];
    }
    out->append(group, kCharacters);
  }
}

std::optional<std::string> DecodeZ85(std::string_view text) {
  if (text.size() % kCharacters != 0) return {};
  std::string bytes;
  bytes.reserve(text.size() / kCharacters * kBytes);
  for (size_t i = 0; i < text.size(); i += kCharacters) {
    if (!DecodeGroup(text.substr(i, kCharacters), kBytes, &bytes)) return {};
  }
  return bytes;
}

std::optional<std::string> DecodePaddedZ85(std::string_view text) {
  if (text.size() < kCharacters) return DecodeZ85(text);
  const std::string_view last = text.substr(text.size() - kCharacters);
  const size_t missing = std::min(last.find_first_not_of('#'), kBytes);
  if (missing == 0) return DecodeZ85(text);
  auto bytes = DecodeZ85(text.substr(0, text.size() - kCharacters));
  if (!bytes || missing == kBytes) return {};
  if (!DecodeGroup(last.substr(missing), kBytes - missing, &*bytes)) return {};
  return bytes;
}

}  // namespace delta_utils
