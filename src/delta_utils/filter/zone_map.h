// ZoneMap: what is known of the values of one field in the rows of a block, and what of a
// filter that decides.
//
//   ZoneMap years{.column = "year", .types = {ValueType::kInt32}};
//   years.min = {Value(1990), Knowledge::kBound};
//   years.max = {Value(2004), Knowledge::kBound};
//   CanSkipRowGroup({&years, 1}, *ParseFilter(R"({"year": {"$gt": 2010}})"));   // true
//
// One type for every level: partition values, statistics of Delta files (JSON or struct),
// Parquet row groups and pages with their bloom filters, shredded leaves of Variants.
// Safe direction: a block may be read needlessly; it is never skipped if a row of it
// matches, and kAlways is said only if every row matches. What is not known must be left
// kUnknown, or in `others`; never guessed. What contradicts itself (bounds in the wrong
// order, NaN or of classes that `types` lacks; more NULLs than slots) counts as unknown.
//
// The values of a path, as filters follow it, fall into three: those of the column that
// the map is about (`types`, within `min` and `max`), those that rows may hold beside it
// (`others`, unbounded: what a residual, a cast or another writer may have put there),
// and nothing at all (NULL of the column, `nulls`, standing for `null_means`). Where the
// row's value is one of `others`, the column may hold any value of its own, or NULL.
//
// Proofs are put together: $and is kNever if a clause is, kAlways if all are; $or the
// other way round; $ne, $nin, $not and $nor swap the two, so that they skip only where
// every row matches what they negate. Left to the evaluator: ranges against MinKey and
// MaxKey, $expr, $jsonSchema; of $mod, $bits..., $size and patterns without a prefix, all
// but the types.
//
// Source: MongoDB's rules as filter.h has them; Delta PROTOCOL.md "Per-file Statistics";
// parquet.thrift Statistics and ColumnIndex; VariantShredding.md "Data Skipping".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/type_set.h"

namespace delta_utils {

namespace filter_internal {
class ZoneNode;
}  // namespace filter_internal

/// How far a number or value of a zone map may be relied upon.
enum class Knowledge : uint8_t {
  kUnknown,  // not at all
  kBound,    // it bounds the truth from outside
  kExact,    // it is the truth
};

struct ZoneBound {
  Value value;
  Knowledge knowledge = Knowledge::kUnknown;
  bool operator==(const ZoneBound&) const = default;
};

/// kBound: there are at most so many.
struct ZoneCount {
  int64_t count = 0;
  Knowledge knowledge = Knowledge::kUnknown;
  bool operator==(const ZoneCount&) const = default;
};

enum class NullMeaning : uint8_t { kMissing, kNull, kEither };

/// Whether a value may be in a block: a bloom filter. Safe direction: true may be wrong.
class ValueProbe {
 public:
  virtual ~ValueProbe() = default;
  /// `value` as a filter names it: any number equal to it counts. True for what cannot be
  /// asked.
  virtual bool MayContain(const Value& value) const = 0;
};

struct ZoneMap {
  /// The dotted path in documents.
  std::string column;
  /// Of the column's own values, NaN left aside; both of one type class, in the order of
  /// base/compare.h. Bounds from outside prove as much as exact ones.
  ZoneBound min;
  ZoneBound max;
  /// Slots of the block: its rows; of a list its elements, where it has none one for the
  /// row.
  ZoneCount rows;
  /// Slots without a value.
  ZoneCount nulls;
  /// Of a list it is kEither, whatever this says: NULL in it is an element that is null.
  NullMeaning null_means = NullMeaning::kEither;
  /// What the column's own values may be. All unless more is known.
  TypeSet types = TypeSet::All();
  /// What else rows may hold: kNull for an explicit null; of a list, what elements beside
  /// the column are. kArray without `is_list` says that anything may be in such arrays.
  TypeSet others;
  /// Rows of `others` may lack the field.
  bool others_may_be_missing = false;
  /// The column's own numbers may be NaN.
  bool may_have_nan = true;
  /// A row, be it one of `others`, leads to any number of values, or to none: there is an
  /// array on the way or at the end. The array itself may be a value, too, whether kArray
  /// is in `others` or not. One value of many may match, so that nothing is kAlways but
  /// what negates a kNever.
  bool is_list = false;
  /// Of the column's own values.
  std::shared_ptr<const ValueProbe> probe;
};

enum class Verdict : uint8_t {
  kNever,   // no row matches
  kMaybe,   // some may
  kAlways,  // every row matches
};

/// A filter made ready to be asked of many blocks.
///
///   ARROW... const ZoneFilter zones(filter);
///   for each block: maps[i] = the block's map of zones.paths()[i], or nullptr
///     if (zones.Test(maps) == Verdict::kNever) skip it;
///
/// Threads: const is safe. Costs no allocation per block.
class ZoneFilter {
 public:
  explicit ZoneFilter(Filter filter);

  const Filter& filter() const { return *filter_; }
  /// The paths of which a map is of use, each once. Below an array they are spelled
  /// through it: "items.price" of {"items": {"$elemMatch": {"price": ...}}}. A number in
  /// a path of the filter stays ("items.0.price"): it is a name as well as an index, so
  /// that the map of "items.price" tells too little, and only one of a column of that
  /// name is of use.
  const std::vector<std::string>& paths() const { return paths_; }
  /// One map for each path; nullptr, or none at the end: nothing is known.
  Verdict Test(std::span<const ZoneMap* const> maps) const;

 private:
  std::shared_ptr<const Filter> filter_;
  std::vector<std::string> paths_;
  std::shared_ptr<const filter_internal::ZoneNode> root_;  // borrows from *filter_
};

/// One comparison of a column that every match of a filter must pass.
struct ZoneMapPredicate {
  enum class Operator : uint8_t { kEq, kNe, kGt, kGte, kLt, kLte, kIn, kBetween };
  std::string column;
  Operator op = Operator::kEq;
  /// kIn: an array. kBetween: the lower end, both ends included.
  Value value;
  Value value2;
  bool operator==(const ZoneMapPredicate&) const = default;
};

/// What the filter demands of single columns in every match; less than all of it: $or and
/// most operators say nothing here. Both ends of a range stay apart, never a kBetween: of
/// an array different elements may meet them.
std::vector<ZoneMapPredicate> FilterToZoneMapPredicates(const Filter& filter);

/// No row of the block that `map` is about meets the predicate. kNe: every row equals it.
bool CanSkipZoneMap(const ZoneMap& map, const ZoneMapPredicate& predicate);

/// No row of the block that `maps` are about, one for each column known, matches. Makes a
/// ZoneFilter each time.
bool CanSkipRowGroup(std::span<const ZoneMap> maps, const Filter& filter);

}  // namespace delta_utils
