#include "delta_utils/variant/variant_view.h"

#include <array>
#include <bit>
#include <cstring>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::kArrayIsLarge;
using variant_internal::kMaxDecimalScale;
using variant_internal::kObjectIsLarge;

constexpr uint8_t kVariable = 0xFF;
/// Of each primitive behind its first byte.
constexpr std::array<uint8_t, 21> kPayloadSizes = {
    0, 0, 0, 1, 2, 4, 8, 8, 5, 9, 17, 4, 8, 8, 4, kVariable, kVariable, 8, 8, 8, 16};

template <typename T>
T Load(const uint8_t* bytes) {
  static_assert(std::endian::native == std::endian::little);
  T n;
  std::memcpy(&n, bytes, sizeof(n));
  return n;
}

/// `width` of 1 to 4.
uint32_t LoadWidth(const uint8_t* bytes, int width) {
  switch (width) {
    case 1:
      return *bytes;
    case 2:
      return Load<uint16_t>(bytes);
    case 3:
      return Load<uint16_t>(bytes) | static_cast<uint32_t>(bytes[2]) << 16;
    default:
      return Load<uint32_t>(bytes);
  }
}

constexpr std::array<VariantType, 256> MakeTypes() {
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
constexpr std::array<VariantType, 256> kTypes = MakeTypes();

struct DecimalWidth {
  int bytes;
  int digits;
};
DecimalWidth WidthOfDecimal(VariantType type) {
  switch (type) {
    case VariantType::kDecimal4:
      return {4, 9};
    case VariantType::kDecimal8:
      return {8, 18};
    default:
      return {16, 38};
  }
}

}  // namespace

VariantType VariantView::type() const {
  return begin_ == end_ ? VariantType::kInvalid : kTypes[*begin_];
}

std::string_view VariantView::bytes() const {
  const uint64_t room = static_cast<uint64_t>(end_ - begin_);
  uint64_t size = 0;
  switch (const VariantType type = this->type()) {
    case VariantType::kInvalid:
      return {};
    case VariantType::kShortString:
      size = 1 + (*begin_ >> 2);
      break;
    case VariantType::kObject:
    case VariantType::kArray: {
      ContainerView container;
      if (!OpenContainer(&container)) return {};
      size = static_cast<uint64_t>(container.end_ - begin_);
      break;
    }
    case VariantType::kString:
    case VariantType::kBinary:
      if (room < 5) return {};
      size = 5 + uint64_t{Load<uint32_t>(begin_ + 1)};
      break;
    default:
      size = 1 + kPayloadSizes[static_cast<size_t>(type)];
  }
  if (size > room) return {};
  return {reinterpret_cast<const char*>(begin_), size};
}

Status VariantView::Check() const {
  if (begin_ == end_) return Corrupt("", "a value is missing");
  if (type() == VariantType::kInvalid) {
    return Corrupt("", "unknown type " + std::to_string(*begin_ >> 2));
  }
  if (bytes().empty()) {
    return Corrupt("", std::string(VariantTypeName(type())) + " is cut off");
  }
  return Status::OK();
}

bool VariantView::OpenContainer(ContainerView* out) const {
  const bool is_object = (*begin_ & 3) == 2;
  const uint8_t header = *begin_ >> 2;
  const uint64_t room = static_cast<uint64_t>(end_ - begin_);
  const bool is_large = (header & (is_object ? kObjectIsLarge : kArrayIsLarge)) != 0;
  const uint64_t tables = is_large ? 5 : 2;
  if (room < tables) return false;
  out->count_ = is_large ? Load<uint32_t>(begin_ + 1) : begin_[1];
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
  const uint64_t size = LoadWidth(out->values_ - out->offset_width_, out->offset_width_);
  if (size > room - values) return false;
  out->end_ = out->values_ + size;
  out->names_ = names_;
  return true;
}

std::optional<ObjectView> VariantView::ToObject() const {
  ObjectView object;
  if (type() != VariantType::kObject || !OpenContainer(&object)) return std::nullopt;
  return object;
}

std::optional<ArrayView> VariantView::ToArray() const {
  ArrayView array;
  if (type() != VariantType::kArray || !OpenContainer(&array)) return std::nullopt;
  return array;
}

std::optional<bool> VariantView::ToBool() const {
  const VariantType type = this->type();
  if (type == VariantType::kTrue) return true;
  if (type == VariantType::kFalse) return false;
  return std::nullopt;
}

const uint8_t* VariantView::Payload(VariantType wanted) const {
  if (type() != wanted) return nullptr;
  const size_t size = kPayloadSizes[static_cast<size_t>(wanted)];
  return static_cast<size_t>(end_ - begin_) > size ? begin_ + 1 : nullptr;
}

template <typename T>
std::optional<T> VariantView::Fixed(VariantType wanted) const {
  const uint8_t* payload = Payload(wanted);
  if (payload == nullptr) return std::nullopt;
  return Load<T>(payload);
}

std::optional<int8_t> VariantView::GetInt8() const {
  return Fixed<int8_t>(VariantType::kInt8);
}
std::optional<int16_t> VariantView::GetInt16() const {
  return Fixed<int16_t>(VariantType::kInt16);
}
std::optional<int32_t> VariantView::GetInt32() const {
  return Fixed<int32_t>(VariantType::kInt32);
}
std::optional<int64_t> VariantView::GetInt64() const {
  return Fixed<int64_t>(VariantType::kInt64);
}
std::optional<float> VariantView::GetFloat() const {
  return Fixed<float>(VariantType::kFloat);
}
std::optional<double> VariantView::GetDouble() const {
  return Fixed<double>(VariantType::kDouble);
}
std::optional<int32_t> VariantView::GetDate() const {
  return Fixed<int32_t>(VariantType::kDate);
}

std::optional<VariantDecimal> VariantView::GetDecimal() const {
  const VariantType type = this->type();
  if (type < VariantType::kDecimal4 || type > VariantType::kDecimal16) {
    return std::nullopt;
  }
  const uint8_t* payload = Payload(type);
  if (payload == nullptr || payload[0] > kMaxDecimalScale) return std::nullopt;
  const DecimalWidth width = WidthOfDecimal(type);
  VariantDecimal decimal{0, payload[0]};
  if (width.bytes == 4) {
    decimal.unscaled = Load<int32_t>(payload + 1);
  } else if (width.bytes == 8) {
    decimal.unscaled = Load<int64_t>(payload + 1);
  } else {
    decimal.unscaled = Load<Int128>(payload + 1);
  }
  if (DigitCount(decimal.unscaled) > width.digits) return std::nullopt;
  return decimal;
}

std::optional<int64_t> VariantView::GetTime() const {
  switch (const VariantType type = this->type()) {
    case VariantType::kTime:
    case VariantType::kTimestamp:
    case VariantType::kTimestampNtz:
    case VariantType::kTimestampNanos:
    case VariantType::kTimestampNtzNanos:
      return Fixed<int64_t>(type);
    default:
      return std::nullopt;
  }
}

std::optional<std::string_view> VariantView::GetBinary() const {
  if (type() != VariantType::kBinary) return std::nullopt;
  const std::string_view all = bytes();
  if (all.empty()) return std::nullopt;
  return all.substr(5);
}

std::optional<Uuid> VariantView::GetUuid() const {
  const uint8_t* payload = Payload(VariantType::kUuid);
  if (payload == nullptr) return std::nullopt;
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), payload, uuid.bytes.size());
  return uuid;
}

std::optional<int64_t> VariantView::ToInt64() const {
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
      break;
  }
  const std::optional<VariantDecimal> decimal = GetDecimal();
  if (!decimal) return std::nullopt;
  Int128 n = decimal->unscaled;
  for (int i = 0; i < decimal->scale && n != 0; ++i) {
    if (n % 10 != 0) return std::nullopt;
    n /= 10;
  }
  if (n != static_cast<int64_t>(n)) return std::nullopt;
  return static_cast<int64_t>(n);
}

std::optional<VariantDecimal> VariantView::ToDecimal() const {
  const VariantType type = this->type();
  if (type >= VariantType::kInt8 && type <= VariantType::kInt64) {
    const std::optional<int64_t> n = ToInt64();
    if (!n) return std::nullopt;
    return VariantDecimal{*n, 0};
  }
  return GetDecimal();
}

std::optional<double> VariantView::ToDouble() const {
  switch (type()) {
    case VariantType::kDouble:
      return GetDouble();
    case VariantType::kFloat: {
      const std::optional<float> number = GetFloat();
      if (!number) return std::nullopt;
      return double{*number};
    }
    default:
      break;
  }
  const std::optional<VariantDecimal> decimal = ToDecimal();
  if (!decimal) return std::nullopt;
  return variant_internal::NearestDouble(*decimal);
}

std::optional<std::string_view> VariantView::ToText() const {
  const VariantType type = this->type();
  const size_t room = static_cast<size_t>(end_ - begin_);
  const char* begin = reinterpret_cast<const char*>(begin_);
  if (type == VariantType::kShortString) {
    const size_t size = *begin_ >> 2;
    if (size >= room) return std::nullopt;
    return std::string_view(begin + 1, size);
  }
  if (type != VariantType::kString || room < 5) return std::nullopt;
  const size_t size = Load<uint32_t>(begin_ + 1);
  if (size > room - 5) return std::nullopt;
  return std::string_view(begin + 5, size);
}

uint32_t ContainerView::offset(uint32_t i) const {
  return LoadWidth(offsets_ + size_t{i} * offset_width_, offset_width_);
}

VariantView ContainerView::value(uint32_t i) const {
  const uint32_t begin = offset(i);
  if (begin >= values_size()) return VariantView(end_, end_, names_);
  return VariantView(values_ + begin, end_, names_);
}

uint32_t ObjectView::id(uint32_t i) const {
  return LoadWidth(ids_ + size_t{i} * id_width_, id_width_);
}

std::optional<std::string_view> ObjectView::name(uint32_t i) const {
  const uint32_t id = this->id(i);
  if (id >= names_->size()) return std::nullopt;
  return names_->name(id);
}

std::optional<uint32_t> ObjectView::IndexOf(uint32_t id) const {
  if (count_ > kLinearSearch) {
    if (const auto found = IndexByRank(id)) return found;
  }
  if (id_width_ == 1) {
    if (id > 0xFF) return std::nullopt;
    const void* found = std::memchr(ids_, static_cast<int>(id), count_);
    if (found == nullptr) return std::nullopt;
    return static_cast<uint32_t>(static_cast<const uint8_t*>(found) - ids_);
  }
  for (uint32_t i = 0; i < count_; ++i) {
    if (this->id(i) == id) return i;
  }
  return std::nullopt;
}

/// Whatever it finds is right; it may miss the field of an object that is out of order.
std::optional<uint32_t> ObjectView::IndexByRank(uint32_t id) const {
  if (id >= names_->size()) return std::nullopt;
  const uint32_t wanted = names_->rank(id);
  uint32_t begin = 0;
  uint32_t end = count_;
  while (begin < end) {
    const uint32_t middle = begin + (end - begin) / 2;
    const uint32_t other = this->id(middle);
    if (other == id) return middle;
    if (other < names_->size() && names_->rank(other) < wanted) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return std::nullopt;
}

std::optional<VariantView> ObjectView::Find(uint32_t id) const {
  const std::optional<uint32_t> i = IndexOf(id);
  if (!i) return std::nullopt;
  return value(*i);
}

std::optional<VariantView> ObjectView::Find(std::string_view name) const {
  for (const uint32_t id : names_->FindAll(name)) {
    if (const auto found = Find(id)) return found;
  }
  return std::nullopt;
}

}  // namespace delta_utils
