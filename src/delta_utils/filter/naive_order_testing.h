// MongoDB's order of values once more, in the plainest code: a second opinion for tests
// of filters, which shares nothing with base/compare.h.
//
//   naive::Order(Value(int64_t{9007199254740993}), Value(9007199254740992.0)) > 0
//
// Numbers become fractions of 128-bit integers. That is exact for numbers up to 2^66 of
// no more than 60 binary or 15 decimal places; DU_CHECK refuses others, so that a test
// can err only by ending.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "delta_utils/base/int128.h"
#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils::naive {

inline int Sign(Int128 number) { return number < 0 ? -1 : number > 0 ? 1 : 0; }

constexpr int kMaxPlaces = 60;
constexpr Int128 kMaxAbove = Int128{1} << 66;

struct Fraction {
  bool is_nan = false;
  int infinity = 0;  // its sign
  Int128 above = 0;
  Int128 below = 1;
};

inline Fraction FractionOf(double number) {
  Fraction result;
  result.is_nan = std::isnan(number);
  if (std::isinf(number)) result.infinity = number < 0 ? -1 : 1;
  if (!std::isfinite(number) || number == 0) return result;
  int exponent = 0;
  auto mantissa = static_cast<int64_t>(std::ldexp(std::frexp(number, &exponent), 53));
  exponent -= 53;
  for (; mantissa % 2 == 0; ++exponent) mantissa /= 2;
  DU_CHECK(exponent >= -kMaxPlaces && std::fabs(number) <= 0x1p66);
  result.above = mantissa;
  for (; exponent > 0; --exponent) result.above *= 2;
  for (; exponent < 0; ++exponent) result.below *= 2;
  return result;
}

/// By the layout of the BID encoding.
inline Fraction FractionOf(const Decimal128& number) {
  Fraction result;
  const bool is_negative = number.high >> 63 != 0;
  const uint64_t special = number.high >> 58 & 31;
  result.is_nan = special == 31;
  if (special == 30) result.infinity = is_negative ? -1 : 1;
  if (special >= 30) return result;
  const int exponent = static_cast<int>(number.high >> 49 & 0x3fff) - 6176;
  DU_CHECK((number.high & 0x1ffffffffffff) == 0 && exponent >= -15 && exponent <= 15);
  result.above = is_negative ? -static_cast<Int128>(number.low) : number.low;
  for (int i = 0; i < exponent; ++i) result.above *= 10;
  for (int i = 0; i > exponent; --i) result.below *= 10;
  return result;
}

inline Fraction FractionOf(const Value& number) {
  Fraction result;
  if (const auto* small = number.get_if<int32_t>()) {
    result.above = *small;
  } else if (const auto* large = number.get_if<int64_t>()) {
    result.above = *large;
  } else if (const auto* binary = number.get_if<double>()) {
    result = FractionOf(*binary);
  } else {
    result = FractionOf(number.get<Decimal128>());
  }
  // A product of such two stays within 127 bits.
  DU_CHECK(result.above <= kMaxAbove && result.above >= -kMaxAbove);
  return result;
}

inline int OrderOf(const Fraction& a, const Fraction& b) {
  if (a.is_nan || b.is_nan) return int{b.is_nan} - int{a.is_nan};
  if (a.infinity != 0 || b.infinity != 0) return Sign(a.infinity - b.infinity);
  return Sign(a.above * b.below - b.above * a.below);
}

/// The place of a value's class among the classes.
inline int ClassNumber(const Value& value) {
  switch (value.type()) {
    case ValueType::kMinKey:
      return -1;
    case ValueType::kUndefined:
      return 0;
    case ValueType::kNull:
      return 5;
    case ValueType::kInt32:
    case ValueType::kInt64:
    case ValueType::kDouble:
    case ValueType::kDecimal128:
      return 10;
    case ValueType::kString:
    case ValueType::kSymbol:
      return 15;
    case ValueType::kObject:
      return 20;
    case ValueType::kArray:
      return 25;
    case ValueType::kBinary:
    case ValueType::kUuid:
      return 30;
    case ValueType::kObjectId:
      return 35;
    case ValueType::kBool:
      return 40;
    case ValueType::kDate:
      return 45;
    case ValueType::kTimestamp:
      return 47;
    case ValueType::kRegex:
      return 50;
    case ValueType::kDbPointer:
      return 55;
    case ValueType::kJavaScript:
      return 60;
    case ValueType::kJavaScriptWithScope:
      return 65;
    case ValueType::kMaxKey:
      return 127;
  }
  return 128;
}

inline int BytesOrder(const std::string& a, const std::string& b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const auto x = static_cast<unsigned char>(a[i]);
    const auto y = static_cast<unsigned char>(b[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  return Sign(static_cast<Int128>(a.size()) - static_cast<Int128>(b.size()));
}

inline std::string TextOf(const Value& value) {
  if (const auto* symbol = value.get_if<Symbol>()) return symbol->text;
  return value.get<std::string>();
}

inline Binary BinaryOf(const Value& value) {
  if (const auto* binary = value.get_if<Binary>()) return *binary;
  const auto& bytes = value.get<Uuid>().bytes;
  return Binary{4, std::string(bytes.begin(), bytes.end())};
}

inline int Order(const Value& a, const Value& b);

inline int OrderOfObjects(const Object& a, const Object& b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const Field& x = a.fields[i];
    const Field& y = b.fields[i];
    const int classes = ClassNumber(x.value) - ClassNumber(y.value);
    if (classes != 0) return Sign(classes);
    const int names = BytesOrder(x.name, y.name);
    if (names != 0) return names;
    const int values = Order(x.value, y.value);
    if (values != 0) return values;
  }
  return Sign(static_cast<Int128>(a.size()) - static_cast<Int128>(b.size()));
}

inline int OrderOfArrays(const Array& a, const Array& b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const int values = Order(a.values[i], b.values[i]);
    if (values != 0) return values;
  }
  return Sign(static_cast<Int128>(a.size()) - static_cast<Int128>(b.size()));
}

inline int OrderOfBinaries(const Binary& a, const Binary& b) {
  if (a.bytes.size() != b.bytes.size()) return a.bytes.size() < b.bytes.size() ? -1 : 1;
  if (a.subtype != b.subtype) return a.subtype < b.subtype ? -1 : 1;
  return BytesOrder(a.bytes, b.bytes);
}

inline int OrderOfTimestamps(const Timestamp& a, const Timestamp& b) {
  if (a.seconds != b.seconds) return a.seconds < b.seconds ? -1 : 1;
  return Sign(Int128{a.increment} - Int128{b.increment});
}

inline int OrderOfRegexes(const Regex& a, const Regex& b) {
  const int patterns = BytesOrder(a.pattern, b.pattern);
  return patterns != 0 ? patterns : BytesOrder(a.options, b.options);
}

inline int OrderOfIds(const ObjectId& a, const ObjectId& b) {
  return BytesOrder(std::string(a.bytes.begin(), a.bytes.end()),
                    std::string(b.bytes.begin(), b.bytes.end()));
}

inline int OrderOfPointers(const DbPointer& a, const DbPointer& b) {
  const int names = BytesOrder(a.ns, b.ns);
  return names != 0 ? names : OrderOfIds(a.id, b.id);
}

inline int OrderOfScripts(const JavaScriptWithScope& a, const JavaScriptWithScope& b) {
  const int codes = BytesOrder(a.code, b.code);
  return codes != 0 ? codes : OrderOfObjects(a.scope, b.scope);
}

inline int Order(const Value& a, const Value& b) {
  const int class_number = ClassNumber(a);
  if (class_number != ClassNumber(b)) return Sign(class_number - ClassNumber(b));
  switch (class_number) {
    case 10:
      return OrderOf(FractionOf(a), FractionOf(b));
    case 15:
      return BytesOrder(TextOf(a), TextOf(b));
    case 20:
      return OrderOfObjects(a.get<Object>(), b.get<Object>());
    case 25:
      return OrderOfArrays(a.get<Array>(), b.get<Array>());
    case 30:
      return OrderOfBinaries(BinaryOf(a), BinaryOf(b));
    case 35:
      return OrderOfIds(a.get<ObjectId>(), b.get<ObjectId>());
    case 40:
      return int{a.get<bool>()} - int{b.get<bool>()};
    case 45:
      return Sign(Int128{a.get<Date>().millis} - b.get<Date>().millis);
    case 47:
      return OrderOfTimestamps(a.get<Timestamp>(), b.get<Timestamp>());
    case 50:
      return OrderOfRegexes(a.get<Regex>(), b.get<Regex>());
    case 55:
      return OrderOfPointers(a.get<DbPointer>(), b.get<DbPointer>());
    case 60:
      return BytesOrder(a.get<JavaScript>().code, b.get<JavaScript>().code);
    case 65:
      return OrderOfScripts(a.get<JavaScriptWithScope>(), b.get<JavaScriptWithScope>());
    default:
      DU_CHECK(class_number <= 5 || class_number == 127);
      return 0;  // there is one value of the class
  }
}

}  // namespace delta_utils::naive
