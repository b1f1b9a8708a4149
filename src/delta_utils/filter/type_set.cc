#include "delta_utils/filter/type_set.h"

namespace delta_utils {

TypeSet TypeSet::OfClass(TypeClass type_class) {
  switch (type_class) {
    case TypeClass::kMinKey:
      return {ValueType::kMinKey};
    case TypeClass::kUndefined:
      return {ValueType::kUndefined};
    case TypeClass::kNull:
      return {ValueType::kNull};
    case TypeClass::kNumber:
      return {ValueType::kInt32, ValueType::kInt64, ValueType::kDouble,
              ValueType::kDecimal128};
    case TypeClass::kString:
      return {ValueType::kString, ValueType::kSymbol};
    case TypeClass::kObject:
      return {ValueType::kObject};
    case TypeClass::kArray:
      return {ValueType::kArray};
    case TypeClass::kBinary:
      return {ValueType::kBinary, ValueType::kUuid};
    case TypeClass::kObjectId:
      return {ValueType::kObjectId};
    case TypeClass::kBool:
      return {ValueType::kBool};
    case TypeClass::kDate:
      return {ValueType::kDate};
    case TypeClass::kTimestamp:
      return {ValueType::kTimestamp};
    case TypeClass::kRegex:
      return {ValueType::kRegex};
    case TypeClass::kDbPointer:
      return {ValueType::kDbPointer};
    case TypeClass::kCode:
      return {ValueType::kJavaScript};
    case TypeClass::kCodeWithScope:
      return {ValueType::kJavaScriptWithScope};
    case TypeClass::kMaxKey:
      return {ValueType::kMaxKey};
  }
  return {};
}

}  // namespace delta_utils
