#include "delta_utils/base/z85.h"

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

/// The number that five characters stand for; nullopt if they stand for none.
std::optional<uint32_t> DecodeGroup(std::string_view group) {
  uint64_t number = 0;
  for (const char c : group) {
    const int digit = kDigits[static_cast<uint8_t>(c)];
    if (digit < 0) return {};
    number = number * kAlphabet.size() + static_cast<uint64_t>(digit);
  }
  if (number > UINT32_MAX) return {};
  return static_cast<uint32_t>(number);
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
    const auto number = DecodeGroup(text.substr(i, kCharacters));
    if (!number) return {};
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes += static_cast<char>(*number >> shift & 0xff);
    }
  }
  return bytes;
}

}  // namespace delta_utils
