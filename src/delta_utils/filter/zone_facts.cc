#include "delta_utils/filter/zone_facts_internal.h"

#include "delta_utils/base/compare.h"

namespace delta_utils::filter_internal {
namespace {

constexpr TypeSet kNullType = {ValueType::kNull};
constexpr TypeSet kArrayType = {ValueType::kArray};
constexpr TypeSet kTypesWithNaN = {ValueType::kDouble, ValueType::kDecimal128};

bool IsKnown(const ZoneCount& count) {
  return count.knowledge != Knowledge::kUnknown && count.count >= 0;
}

struct Slots {
  bool may_be_null = true;
  bool may_be_filled = true;
};

Slots SlotsOf(const ZoneMap& map) {
  Slots slots;
  const bool knows_rows = IsKnown(map.rows);
  if (knows_rows && map.rows.count == 0) return {false, false};
  if (!IsKnown(map.nulls)) return slots;
  if (knows_rows && map.nulls.count > map.rows.count) return slots;
  slots.may_be_null = map.nulls.count > 0;
  slots.may_be_filled = !knows_rows || map.nulls.knowledge != Knowledge::kExact ||
                        map.nulls.count < map.rows.count;
  return slots;
}

/// The bound's value, or nullptr if it cannot be one of values of `own`.
const Value* UsableBound(const ZoneBound& bound, TypeSet own) {
  if (bound.knowledge == Knowledge::kUnknown) return nullptr;
  return TypeSet::OfClass(ClassOf(bound.value)).Intersects(own) ? &bound.value : nullptr;
}

/// Takes over the map's bounds if they fit together and to `own`, which they narrow.
void SetBounds(const ZoneMap& map, ZoneFacts* facts) {
  const Value* const min = UsableBound(map.min, facts->own);
  const Value* const max = UsableBound(map.max, facts->own);
  if (min == nullptr && max == nullptr) return;
  // Where NaN came into the bounds, the writer compared wrongly: neither can be trusted.
  if ((min != nullptr && IsNaN(*min)) || (max != nullptr && IsNaN(*max))) {
    facts->may_be_nan = true;
    return;
  }
  const TypeSet types = TypeSet::OfClass(ClassOf(min != nullptr ? *min : *max));
  // A single bound leaves the classes on its other side open, and none holds NaN in.
  const bool may_narrow = min != nullptr && max != nullptr &&
                          (!facts->may_be_nan || types.Intersects(kTypesWithNaN));
  if (!may_narrow && !facts->own.IsWithin(types)) return;
  if (min != nullptr && max != nullptr) {
    if (ClassOf(*min) != ClassOf(*max) || Compare(*min, *max) > 0) return;
    facts->own = facts->own.Without(facts->own.Without(types));
  }
  facts->min = min;
  facts->max = max;
}

/// Whatever an array holds counts as well, and of that nothing is known.
void OpenArrays(ZoneFacts* facts) {
  if (!facts->is_list && facts->own.Or(facts->others).Intersects(kArrayType)) {
    facts->others = TypeSet::All();
    facts->may_be_missing = true;
    facts->is_list = true;
  }
  if (facts->is_list) facts->others.Add(ValueType::kArray);
}

}  // namespace

ZoneFacts FactsOf(const ZoneMap* map) {
  static constexpr TypeSet kAll = TypeSet::All();
  ZoneFacts facts;
  if (map == nullptr) {
    facts.own = facts.others = kAll.Without(kNullType);
    facts.may_be_nan = facts.may_be_null = facts.may_be_missing = facts.is_list = true;
    return facts;
  }
  const Slots slots = SlotsOf(*map);
  facts.is_list = map->is_list;
  facts.others = map->others;
  facts.may_be_missing = map->others_may_be_missing;
  facts.probe = map->probe.get();
  if (slots.may_be_filled) {
    facts.own = map->types;
    facts.may_be_nan = map->may_have_nan && facts.own.Intersects(kTypesWithNaN);
    SetBounds(*map, &facts);
  }
  OpenArrays(&facts);
  if (slots.may_be_null) {
    // NULL inside a list is a null, whatever it means beside one.
    const NullMeaning means = facts.is_list ? NullMeaning::kEither : map->null_means;
    facts.may_be_null |= means != NullMeaning::kMissing;
    facts.may_be_missing |= means != NullMeaning::kNull;
  }
  facts.may_be_null |= facts.own.Or(facts.others).Intersects(kNullType);
  facts.own = facts.own.Without(kNullType);
  facts.others = facts.others.Without(kNullType);
  return facts;
}

}  // namespace delta_utils::filter_internal
