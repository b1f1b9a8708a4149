#include "delta_utils/variant/metadata_index.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::IsUtf8;
using variant_internal::kSortedStrings;
using variant_internal::kVersion;
using variant_internal::LoadUnsigned;

/// What a cache keeps before it begins anew.
constexpr size_t kMaxEntries = 4096;
constexpr size_t kMaxCachedBytes = size_t{8} << 20;

Status CorruptMetadata(std::string_view message) {
  return Corrupt("", "variant metadata: " + std::string(message));
}

/// Where the parts of a metadata lie, all inside its bytes.
struct Layout {
  uint64_t count = 0;
  int width = 0;
  std::string_view names;  // from the first name to the last
  uint64_t size = 0;       // of the metadata, without what follows
  bool flagged_sorted = false;
  const char* offsets = nullptr;

  uint64_t Offset(uint64_t i) const {
    return LoadUnsigned(offsets + static_cast<uint64_t>(width) * i, width);
  }
};

Result<Layout> LayoutOf(std::string_view metadata) {
  if (metadata.empty()) return CorruptMetadata("empty");
  const auto header = static_cast<uint8_t>(metadata[0]);
  if ((header & 0x0F) != kVersion) {
    return CorruptMetadata("version " + std::to_string(header & 0x0F) + ", not 1");
  }
  Layout layout;
  layout.flagged_sorted = (header & kSortedStrings) != 0;
  layout.width = (header >> 6) + 1;
  const auto width = static_cast<uint64_t>(layout.width);
  if (metadata.size() < 1 + width) return CorruptMetadata("cut off in its size");
  layout.count = LoadUnsigned(metadata.data() + 1, layout.width);
  // At most 2^32 offsets of 4 bytes: no overflow in 64 bits.
  const uint64_t names_begin = 1 + width * (layout.count + 2);
  if (names_begin > metadata.size()) return CorruptMetadata("cut off in its offsets");
  layout.offsets = metadata.data() + 1 + width;
  const uint64_t names_size = layout.Offset(layout.count);
  if (names_size > metadata.size() - names_begin) {
    return CorruptMetadata("cut off in its names");
  }
  layout.names = metadata.substr(names_begin, names_size);
  layout.size = names_begin + names_size;
  return layout;
}

}  // namespace

Result<size_t> MetadataSize(std::string_view bytes) {
  ARROW_ASSIGN_OR_RAISE(const Layout layout, LayoutOf(bytes));
  return layout.size;
}

Result<MetadataIndex> MetadataIndex::Make(std::string_view metadata) {
  ARROW_ASSIGN_OR_RAISE(const Layout layout, LayoutOf(metadata));
  MetadataIndex index;
  index.bytes_ = metadata.substr(0, layout.size);
  index.flaws_.trailing_bytes = layout.size != metadata.size();
  index.names_.reserve(layout.count);
  uint64_t begin = layout.Offset(0);
  if (begin != 0) return CorruptMetadata("the first offset is not 0");
  bool sorted = true;
  for (uint64_t id = 0; id < layout.count; ++id) {
    const uint64_t end = layout.Offset(id + 1);
    if (end < begin || end > layout.names.size()) {
      return CorruptMetadata("offset " + std::to_string(id + 1) + " out of range");
    }
    const std::string_view name = layout.names.substr(begin, end - begin);
    if (!IsUtf8(name)) {
      return CorruptMetadata("name " + std::to_string(id) + " is not UTF-8");
    }
    if (id > 0 && !(index.names_.back() < name)) sorted = false;
    index.names_.push_back(name);
    begin = end;
  }
  index.flaws_.false_sorted_flag = layout.flagged_sorted && !sorted;
  index.order_.resize(layout.count);
  std::iota(index.order_.begin(), index.order_.end(), 0);
  if (!sorted) index.Sort();
  return index;
}

void MetadataIndex::Sort() {
  std::stable_sort(order_.begin(), order_.end(),
                   [&](uint32_t a, uint32_t b) { return names_[a] < names_[b]; });
  ranks_.resize(names_.size());
  uint32_t rank = 0;
  for (size_t i = 0; i < order_.size(); ++i) {
    if (i > 0) {
      const bool repeats = names_[order_[i]] == names_[order_[i - 1]];
      has_duplicates_ |= repeats;
      if (!repeats) ++rank;
    }
    ranks_[order_[i]] = rank;
  }
}

std::optional<uint32_t> MetadataIndex::Find(std::string_view name) const {
  const std::span<const uint32_t> ids = FindAll(name);
  if (ids.empty()) return std::nullopt;
  return ids.front();
}

std::span<const uint32_t> MetadataIndex::FindAll(std::string_view name) const {
  const auto before = [&](uint32_t id, std::string_view text) {
    return names_[id] < text;
  };
  const auto begin = std::lower_bound(order_.begin(), order_.end(), name, before);
  if (begin == order_.end() || names_[*begin] != name) return {};
  if (!has_duplicates_) return {begin, 1};
  // By halves: a name may be there any number of times.
  const uint32_t wanted = rank(*begin);
  return {begin, std::partition_point(begin, order_.end(),
                                      [&](uint32_t id) { return rank(id) == wanted; })};
}

struct MetadataCache::Impl {
  struct Kept {
    std::string bytes;
    Entry entry;
  };
  std::vector<std::unique_ptr<const Kept>> kept;
  std::unordered_map<std::string_view, const Kept*> by_bytes;
  const Kept* last = nullptr;
  size_t kept_bytes = 0;
  uint64_t next_number = 0;
  uint64_t first_number = 0;

  void Forget() {
    by_bytes.clear();
    kept.clear();
    last = nullptr;
    kept_bytes = 0;
    first_number = next_number;
  }
};

MetadataCache::MetadataCache() : impl_(std::make_unique<Impl>()) {}
MetadataCache::~MetadataCache() = default;
MetadataCache::MetadataCache(MetadataCache&&) noexcept = default;
MetadataCache& MetadataCache::operator=(MetadataCache&&) noexcept = default;

Result<const MetadataCache::Entry*> MetadataCache::Get(std::string_view metadata) {
  Impl& impl = *impl_;
  if (impl.last != nullptr && impl.last->bytes == metadata) return &impl.last->entry;
  if (const auto found = impl.by_bytes.find(metadata); found != impl.by_bytes.end()) {
    impl.last = found->second;
    return &impl.last->entry;
  }
  auto made = std::make_unique<Impl::Kept>();
  made->bytes = metadata;
  ARROW_ASSIGN_OR_RAISE(made->entry.names, MetadataIndex::Make(made->bytes));
  if (impl.kept.size() >= kMaxEntries ||
      impl.kept_bytes + metadata.size() > kMaxCachedBytes) {
    impl.Forget();
  }
  made->entry.bytes = made->bytes;
  made->entry.number = impl.next_number++;
  impl.kept_bytes += made->bytes.size();
  impl.by_bytes.emplace(made->bytes, made.get());
  impl.last = made.get();
  impl.kept.push_back(std::move(made));
  return &impl.last->entry;
}

uint64_t MetadataCache::first_number() const { return impl_->first_number; }

}  // namespace delta_utils
