// The metadata of a column's rows, and what is worked out once for each of them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/metadata_index.h"

namespace delta_utils {

/// `T` is made from each distinct MetadataIndex, and may borrow from it. Rows of a
/// dictionary array cost a look into a table, others MetadataCache's look-up.
template <typename T>
class RowMetadata {
 public:
  struct Entry {
    Entry(const MetadataIndex& names, T kept) : names(&names), kept(std::move(kept)) {}
    const MetadataIndex* names;
    T kept;
  };
  using Make = std::function<T(const MetadataIndex&)>;

  RowMetadata(const BinaryCells& cells, Make make)
      : cells_(cells), make_(std::move(make)) {}

  /// Valid until the next call. nullptr: none, or malformed; status() says why.
  const Entry* Get(int64_t row) {
    if (cells_.has_codes()) {
      const auto code = static_cast<size_t>(cells_.Code(row));
      if (code < entries_.size() && entries_[code]) [[likely]] {
        return &*entries_[code];
      }
    }
    status_ = Add(row);
    return status_.ok() ? &*entries_[place_] : nullptr;
  }
  /// Corrupt: of the last row for which there was no entry.
  const Status& status() const { return status_; }

 private:
  Status Add(int64_t row) {
    if (cells_.IsNull(row)) return Corrupt("", "its metadata is null");
    return cells_.has_codes() ? AddCode(row) : AddBytes(cells_.Get(row));
  }

  Status AddCode(int64_t row) {
    ARROW_ASSIGN_OR_RAISE(MetadataIndex index, MetadataIndex::Make(cells_.Get(row)));
    place_ = static_cast<size_t>(cells_.Code(row));
    if (place_ >= entries_.size()) entries_.resize(place_ + 1);
    indices_.push_back(std::move(index));
    entries_[place_].emplace(indices_.back(), make_(indices_.back()));
    return Status::OK();
  }

  Status AddBytes(std::string_view bytes) {
    ARROW_ASSIGN_OR_RAISE(const MetadataCache::Entry* cached, cache_.Get(bytes));
    if (cache_.first_number() != first_number_) {
      first_number_ = cache_.first_number();
      entries_.clear();
    }
    place_ = static_cast<size_t>(cached->number - first_number_);
    if (place_ >= entries_.size()) entries_.resize(place_ + 1);
    if (!entries_[place_]) entries_[place_].emplace(cached->names, make_(cached->names));
    return Status::OK();
  }

  const BinaryCells& cells_;
  const Make make_;
  std::vector<std::optional<Entry>> entries_;  // by code, or by number
  std::deque<MetadataIndex> indices_;          // those of codes; they do not move
  MetadataCache cache_;
  uint64_t first_number_ = 0;
  size_t place_ = 0;  // of entries_, the last one added or found
  Status status_;
};

/// "row 17", for messages.
inline std::string RowName(int64_t row) { return "row " + std::to_string(row); }

}  // namespace delta_utils
