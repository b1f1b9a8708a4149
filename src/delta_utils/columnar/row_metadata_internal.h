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

  /// Valid until the next call. Corrupt: none, or malformed.
  Result<Entry*> Get(int64_t row) {
    if (cells_.IsNull(row)) return Corrupt("", "its metadata is null");
    if (!cells_.has_codes()) return GetByBytes(cells_.Get(row));
    const auto code = static_cast<size_t>(cells_.Code(row));
    if (code < entries_.size() && entries_[code] != nullptr) return entries_[code].get();
    return AddCode(code, cells_.Get(row));
  }

 private:
  Result<Entry*> AddCode(size_t code, std::string_view bytes) {
    ARROW_ASSIGN_OR_RAISE(MetadataIndex index, MetadataIndex::Make(bytes));
    if (code >= entries_.size()) {
      entries_.resize(code + 1);
      indices_.resize(code + 1);
    }
    indices_[code] = std::make_unique<MetadataIndex>(std::move(index));
    entries_[code] = std::make_unique<Entry>(*indices_[code], make_(*indices_[code]));
    return entries_[code].get();
  }

  Result<Entry*> GetByBytes(std::string_view bytes) {
    ARROW_ASSIGN_OR_RAISE(const MetadataCache::Entry* cached, cache_.Get(bytes));
    if (cache_.first_number() != first_number_) {
      first_number_ = cache_.first_number();
      entries_.clear();
    }
    const auto i = static_cast<size_t>(cached->number - first_number_);
    if (i >= entries_.size()) entries_.resize(i + 1);
    if (entries_[i] == nullptr) {
      entries_[i] = std::make_unique<Entry>(cached->names, make_(cached->names));
    }
    return entries_[i].get();
  }

  const BinaryCells& cells_;
  const Make make_;
  std::vector<std::unique_ptr<Entry>> entries_;          // by code, or by number
  std::vector<std::unique_ptr<MetadataIndex>> indices_;  // by code
  MetadataCache cache_;
  uint64_t first_number_ = 0;
};

/// "row 17", for messages.
inline std::string RowName(int64_t row) { return "row " + std::to_string(row); }

}  // namespace delta_utils
