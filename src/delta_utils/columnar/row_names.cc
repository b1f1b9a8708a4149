#include "delta_utils/columnar/row_names_internal.h"

namespace delta_utils {

Result<const RowNames::Resolved*> RowNames::At(int64_t row) {
  if (metadata_->IsNull(row)) return Corrupt("metadata", "NULL, though the row is not");
  if (!metadata_->has_codes()) return Find(row);
  const auto code = static_cast<size_t>(metadata_->Code(row));
  if (code < by_code_.size() && by_code_[code] != nullptr) return by_code_[code];
  ARROW_ASSIGN_OR_RAISE(const Resolved* const found, Find(row));
  if (code >= by_code_.size()) by_code_.resize(code + 1);
  by_code_[code] = found;
  return found;
}

Result<const RowNames::Resolved*> RowNames::Find(int64_t row) {
  ARROW_ASSIGN_OR_RAISE(const MetadataCache::Entry* const entry,
                        cache_.Get(metadata_->Get(row)));
  if (cache_.first_number() != first_number_) {
    by_code_.clear();
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
