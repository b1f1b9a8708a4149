// The bodies of field_dictionary.h that loops over fields need inlined: included by it
// alone, at its end.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace delta_utils {

namespace variant_internal {

/// A comparison of a size that is not known costs a call, which short names are not
/// worth.
inline bool SameText(std::string_view a, std::string_view b) {
  const size_t size = a.size();
  if (size != b.size()) return false;
  const auto same = [&](size_t i, auto word_a) {
    auto word_b = word_a;
    std::memcpy(&word_a, a.data() + i, sizeof(word_a));
    std::memcpy(&word_b, b.data() + i, sizeof(word_b));
    return word_a == word_b;
  };
  if (size > 16) return a == b;
  if (size >= 8) return same(0, uint64_t{0}) && same(size - 8, uint64_t{0});
  if (size >= 4) return same(0, uint32_t{0}) && same(size - 4, uint32_t{0});
  if (size >= 2) return same(0, uint16_t{0}) && same(size - 2, uint16_t{0});
  return size == 0 || a[0] == b[0];
}

}  // namespace variant_internal

/// Names come in much the same order from row to row: after one of them most often the
/// same one.
inline uint32_t FieldDictionary::IdOf(std::string_view name) {
  if (last_ < names_.size()) [[likely]] {
    const uint32_t next = names_[last_].next;
    if (variant_internal::SameText(names_[next].text, name)) [[likely]] {
      last_ = next;
      return names_[next].row == row_ ? names_[next].id : IdInRow(next);
    }
  }
  return LookUp(name);
}

template <typename IdOfPlace>
inline const uint8_t* FieldDictionary::OrderOf(size_t count, IdOfPlace id_of) {
  std::array<uint32_t, kMaxOrdered> slots;
  uint32_t hash = 0;
  for (size_t i = 0; i < count; ++i) {
    slots[i] = slots_[id_of(i)];
    hash = std::rotl(hash, 7) ^ slots[i];
  }
  if (sorts_ >= 2 * orders_.size()) [[unlikely]]
    GrowOrders();
  Order& order = orders_[(hash * 0x9E3779B9U) >> (32 - order_bits_)];
  bool known = order.count == count;
  for (size_t i = 0; i < count && known; ++i) known = slots[i] == order.slots[i];
  if (known) [[likely]]
    return order.places.data();
  for (size_t i = 0; i < count; ++i) order.slots[i] = slots[i];
  order.count = count;
  return Sort(&order) ? order.places.data() : nullptr;
}

}  // namespace delta_utils
