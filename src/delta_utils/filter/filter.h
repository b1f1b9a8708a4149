// MongoDB query filters: parsed once, evaluated exactly.
//
//   ARROW_ASSIGN_OR_RAISE(Filter filter, ParseFilter(R"({"year": {"$gte": 1990}})"));
//   ARROW_ASSIGN_OR_RAISE(bool matches, MatchesFilter(doc, filter));
//
// Operators: $eq $ne $gt $gte $lt $lte $in $nin, $exists $type, $all $elemMatch $size,
// $mod $regex $options, $bitsAllSet $bitsAnySet $bitsAllClear $bitsAnyClear, $not, $and
// $or $nor, $expr (expression/expression.h), $jsonSchema (json_schema.h), plain values as
// equality, regular expressions as values; $comment is ignored. $text, $where and
// geospatial operators are Unsupported by name; an unknown operator or an operand of the
// wrong type is InvalidArgument. Either names the path and the operator; none is ever "no
// match".
//
// Rules (MongoDB manual, "Query and Projection Operators"): comparisons match only values
// of the operand's type class, but MinKey and MaxKey compare with everything; null
// matches missing, but not undefined (as of MongoDB 8.0); a path through arrays tries
// every element and, at its end, the array itself; numeric path parts are an index and a
// name; several operators on one array may be met by different elements; $ne, $nin, $not
// and $nor are exact complements. NaN equals NaN and is below and above nothing. An
// object whose first name begins with $ is of operators, any other is a value to be equal
// to. Stricter than MongoDB: a path of more than 10 numeric parts is refused, because
// each doubles the ways to follow it; and so is a name that stands twice in one object,
// of which a server would take both.
//
// Errors while matching: InvalidArgument where a regular expression exceeds its limit
// (expression/pattern.h) or an expression of $expr fails, with the path or operator.
//
// Threads: a Filter is a value; MatchesFilter only reads, and allocates only for $regex,
// $expr and $jsonSchema. Variants: variant_matcher.h. Columns: columnar/batch_filter.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/expression/pattern.h"
#include "delta_utils/filter/field_path.h"
#include "delta_utils/filter/type_set.h"

namespace delta_utils {

class Expression;
class JsonSchema;
struct Filter;
struct LeafContext;

enum class CompareOp : uint8_t { kEq, kGt, kGte, kLt, kLte };

/// `path` holds a value for which `op operand` is true. $ne is kNor over kEq.
struct Comparison {
  FieldPath path;
  CompareOp op = CompareOp::kEq;
  Value operand;
  bool operator==(const Comparison&) const = default;
};
/// `path` equals one of `operands`. $nin is kNor over this. Regular expressions of the
/// list are RegexTests beside it, under a kOr.
struct In {
  FieldPath path;
  std::vector<Value> operands;
  /// Whether `operands` ascend by Compare, so that they are searched by halves.
  /// ParseFilter sorts them.
  bool sorted = false;
  bool operator==(const In&) const = default;
};
/// `path` is there (null counts as there). {$exists: false} is kNor over this.
struct FieldExists {
  FieldPath path;
  bool operator==(const FieldExists&) const = default;
};
/// `path` holds a value of one of these types; elements of an array count, and the array.
struct TypeTest {
  FieldPath path;
  TypeSet types;
  bool operator==(const TypeTest&) const = default;
};
/// `path` holds an array of so many elements.
struct SizeTest {
  FieldPath path;
  int64_t size = 0;
  bool operator==(const SizeTest&) const = default;
};
/// `path` holds a number that leaves `remainder`, all cut to whole numbers of 64 bits.
struct ModTest {
  FieldPath path;
  int64_t divisor = 1;  // not 0
  int64_t remainder = 0;
  bool operator==(const ModTest&) const = default;
};
/// `path` holds a text in which `pattern` finds a match, or that regular expression.
struct RegexTest {
  FieldPath path;
  std::shared_ptr<const Pattern> pattern;
  bool operator==(const RegexTest& other) const;
};
/// `path` holds an integer (of a number: its two's complement, without end) or a binary
/// (behind which there are zeros) whose bits are as `kind` says of those listed.
struct BitsTest {
  enum class Kind : uint8_t { kAllSet, kAnySet, kAllClear, kAnyClear };
  FieldPath path;
  Kind kind = Kind::kAllSet;
  /// Counted from the least significant; ascending, each once.
  std::vector<uint32_t> bits;
  bool operator==(const BitsTest&) const = default;
};
/// `path` holds an array of which one element matches the filter `of` (exactly one). $all
/// of $elemMatch is a kAnd of these.
struct ElementMatch {
  enum class Kind : uint8_t {
    kValue,   // the element itself: paths in `of` are of no account, arrays are not
              // entered
    kObject,  // an element that is an object, or an array, taken as {"0": ..., "1": ...}
  };
  FieldPath path;
  Kind kind = Kind::kValue;
  std::vector<Filter> of;
  bool operator==(const ElementMatch&) const;
};
/// $expr. Equal only if it is the same object.
struct ExprTest {
  std::shared_ptr<const Expression> expression;
  bool operator==(const ExprTest&) const = default;
};
/// $jsonSchema of the whole document. Equal only if it is the same object.
struct SchemaTest {
  std::shared_ptr<const JsonSchema> schema;
  bool operator==(const SchemaTest&) const = default;
};
/// kAnd of no clauses matches everything, kOr nothing, kNor everything.
struct Logical {
  enum class Kind : uint8_t { kAnd, kOr, kNor };
  Kind kind = Kind::kAnd;
  std::vector<Filter> clauses;
  bool operator==(const Logical&) const;
};

struct Filter {
  std::variant<Logical, Comparison, In, FieldExists, TypeTest, SizeTest, ModTest,
               RegexTest, BitsTest, ElementMatch, ExprTest, SchemaTest>
      node;
  bool operator==(const Filter&) const = default;
};

/// At most 100 levels of nesting. The empty document matches everything.
Result<Filter> ParseFilter(const Object& filter);
/// From Extended JSON text.
Result<Filter> ParseFilter(std::string_view text);

Result<bool> MatchesFilter(const Object& document, const Filter& filter);
/// For each of many documents: memory is kept (filter/item.h), and the limits of regular
/// expressions count for all together.
Result<bool> MatchesFilter(const Object& document, const Filter& filter,
                           LeafContext* context);

/// The top-level field names that the filter reads.
struct FilterFields {
  /// $expr of $$ROOT, or $jsonSchema of unnamed fields: any field may matter.
  bool all = false;
  std::vector<std::string> names;  // sorted, each once
};
FilterFields ReferencedFields(const Filter& filter);

/// The path of a leaf; nullptr for Logical, ExprTest and SchemaTest.
const FieldPath* PathOf(const Filter& filter);

}  // namespace delta_utils
