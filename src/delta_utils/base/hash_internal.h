// A small hash for values: fast and well mixed. It differs from process to process, so
// that no file can be made whose keys all have one hash; never store it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "delta_utils/base/decimal128.h"

namespace delta_utils::internal {

/// Where the system put the program: nobody who writes a file knows it.
uint64_t MakeHashSecret();
inline const uint64_t kHashSecret = MakeHashSecret();

/// Folds the 128-bit product, so that every input bit reaches every output bit.
inline uint64_t HashMix(uint64_t hash, uint64_t word) {
  const Uint128 product = Uint128{hash ^ 0x9e3779b97f4a7c15} * (word ^ kHashSecret);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t HashBytes(uint64_t hash, std::string_view bytes) {
  hash = HashMix(hash, bytes.size());
  for (size_t i = 0; i < bytes.size(); i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof(word), bytes.size() - i));
    hash = HashMix(hash, word);
  }
  return hash;
}

}  // namespace delta_utils::internal
