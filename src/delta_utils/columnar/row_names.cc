#include "delta_utils/columnar/row_names_internal.h"

#include <cstring>

namespace delta_utils {

Result<const RowNames::Resolved*> RowNames::At(int64_t row) {
  if (metadata_->IsNull(row)) return Corrupt("metadata", "NULL, though the row is not");
  if (!metadata_->has_codes()) return FindRecent(metadata_->Get(row));
  const auto code = static_cast<size_t>(metadata_->Code(row));
  if (code < by_code_.size() && by_code_[code] != nullptr) return by_code_[code];
  ARROW_ASSIGN_OR_RAISE(const Resolved* const found, Find(metadata_->Get(row)));
  if (code >= by_code_.size()) by_code_.resize(code + 1);
  by_code_[code] = found;
  return found;
}

Result<const RowNames::Resolved*> RowNames::FindRecent(std::string_view metadata) {
  if (metadata.size() < sizeof(uint64_t)) return Find(metadata);
  const auto load = [&](size_t i) {
    uint64_t word;
    std::memcpy(&word, metadata.data() + i, sizeof(word));
    return word;
  };
  const size_t last = metadata.size() - sizeof(uint64_t);
  const uint64_t some = load(last) ^ load(last / 2) * 3 ^ load(0) * 5 ^ metadata.size();
  const Resolved*& recent = recent_[some * 0x9E3779B97F4A7C15 >> 56];
  if (recent == nullptr || recent->names->bytes() != metadata) {
    ARROW_ASSIGN_OR_RAISE(recent, Find(metadata));
  }
  return recent;
}

Result<const RowNames::Resolved*> RowNames::Find(std::string_view metadata) {
  ARROW_ASSIGN_OR_RAISE(const MetadataCache::Entry* const entry, cache_.Get(metadata));
  if (cache_.first_number() != first_number_) {
    by_code_.clear();
    recent_.fill(nullptr);
    resolved_.clear();
    first_number_ = cache_.first_number();
  }
  // Every entry is resolved when it is first seen, so that there is one for each number.
  if (entry->number - first_number_ == resolved_.size()) Resolve(*entry);
  return &resolved_[entry->number - first_number_];
}

void RowNames::Resolve(const MetadataCache::Entry& entry) {
  Resolved& resolved = resolved_.emplace_back();
  resolved.number = entry.number;
  resolved.names = &entry.names;
  resolved.ids.reserve(asked_.size());
  for (const std::string& name : asked_) {
    resolved.ids.push_back(entry.names.Find(name).value_or(kNoId));
  }
}

}  // namespace delta_utils
