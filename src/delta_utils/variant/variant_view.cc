#include "delta_utils/variant/variant_view.h"

#include <algorithm>
#include <cstring>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::kMaxDecimalScale;
using variant_internal::kPayloadSizes;
using variant_internal::LoadLittle;

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

const MetadataIndex& VariantView::NoNames() {
  static const MetadataIndex none;
  return none;
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
      size = 5 + uint64_t{LoadLittle<uint32_t>(begin_ + 1)};
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
    decimal.unscaled = LoadLittle<int32_t>(payload + 1);
  } else if (width.bytes == 8) {
    decimal.unscaled = LoadLittle<int64_t>(payload + 1);
  } else {
    decimal.unscaled = LoadLittle<Int128>(payload + 1);
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

std::optional<int64_t> VariantView::DecimalToInt64() const {
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

std::optional<uint32_t> ObjectView::IndexOfAny(std::span<const uint32_t> ids) const {
  if (ids.size() <= count_) {
    for (const uint32_t id : ids) {
      if (const auto found = IndexOf(id)) return found;
    }
    return std::nullopt;
  }
  // A name may have more ids than there are fields.
  std::optional<uint32_t> found;
  for (uint32_t i = 0; i < count_; ++i) {
    const bool is_among = std::binary_search(ids.begin(), ids.end(), id(i));
    if (is_among && (!found || id(i) < id(*found))) found = i;
  }
  return found;
}

std::optional<VariantView> ObjectView::Find(std::string_view name) const {
  const std::optional<uint32_t> i = IndexOfAny(names_->FindAll(name));
  if (!i) return std::nullopt;
  return value(*i);
}

}  // namespace delta_utils
