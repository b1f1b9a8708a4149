// ZoneNode: a filter taken apart for zone maps: a tree of logic over leaves that know
// which map to ask.
//
//   std::vector<std::string> paths;
//   const ZoneNode root = ZoneNode::Make(filter, &paths);   // borrows from the filter
//   Verdict verdict = root.Test(maps);                      // maps[i] is about paths[i]
//
// Threads: const is safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "delta_utils/filter/zone_leaf_internal.h"
#include "delta_utils/filter/zone_map.h"

namespace delta_utils::filter_internal {

class ZoneNodeMaker;

class ZoneNode {
 public:
  using Maps = std::span<const ZoneMap* const>;

  static ZoneNode Make(const Filter& filter, std::vector<std::string>* paths);
  Verdict Test(Maps maps) const;

 private:
  friend class ZoneNodeMaker;
  enum class Kind : uint8_t { kAnd, kOr, kNor, kElementMatch, kLeaf };
  /// What a leaf is asked about.
  enum class Subject : uint8_t {
    kRow,      // what its path leads to in a document
    kElement,  // an element of the array to which the path of an $elemMatch leads
    kField,    // what its path leads to in such an element, taken as an object
  };
  static constexpr size_t kNoMap = static_cast<size_t>(-1);

  Verdict TestAnd(Maps maps) const;
  Verdict TestOr(Maps maps) const;
  ZoneFacts FactsFrom(Maps maps) const;

  Kind kind_ = Kind::kLeaf;
  Subject subject_ = Subject::kRow;
  size_t map_ = kNoMap;
  /// Of kLeaf; nullptr: nothing can be said.
  std::unique_ptr<const ZoneLeaf> leaf_;
  /// Of kElementMatch there is one.
  std::vector<ZoneNode> clauses_;
};

/// A row of several items passes if one does, so that it cannot be told that all do.
inline Verdict VerdictOf(Outcomes outcomes, bool is_list) {
  if (!outcomes.may_pass) return Verdict::kNever;
  return outcomes.may_fail || is_list ? Verdict::kMaybe : Verdict::kAlways;
}

inline Verdict Not(Verdict verdict) {
  if (verdict == Verdict::kMaybe) return verdict;
  return verdict == Verdict::kNever ? Verdict::kAlways : Verdict::kNever;
}

}  // namespace delta_utils::filter_internal
