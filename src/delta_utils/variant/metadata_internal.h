// The dictionary of field names that a Variant's metadata holds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils::variant_internal {

/// Collects names, then numbers them in byte order. Borrows the names' characters.
class DictionaryBuilder {
 public:
  void Add(std::string_view name) { ids_.try_emplace(name, 0); }

  /// Call once, after the last Add: gives the ids, returns the metadata. InvalidArgument:
  /// a name is not UTF-8, or the metadata is over kMaxEncodedBytes.
  Result<std::string> Finish();

  /// After Finish, for a name that was added.
  uint32_t IdOf(std::string_view name) const { return ids_.find(name)->second; }

 private:
  std::unordered_map<std::string_view, uint32_t> ids_;
};

/// Metadata bytes, checked. Borrows them.
class Dictionary {
 public:
  /// Corrupt: anything the specification does not allow, a false sorted flag included.
  static Result<Dictionary> Decode(std::string_view metadata);

  size_t size() const { return names_.size(); }
  std::string_view name(size_t id) const { return names_[id]; }
  /// Names ascend strictly, whatever the flag says, so that ids order as names do.
  bool is_sorted() const { return is_sorted_; }

 private:
  std::vector<std::string_view> names_;
  bool is_sorted_ = true;
};

}  // namespace delta_utils::variant_internal
