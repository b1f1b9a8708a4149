#include "delta_utils/columnar/object_bytes_internal.h"

#include <bit>
#include <cstring>

namespace delta_utils {

using variant_internal::BasicType;
using variant_internal::StoreUnsigned;

namespace {

static_assert(std::endian::native == std::endian::little);

/// A loop for each of the widths that most objects have.
template <typename Number>
char* StoreEach(std::span<const ReadyChild> children, int width, char* out,
                Number number) {
  if (width == 1) {
    for (const ReadyChild& child : children) *out++ = static_cast<char>(number(child));
  } else if (width == 2) {
    for (const ReadyChild& child : children) {
      const auto two = static_cast<uint16_t>(number(child));
      std::memcpy(out, &two, sizeof(two));
      out += sizeof(two);
    }
  } else {
    for (const ReadyChild& child : children) {
      out = StoreUnsigned(number(child), width, out);
    }
  }
  return out;
}

}  // namespace

void ContainerHeader::Write(std::span<const ReadyChild> children, char* out) const {
  int header = offset_width - 1;
  if (is_object) {
    header |= (id_width - 1) << 2;
    if (is_large) header |= variant_internal::kObjectIsLarge;
  } else if (is_large) {
    header |= variant_internal::kArrayIsLarge;
  }
  const BasicType basic = is_object ? BasicType::kObject : BasicType::kArray;
  *out++ = static_cast<char>(header << 2 | static_cast<int>(basic));
  out = StoreUnsigned(count, is_large ? 4 : 1, out);
  if (is_object) {
    out = StoreEach(children, id_width, out, [](const auto& child) { return child.id; });
  }
  out = StoreEach(children, offset_width, out,
                  [](const auto& child) { return child.begin; });
  StoreUnsigned(end, offset_width, out);
}

}  // namespace delta_utils
