// MongoDB's aggregation expressions, as $expr evaluates them.
//
//   ARROW_ASSIGN_OR_RAISE(Value parsed, ParseExtJson(R"({"$gt": ["$a", 1]})"));
//   ARROW_ASSIGN_OR_RAISE(auto e, Expression::Parse(parsed));
//   ObjectSource source(document);
//   ARROW_ASSIGN_OR_RAISE(Value v, e->Evaluate(source));
//
// An expression is a value: "$a.b" (a path, mapped over arrays; numbers in it are names,
// never indices), "$$x" (a variable: of $let, $map, $filter, $reduce; ROOT, CURRENT,
// REMOVE), {"$op": operands}, an object or array of expressions, or itself. $literal
// takes its operand as it is. Operators, by MongoDB's categories:
//   comparison   $eq $ne $gt $gte $lt $lte $cmp: over the whole order of base/compare.h,
//                no brackets of types, no look into arrays; missing is below null
//   boolean      $and $or $not;  conditional  $cond $ifNull $switch;  also  $let $literal
//   arithmetic   $abs $add $ceil $divide $exp $floor $ln $log $log10 $mod $multiply $pow
//                $round $sqrt $subtract $trunc; $sum $avg $min $max
//   string       $concat $indexOfBytes $indexOfCP $ltrim $regexFind $regexFindAll
//                $regexMatch $replaceAll $replaceOne $rtrim $split $strLenBytes $strLenCP
//                $strcasecmp $substr $substrBytes $substrCP $toLower $toUpper $trim
//   array, set   $arrayElemAt $arrayToObject $concatArrays $filter $first $in
//                $indexOfArray $isArray $last $map $range $reduce $reverseArray $size
//                $slice $sortArray $zip; $allElementsTrue $anyElementTrue $setDifference
//                $setEquals $setIntersection $setIsSubset $setUnion
//   object       $mergeObjects $objectToArray
//   type         $convert $isNumber $toBool $toDate $toDecimal $toDouble $toInt $toLong
//                $toObjectId $toString $type
//   date         $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract
//                $dateToParts $dateToString $dateTrunc $dayOfMonth $dayOfWeek $dayOfYear
//                $hour $isoDayOfWeek $isoWeek $isoWeekYear $millisecond $minute $month
//                $second $week $year
//
// Integers that overflow become int64, then double; a decimal128 makes all decimal128,
// rounded half to even at 34 digits. A nullish operand (null, undefined, missing) mostly
// makes null. Undefined{} is missing here, so that an undefined value counts as missing.
//
// Not as in MongoDB, and said so by Unsupported: $$NOW and what else needs a clock or a
// server; time zones by name (UTC, GMT, Z and +hh, +hhmm, +hh:mm are known); the 'format'
// of $dateFromString, whose text must be ISO 8601; roots, powers and logarithms of
// decimal128; operators not listed here. Also: $round and $trunc leave a decimal128
// as it is where 34 digits cannot show the place asked for.
//
// Errors have no path. Parse: InvalidArgument for unknown operators ("Unrecognized
// expression '$foo'"), operands of the wrong number or name, bad paths and variables,
// constant regular expressions that do not compile; Unsupported names the feature.
// Evaluate: InvalidArgument, in MongoDB's words where it has any; what the source
// returns.
//
// Bounds: 100 levels of nesting; on one document 100 million steps (elements looked at,
// 64 bytes made or compared), 256 MiB held at a time, strings of 16 MiB. Beyond is
// InvalidArgument. So no expression, on any document, takes more than some seconds.
//
// Threads: an Expression is immutable and shared; each Evaluate needs its own source.
// Source: MongoDB manual 8.0, "Aggregation Operators", "Aggregation Expressions".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

class PatternScratch;

/// A document that an expression reads from, field by field.
class FieldSource {
 public:
  virtual ~FieldSource() = default;
  /// The top-level field, nullptr if there is none; valid until the next call.
  virtual Result<const Value*> Field(std::string_view name) = 0;
  /// The whole document, for $$ROOT; valid until the next call.
  virtual Result<const Object*> Whole() = 0;
};

/// An Object as a source. Borrows it.
class ObjectSource : public FieldSource {
 public:
  explicit ObjectSource(const Object& document) : document_(document) {}
  Result<const Value*> Field(std::string_view name) override {
    return document_.Find(name);
  }
  Result<const Object*> Whole() override { return &document_; }

 private:
  const Object& document_;
};

class Expression {
 public:
  static Result<std::shared_ptr<const Expression>> Parse(const Value& expression);
  virtual ~Expression() = default;

  /// Undefined{} stands for a missing result.
  Result<Value> Evaluate(FieldSource& document) const;
  /// With `scratch` for the regular expressions of many documents.
  virtual Result<Value> Evaluate(FieldSource& document,
                                 PatternScratch* scratch) const = 0;
  /// The top-level fields it reads, sorted, each once; `*all` if it reads $$ROOT.
  virtual std::vector<std::string> ReferencedFields(bool* all) const = 0;
};

/// What $expr, $cond and the boolean operators take for true: all but false, null,
/// undefined, missing and numbers equal to 0.
bool IsTruthy(const Value& value);

}  // namespace delta_utils
