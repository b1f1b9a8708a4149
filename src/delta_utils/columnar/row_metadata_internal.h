// The metadata of a column's rows, and what is worked out once for each of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
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
    std::string_view bytes;
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
      return Find(row);
    }
    if (cells_.IsNull(row)) return Find(row);
    const std::string_view bytes = cells_.Get(row);
    const Entry*& recent = recent_[RecentSlot(bytes)];
    if (recent == nullptr || recent->bytes != bytes) recent = Find(row);
    return recent;
  }
  /// Corrupt: of the last row for which there was no entry.
  const Status& status() const { return status_; }

 private:
  static constexpr int kRecentBits = 9;

  static size_t RecentSlot(std::string_view metadata) {
    uint64_t some = metadata.size();
    if (metadata.size() >= sizeof(uint64_t)) {
      const auto load = [&](size_t i) {
        uint64_t word;
        std::memcpy(&word, metadata.data() + i, sizeof(word));
        return word;
      };
      const size_t last = metadata.size() - sizeof(uint64_t);
      some ^= load(last) ^ load(last / 2) * 3 ^ load(0) * 5;
    }
    return some * 0x9E3779B97F4A7C15 >> (64 - kRecentBits);
  }

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
      recent_.fill(nullptr);
      entries_.clear();
    }
    // Each gets its entry when it is first seen, so that there is one for every number.
    const auto place = static_cast<size_t>(cached.number - first_number_);
    if (place == entries_.size()) {
      entries_.push_back(std::make_unique<const Entry>(
          Entry{cached.number, cached.bytes, &cached.names, make_(cached.names)}));
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
  // In front of the cache, by a few of the bytes, which are all compared then.
  std::array<const Entry*, size_t{1} << kRecentBits> recent_{};
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
