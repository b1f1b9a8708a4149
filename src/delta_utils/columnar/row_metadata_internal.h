// The metadata of a column's rows, and what is worked out once for each of them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/metadata_index.h"

namespace delta_utils {

/// `T` is made from each distinct MetadataIndex, and may borrow from it. Rows of a
/// dictionary array cost a look into a table, others MetadataCache's look-up. Bounded as
/// that is.
template <typename T>
class RowMetadata {
 public:
  struct Entry {
    uint64_t number;  // never that of another metadata
    const MetadataIndex* names;
    T kept;
  };
  using Make = std::function<T(const MetadataIndex&)>;

  /// Borrows `cells`.
  RowMetadata(const BinaryCells& cells, Make make)
      : cells_(cells), make_(std::move(make)) {}

  /// Valid until the next call. nullptr: none, or malformed; status() says why.
  const Entry* Get(int64_t row) {
    if (cells_.has_codes()) {
      const auto code = static_cast<size_t>(cells_.Code(row));
      if (code < by_code_.size() && by_code_[code] != nullptr) [[likely]] {
        return by_code_[code];
      }
    }
    return Find(row);
  }
  /// Corrupt: of the last row for which there was no entry.
  const Status& status() const { return status_; }

 private:
  const Entry* Find(int64_t row) {
    if (cells_.IsNull(row)) {
      status_ = Corrupt("metadata", "NULL, though the row is not");
      return nullptr;
    }
    const auto found = cache_.Get(cells_.Get(row));
    if (!found.ok()) {
      status_ = found.status();
      return nullptr;
    }
    const MetadataCache::Entry& cached = **found;
    if (cache_.first_number() != first_number_) {
      first_number_ = cache_.first_number();
      by_code_.clear();
      entries_.clear();
    }
    // Each gets its entry when it is first seen, so that there is one for every number.
    const auto place = static_cast<size_t>(cached.number - first_number_);
    if (place == entries_.size()) {
      entries_.push_back(std::make_unique<const Entry>(
          Entry{cached.number, &cached.names, make_(cached.names)}));
    }
    const Entry* const entry = entries_[place].get();
    if (cells_.has_codes()) {
      const auto code = static_cast<size_t>(cells_.Code(row));
      if (code >= by_code_.size()) by_code_.resize(code + 1);
      by_code_[code] = entry;
    }
    return entry;
  }

  const BinaryCells& cells_;
  const Make make_;
  MetadataCache cache_;
  std::vector<std::unique_ptr<const Entry>> entries_;  // by number, from first_number_ on
  uint64_t first_number_ = 0;
  std::vector<const Entry*> by_code_;
  Status status_;
};

/// For what needs only the names.
struct NothingKept {};
using RowIndices = RowMetadata<NothingKept>;
inline RowIndices::Make KeepNothing() {
  return [](const MetadataIndex&) { return NothingKept(); };
}

/// "row 17", for messages.
inline std::string RowName(int64_t row) { return "row " + std::to_string(row); }

}  // namespace delta_utils
