// The bodies of variant_view.h that loops over rows and fields need inlined: included by
// it alone, at its end.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace delta_utils {

namespace variant_internal {

inline constexpr uint8_t kVariableSize = 0xFF;
/// Of each primitive behind its first byte.
inline constexpr std::array<uint8_t, 21> kPayloadSizes = {
    0, 0, 0, 1, 2, 4, 8, 8, 5, 9, 17, 4, 8, 8, 4, kVariableSize, kVariableSize,
    8, 8, 8, 16};

constexpr std::array<VariantType, 256> MakeTypesByFirstByte() {
  std::array<VariantType, 256> types{};
  for (size_t byte = 0; byte < 256; ++byte) {
    switch (byte & 3) {
      case 0:
        types[byte] = byte >> 2 < kPayloadSizes.size()
                          ? static_cast<VariantType>(byte >> 2)
                          : VariantType::kInvalid;
        break;
      case 1:
        types[byte] = VariantType::kShortString;
        break;
      case 2:
        types[byte] = VariantType::kObject;
        break;
      default:
        types[byte] = VariantType::kArray;
    }
  }
  return types;
}
inline constexpr std::array<VariantType, 256> kTypesByFirstByte = MakeTypesByFirstByte();

template <typename T>
T LoadLittle(const uint8_t* bytes) {
  static_assert(std::endian::native == std::endian::little);
  T n;
  std::memcpy(&n, bytes, sizeof(n));
  return n;
}

/// `width` of 1 to 4.
inline uint32_t LoadWidth(const uint8_t* bytes, int width) {
  switch (width) {
    case 1:
      return *bytes;
    case 2:
      return LoadLittle<uint16_t>(bytes);
    case 3:
      return LoadLittle<uint16_t>(bytes) | static_cast<uint32_t>(bytes[2]) << 16;
    default:
      return LoadLittle<uint32_t>(bytes);
  }
}

}  // namespace variant_internal

inline VariantType VariantView::type() const {
  return begin_ == end_ ? VariantType::kInvalid
                        : variant_internal::kTypesByFirstByte[*begin_];
}

inline bool VariantView::OpenContainer(ContainerView* out) const {
  // Objects and arrays differ in where the bit of is_large lies.
  const bool is_object = (*begin_ & 3) == 2;
  const uint8_t header = *begin_ >> 2;
  const uint64_t room = static_cast<uint64_t>(end_ - begin_);
  const bool is_large = (header & (is_object ? 1 << 4 : 1 << 2)) != 0;
  const uint64_t tables = is_large ? 5 : 2;
  if (room < tables) return false;
  out->count_ = is_large ? variant_internal::LoadLittle<uint32_t>(begin_ + 1) : begin_[1];
  out->offset_width_ = static_cast<uint8_t>((header & 3) + 1);
  out->id_width_ = is_object ? static_cast<uint8_t>((header >> 2 & 3) + 1) : 0;
  // At most 2^32 elements of 8 bytes: no overflow in 64 bits.
  const uint64_t count = out->count_;
  const uint64_t offsets = tables + count * out->id_width_;
  const uint64_t values = offsets + (count + 1) * out->offset_width_;
  if (values > room) return false;
  out->ids_ = begin_ + tables;
  out->offsets_ = begin_ + offsets;
  out->values_ = begin_ + values;
  const uint64_t size =
      variant_internal::LoadWidth(out->values_ - out->offset_width_, out->offset_width_);
  if (size > room - values) return false;
  out->end_ = out->values_ + size;
  out->names_ = names_;
  return true;
}

inline std::optional<ObjectView> VariantView::ToObject() const {
  ObjectView object;
  if (type() != VariantType::kObject || !OpenContainer(&object)) return std::nullopt;
  return object;
}

inline std::optional<ArrayView> VariantView::ToArray() const {
  ArrayView array;
  if (type() != VariantType::kArray || !OpenContainer(&array)) return std::nullopt;
  return array;
}

inline std::optional<bool> VariantView::ToBool() const {
  const VariantType type = this->type();
  if (type == VariantType::kTrue) return true;
  if (type == VariantType::kFalse) return false;
  return std::nullopt;
}

inline const uint8_t* VariantView::Payload(VariantType wanted) const {
  if (type() != wanted) return nullptr;
  const size_t size = variant_internal::kPayloadSizes[static_cast<size_t>(wanted)];
  return static_cast<size_t>(end_ - begin_) > size ? begin_ + 1 : nullptr;
}

template <typename T>
std::optional<T> VariantView::Fixed(VariantType wanted) const {
  const uint8_t* payload = Payload(wanted);
  if (payload == nullptr) return std::nullopt;
  return variant_internal::LoadLittle<T>(payload);
}

inline std::optional<int8_t> VariantView::GetInt8() const {
  return Fixed<int8_t>(VariantType::kInt8);
}
inline std::optional<int16_t> VariantView::GetInt16() const {
  return Fixed<int16_t>(VariantType::kInt16);
}
inline std::optional<int32_t> VariantView::GetInt32() const {
  return Fixed<int32_t>(VariantType::kInt32);
}
inline std::optional<int64_t> VariantView::GetInt64() const {
  return Fixed<int64_t>(VariantType::kInt64);
}
inline std::optional<float> VariantView::GetFloat() const {
  return Fixed<float>(VariantType::kFloat);
}
inline std::optional<double> VariantView::GetDouble() const {
  return Fixed<double>(VariantType::kDouble);
}
inline std::optional<int32_t> VariantView::GetDate() const {
  return Fixed<int32_t>(VariantType::kDate);
}

inline std::optional<int64_t> VariantView::ToInt64() const {
  switch (type()) {
    case VariantType::kInt8:
      return GetInt8();
    case VariantType::kInt16:
      return GetInt16();
    case VariantType::kInt32:
      return GetInt32();
    case VariantType::kInt64:
      return GetInt64();
    default:
      return DecimalToInt64();
  }
}

inline std::optional<std::string_view> VariantView::ToText() const {
  const VariantType type = this->type();
  const size_t room = static_cast<size_t>(end_ - begin_);
  const char* begin = reinterpret_cast<const char*>(begin_);
  if (type == VariantType::kShortString) {
    const size_t size = *begin_ >> 2;
    if (size >= room) return std::nullopt;
    return std::string_view(begin + 1, size);
  }
  if (type != VariantType::kString || room < 5) return std::nullopt;
  const size_t size = variant_internal::LoadLittle<uint32_t>(begin_ + 1);
  if (size > room - 5) return std::nullopt;
  return std::string_view(begin + 5, size);
}

inline uint32_t ContainerView::offset(uint32_t i) const {
  return variant_internal::LoadWidth(offsets_ + size_t{i} * offset_width_, offset_width_);
}

inline VariantView ContainerView::value(uint32_t i) const {
  const uint32_t begin = offset(i);
  if (begin >= values_size()) return VariantView(end_, end_, names_);
  return VariantView(values_ + begin, end_, names_);
}

inline uint32_t ObjectView::id(uint32_t i) const {
  return variant_internal::LoadWidth(ids_ + size_t{i} * id_width_, id_width_);
}

inline std::optional<std::string_view> ObjectView::name(uint32_t i) const {
  const uint32_t id = this->id(i);
  if (id >= names_->size()) return std::nullopt;
  return names_->name(id);
}

}  // namespace delta_utils
