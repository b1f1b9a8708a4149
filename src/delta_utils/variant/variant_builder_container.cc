// The ends of containers: their fields in order, their headers.
#include <algorithm>
#include <bit>
#include <cstring>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/variant_builder.h"

namespace delta_utils {
namespace {

using variant_internal::BasicType;
using variant_internal::kArrayIsLarge;
using variant_internal::kBuilderSlack;
using variant_internal::kMaxEncodedBytes;
using variant_internal::kMaxSmallCount;
using variant_internal::kObjectIsLarge;
using variant_internal::WidthOf;

/// The least `width` bytes, by one move; what is too much is overwritten.
char* Store(size_t n, int width, char* out) {
  static_assert(std::endian::native == std::endian::little);
  const auto four = static_cast<uint32_t>(n);
  std::memcpy(out, &four, sizeof(four));
  return out + width;
}

}  // namespace

bool VariantBuilder::IsInnermost(Open::Kind kind) {
  if (!status_.ok()) [[unlikely]]
    return false;
  const Open& open = open_.back();
  if (open.kind == kind && !open.has_field) [[likely]]
    return true;
  FailEvent("the end of an array or object of a variant out of place");
  return false;
}

void VariantBuilder::EndArray() {
  if (!IsInnermost(Open::Kind::kArray)) return;
  const size_t count = children_.size() - open_.back().first_child;
  const int large = count > kMaxSmallCount ? kArrayIsLarge : 0;
  Close(static_cast<int>(BasicType::kArray) | large << 2, 0, nullptr);
}

void VariantBuilder::EndObject() {
  if (!IsInnermost(Open::Kind::kObject)) return;
  const Open& open = open_.back();
  size_t count = children_.size() - open.first_child;
  const uint8_t* places = nullptr;
  if (count <= FieldDictionary::kMaxOrdered) {
    const Child* const fields = children_.data() + open.first_child;
    places = names_->OrderOf(count, [&](size_t i) { return fields[i].id; });
  }
  if (places == nullptr) {
    if (!SortFields()) return;
    count = children_.size() - open.first_child;
  }
  const int id_width = WidthOf(open.all_ids);
  const int large = count > kMaxSmallCount ? kObjectIsLarge : 0;
  Close(static_cast<int>(BasicType::kObject) | ((id_width - 1) << 2 | large) << 2,
        id_width, places);
}

/// Orders the innermost object's fields by name, and sees to those that repeat.
bool VariantBuilder::SortFields() {
  Child* const begin = children_.data() + open_.back().first_child;
  Child* const end = children_.data() + children_.size();
  // Of two values of one field the earlier stays first.
  std::stable_sort(begin, end, [&](const Child& a, const Child& b) {
    return names_->Less(a.id, b.id);
  });
  // A metadata may give a name two ids.
  const auto same = [&](const Child& a, const Child& b) {
    return a.id == b.id || names_->name(a.id) == names_->name(b.id);
  };
  Child* const repeated = std::adjacent_find(begin, end, same);
  if (repeated == end) return true;
  if (options_.duplicates == DuplicateFields::kError) {
    Fail(InvalidArgument(names_->name(repeated->id), "the field repeats in its object"));
    return false;
  }
  if (options_.duplicates == DuplicateFields::kKeepLast) {
    // std::unique keeps the first of each run.
    for (Child* i = begin; i + 1 < end; ++i) {
      Child* last = i;
      while (last + 1 != end && same(*last, *(last + 1))) ++last;
      for (; i != last; ++i) *i = *last;
    }
  }
  children_.resize(static_cast<size_t>(std::unique(begin, end, same) - children_.data()));
  return true;
}

/// Writes the header of the innermost container, and leaves it. `id_width`: 0 for an
/// array. `places`: the order in which the fields are listed; nullptr: as they are.
void VariantBuilder::Close(int first_byte, int id_width, const uint8_t* places) {
  const Open& open = open_.back();
  const size_t values_size = Position() - open.begin;
  const size_t count = children_.size() - open.first_child;
  const Child* const children = children_.data() + open.first_child;
  const int offset_width = WidthOf(values_size);
  const int count_width = count > kMaxSmallCount ? 4 : 1;
  const size_t size = static_cast<size_t>(1 + count_width) +
                      count * static_cast<size_t>(id_width + offset_width) +
                      static_cast<size_t>(offset_width);
  Container& container = containers_[open.container];
  container.header_begin = headers_size_;
  container.header_size = size;
  headers_size_ += size;
  if (headers_size_ + kBuilderSlack > headers_.size()) [[unlikely]]
    headers_.resize(2 * (headers_size_ + kBuilderSlack));
  char* out = headers_.data() + container.header_begin;
  *out++ = static_cast<char>(first_byte | (offset_width - 1) << 2);
  out = Store(count, count_width, out);
  if (places != nullptr) {
    for (size_t i = 0; i < count; ++i) out = Store(children[places[i]].id, id_width, out);
    for (size_t i = 0; i < count; ++i) {
      out = Store(children[places[i]].begin, offset_width, out);
    }
  } else {
    for (size_t i = 0; i < count && id_width != 0; ++i) {
      out = Store(children[i].id, id_width, out);
    }
    for (size_t i = 0; i < count; ++i) out = Store(children[i].begin, offset_width, out);
  }
  Store(values_size, offset_width, out);
  children_.resize(open.first_child);
  open_.pop_back();
  if (Position() > kMaxEncodedBytes) [[unlikely]]
    Refuse("the value exceeds 1 GiB as a variant");
}

}  // namespace delta_utils
