// RowNames: the field names that each row's metadata gives ids to, and the ids of the
// names that a schema asks for, both worked out once for each distinct metadata.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/variant/metadata_index.h"

namespace delta_utils {

class RowNames {
 public:
  static constexpr uint32_t kNoId = 0xFFFFFFFF;

  struct Resolved {
    uint64_t number = 0;  // never that of another metadata
    const MetadataIndex* names = nullptr;
    /// For each of the names asked for its lowest id, or kNoId.
    std::vector<uint32_t> ids;
  };

  /// Borrows `metadata`.
  RowNames(const BinaryCells& metadata, std::vector<std::string> asked)
      : metadata_(&metadata), asked_(std::move(asked)) {}

  /// Valid until the next call. Corrupt: NULL, or malformed.
  Result<const Resolved*> At(int64_t row);

 private:
  Result<const Resolved*> Find(std::string_view metadata);
  Result<const Resolved*> FindRecent(std::string_view metadata);
  void Resolve(const MetadataCache::Entry& entry);

  const BinaryCells* metadata_;
  const std::vector<std::string> asked_;
  MetadataCache cache_;
  std::deque<Resolved> resolved_;  // by the entry's number, from first_number_ on
  uint64_t first_number_ = 0;
  std::vector<const Resolved*> by_code_;
  // In front of the cache, by a few of the bytes: whose bytes are all compared then.
  std::array<const Resolved*, 256> recent_{};
};

}  // namespace delta_utils
