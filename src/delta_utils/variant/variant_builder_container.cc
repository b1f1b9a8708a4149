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
using variant_internal::kMaxSmallCount;
using variant_internal::kObjectIsLarge;
using variant_internal::WidthOf;

/// What Store may write behind the number.
constexpr size_t kStoreSlack = 3;

/// The least `width` bytes, by one move; what is too much is overwritten.
char* Store(size_t n, int width, char* out) {
  static_assert(std::endian::native == std::endian::little);
  const auto four = static_cast<uint32_t>(n);
  std::memcpy(out, &four, sizeof(four));
  return out + width;
}

template <typename Child, typename Less>
void SortChildren(Child* begin, Child* end, Less less) {
  constexpr ptrdiff_t kFew = 16;
  if (end - begin > kFew) {
    std::sort(begin, end, less);
    return;
  }
  for (Child* i = begin; i != end; ++i) {
    const Child child = *i;
    Child* place = i;
    for (; place != begin && less(child, *(place - 1)); --place) *place = *(place - 1);
    *place = child;
  }
}

}  // namespace

/// Orders the innermost object's fields by name, and sees to those that repeat.
bool VariantBuilder::SortFields(size_t first_child) {
  Child* const begin = children_.data() + first_child;
  Child* const end = children_.data() + children_.size();
  bool all_ranked = true;
  for (Child* child = begin; child != end; ++child) {
    child->rank = names_->RankOf(child->id);
    all_ranked = all_ranked && child->rank != FieldDictionary::kNone;
  }
  // Of two values of one field the earlier comes first.
  if (all_ranked) {
    const auto key = [](const Child& child) {
      return uint64_t{child.rank} << 32 | child.begin;
    };
    SortChildren(begin, end,
                 [&](const Child& a, const Child& b) { return key(a) < key(b); });
  } else {
    SortChildren(begin, end, [&](const Child& a, const Child& b) {
      return a.id == b.id ? a.begin < b.begin : names_->Less(a.id, b.id);
    });
  }
  const auto same = [](const Child& a, const Child& b) { return a.id == b.id; };
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

void VariantBuilder::WriteHeader(const Open& open) {
  const size_t values_size = Position() - open.begin;
  const size_t count = children_.size() - open.first_child;
  const Child* const begin = children_.data() + open.first_child;
  const Child* const end = begin + count;
  const int offset_width = WidthOf(values_size);
  const bool large = count > kMaxSmallCount;
  const int count_width = large ? 4 : 1;
  int id_width = 0;
  int first_byte = 0;
  if (open.is_object) {
    id_width = WidthOf(open.all_ids);
    const int header =
        (offset_width - 1) | (id_width - 1) << 2 | (large ? kObjectIsLarge : 0);
    first_byte = static_cast<int>(BasicType::kObject) | header << 2;
  } else {
    const int header = (offset_width - 1) | (large ? kArrayIsLarge : 0);
    first_byte = static_cast<int>(BasicType::kArray) | header << 2;
  }
  const size_t header_begin = headers_.size();
  const size_t size = static_cast<size_t>(1 + count_width) +
                      count * static_cast<size_t>(id_width + offset_width) +
                      static_cast<size_t>(offset_width);
  headers_.resize(header_begin + size + kStoreSlack);
  char* out = headers_.data() + header_begin;
  *out++ = static_cast<char>(first_byte);
  out = Store(count, count_width, out);
  if (id_width != 0) {
    for (const Child* child = begin; child != end; ++child) {
      out = Store(child->id, id_width, out);
    }
  }
  for (const Child* child = begin; child != end; ++child) {
    out = Store(child->begin, offset_width, out);
  }
  Store(values_size, offset_width, out);
  headers_.resize(header_begin + size);
  containers_[open.container].header_begin = header_begin;
  containers_[open.container].header_size = size;
}

}  // namespace delta_utils
