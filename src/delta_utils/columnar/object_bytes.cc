#include "delta_utils/columnar/object_bytes_internal.h"

namespace delta_utils {

using variant_internal::BasicType;
using variant_internal::StoreUnsigned;

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
  if (id_width == 1) {
    for (const ReadyChild& child : children) *out++ = static_cast<char>(child.id);
  } else if (is_object) {
    for (const ReadyChild& child : children) out = StoreUnsigned(child.id, id_width, out);
  }
  if (offset_width == 1) {
    for (const ReadyChild& child : children) *out++ = static_cast<char>(child.begin);
  } else if (offset_width == 2) {
    for (const ReadyChild& child : children) out = StoreUnsigned(child.begin, 2, out);
  } else {
    for (const ReadyChild& child : children) {
      out = StoreUnsigned(child.begin, offset_width, out);
    }
  }
  StoreUnsigned(end, offset_width, out);
}

}  // namespace delta_utils
