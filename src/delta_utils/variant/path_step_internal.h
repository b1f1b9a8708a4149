// Going down a path's steps inside a Variant's bytes, for inner loops.
//
//   Region at(root);
//   for (const BoundStep& step : steps)
//     if (!StepDown(&at, step, names)) return false;    // missing
//   VariantView found = at.View(names);
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "delta_utils/variant/path.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::variant_internal {

template <typename T>
T LoadWord(const uint8_t* at) {
  T n;
  std::memcpy(&n, at, sizeof(n));
  return n;
}

/// Bytes that begin with a value, and may go on behind it.
struct Region {
  explicit Region(const VariantView& view)
      : begin(reinterpret_cast<const uint8_t*>(view.region().data())),
        end(begin + view.region().size()) {}
  VariantView View(const MetadataIndex& names) const {
    const size_t size = static_cast<size_t>(end - begin);
    return {std::string_view(reinterpret_cast<const char*>(begin), size), names};
  }

  const uint8_t* begin;
  const uint8_t* end;
};

enum class Step { kFound, kMissing, kUnusual };

/// Where among the 16 bytes at `ids` the first one is that equals the same byte of `id`;
/// 16 or more: nowhere.
inline size_t PlaceAmong16(const uint8_t* ids, const std::array<uint8_t, 16>& id) {
#ifdef __SSE2__
  const __m128i equal =
      _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(ids)),
                     _mm_loadu_si128(reinterpret_cast<const __m128i*>(id.data())));
  const auto bits = static_cast<uint32_t>(_mm_movemask_epi8(equal));
  return static_cast<size_t>(std::countr_zero(bits | 1U << 16));
#else
  size_t place = 0;
  while (place < id.size() && ids[place] != id[place]) ++place;
  return place;
#endif
}

/// Goes to the field of an object that is as most are: at most 255 ids, of a byte each,
/// and a few bytes behind its tables, so that these may be read in whole words. Without a
/// view of the object: this is the inner loop of taking a path out of a column. All else,
/// malformed objects too, is kUnusual.
inline Step ToSmallField(Region* at, const BoundStep& step) {
  static constexpr uint32_t kMasks[] = {0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF};
  constexpr uint8_t kShape = 0x73;  // basic type, width of the ids, is_large
  constexpr size_t kTables = 2;
  const uint8_t* const begin = at->begin;
  const size_t room = static_cast<size_t>(at->end - begin);
  if (!step.has_small_id || room < kTables + step.small_id.size() ||
      (begin[0] & kShape) != 0x02) {
    return Step::kUnusual;
  }
  const size_t count = begin[1];
  const size_t width_less_1 = begin[0] >> 2 & 3;
  const size_t width = width_less_1 + 1;
  const size_t last_offset = kTables + count + count * width;
  const size_t values = last_offset + width;
  if (values + sizeof(uint32_t) > room) return Step::kUnusual;
  const uint32_t mask = kMasks[width_less_1];
  const uint32_t size = LoadWord<uint32_t>(begin + last_offset) & mask;
  if (size > room - values) return Step::kUnusual;

  size_t place = PlaceAmong16(begin + kTables, step.small_id);
  if (place >= step.small_id.size() && count > step.small_id.size()) {
    const void* const found = std::memchr(begin + kTables, step.small_id[0], count);
    if (found == nullptr) return Step::kMissing;
    place = static_cast<size_t>(static_cast<const uint8_t*>(found) - begin) - kTables;
  }
  if (place >= count) return Step::kMissing;
  const uint32_t offset =
      LoadWord<uint32_t>(begin + kTables + count + place * width) & mask;
  if (offset >= size) return Step::kUnusual;
  at->begin = begin + values + offset;
  at->end = begin + values + size;
  return Step::kFound;
}

/// Where ToSmallField does not do.
bool StepDownSlowly(Region* at, const BoundStep& step, const MetadataIndex& names);

/// Makes `at` what the step leads to; false: missing.
inline bool StepDown(Region* at, const BoundStep& step, const MetadataIndex& names) {
  const Step taken = ToSmallField(at, step);
  if (taken != Step::kUnusual) [[likely]]
    return taken == Step::kFound;
  Region slow = *at;  // so that the other stays in registers
  const bool found = StepDownSlowly(&slow, step, names);
  *at = slow;
  return found;
}

}  // namespace delta_utils::variant_internal
