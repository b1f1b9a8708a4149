// ZoneLeaf: what a filter's leaf makes of items of which only a zone map's facts are
// known.
//
//   std::unique_ptr<ZoneLeaf> leaf = MakeZoneLeaf(filter);   // nullptr: it is no such
//   leaf Outcomes outcomes = leaf->Test(FactsOf(map));
//
// A leaf borrows from its filter. Approximations are Outcomes::Open.
//
// Threads: const is safe; allocates when made, not when asked.
#pragma once

#include <memory>
#include <span>

#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/zone_facts_internal.h"

namespace delta_utils::filter_internal {

class ZoneLeaf {
 public:
  virtual ~ZoneLeaf() = default;

  /// Of the items, each by itself: how many of them a row leads to is of no account.
  Outcomes Test(const ZoneFacts& facts) const {
    Outcomes outcomes;
    if (!facts.own.empty()) outcomes = OfOwn(facts);
    if (!facts.others.empty()) outcomes = outcomes.Or(OfTypes(facts.others));
    if (facts.may_be_null) outcomes = outcomes.Or(Outcomes::If(null_passes_));
    if (facts.may_be_missing) outcomes = outcomes.Or(Outcomes::If(missing_passes_));
    return outcomes;
  }

 protected:
  ZoneLeaf(bool null_passes, bool missing_passes)
      : null_passes_(null_passes), missing_passes_(missing_passes) {}

  /// Values of these types, null not among them; nothing else is known.
  virtual Outcomes OfTypes(TypeSet types) const = 0;
  /// The column's own values, of which there are some.
  virtual Outcomes OfOwn(const ZoneFacts& facts) const { return OfTypes(facts.own); }

 private:
  const bool null_passes_;
  const bool missing_passes_;
};

/// nullptr of what nothing can be said about: Logical, ElementMatch, ExprTest,
/// SchemaTest, and ranges against MinKey and MaxKey.
std::unique_ptr<ZoneLeaf> MakeZoneLeaf(const Filter& filter);

std::unique_ptr<ZoneLeaf> MakeZoneLeaf(CompareOp op, const Value& operand);
std::unique_ptr<ZoneLeaf> MakeZoneLeaf(const In& in);
std::unique_ptr<ZoneLeaf> MakeZoneLeaf(const RegexTest& test);

}  // namespace delta_utils::filter_internal
