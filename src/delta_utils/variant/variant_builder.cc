#include "delta_utils/variant/variant_builder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::BasicType;
using variant_internal::IsUtf8;
using variant_internal::kMaxDecimalScale;
using variant_internal::kMaxEncodedBytes;
using variant_internal::kMaxShortString;
using variant_internal::StoreUnsigned;

constexpr int64_t kMicrosPerDay = int64_t{86'400} * 1'000'000;
/// Room kept behind the leaves, so that a fixed payload is stored in one move.
constexpr size_t kSlack = 16;

/// A copy of a size that is not known costs a call, which short texts are not worth.
void CopyShort(std::string_view text, char* out) {
  const char* in = text.data();
  const size_t size = text.size();
  if (size >= 16) {
    std::memcpy(out, in, size);
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

char FirstByte(VariantType primitive) {
  return static_cast<char>(static_cast<int>(primitive) << 2);
}

}  // namespace

VariantBuilder::VariantBuilder(FieldDictionary* names, VariantBuilderOptions options)
    : names_(names), options_(options), leaves_(256, '\0') {}

bool VariantBuilder::BeginValue() {
  if (!status_.ok()) [[unlikely]]
    return false;
  if (open_.empty()) {
    if (has_root_) {
      status_ = Internal("", "a second value in one variant");
      return false;
    }
    has_root_ = true;
    return true;
  }
  Open& parent = open_.back();
  if (!parent.is_object) {
    children_.push_back({0, static_cast<uint32_t>(Position() - parent.begin), 0});
    return true;
  }
  if (!parent.has_field) {
    status_ = Internal("", "a value without a field in a variant's object");
    return false;
  }
  parent.has_field = false;
  return true;
}

char* VariantBuilder::Extend(size_t count) {
  const size_t end = leaves_size_ + count;
  if (end + kSlack > leaves_.size()) {
    if (end + headers_.size() > kMaxEncodedBytes) {
      Refuse("the value exceeds 1 GiB as a variant");
      return nullptr;
    }
    leaves_.resize(2 * end + kSlack);
  }
  char* out = leaves_.data() + leaves_size_;
  leaves_size_ = end;
  return out;
}

void VariantBuilder::Fixed(VariantType type, uint64_t payload, size_t width) {
  if (!BeginValue()) return;
  char* out = Extend(1 + width);
  if (out == nullptr) return;
  static_assert(std::endian::native == std::endian::little);
  *out = FirstByte(type);
  std::memcpy(out + 1, &payload, sizeof(payload));  // what is too much is overwritten
}

void VariantBuilder::Long(VariantType type, std::string_view bytes) {
  if (!BeginValue()) return;
  char* out = Extend(5 + bytes.size());
  if (out == nullptr) return;
  *out = FirstByte(type);
  StoreUnsigned(bytes.size(), 4, out + 1);
  std::copy(bytes.begin(), bytes.end(), out + 5);
}

void VariantBuilder::Null() { Fixed(VariantType::kNull, 0, 0); }
void VariantBuilder::Bool(bool value) {
  Fixed(value ? VariantType::kTrue : VariantType::kFalse, 0, 0);
}

void VariantBuilder::Int(int64_t n) {
  const auto payload = static_cast<uint64_t>(n);
  if (n == static_cast<int8_t>(n)) {
    Fixed(VariantType::kInt8, payload, 1);
  } else if (n == static_cast<int16_t>(n)) {
    Fixed(VariantType::kInt16, payload, 2);
  } else if (n == static_cast<int32_t>(n)) {
    Fixed(VariantType::kInt32, payload, 4);
  } else {
    Fixed(VariantType::kInt64, payload, 8);
  }
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
void VariantBuilder::Double(double number) {
  Fixed(VariantType::kDouble, std::bit_cast<uint64_t>(number), 8);
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

void VariantBuilder::CheckedText(std::string_view text) {
  if (text.size() > kMaxShortString) {
    Long(VariantType::kString, text);
    return;
  }
  if (!BeginValue()) return;
  char* out = Extend(1 + text.size());
  if (out == nullptr) return;
  *out =
      static_cast<char>(static_cast<size_t>(BasicType::kShortString) | text.size() << 2);
  CopyShort(text, out + 1);
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

void VariantBuilder::Begin(bool is_object) {
  if (depth() >= options_.max_depth) {
    return RefuseValue("nested deeper than " + std::to_string(options_.max_depth) +
                       " levels");
  }
  if (!BeginValue()) return;
  open_.push_back(
      {containers_.size(), children_.size(), Position(), 0, is_object, false});
  containers_.push_back({leaves_size_, 0, 0});
}

void VariantBuilder::BeginObject() { Begin(true); }
void VariantBuilder::BeginArray() { Begin(false); }

void VariantBuilder::Field(std::string_view name) {
  if (!status_.ok()) [[unlikely]]
    return;
  const uint32_t id = names_->IdOf(name);
  if (id == FieldDictionary::kNone) [[unlikely]] {
    Fail(names_->status());
    return;
  }
  AddField(id);
}

void VariantBuilder::Field(uint32_t id) {
  if (!status_.ok()) [[unlikely]]
    return;
  if (id >= names_->size()) {
    status_ = Internal("", "a field of a variant that its dictionary does not have");
    return;
  }
  AddField(id);
}

void VariantBuilder::AddField(uint32_t id) {
  if (open_.empty() || !open_.back().is_object || open_.back().has_field) [[unlikely]] {
    status_ = Internal("", "a field of a variant out of place");
    return;
  }
  Open& object = open_.back();
  children_.push_back({id, static_cast<uint32_t>(Position() - object.begin), 0});
  object.all_ids |= id;
  object.has_field = true;
}

void VariantBuilder::End(bool is_object) {
  if (!status_.ok()) [[unlikely]]
    return;
  if (open_.empty() || open_.back().is_object != is_object || open_.back().has_field) {
    status_ = Internal("", "the end of an array or object of a variant out of place");
    return;
  }
  const Open open = open_.back();
  if (is_object && !SortFields(open.first_child)) return;
  WriteHeader(open);
  children_.resize(open.first_child);
  open_.pop_back();
  if (Position() > kMaxEncodedBytes) Refuse("the value exceeds 1 GiB as a variant");
}

void VariantBuilder::EndObject() { End(true); }
void VariantBuilder::EndArray() { End(false); }

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
  for (size_t level = 0; level < open_.size(); ++level) {
    const bool is_last = level + 1 == open_.size();
    const size_t end = is_last ? children_.size() : open_[level + 1].first_child;
    const size_t count = end - open_[level].first_child;
    if (count == 0) break;
    if (!place.empty()) place += '.';
    if (open_[level].is_object) {
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
  headers_.clear();
  containers_.clear();
  open_.clear();
  children_.clear();
  has_root_ = false;
}

Status VariantBuilder::Finish(std::string* value) {
  if (status_.ok() && (!open_.empty() || !has_root_)) {
    status_ = Internal("", "an unfinished variant");
  }
  Status status = std::move(status_);
  if (status.ok()) {
    const size_t before = value->size();
    value->resize(before + Position());
    char* out = value->data() + before;
    size_t done = 0;
    for (const Container& container : containers_) {
      out =
          std::copy(leaves_.data() + done, leaves_.data() + container.leaves_begin, out);
      done = container.leaves_begin;
      out = std::copy_n(headers_.data() + container.header_begin, container.header_size,
                        out);
    }
    std::copy(leaves_.data() + done, leaves_.data() + leaves_size_, out);
  }
  Reset();
  return status;
}

}  // namespace delta_utils
