// TypeSet: a set of document types.
//
//   TypeSet numbers = TypeSet::OfClass(TypeClass::kNumber);
//   if (numbers.Contains(value.type())) ...
#pragma once

#include <cstdint>
#include <initializer_list>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

inline constexpr int kValueTypeCount = static_cast<int>(ValueType::kObject) + 1;

class TypeSet {
 public:
  constexpr TypeSet() = default;
  constexpr TypeSet(std::initializer_list<ValueType> types) {
    for (const ValueType type : types) Add(type);
  }
  static constexpr TypeSet All() {
    return FromBits((uint32_t{1} << kValueTypeCount) - 1);
  }
  static TypeSet OfClass(TypeClass type_class);

  constexpr void Add(ValueType type) { bits_ |= uint32_t{1} << static_cast<int>(type); }
  constexpr bool Contains(ValueType type) const {
    return (bits_ >> static_cast<int>(type) & 1) != 0;
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Intersects(TypeSet other) const { return (bits_ & other.bits_) != 0; }
  /// Whether `other` has all of these.
  constexpr bool IsWithin(TypeSet other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr TypeSet Or(TypeSet other) const { return FromBits(bits_ | other.bits_); }
  constexpr TypeSet Without(TypeSet other) const {
    return FromBits(bits_ & ~other.bits_);
  }
  constexpr bool operator==(const TypeSet&) const = default;

 private:
  static constexpr TypeSet FromBits(uint32_t bits) {
    TypeSet set;
    set.bits_ = bits;
    return set;
  }
  uint32_t bits_ = 0;
};

}  // namespace delta_utils
