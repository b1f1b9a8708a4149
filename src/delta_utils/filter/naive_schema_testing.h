// A few keywords of $jsonSchema in the plainest code: a second opinion for tests.
#pragma once

#include <string>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/naive_order_testing.h"

namespace delta_utils::naive {

struct TypeCode {
  std::string alias;
  int code;
  ValueType type;
};

/// MongoDB's aliases and numbers of types.
inline const std::vector<TypeCode>& TypeCodes() {
  static const std::vector<TypeCode> kCodes = {
      {"double", 1, ValueType::kDouble},
      {"string", 2, ValueType::kString},
      {"object", 3, ValueType::kObject},
      {"array", 4, ValueType::kArray},
      {"binData", 5, ValueType::kBinary},
      {"binData", 5, ValueType::kUuid},
      {"undefined", 6, ValueType::kUndefined},
      {"objectId", 7, ValueType::kObjectId},
      {"bool", 8, ValueType::kBool},
      {"date", 9, ValueType::kDate},
      {"null", 10, ValueType::kNull},
      {"regex", 11, ValueType::kRegex},
      {"dbPointer", 12, ValueType::kDbPointer},
      {"javascript", 13, ValueType::kJavaScript},
      {"symbol", 14, ValueType::kSymbol},
      {"javascriptWithScope", 15, ValueType::kJavaScriptWithScope},
      {"int", 16, ValueType::kInt32},
      {"timestamp", 17, ValueType::kTimestamp},
      {"long", 18, ValueType::kInt64},
      {"decimal", 19, ValueType::kDecimal128},
      {"minKey", -1, ValueType::kMinKey},
      {"maxKey", 127, ValueType::kMaxKey},
  };
  return kCodes;
}

inline std::string AliasOf(ValueType type) {
  for (const TypeCode& code : TypeCodes()) {
    if (code.type == type) return code.alias;
  }
  return "";
}

inline bool IsValid(const Value& value, const Object& schema);

inline bool HasFields(const Object& object, const Array& required) {
  for (const Value& name : required.values) {
    if (object.Find(name.get<std::string>()) == nullptr) return false;
  }
  return true;
}

inline bool HasValidFields(const Object& object, const Object& properties) {
  for (const auto& [name, schema] : properties.fields) {
    const Value* const value = object.Find(name);
    if (value != nullptr && !IsValid(*value, schema.get<Object>())) return false;
  }
  return true;
}

inline bool IsAmong(const Value& value, const Array& values) {
  for (const Value& one : values.values) {
    if (Order(value, one) == 0) return true;
  }
  return false;
}

inline int CountValid(const Value& value, const Array& schemas) {
  int valid = 0;
  for (const Value& schema : schemas.values) {
    if (IsValid(value, schema.get<Object>())) ++valid;
  }
  return valid;
}

inline bool KeywordHoldsOfObject(const Object& object, const std::string& keyword,
                                 const Value& operand) {
  if (keyword == "required") return HasFields(object, operand.get<Array>());
  if (keyword == "properties") return HasValidFields(object, operand.get<Object>());
  if (keyword == "minProperties") {
    return static_cast<int32_t>(object.size()) >= operand.get<int32_t>();
  }
  return true;
}

inline bool KeywordHoldsOfArray(const Array& array, const std::string& keyword,
                                const Value& operand) {
  const auto size = static_cast<int32_t>(array.size());
  if (keyword == "minItems") return size >= operand.get<int32_t>();
  if (keyword == "maxItems") return size <= operand.get<int32_t>();
  if (keyword == "items") {
    for (const Value& item : array.values) {
      if (!IsValid(item, operand.get<Object>())) return false;
    }
  }
  return true;
}

inline bool KeywordHoldsOfNumber(const Value& value, const std::string& keyword,
                                 const Value& operand) {
  if (keyword != "minimum" && keyword != "maximum") return true;
  const Fraction number = FractionOf(value);
  const Fraction bound = FractionOf(operand);
  if (number.is_nan || bound.is_nan) return number.is_nan && bound.is_nan;
  const int order = OrderOf(number, bound);
  return keyword == "minimum" ? order >= 0 : order <= 0;
}

inline bool KeywordHolds(const Value& value, const std::string& keyword,
                         const Value& operand) {
  if (keyword == "enum") return IsAmong(value, operand.get<Array>());
  if (keyword == "not") return !IsValid(value, operand.get<Object>());
  if (keyword == "anyOf") return CountValid(value, operand.get<Array>()) > 0;
  if (keyword == "oneOf") return CountValid(value, operand.get<Array>()) == 1;
  if (keyword == "bsonType") {
    const auto& alias = operand.get<std::string>();
    return AliasOf(value.type()) == alias ||
           (alias == "number" && ClassNumber(value) == 10);
  }
  if (const auto* object = value.get_if<Object>()) {
    return KeywordHoldsOfObject(*object, keyword, operand);
  }
  if (const auto* array = value.get_if<Array>()) {
    return KeywordHoldsOfArray(*array, keyword, operand);
  }
  return ClassNumber(value) != 10 || KeywordHoldsOfNumber(value, keyword, operand);
}

inline bool IsValid(const Value& value, const Object& schema) {
  for (const auto& [keyword, operand] : schema.fields) {
    if (!KeywordHolds(value, keyword, operand)) return false;
  }
  return true;
}

}  // namespace delta_utils::naive
