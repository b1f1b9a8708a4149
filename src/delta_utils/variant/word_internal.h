// Eight bytes at a time: what the scanning of text needs, without a machine's own
// vectors.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace delta_utils::variant_internal {

static_assert(std::endian::native == std::endian::little);

inline constexpr uint64_t kLowBits = 0x0101010101010101;
inline constexpr uint64_t kTopBits = 0x8080808080808080;

inline uint64_t LoadWord(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

/// The top bit of each byte of `word` that is zero. Bytes behind the first one found may
/// be wrong.
constexpr uint64_t ZeroBytes(uint64_t word) {
  return (word - kLowBits) & ~word & kTopBits;
}

/// The same for bytes that are `byte`.
constexpr uint64_t BytesEqual(uint64_t word, uint8_t byte) {
  return ZeroBytes(word ^ (kLowBits * byte));
}

/// The same for bytes below `limit`, which is at most 128.
constexpr uint64_t BytesBelow(uint64_t word, uint8_t limit) {
  return (word - kLowBits * limit) & ~word & kTopBits;
}

/// Not zero if a byte is not to be copied to a JSON string as it is: control characters,
/// quotes, backslashes, and what is not ASCII, which has to be examined first.
constexpr uint64_t Unplain(uint64_t word) {
  return BytesBelow(word, 0x20) | BytesEqual(word, '"') | BytesEqual(word, '\\') |
         (word & kTopBits);
}

}  // namespace delta_utils::variant_internal
