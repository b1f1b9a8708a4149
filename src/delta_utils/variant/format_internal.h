// The numbers of the Variant binary encoding (VariantEncoding.md), and the limits that
// the encoder keeps so that the decoder may insist on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "delta_utils/base/value.h"
#include "delta_utils/variant/variant_type.h"

namespace delta_utils::variant_internal {

/// Bits 0-1 of a value's first byte; bits 2-7 are the value header.
enum class BasicType : uint8_t {
  kPrimitive = 0,
  kShortString = 1,
  kObject = 2,
  kArray = 3
};

inline constexpr uint8_t kVersion = 1;
inline constexpr uint8_t kSortedStrings = 1 << 4;
inline constexpr uint8_t kObjectIsLarge = 1 << 4;  // in the value header
inline constexpr uint8_t kArrayIsLarge = 1 << 2;   // in the value header
inline constexpr size_t kMaxShortString = 63;
inline constexpr size_t kMaxSmallCount = 255;
inline constexpr int kMaxDecimalScale = 38;
inline constexpr int64_t kMicrosPerDay = 86'400'000'000;

/// Metadata and value together.
inline constexpr uint64_t kMaxEncodedBytes = uint64_t{1} << 30;

/// How many bytes of field names a value of `encoded_bytes` may unfold to. One dictionary
/// entry serves any number of fields, so that a few megabytes could otherwise ask for
/// terabytes. A document of MongoDB's 16 MiB always stays below.
constexpr uint64_t MaxNameBytes(uint64_t encoded_bytes) {
  return 64 * encoded_bytes + 16 * 1024 * 1024;
}

/// How many bytes of values may be read from a value of `encoded_bytes`. Without children
/// that share bytes it is never more than there are; sharing is legal, so some is
/// allowed.
constexpr uint64_t MaxWorkBytes(uint64_t encoded_bytes) {
  return 4 * encoded_bytes + 4096;
}

/// The least number of bytes, 1 to 4, that holds `n` < 2^32.
constexpr int WidthOf(uint64_t n) {
  return n < (1U << 8) ? 1 : n < (1U << 16) ? 2 : n < (1U << 24) ? 3 : 4;
}

inline uint64_t LoadUnsigned(const char* bytes, int width) {
  uint64_t n = 0;
  for (int i = 0; i < width; ++i) {
    n |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
  }
  return n;
}

inline char* StoreUnsigned(uint64_t n, int width, char* out) {
  for (int i = 0; i < width; ++i) *out++ = static_cast<char>(n >> (8 * i));
  return out;
}

/// The date in microseconds, unless they overflow.
std::optional<int64_t> MicrosOf(Date date);

/// The decimal as Variant's decimal16, if that gives back the same bits.
std::optional<VariantDecimal> ScaledOf(const Decimal128& decimal);

/// Rounded once, to the nearest; ties to even.
double NearestDouble(const VariantDecimal& decimal);

/// Whether the text, of less than 64 bytes, is ASCII; false for a longer one.
inline bool IsShortAscii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  const char* bytes = text.data();
  const size_t size = text.size();
  uint64_t all = 0;
  uint64_t word = 0;
  if (size > kMaxShortString) return false;
  if (size < sizeof(word)) {
    for (size_t i = 0; i < size; ++i) all |= static_cast<uint8_t>(bytes[i]);
    return (all & 0x80) == 0;
  }
  // The last word may overlap the one before.
  for (size_t i = 0; i + sizeof(word) < size; i += sizeof(word)) {
    std::memcpy(&word, bytes + i, sizeof(word));
    all |= word;
  }
  std::memcpy(&word, bytes + size - sizeof(word), sizeof(word));
  return ((all | word) & kHighBits) == 0;
}

/// No overlong forms, no surrogates, nothing beyond U+10FFFF.
bool IsUtf8(std::string_view text);

}  // namespace delta_utils::variant_internal
