// MetadataIndex: the field names of a Variant's metadata, checked, and found by name.
//
//   ARROW_ASSIGN_OR_RAISE(const auto names, MetadataIndex::Make(metadata));
//   std::optional<uint32_t> id = names.Find("price");
//
//   MetadataCache cache;                                  // for a column of them
//   ARROW_ASSIGN_OR_RAISE(const auto* entry, cache.Get(metadata_of_row));
//   entry->names.Find("price");
//
// Built once for each distinct metadata: in Arrow and Parquet that is about one for each
// shape of row. It trusts nothing the bytes say of themselves, the sorted flag included.
// Accepts all that the specification allows (names in any order, names that repeat,
// needless widths, reserved bits) and the two things that broken writers do and that harm
// no reader: a false sorted flag, and bytes after the last name. `flaws()` tells them.
// Errors: Corrupt: another version than 1, cut off, offsets that do not start at 0 or
// that decrease, names that are not UTF-8 each by itself. Borrows the bytes. Memory and
// time: n log n in the number of names, which the bytes' length bounds. Threads: const is
// safe.
//
// Source: VariantEncoding.md, "Metadata encoding".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils {

/// The bytes of metadata that begins at the front of `bytes`, for formats that put the
/// value right behind it. Corrupt: cut off.
Result<size_t> MetadataSize(std::string_view bytes);

class MetadataIndex {
 public:
  struct Flaws {
    bool false_sorted_flag = false;
    bool trailing_bytes = false;
  };

  /// Metadata without a name, 01 00 00.
  MetadataIndex() = default;
  static Result<MetadataIndex> Make(std::string_view metadata);

  /// Names in the dictionary; ids are 0 to size() - 1.
  uint32_t size() const { return static_cast<uint32_t>(names_.size()); }
  /// `id` must be less than size().
  std::string_view name(uint32_t id) const { return names_[id]; }
  /// The name's place in byte order among the distinct names: equal names, equal ranks.
  uint32_t rank(uint32_t id) const { return ranks_.empty() ? id : ranks_[id]; }
  /// The lowest id of the name.
  std::optional<uint32_t> Find(std::string_view name) const;
  /// All ids of the name, ascending; more than one only if has_duplicates().
  std::span<const uint32_t> FindAll(std::string_view name) const;

  /// Names ascend strictly, so that ids are ranks, whatever the flag says.
  bool is_sorted() const { return ranks_.empty(); }
  bool has_duplicates() const { return has_duplicates_; }
  const Flaws& flaws() const { return flaws_; }
  std::string_view bytes() const { return bytes_; }

 private:
  void Sort();

  std::string_view bytes_{"\x01\x00\x00", 3};
  std::vector<std::string_view> names_;
  std::vector<uint32_t> order_;  // ids by name, then by id
  std::vector<uint32_t> ranks_;  // empty: the id itself
  bool has_duplicates_ = false;
  Flaws flaws_;
};

/// One MetadataIndex for each distinct metadata of a column. Keeps its own copies.
/// Bounded: at a few thousand entries, or some MiB, it forgets all and begins anew.
/// Threads: one.
class MetadataCache {
 public:
  struct Entry {
    /// Counts up from 0 and is never used twice, so that what was worked out for an entry
    /// may be kept under its number.
    uint64_t number = 0;
    /// As they were given, with whatever may follow the metadata.
    std::string_view bytes;
    MetadataIndex names;
  };

  MetadataCache();
  ~MetadataCache();
  MetadataCache(MetadataCache&&) noexcept;
  MetadataCache& operator=(MetadataCache&&) noexcept;

  /// Valid until the next Get. Corrupt as MetadataIndex::Make says. A metadata at the
  /// same address, of the same content, as the last one costs a comparison.
  Result<const Entry*> Get(std::string_view metadata);
  /// Entries before this number are forgotten.
  uint64_t first_number() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace delta_utils
