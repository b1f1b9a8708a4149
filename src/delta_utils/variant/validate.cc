#include "delta_utils/variant/validate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/primitive_internal.h"
#include "delta_utils/variant/validate_internal.h"

namespace delta_utils {
namespace variant_internal {
namespace {

template <int width>
uint32_t Load(const uint8_t* bytes) {
  uint32_t n = 0;
  std::memcpy(&n, bytes, width);
  return n;
}

Status TooLong(uint64_t max_bytes) {
  return Corrupt("", "variant: more than " + std::to_string(max_bytes) + " bytes");
}

/// What kStrict does not allow of the metadata, and MetadataIndex::Make does.
Status CheckFlaws(const MetadataIndex& names, VariantProfile profile) {
  if (profile == VariantProfile::kInterop) return Status::OK();
  if (names.flaws().trailing_bytes) {
    return Corrupt("", "variant metadata, byte " + std::to_string(names.bytes().size()) +
                           ": bytes after the last name");
  }
  if (names.flaws().false_sorted_flag) {
    return Corrupt("", "variant metadata, byte 0: flagged as sorted, but is not");
  }
  return Status::OK();
}

/// Whether children that are no larger than `size` together fill it: then every place
/// where one begins but the first is one where another ends. Only for a small size.
bool Fill(std::span<const uint64_t> places, uint32_t size) {
  constexpr uint32_t kWords = 8;
  if (size >= 64 * kWords) return false;
  std::array<uint64_t, kWords> begins{};
  std::array<uint64_t, kWords> ends{1};
  const auto mark = [](uint64_t place, std::array<uint64_t, kWords>* marks) {
    (*marks)[place / 64] |= uint64_t{1} << place % 64;
  };
  for (const uint64_t place : places) {
    mark(place >> 32, &begins);
    mark(static_cast<uint32_t>(place), &ends);
  }
  mark(size, &begins);
  return begins == ends;
}

}  // namespace

bool ValidationWalk::Fail(const uint8_t* where, const char* message) {
  failed_at_ = where;
  failure_ = message;
  return false;
}

ValidationWalk::Extent ValidationWalk::Malformed(const uint8_t* where,
                                                 const char* message) {
  Fail(where, message);
  return {};
}

Status ValidationWalk::Failure() const {
  return Corrupt(
      "", "variant value, byte " + std::to_string(failed_at_ - begin_) + ": " + failure_);
}

/// Counts bytes that children have in common.
bool ValidationWalk::Share(const uint8_t* where, uint64_t bytes) {
  if (options_.profile == VariantProfile::kStrict) {
    return Fail(where, "children share bytes");
  }
  report_.shared_bytes = true;
  if (bytes > shared_left_) return Fail(where, "children share bytes beyond measure");
  shared_left_ -= bytes;
  return true;
}

ValidationWalk::Extent ValidationWalk::MeasurePrimitive(const uint8_t* begin,
                                                        const uint8_t* end) {
  const PrimitiveRule primitive = kPrimitiveRules[*begin >> 2];
  if (primitive.rule == Rule::kUnknown) return Malformed(begin, "unknown primitive type");
  const uint64_t room = static_cast<uint64_t>(end - begin);
  const uint64_t size = 1 + uint64_t{primitive.size};
  if (size > room) return Malformed(begin, "a value is cut off");
  if (primitive.rule == Rule::kAny) return {size, size};
  const uint8_t* payload = begin + 1;
  switch (primitive.rule) {
    case Rule::kTime:
      if (LoadAs<uint64_t>(payload) >= uint64_t{kMicrosPerDay}) {
        return Malformed(begin, "a time outside the day");
      }
      return {size, size};
    case Rule::kBinary:
    case Rule::kText:
      break;
    default:
      if (*payload > kMaxDecimalScale) {
        return Malformed(begin, "a decimal's scale is over 38");
      }
      if (!HasDigits(payload + 1, primitive.rule)) {
        return Malformed(begin, "a decimal has more digits than its type");
      }
      return {size, size};
  }
  const uint64_t length = Load<4>(payload);
  if (length > room - size) return Malformed(begin, "a value is cut off");
  return {size + length, primitive.rule == Rule::kText ? size : size + length};
}

bool ValidationWalk::Open(const uint8_t* begin, const uint8_t* end, Container* out) {
  const bool is_object = (*begin & 3) == static_cast<int>(BasicType::kObject);
  const int header = *begin >> 2;
  const bool is_large = (header & (is_object ? kObjectIsLarge : kArrayIsLarge)) != 0;
  const uint64_t room = static_cast<uint64_t>(end - begin);
  const uint64_t ids = is_large ? 5 : 2;
  if (room < ids) return Fail(begin, "cut off in its number of elements");
  const uint64_t count = is_large ? Load<4>(begin + 1) : begin[1];
  const int offset_width = (header & 3) + 1;
  const int id_width = is_object ? (header >> 2 & 3) + 1 : 0;
  // At most 2^32 elements of 8 bytes: no overflow in 64 bits.
  const uint64_t offsets = ids + count * id_width;
  const uint64_t values = offsets + (count + 1) * offset_width;
  if (values > room) return Fail(begin, "cut off in its offsets");
  const char* last = reinterpret_cast<const char*>(begin) + values - offset_width;
  const uint64_t size = LoadUnsigned(last, offset_width);
  if (size > room - values) return Fail(begin, "its values end beyond what contains it");
  *out = {begin,
          begin + ids,
          begin + offsets,
          begin + values,
          static_cast<uint32_t>(count),
          static_cast<uint32_t>(size),
          id_width,
          offset_width};
  return true;
}

ValidationWalk::Extent ValidationWalk::MeasureContainer(const uint8_t* begin,
                                                        const uint8_t* end, int depth) {
  Container container;
  if (!Open(begin, end, &container)) return {};
  if (depth >= options_.max_depth) return Malformed(begin, "nested beyond the limit");
  report_.depth = std::max(report_.depth, depth + 1);
  if (container.count > values_left_) return Malformed(begin, "too many values");
  values_left_ -= container.count;
  report_.values += container.count;
  if (container.count > 0) {
    pending_.push_back({static_cast<uint32_t>(begin - begin_), depth + 1});
  }
  const auto size = static_cast<uint64_t>(container.values + container.size - begin);
  return {size, size};
}

inline ValidationWalk::Extent ValidationWalk::Measure(const uint8_t* begin,
                                                      const uint8_t* end, int depth) {
  switch (static_cast<BasicType>(*begin & 3)) {
    case BasicType::kPrimitive:
      return MeasurePrimitive(begin, end);
    case BasicType::kShortString: {
      const uint64_t size = 1 + (uint64_t{*begin} >> 2);
      if (size > static_cast<uint64_t>(end - begin)) {
        return Malformed(begin, "a value is cut off");
      }
      return {size, 1};
    }
    default:
      return MeasureContainer(begin, end, depth);
  }
}

inline bool ValidationWalk::CheckText(const uint8_t* begin, Extent extent) {
  const std::string_view text(reinterpret_cast<const char*>(begin) + extent.head,
                              extent.size - extent.head);
  return IsShortAscii(text) || IsUtf8(text) || Fail(begin, "a string is not UTF-8");
}

template <int width>
bool ValidationWalk::CheckIds(const Container& container) {
  const uint8_t* const end = container.ids + size_t{container.count} * width;
  const uint32_t names = names_->size();
  int64_t previous = -1;
  for (const uint8_t* at = container.ids; at != end; at += width) {
    const uint32_t id = Load<width>(at);
    if (id >= names) return Fail(at, "field id out of range");
    const int64_t rank = names_->rank(id);
    if (rank <= previous) {
      if (options_.profile == VariantProfile::kInterop)
        return CheckUnsortedIds(container);
      return Fail(at, "field names repeat or are out of order");
    }
    previous = rank;
  }
  return true;
}

/// For ids in any order.
bool ValidationWalk::CheckUnsortedIds(const Container& container) {
  report_.unsorted_fields = true;
  ranks_.resize(container.count);
  const auto* at = reinterpret_cast<const char*>(container.ids);
  for (uint32_t& rank : ranks_) {
    const uint64_t id = LoadUnsigned(at, container.id_width);
    if (id >= names_->size()) return Fail(container.begin, "field id out of range");
    rank = names_->rank(static_cast<uint32_t>(id));
    at += container.id_width;
  }
  std::sort(ranks_.begin(), ranks_.end());
  if (std::adjacent_find(ranks_.begin(), ranks_.end()) == ranks_.end()) return true;
  return Fail(container.begin, "a field name repeats");
}

template <int width>
bool ValidationWalk::CheckChildren(const Container& container, int depth) {
  const uint8_t* const values_end = container.values + container.size;
  // No value is without a byte: more children than bytes certainly share some.
  const bool keep_places = container.count <= container.size;
  if (keep_places && places_.size() < container.count) places_.resize(container.count);
  uint64_t left = container.size;
  uint32_t reached = 0;
  bool in_order = true;
  for (uint32_t i = 0; i < container.count; ++i) {
    const uint32_t offset = Load<width>(container.offsets + size_t{i} * width);
    if (offset >= container.size) {
      return Fail(container.offsets + size_t{i} * width, "offset out of range");
    }
    const uint8_t* const begin = container.values + offset;
    const Extent extent = Measure(begin, values_end, depth);
    if (extent.size == 0) return false;
    // Counted before the text is read: many children may share a long one.
    if (extent.size > left) {
      if (!Share(begin, extent.size - left)) return false;
      left = 0;
    } else {
      left -= extent.size;
    }
    if (extent.head != extent.size && !CheckText(begin, extent)) return false;
    in_order &= offset >= reached;
    reached = offset + static_cast<uint32_t>(extent.size);
    if (keep_places) places_[i] = uint64_t{offset} << 32 | reached;
  }
  return in_order || !keep_places || CheckPlaces(container);
}

/// That no child lies upon another.
bool ValidationWalk::CheckPlaces(const Container& container) {
  if (Fill({places_.data(), container.count}, container.size)) return true;
  const auto end = places_.begin() + container.count;
  std::sort(places_.begin(), end);
  const auto overlap = [](uint64_t a, uint64_t b) {
    return static_cast<uint32_t>(a) > b >> 32;
  };
  const auto found = std::adjacent_find(places_.begin(), end, overlap);
  return found == end || Share(container.values + (*found >> 32), 0);
}

bool ValidationWalk::Look(const Container& container, int depth) {
  switch (container.id_width) {
    case 0:
      break;
    case 1:
      if (!CheckIds<1>(container)) return false;
      break;
    case 2:
      if (!CheckIds<2>(container)) return false;
      break;
    case 3:
      if (!CheckIds<3>(container)) return false;
      break;
    default:
      if (!CheckIds<4>(container)) return false;
  }
  switch (container.offset_width) {
    case 1:
      return CheckChildren<1>(container, depth);
    case 2:
      return CheckChildren<2>(container, depth);
    case 3:
      return CheckChildren<3>(container, depth);
    default:
      return CheckChildren<4>(container, depth);
  }
}

bool ValidationWalk::Walk() {
  if (begin_ == end_) return Fail(begin_, "a value is missing");
  const Extent extent = Measure(begin_, end_, 0);
  if (extent.size == 0 || !CheckText(begin_, extent)) return false;
  while (!pending_.empty()) {
    const Pending next = pending_.back();
    pending_.pop_back();
    Container container;
    if (!Open(begin_ + next.begin, end_, &container)) return false;
    if (!Look(container, next.depth)) return false;
  }
  if (extent.size != static_cast<uint64_t>(end_ - begin_)) {
    report_.trailing_bytes = true;
    if (options_.profile == VariantProfile::kStrict) {
      return Fail(begin_ + extent.size, "bytes after the value");
    }
  }
  return true;
}

Result<VariantReport> ValidationWalk::Run(std::string_view value,
                                          const MetadataIndex& names) {
  if (value.size() + names.bytes().size() > options_.max_bytes) {
    return variant_internal::TooLong(options_.max_bytes);
  }
  ARROW_RETURN_NOT_OK(CheckFlaws(names, options_.profile));
  names_ = &names;
  begin_ = reinterpret_cast<const uint8_t*>(value.data());
  end_ = begin_ + value.size();
  shared_left_ = MaxSharedBytes(value.size());
  values_left_ = options_.max_values == 0 ? UINT64_MAX : options_.max_values;
  values_left_ -= 1;
  report_ = {};
  report_.values = 1;
  report_.false_sorted_flag = names.flaws().false_sorted_flag;
  report_.trailing_bytes = names.flaws().trailing_bytes;
  pending_.clear();
  if (!Walk()) return Failure();
  return report_;
}

}  // namespace variant_internal

struct VariantValidator::Impl : variant_internal::ValidationWalk {
  using ValidationWalk::ValidationWalk;
};

VariantValidator::VariantValidator(const VariantValidation& options)
    : impl_(std::make_unique<Impl>(options)) {}
VariantValidator::~VariantValidator() = default;
VariantValidator::VariantValidator(VariantValidator&&) noexcept = default;
VariantValidator& VariantValidator::operator=(VariantValidator&&) noexcept = default;

Result<VariantReport> VariantValidator::Validate(std::string_view value,
                                                 const MetadataIndex& names) {
  return impl_->Run(value, names);
}

Result<VariantReport> ValidateVariant(std::string_view metadata, std::string_view value,
                                      const VariantValidation& options) {
  // Before the names are indexed, which costs more than their bytes.
  if (metadata.size() > options.max_bytes) {
    return variant_internal::TooLong(options.max_bytes);
  }
  ARROW_ASSIGN_OR_RAISE(const MetadataIndex names, MetadataIndex::Make(metadata));
  return variant_internal::ValidationWalk(options).Run(value, names);
}

}  // namespace delta_utils
