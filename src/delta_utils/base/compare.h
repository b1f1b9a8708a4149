// MongoDB's total order of values, across types.
//
// Type classes in ascending order: MinKey, undefined, null, numbers, strings and symbols,
// objects, arrays, binary, ObjectId, bool, date, timestamp, regex, DBPointer, code, code
// with scope, MaxKey. Numbers compare by exact mathematical value over all four types
// (int64 2^53+1 is not double 2^53; decimal 0.1 is not double 0.1; -0 equals 0); NaN is
// below all other numbers and equal to itself.
//
//   Compare(Value(int32_t{1}), Value(1.0)) == 0;   Compare(Value(Null{}), Value(false)) <
//   0;
//
// Source: MongoDB manual, "Comparison/Sort Order".
#pragma once

#include <compare>
#include <iterator>
#include <variant>

#include "delta_utils/base/value.h"

namespace delta_utils {

/// The class a value is compared within; values of different classes order by class
/// alone.
enum class TypeClass : int8_t {
  kMinKey = -1,
  kUndefined = 0,
  kNull = 5,
  kNumber = 10,
  kString = 15,
  kObject = 20,
  kArray = 25,
  kBinary = 30,
  kObjectId = 35,
  kBool = 40,
  kDate = 45,
  kTimestamp = 47,
  kRegex = 50,
  kDbPointer = 55,
  kCode = 60,
  kCodeWithScope = 65,
  kMaxKey = 127,
};

constexpr TypeClass ClassOf(ValueType type) {
  constexpr TypeClass kClasses[] = {
      TypeClass::kNull,   TypeClass::kUndefined, TypeClass::kMinKey,
      TypeClass::kMaxKey, TypeClass::kBool,      TypeClass::kNumber,
      TypeClass::kNumber, TypeClass::kNumber,    TypeClass::kNumber,
      TypeClass::kString, TypeClass::kBinary,    TypeClass::kObjectId,
      TypeClass::kBinary, TypeClass::kDate,      TypeClass::kTimestamp,
      TypeClass::kRegex,  TypeClass::kCode,      TypeClass::kCodeWithScope,
      TypeClass::kString, TypeClass::kDbPointer, TypeClass::kArray,
      TypeClass::kObject,
  };
  static_assert(std::size(kClasses) == std::variant_size_v<Value::Storage>);
  return kClasses[static_cast<size_t>(type)];
}
inline TypeClass ClassOf(const Value& value) { return ClassOf(value.type()); }

/// Negative, zero or positive, like strcmp. A total preorder.
int Compare(const Value& a, const Value& b);

/// A hash with Compare(a, b) == 0  =>  HashValue(a) == HashValue(b).
uint64_t HashValue(const Value& value);

/// NaN as a double or as a decimal128.
bool IsNaN(const Value& value);

}  // namespace delta_utils
