// RawObject: the children of an object one by one, for loops over many: what ObjectView
// and VariantView do, with nothing called for the common types.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

/// Bytes of a value that begins with this one; 0: not told by its first byte alone.
inline constexpr std::array<uint8_t, 256> kSizeByFirstByte = [] {
  constexpr std::array<uint8_t, 21> kPrimitives = {1, 1, 1, 2, 3, 5, 9, 9, 6, 10, 18,
                                                   5, 9, 9, 5, 0, 0, 9, 9, 9, 17};
  std::array<uint8_t, 256> sizes{};
  for (size_t byte = 0; byte < sizes.size(); ++byte) {
    if (byte % 4 == 1) sizes[byte] = static_cast<uint8_t>(1 + byte / 4);
    if (byte % 4 == 0 && byte / 4 < kPrimitives.size())
      sizes[byte] = kPrimitives[byte / 4];
  }
  return sizes;
}();

/// Exactly the value's bytes; empty if they are cut off or of an unknown type.
inline std::string_view BytesOf(const VariantView& value) {
  const std::string_view region = value.region();
  if (region.empty()) return region;
  const size_t size = kSizeByFirstByte[static_cast<uint8_t>(region[0])];
  if (size == 0) return value.bytes();
  return size <= region.size() ? region.substr(0, size) : std::string_view();
}

class RawObject {
 public:
  /// `value` is an object for which ToObject gave `object`.
  RawObject(const VariantView& value, const ObjectView& object)
      : names_(&value.names()), count_(object.size()) {
    const char* const begin = value.region().data();
    const auto header = static_cast<uint8_t>(*begin) >> 2;
    const bool is_large = (header & variant_internal::kObjectIsLarge) != 0;
    offset_width_ = static_cast<uint32_t>(header & 3) + 1;
    id_width_ = static_cast<uint32_t>(header >> 2 & 3) + 1;
    ids_ = begin + (is_large ? 5 : 2);
    offsets_ = ids_ + uint64_t{count_} * id_width_;
    values_ = {offsets_ + (uint64_t{count_} + 1) * offset_width_, object.values_size()};
  }

  /// The ids as they lie in the bytes.
  std::string_view ids() const { return {ids_, uint64_t{count_} * id_width_}; }
  /// Invalid if its offset is not inside.
  VariantView value(uint32_t i) const { return {RegionOf(i), *names_}; }
  /// Exactly the bytes of child `i`; empty if they are cut off or of an unknown type.
  std::string_view bytes(uint32_t i) const {
    const std::string_view region = RegionOf(i);
    if (region.empty()) return region;
    const size_t size = kSizeByFirstByte[static_cast<uint8_t>(region[0])];
    if (size == 0) [[unlikely]]
      return VariantView(region, *names_).bytes();
    return size <= region.size() ? std::string_view(region.data(), size)
                                 : std::string_view();
  }

 private:
  std::string_view RegionOf(uint32_t i) const {
    const auto* const at =
        reinterpret_cast<const uint8_t*>(offsets_) + uint64_t{i} * offset_width_;
    uint64_t offset = at[0];
    if (offset_width_ == 2) {
      offset |= uint64_t{at[1]} << 8;
    } else if (offset_width_ > 2) {
      offset = variant_internal::LoadUnsigned(reinterpret_cast<const char*>(at),
                                              static_cast<int>(offset_width_));
    }
    if (offset >= values_.size()) return {};
    return {values_.data() + offset, values_.size() - offset};
  }

  const MetadataIndex* names_;
  const char* ids_;
  const char* offsets_;
  std::string_view values_;
  uint32_t count_;
  uint32_t id_width_;
  uint32_t offset_width_;
};

}  // namespace delta_utils
