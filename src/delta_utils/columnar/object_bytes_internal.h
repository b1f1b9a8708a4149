// The bytes of an object or array whose children are ready.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {

/// A field of an object, or an element of an array.
struct ReadyChild {
  uint32_t id;     // of a field
  uint32_t begin;  // among the values
};

/// How a container of these children begins: in the least widths, canonically.
struct ContainerHeader {
  ContainerHeader(bool is_object, uint64_t children, uint32_t max_id,
                  uint64_t values_size)
      : is_object(is_object),
        is_large(children > variant_internal::kMaxSmallCount),
        id_width(is_object ? variant_internal::WidthOf(max_id) : 0),
        offset_width(variant_internal::WidthOf(values_size)),
        count(children),
        end(values_size) {}

  /// Bytes before the values.
  size_t size() const {
    return 1 + (is_large ? 4 : 1) + count * static_cast<size_t>(id_width) +
           (count + 1) * static_cast<size_t>(offset_width);
  }
  /// Writes size() bytes. `children` in the order in which they are listed.
  void Write(std::span<const ReadyChild> children, char* out) const;

  bool is_object;
  bool is_large;
  int id_width;
  int offset_width;
  uint64_t count;
  uint64_t end;
};

}  // namespace delta_utils
