// All honest zone maps of a few rows: what may be told of them, exactly and less exactly,
// by columns of several types.
//
//   const Items items = ItemsAt(document, {"a", "b"});
//   HonestMaps({&items, &others}, [&](const ZoneMap& map, const std::string& key) {...});
//
// `key` tells the map from every other. A fault in here shows as a wrong verdict, or as
// verdicts that are missing.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/zone_map.h"

namespace delta_utils::testing {

/// What a path leads to; nullptr: a field that is not there.
using Items = std::vector<const Value*>;

/// Of a path without numbers, by the rules of filter.h, written down once more.
inline void CollectItems(const Value* value, const std::vector<std::string>& parts,
                         size_t from, Items* items) {
  const auto* array = value == nullptr ? nullptr : value->get_if<Array>();
  const auto* object = value == nullptr ? nullptr : value->get_if<Object>();
  if (value != nullptr && from == parts.size()) {
    if (array != nullptr) {
      for (const Value& element : array->values) items->push_back(&element);
    }
    items->push_back(value);
  } else if (object != nullptr) {
    CollectItems(object->Find(parts[from]), parts, from + 1, items);
  } else if (array != nullptr) {
    for (const Value& element : array->values) {
      if (element.is<Object>()) CollectItems(&element, parts, from, items);
    }
  } else {
    items->push_back(nullptr);
  }
}

/// Knows exactly what there is.
class ExactProbe : public ValueProbe {
 public:
  explicit ExactProbe(std::vector<const Value*> values) : values_(std::move(values)) {}
  bool MayContain(const Value& value) const override {
    return std::any_of(values_.begin(), values_.end(),
                       [&](const Value* v) { return Compare(*v, value) == 0; });
  }

 private:
  std::vector<const Value*> values_;
};

/// What there is to tell of some rows, by a column of values of `column`'s types.
struct Truth {
  /// `opaque`: of rows with an array, at the end or on the way, only that they have one.
  Truth(const std::vector<const Items*>& rows, TypeSet column_types, NullMeaning meaning,
        bool is_opaque)
      : column(column_types), null_means(meaning), opaque(is_opaque) {
    for (const Items* row : rows) is_list |= !opaque && HasArray(*row);
    for (const Items* row : rows) {
      const int64_t before = slots;
      if (opaque && HasArray(*row)) {
        others.Add(ValueType::kArray);
      } else {
        for (const Value* item : *row) AddItem(item);
      }
      if (slots == before) AddNull();
    }
    const auto is_below = [](const Value* a, const Value* b) {
      return Compare(*a, *b) < 0;
    };
    if (!bounded.empty()) {
      const auto [low, high] =
          std::minmax_element(bounded.begin(), bounded.end(), is_below);
      if (ClassOf(**low) == ClassOf(**high)) min = *low, max = *high;
    }
  }

  TypeSet column;
  NullMeaning null_means;
  bool opaque;
  bool is_list = false;
  int64_t slots = 0;
  int64_t nulls = 0;
  TypeSet types;
  TypeSet others;
  bool others_may_be_missing = false;
  bool has_nan = false;
  std::vector<const Value*> own;
  std::vector<const Value*> bounded;  // without NaN
  const Value* min = nullptr;
  const Value* max = nullptr;

 private:
  static bool HasArray(const Items& row) {
    return row.size() != 1 || (row.front() != nullptr && row.front()->is<Array>());
  }
  void AddNull() {
    ++slots;
    ++nulls;
  }
  void AddItem(const Value* item) {
    if (item == nullptr) {
      others_may_be_missing |= null_means == NullMeaning::kNull && !is_list;
      AddNull();
    } else if (item->is<Null>()) {
      if (null_means == NullMeaning::kMissing && !is_list) others.Add(ValueType::kNull);
      AddNull();
    } else if (column.Contains(item->type())) {
      ++slots;
      types.Add(item->type());
      own.push_back(item);
      has_nan |= IsNaN(*item);
      if (!IsNaN(*item)) bounded.push_back(item);
    } else {
      others.Add(item->type());
      if (!item->is<Array>()) AddNull();
    }
  }
};

/// A bound a little farther out: a text cut short, and rounded up where it is the upper.
inline Value Widened(const Value& value, bool is_upper) {
  if (const auto* text = value.get_if<std::string>()) {
    std::string cut = text->substr(0, 1);
    if (is_upper) cut.empty() ? cut.push_back('~') : void(++cut.back());
    return Value(cut);
  }
  if (const auto* number = value.get_if<double>()) {
    return Value(*number + (is_upper ? 0.25 : -0.25));
  }
  if (const auto* number = value.get_if<int32_t>())
    return Value(*number + (is_upper ? 1 : -1));
  return value;
}

enum class BoundsTold : int { kExact, kWide, kMin, kMax, kNone, kVain };
enum class CountsTold : int { kExact, kBound, kNullsOnly, kNone };
enum class Twist : int {
  kNone,
  kAllTypes,
  kColumnTypes,
  kMaybeNaN,
  kProbe,
  kList,
  kOthers
};

inline void TellBounds(const Truth& truth, BoundsTold told, ZoneMap* map) {
  const auto set = [](ZoneBound* bound, Value value, Knowledge knowledge) {
    *bound = {std::move(value), knowledge};
  };
  if (truth.bounded.empty() && told == BoundsTold::kVain) {
    // Without a value any bound is true.
    set(&map->min, Value(int32_t{1}), Knowledge::kBound);
    set(&map->max, Value(int32_t{1}), Knowledge::kBound);
  }
  if (truth.min == nullptr || told >= BoundsTold::kNone) return;
  if (told == BoundsTold::kWide) {
    set(&map->min, Widened(*truth.min, false), Knowledge::kBound);
    set(&map->max, Widened(*truth.max, true), Knowledge::kBound);
    return;
  }
  if (told != BoundsTold::kMax) set(&map->min, *truth.min, Knowledge::kExact);
  if (told != BoundsTold::kMin) set(&map->max, *truth.max, Knowledge::kExact);
}

inline void TellCounts(const Truth& truth, CountsTold told, ZoneMap* map) {
  if (told == CountsTold::kNone) return;
  if (told == CountsTold::kBound) {
    map->rows = {truth.slots, Knowledge::kExact};
    map->nulls = {std::min(truth.nulls + 1, truth.slots), Knowledge::kBound};
    return;
  }
  if (told == CountsTold::kExact) map->rows = {truth.slots, Knowledge::kExact};
  map->nulls = {truth.nulls, Knowledge::kExact};
}

inline void Apply(const Truth& truth, Twist twist, ZoneMap* map) {
  if (twist == Twist::kAllTypes) map->types = TypeSet::All();
  if (twist == Twist::kColumnTypes) map->types = truth.column;
  if (twist == Twist::kMaybeNaN) map->may_have_nan = true;
  if (twist == Twist::kList && !truth.opaque) {
    map->is_list = true;  // and that lists are arrays, goes without saying
    map->others = map->others.Without({ValueType::kArray});
  }
  if (twist == Twist::kProbe) map->probe = std::make_shared<ExactProbe>(truth.own);
  if (twist == Twist::kOthers) {
    map->others = TypeSet::All();
    map->others_may_be_missing = true;
  }
}

inline std::string KeyOf(const ZoneMap& map, const Truth& truth, bool has_probe) {
  const auto text = [](const Value& value) {
    return ToExtJson(value, ExtJsonMode::kCanonical) + ";";
  };
  std::string key;
  const auto add = [&](int64_t number) { key += std::to_string(number) + ","; };
  for (const ZoneBound* bound : {&map.min, &map.max}) {
    key += text(bound->value);
    add(static_cast<int>(bound->knowledge));
  }
  for (const ZoneCount* count : {&map.rows, &map.nulls}) {
    add(count->count);
    add(static_cast<int>(count->knowledge));
  }
  for (int type = 0; type < kValueTypeCount; ++type) {
    key += map.types.Contains(static_cast<ValueType>(type)) ? 't' : '-';
    key += map.others.Contains(static_cast<ValueType>(type)) ? 'o' : '-';
  }
  add(static_cast<int>(map.null_means));
  add(map.others_may_be_missing + 2 * map.may_have_nan + 4 * map.is_list);
  if (!has_probe) return key;
  std::vector<std::string> values;
  for (const Value* value : truth.own) values.push_back(text(*value));
  std::sort(values.begin(), values.end());
  for (const std::string& value : values) key += value;
  return key;
}

using MapSink = std::function<void(const ZoneMap&, const std::string&)>;

inline void HonestMaps(const Truth& truth, const MapSink& sink) {
  for (int bounds = 0; bounds <= static_cast<int>(BoundsTold::kVain); ++bounds) {
    for (int counts = 0; counts <= static_cast<int>(CountsTold::kNone); ++counts) {
      for (int twist = 0; twist <= static_cast<int>(Twist::kOthers); ++twist) {
        ZoneMap map{.null_means = truth.null_means,
                    .types = truth.types,
                    .others = truth.others,
                    .others_may_be_missing = truth.others_may_be_missing,
                    .may_have_nan = truth.has_nan,
                    .is_list = truth.is_list};
        TellBounds(truth, static_cast<BoundsTold>(bounds), &map);
        TellCounts(truth, static_cast<CountsTold>(counts), &map);
        Apply(truth, static_cast<Twist>(twist), &map);
        sink(map, KeyOf(map, truth, static_cast<Twist>(twist) == Twist::kProbe));
      }
    }
  }
}

/// Of columns of numbers, of doubles alone (integers are beside them), texts, objects,
/// and of anything.
inline void HonestMaps(const std::vector<const Items*>& rows, const MapSink& sink) {
  const TypeSet columns[] = {
      TypeSet::OfClass(TypeClass::kNumber), TypeSet{ValueType::kDouble},
      TypeSet::OfClass(TypeClass::kString), TypeSet{ValueType::kObject}, TypeSet::All()};
  for (const TypeSet column : columns) {
    for (int meaning = 0; meaning <= static_cast<int>(NullMeaning::kEither); ++meaning) {
      for (const bool opaque : {false, true}) {
        HonestMaps(Truth(rows, column, static_cast<NullMeaning>(meaning), opaque), sink);
      }
    }
  }
}

}  // namespace delta_utils::testing
