// MongoDB query filters: parsed once, evaluated exactly.
//
//   ARROW_ASSIGN_OR_RAISE(Filter filter, ParseFilter(R"({"year": {"$gte": 1990}})"));
//   if (MatchesFilter(doc, filter)) ...
//
// Operators: $eq $ne $gt $gte $lt $lte $in $nin $exists $not, $and $or $nor, and plain
// values as equality; $comment is ignored. Operators that MongoDB has beyond these,
// regular expressions among them, are Unsupported; an unknown operator or an operand of
// the wrong type is InvalidArgument. Either names the path and the operator; none is ever
// "no match".
//
// Rules (MongoDB manual, "Query and Projection Operators"): comparisons match only values
// of the operand's type class, but MinKey and MaxKey compare with everything; null
// matches missing, but not undefined (as of MongoDB 8.0); a path through arrays tries
// every element and, at its end, the array itself; numeric path parts are an index and a
// name; several operators on one array may be met by different elements; $ne, $nin, $not
// and $nor are exact complements. NaN equals NaN and is below and above nothing. Stricter
// than MongoDB: an object whose keys begin with $ only in part is refused (say $eq), and
// so is a path of more than 10 numeric parts, because each doubles the ways to follow it.
//
// Threads: a Filter is a value; MatchesFilter only reads, and does not allocate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

enum class CompareOp : uint8_t { kEq, kGt, kGte, kLt, kLte };

struct Filter;

/// `path` holds a value for which `op operand` is true. $ne is kNor over kEq.
struct Comparison {
  std::string path;
  CompareOp op = CompareOp::kEq;
  Value operand;
  bool operator==(const Comparison&) const = default;
};
/// `path` equals one of `operands`. $nin is kNor over this.
struct In {
  std::string path;
  std::vector<Value> operands;
  /// Whether `operands` ascend by Compare, so that they are searched by halves.
  /// ParseFilter sorts them.
  bool sorted = false;
  bool operator==(const In&) const = default;
};
/// `path` is there (null counts as there). {$exists: false} is kNor over this.
struct FieldExists {
  std::string path;
  bool operator==(const FieldExists&) const = default;
};
/// kAnd of no clauses matches everything, kOr nothing, kNor everything.
struct Logical {
  enum class Kind : uint8_t { kAnd, kOr, kNor };
  Kind kind = Kind::kAnd;
  std::vector<Filter> clauses;
  bool operator==(const Logical&) const;
};

struct Filter {
  std::variant<Logical, Comparison, In, FieldExists> node;
  bool operator==(const Filter&) const = default;
};

/// At most 100 levels of nesting. The empty document matches everything.
Result<Filter> ParseFilter(const Object& filter);
/// From Extended JSON text.
Result<Filter> ParseFilter(std::string_view text);

bool MatchesFilter(const Object& document, const Filter& filter);

/// The top-level field names that the filter reads, sorted, each once.
std::vector<std::string> ReferencedFields(const Filter& filter);

}  // namespace delta_utils
