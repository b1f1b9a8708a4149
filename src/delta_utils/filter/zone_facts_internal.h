// ZoneFacts: a ZoneMap made trustworthy: what a test may build upon, and no more.
//
//   const ZoneFacts facts = FactsOf(map);     // FactsOf(nullptr): nothing is known
//   if (facts.max != nullptr && Compare(*facts.max, operand) < 0) ...
//
// What contradicts itself counts as unknown: bounds of different classes, in the wrong
// order, NaN or of a class that the column cannot hold; more NULLs than slots; negative
// counts.
//
// The items that a path leads to are told apart by what is known of them: the column's
// own values (`own`, bounds, NaN), values without bounds (`others`), null, and missing. A
// leaf says of each kind whether such items pass, may pass or fail (Outcomes); from their
// union comes the verdict on the rows.
//
// Threads: values that borrow from the map.
#pragma once

#include "delta_utils/filter/zone_map.h"

namespace delta_utils::filter_internal {

/// Whether there may be items, or rows, that pass, and such that fail.
struct Outcomes {
  bool may_pass = false;
  bool may_fail = false;

  static constexpr Outcomes AllPass() { return {true, false}; }
  static constexpr Outcomes AllFail() { return {false, true}; }
  static constexpr Outcomes Open() { return {true, true}; }
  static constexpr Outcomes If(bool passes) { return {passes, !passes}; }
  constexpr Outcomes Or(Outcomes other) const {
    return {may_pass || other.may_pass, may_fail || other.may_fail};
  }
};

struct ZoneFacts {
  /// Of the column's own values but NaN; nullptr: unknown. Both of the one class to which
  /// then all of `own` belongs.
  const Value* min = nullptr;
  const Value* max = nullptr;
  /// Without kNull, which `may_be_null` tells; empty: there are no values of the column.
  TypeSet own;
  /// Without kNull.
  TypeSet others;
  bool may_be_nan = false;
  bool may_be_null = false;
  bool may_be_missing = false;
  /// A row leads to any number of items, or none; else to exactly one.
  bool is_list = false;
  const ValueProbe* probe = nullptr;
};

ZoneFacts FactsOf(const ZoneMap* map);

}  // namespace delta_utils::filter_internal
