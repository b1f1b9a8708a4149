#include "delta_utils/variant/field_dictionary.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

using variant_internal::IsUtf8;
using variant_internal::kMaxEncodedBytes;
using variant_internal::kSortedStrings;
using variant_internal::kVersion;
using variant_internal::SameText;
using variant_internal::StoreUnsigned;
using variant_internal::WidthOf;

/// What kRow remembers of the names of past rows.
constexpr uint64_t kMaxKeptNames = uint64_t{1} << 16;
constexpr uint64_t kMaxKeptBytes = uint64_t{8} << 20;
constexpr size_t kPastRows = 256;
constexpr size_t kMaxPastNames = 1024;
constexpr size_t kMaxPastBytes = size_t{16} << 10;

/// Of how many objects the order of the fields is remembered, as powers of two.
constexpr int kLeastOrderBits = 3;
constexpr int kMostOrderBits = 8;

}  // namespace

FieldDictionary::FieldDictionary(DictionaryScope scope) : scope_(scope) {}

Result<FieldDictionary> FieldDictionary::OfNames(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  FieldDictionary dictionary(DictionaryScope::kBatch);
  for (const std::string& name : names) {
    if (dictionary.IdOf(name) == kNone) return dictionary.status_;
  }
  dictionary.Rank();
  dictionary.scope_ = DictionaryScope::kFixed;
  dictionary.fixed_metadata_ = dictionary.Metadata();
  return dictionary;
}

FieldDictionary FieldDictionary::Of(const MetadataIndex& names) {
  FieldDictionary dictionary(DictionaryScope::kFixed);
  for (uint32_t id = 0; id < names.size(); ++id) {
    const std::string_view name = names.name(id);
    const auto found = dictionary.slots_by_name_.find(name);
    if (found != dictionary.slots_by_name_.end()) {
      dictionary.slots_.push_back(found->second);  // repeated: the first id is the name's
      continue;
    }
    const uint32_t slot = dictionary.AddName(name);
    dictionary.names_[slot].id = id;
    dictionary.names_[slot].row = dictionary.row_;
    dictionary.slots_.push_back(slot);
  }
  dictionary.Rank();
  dictionary.fixed_metadata_ = names.bytes();
  return dictionary;
}

uint32_t FieldDictionary::AddName(std::string_view name) {
  const auto slot = static_cast<uint32_t>(names_.size());
  texts_.emplace_back(name);
  names_.push_back({texts_.back()});
  slots_by_name_.emplace(texts_.back(), slot);
  name_bytes_ += name.size();
  return slot;
}

/// Behind a field that only some objects have the next is one of two.
uint32_t FieldDictionary::LookUp(std::string_view name) {
  if (last_ < names_.size()) {
    Name& last = names_[last_];
    if (SameText(names_[last.other_next].text, name)) {
      std::swap(last.next, last.other_next);
      last_ = last.next;
      return IdInRow(last_);
    }
  }
  const uint32_t slot = UnexpectedSlotOf(name);
  if (slot == kNone) return kNone;
  names_[last_].other_next = std::exchange(names_[last_].next, slot);
  last_ = slot;
  return IdInRow(slot);
}

uint32_t FieldDictionary::UnexpectedSlotOf(std::string_view name) {
  if (const auto found = slots_by_name_.find(name); found != slots_by_name_.end()) {
    return found->second;
  }
  if (scope_ == DictionaryScope::kFixed) {
    status_ = InvalidArgument(name, "a field that the metadata does not name");
  } else if (!IsUtf8(name)) {
    status_ = InvalidArgument(name, "a field name is not UTF-8");
  } else if (name_bytes_ + 4 * names_.size() + name.size() > kMaxEncodedBytes - 16) {
    status_ = InvalidArgument("", "the field names exceed 1 GiB");
  } else {
    return AddName(name);
  }
  return kNone;
}

uint32_t FieldDictionary::IdInRow(uint32_t slot) {
  Name& known = names_[slot];
  if (known.row != row_) {
    known.row = row_;
    known.id = static_cast<uint32_t>(slots_.size());
    slots_.push_back(slot);
  }
  return known.id;
}

/// Most dictionaries see few kinds of objects, and some only one object.
void FieldDictionary::GrowOrders() {
  sorts_ = 0;
  if (order_bits_ == kMostOrderBits) return;
  order_bits_ = std::max(kLeastOrderBits, order_bits_ + 1);
  orders_.assign(size_t{1} << order_bits_, Order());
}

bool FieldDictionary::Sort(Order* order) {
  ++sorts_;
  uint8_t* const begin = order->places.data();
  uint8_t* const end = begin + order->count;
  std::iota(begin, end, uint8_t{0});
  const auto text = [&](uint8_t place) { return names_[order->slots[place]].text; };
  std::sort(begin, end, [&](uint8_t a, uint8_t b) { return text(a) < text(b); });
  const auto same = [&](uint8_t a, uint8_t b) { return text(a) == text(b); };
  if (std::adjacent_find(begin, end, same) == end) return true;
  order->count = 0;
  return false;
}

bool FieldDictionary::Less(uint32_t a, uint32_t b) {
  const uint32_t rank_a = names_[slots_[a]].rank;
  const uint32_t rank_b = names_[slots_[b]].rank;
  if (rank_a != kNone && rank_b != kNone) return rank_a < rank_b;
  // Ranking anew costs about n log n comparisons: it is done when as many were spent.
  if (++slow_comparisons_ > 4 * names_.size() + 64) Rank();
  return name(a) < name(b);
}

void FieldDictionary::Rank() {
  std::vector<uint32_t> order(names_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return names_[a].text < names_[b].text; });
  for (uint32_t rank = 0; rank < order.size(); ++rank) names_[order[rank]].rank = rank;
  slow_comparisons_ = 0;
}

void FieldDictionary::SortIds() {
  DU_CHECK(scope_ != DictionaryScope::kFixed);
  const auto less = [&](uint32_t a, uint32_t b) {
    const uint32_t rank_a = names_[a].rank;
    const uint32_t rank_b = names_[b].rank;
    if (rank_a != kNone && rank_b != kNone) return rank_a < rank_b;
    return names_[a].text < names_[b].text;
  };
  std::sort(slots_.begin(), slots_.end(), less);
  const bool are_all = slots_.size() == names_.size();
  for (uint32_t id = 0; id < slots_.size(); ++id) {
    Name& name = names_[slots_[id]];
    name.id = id;
    if (are_all) name.rank = id;
  }
}

Status FieldDictionary::FinishRow(std::string* metadata) {
  const Status status = std::exchange(status_, Status::OK());
  if (metadata != nullptr && status.ok()) AppendRowMetadata(metadata);
  if (scope_ == DictionaryScope::kRow) {
    slots_.clear();
    ++row_;
    if (names_.size() > kMaxKeptNames || name_bytes_ > kMaxKeptBytes) ForgetNames();
  }
  return status;
}

void FieldDictionary::ForgetNames() {
  slots_by_name_.clear();
  names_.clear();
  texts_.clear();
  past_rows_.clear();
  orders_.assign(orders_.size(), Order());
  name_bytes_ = 0;
  last_ = 0;
}

void FieldDictionary::AppendRowMetadata(std::string* metadata) {
  if (scope_ != DictionaryScope::kRow || slots_.size() > kMaxPastNames) {
    *metadata += Metadata();
    return;
  }
  uint64_t hash = slots_.size();
  for (const uint32_t slot : slots_) hash = (hash ^ slot) * 0x9E3779B97F4A7C15;
  past_rows_.resize(kPastRows);
  PastRow& past = past_rows_[(hash >> 32) % kPastRows];
  if (past.metadata.empty() || past.slots != slots_) {
    past.slots = slots_;
    past.metadata = Metadata();
  }
  *metadata += past.metadata;
  // Long names are not worth their memory.
  if (past.metadata.size() > kMaxPastBytes) past = {};
}

std::string FieldDictionary::Metadata() const {
  if (scope_ == DictionaryScope::kFixed && !fixed_metadata_.empty()) {
    return fixed_metadata_;
  }
  uint64_t bytes = 0;
  bool sorted = true;
  for (size_t id = 0; id < slots_.size(); ++id) {
    const std::string_view text = names_[slots_[id]].text;
    bytes += text.size();
    sorted = sorted && (id == 0 || names_[slots_[id - 1]].text < text);
  }
  const int width = WidthOf(std::max<uint64_t>(bytes, slots_.size()));
  // An empty dictionary leaves the flag out: 01 00 00 is the form that every reader
  // knows.
  const int flags = sorted && !slots_.empty() ? kSortedStrings : 0;
  std::string metadata(1 + static_cast<size_t>(width) * (slots_.size() + 2) + bytes,
                       '\0');
  metadata[0] = static_cast<char>(kVersion | flags | (width - 1) << 6);
  char* table = StoreUnsigned(slots_.size(), width, metadata.data() + 1);
  char* text = metadata.data() + metadata.size() - bytes;
  uint64_t offset = 0;
  table = StoreUnsigned(offset, width, table);
  for (const uint32_t slot : slots_) {
    const std::string_view name = names_[slot].text;
    offset += name.size();
    table = StoreUnsigned(offset, width, table);
    text = std::copy(name.begin(), name.end(), text);
  }
  return metadata;
}

}  // namespace delta_utils
