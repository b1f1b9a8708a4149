#include "delta_utils/variant/variant_builder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::IsUtf8;
using variant_internal::kBuilderSlack;
using variant_internal::kMaxDecimalScale;
using variant_internal::kMaxEncodedBytes;
using variant_internal::kMicrosPerDay;
using variant_internal::StoreUnsigned;

/// Short pieces in moves of a fixed size: up to kBuilderSlack bytes too much are read,
/// and written, where what comes next is written over them.
char* CopyPiece(const char* in, size_t size, char* out) {
  constexpr size_t kFew = 4 * kBuilderSlack;
  if (size > kFew) {
    std::memcpy(out, in, size);
  } else {
    for (size_t i = 0; i < size; i += kBuilderSlack) {
      std::memcpy(out + i, in + i, kBuilderSlack);
    }
  }
  return out + size;
}

char FirstByte(VariantType primitive) {
  return static_cast<char>(static_cast<int>(primitive) << 2);
}

}  // namespace

VariantBuilder::VariantBuilder(FieldDictionary* names, VariantBuilderOptions options)
    : names_(names),
      options_(options),
      leaves_(256, '\0'),
      headers_(256, '\0'),
      open_(1) {}

/// What BeginValue does in front of the first value, or out of place.
bool VariantBuilder::BeginRoot() {
  if (depth() > 0) {
    FailEvent("a value without a field in a variant's object");
  } else if (has_root_) {
    FailEvent("a second value in one variant");
  }
  has_root_ = true;
  return status_.ok();
}

bool VariantBuilder::GrowLeaves(size_t count) {
  if (Position() + count > kMaxEncodedBytes) {
    Refuse("the value exceeds 1 GiB as a variant");
    return false;
  }
  leaves_.resize(2 * (leaves_size_ + count) + kBuilderSlack);
  return true;
}

void VariantBuilder::Long(VariantType type, std::string_view bytes) {
  if (!BeginValue()) return;
  char* out = Extend(5 + bytes.size());
  if (out == nullptr) return;
  *out = FirstByte(type);
  StoreUnsigned(bytes.size(), 4, out + 1);
  std::copy(bytes.begin(), bytes.end(), out + 5);
}

void VariantBuilder::Int8(int8_t n) {
  Fixed(VariantType::kInt8, static_cast<uint64_t>(n), 1);
}
void VariantBuilder::Int16(int16_t n) {
  Fixed(VariantType::kInt16, static_cast<uint64_t>(n), 2);
}
void VariantBuilder::Int32(int32_t n) {
  Fixed(VariantType::kInt32, static_cast<uint64_t>(n), 4);
}
void VariantBuilder::Int64(int64_t n) {
  Fixed(VariantType::kInt64, static_cast<uint64_t>(n), 8);
}
void VariantBuilder::Float(float number) {
  Fixed(VariantType::kFloat, std::bit_cast<uint32_t>(number), 4);
}
void VariantBuilder::Date(int32_t days) {
  Fixed(VariantType::kDate, static_cast<uint64_t>(days), 4);
}

void VariantBuilder::Decimal(VariantDecimal decimal) {
  const int digits = std::max<int>(DigitCount(decimal.unscaled), decimal.scale);
  Decimal(decimal, digits <= 9    ? VariantType::kDecimal4
                   : digits <= 18 ? VariantType::kDecimal8
                                  : VariantType::kDecimal16);
}

void VariantBuilder::Decimal(VariantDecimal decimal, VariantType width) {
  if (ClassOf(width) != VariantClass::kExactNumber || width < VariantType::kDecimal4) {
    return RefuseValue("a decimal as " + std::string(VariantTypeName(width)));
  }
  const int max_digits = width == VariantType::kDecimal4   ? 9
                         : width == VariantType::kDecimal8 ? 18
                                                           : 38;
  if (DigitCount(decimal.unscaled) > max_digits || decimal.scale > kMaxDecimalScale) {
    return RefuseValue("a decimal of more digits than " +
                       std::string(VariantTypeName(width)) + " holds");
  }
  if (!BeginValue()) return;
  const size_t bytes = width == VariantType::kDecimal4   ? 4
                       : width == VariantType::kDecimal8 ? 8
                                                         : 16;
  char* out = Extend(2 + bytes);
  if (out == nullptr) return;
  *out = FirstByte(width);
  out[1] = static_cast<char>(decimal.scale);
  std::memcpy(out + 2, &decimal.unscaled, bytes);
}

void VariantBuilder::Time(VariantType type, int64_t count) {
  const VariantClass kind = ClassOf(type);
  if (kind != VariantClass::kTime && kind != VariantClass::kTimestamp &&
      kind != VariantClass::kTimestampNtz) {
    return RefuseValue("a time as " + std::string(VariantTypeName(type)));
  }
  if (type == VariantType::kTime && (count < 0 || count >= kMicrosPerDay)) {
    return RefuseValue("a time outside the day");
  }
  Fixed(type, static_cast<uint64_t>(count), 8);
}

void VariantBuilder::Text(std::string_view text) {
  if (IsUtf8(text)) {
    CheckedText(text);
  } else {
    RefuseValue("text that is not UTF-8");
  }
}

void VariantBuilder::Binary(std::string_view bytes) { Long(VariantType::kBinary, bytes); }

void VariantBuilder::Uuid(const delta_utils::Uuid& uuid) {
  if (!BeginValue()) return;
  char* out = Extend(1 + uuid.bytes.size());
  if (out == nullptr) return;
  *out = FirstByte(VariantType::kUuid);
  std::memcpy(out + 1, uuid.bytes.data(), uuid.bytes.size());
}

void VariantBuilder::Encoded(std::string_view bytes) {
  if (!BeginValue()) return;
  char* out = Extend(bytes.size());
  if (out != nullptr) std::copy(bytes.begin(), bytes.end(), out);
}

void VariantBuilder::RefuseDepth() {
  RefuseValue("nested deeper than " + std::to_string(options_.max_depth) + " levels");
}

void VariantBuilder::Field(uint32_t id) {
  if (!status_.ok()) [[unlikely]]
    return;
  if (id >= names_->size()) {
    return FailEvent("a field of a variant that its dictionary does not have");
  }
  AddField(id);
}

/// An event in an impossible order.
void VariantBuilder::FailEvent(std::string_view message) {
  status_ = Internal("", message);
}

void VariantBuilder::Refuse(std::string_view message) {
  Fail(InvalidArgument("", message));
}

void VariantBuilder::RefuseValue(std::string_view message) {
  if (BeginValue()) Refuse(message);
}

void VariantBuilder::Fail(const Status& status) {
  if (!status_.ok()) return;
  const std::string place = PlaceReached();
  status_ = place.empty() ? status : WithPath(place, status);
}

std::string VariantBuilder::PlaceReached() const {
  std::string place;
  for (size_t level = 1; level < open_.size(); ++level) {
    const bool is_last = level + 1 == open_.size();
    const size_t end = is_last ? children_.size() : open_[level + 1].first_child;
    const size_t count = end - open_[level].first_child;
    if (count == 0) break;
    if (!place.empty()) place += '.';
    if (open_[level].kind == Open::Kind::kObject) {
      place += names_->name(children_[end - 1].id);
    } else {
      place += std::to_string(count - 1);
    }
  }
  return place;
}

void VariantBuilder::Reset() {
  status_ = Status::OK();
  leaves_size_ = 0;
  headers_size_ = 0;
  containers_.clear();
  open_.resize(1);
  children_.clear();
  has_root_ = false;
}

Status VariantBuilder::Finish(std::string* value) {
  if (status_.ok() && (depth() > 0 || !has_root_)) {
    status_ = Internal("", "an unfinished variant");
  }
  Status status = std::move(status_);
  if (status.ok()) {
    const size_t before = value->size();
    const size_t size = before + Position();
    value->resize(size + kBuilderSlack);
    char* out = value->data() + before;
    size_t done = 0;
    for (const Container& container : containers_) {
      out = CopyPiece(leaves_.data() + done, container.leaves_begin - done, out);
      done = container.leaves_begin;
      out =
          CopyPiece(headers_.data() + container.header_begin, container.header_size, out);
    }
    CopyPiece(leaves_.data() + done, leaves_size_ - done, out);
    value->resize(size);
  }
  Reset();
  return status;
}

}  // namespace delta_utils
