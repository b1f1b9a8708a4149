// The bodies of variant_builder.h that what sends many events needs inlined: included by
// it alone, at its end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace delta_utils {

namespace variant_internal {

/// Room kept behind the bytes of leaves and headers, so that they may be stored and read
/// in moves of a fixed size.
inline constexpr size_t kBuilderSlack = 32;

/// A copy of a size that is not known costs a call, which short texts are not worth.
inline void CopyShort(std::string_view text, char* out) {
  const char* in = text.data();
  const size_t size = text.size();
  if (size > 32) {
    std::memcpy(out, in, size);
  } else if (size >= 16) {
    std::memcpy(out, in, 16);
    std::memcpy(out + size - 16, in + size - 16, 16);
  } else if (size >= 8) {
    std::memcpy(out, in, 8);
    std::memcpy(out + size - 8, in + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(out, in, 4);
    std::memcpy(out + size - 4, in + size - 4, 4);
  } else {
    for (size_t i = 0; i < size; ++i) out[i] = in[i];
  }
}

}  // namespace variant_internal

inline bool VariantBuilder::BeginValue() {
  Open& parent = open_.back();
  if (!status_.ok()) [[unlikely]]
    return false;
  if (parent.kind == Open::Kind::kArray) {
    children_.push_back({0, static_cast<uint32_t>(Position() - parent.begin)});
    return true;
  }
  if (!parent.has_field) [[unlikely]]
    return BeginRoot();
  parent.has_field = false;
  return true;
}

inline char* VariantBuilder::Extend(size_t count) {
  const size_t begin = leaves_size_;
  if (begin + count + variant_internal::kBuilderSlack > leaves_.size()) [[unlikely]] {
    if (!GrowLeaves(count)) return nullptr;
  }
  leaves_size_ = begin + count;
  return leaves_.data() + begin;
}

inline void VariantBuilder::Fixed(VariantType type, uint64_t payload, size_t width) {
  static_assert(std::endian::native == std::endian::little);
  if (!BeginValue()) return;
  char* out = Extend(1 + width);
  if (out == nullptr) [[unlikely]]
    return;
  *out = static_cast<char>(static_cast<int>(type) << 2);
  std::memcpy(out + 1, &payload, sizeof(payload));  // what is too much is overwritten
}

inline void VariantBuilder::Null() { Fixed(VariantType::kNull, 0, 0); }

inline void VariantBuilder::Bool(bool value) {
  Fixed(value ? VariantType::kTrue : VariantType::kFalse, 0, 0);
}

inline void VariantBuilder::Int(int64_t n) {
  int width_log = 0;
  if (n != static_cast<int8_t>(n)) {
    width_log = n == static_cast<int16_t>(n) ? 1 : n == static_cast<int32_t>(n) ? 2 : 3;
  }
  const int type = static_cast<int>(VariantType::kInt8) + width_log;
  Fixed(static_cast<VariantType>(type), static_cast<uint64_t>(n), size_t{1} << width_log);
}

inline void VariantBuilder::Double(double number) {
  Fixed(VariantType::kDouble, std::bit_cast<uint64_t>(number), sizeof(number));
}

inline void VariantBuilder::CheckedText(std::string_view text) {
  constexpr size_t kMaxShort = 63;
  if (text.size() > kMaxShort) [[unlikely]]
    return Long(VariantType::kString, text);
  if (!BeginValue()) return;
  char* out = Extend(1 + text.size());
  if (out == nullptr) [[unlikely]]
    return;
  *out = static_cast<char>(1 | text.size() << 2);
  variant_internal::CopyShort(text, out + 1);
}

inline void VariantBuilder::Begin(Open::Kind kind) {
  if (depth() >= options_.max_depth) [[unlikely]]
    return RefuseDepth();
  if (!BeginValue()) return;
  open_.push_back({containers_.size(), children_.size(), Position(), 0, kind, false});
  containers_.push_back({leaves_size_, 0, 0});
}

inline void VariantBuilder::BeginObject() { Begin(Open::Kind::kObject); }
inline void VariantBuilder::BeginArray() { Begin(Open::Kind::kArray); }

inline void VariantBuilder::Field(std::string_view name) {
  if (!status_.ok()) [[unlikely]]
    return;
  const uint32_t id = names_->IdOf(name);
  if (id == FieldDictionary::kNone) [[unlikely]] {
    Fail(names_->status());
    return;
  }
  AddField(id);
}

inline void VariantBuilder::AddField(uint32_t id) {
  Open& object = open_.back();
  if (object.kind != Open::Kind::kObject || object.has_field) [[unlikely]]
    return FailEvent("a field of a variant out of place");
  children_.push_back({id, static_cast<uint32_t>(Position() - object.begin)});
  object.all_ids |= id;
  object.has_field = true;
}

}  // namespace delta_utils
