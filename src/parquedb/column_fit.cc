#include "parquedb/column_fit.h"

#include <cmath>
#include <limits>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/int128.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/columnar/document_value.h"

namespace parquedb {
namespace {

using delta_utils::Binary;
using delta_utils::Date;
using delta_utils::Decimal128;
using delta_utils::DecimalParts;
using delta_utils::Null;
using delta_utils::ObjectId;
using delta_utils::Uuid;
using delta_utils::ValueOfDecimal;
using delta_utils::ValueOfDouble;
using delta_utils::ValueOfInt;
using delta_utils::ValueOfMicros;
using delta_utils::ValueOfText;

bool FitsInt32(int64_t number) {
  return number >= std::numeric_limits<int32_t>::min() &&
         number <= std::numeric_limits<int32_t>::max();
}

std::optional<int64_t> IntegralOf(double number) {
  // 2^63 itself is out of range; the comparison is exact in double.
  if (!(number >= -0x1p63 && number < 0x1p63) || number != std::trunc(number)) return {};
  return static_cast<int64_t>(number);
}

std::optional<Int128> Rescale(Int128 coefficient, int digits_to_add) {
  for (; digits_to_add > 0; --digits_to_add) {
    if (coefficient == 0) return coefficient;
    if (__builtin_mul_overflow(coefficient, Int128{10}, &coefficient)) return {};
  }
  for (; digits_to_add < 0; ++digits_to_add) {
    if (coefficient == 0) return coefficient;
    if (coefficient % 10 != 0) return {};
    coefficient /= 10;
  }
  return coefficient;
}

bool FitsPrecision(Int128 unscaled, int precision) {
  const Int128 limit = delta_utils::PowerOfTen(precision);
  return unscaled > -limit && unscaled < limit;
}

Fit ExactIf(bool exact) { return exact ? Fit::kExact : Fit::kNo; }

Fit ScalarFit(const Column& column, const Value& value) {
  switch (column.kind) {  // kinds of one type: all or nothing, decided without a copy
    case ColumnKind::kString:
      return ExactIf(value.is<std::string>());
    case ColumnKind::kBool:
      return ExactIf(value.is<bool>());
    case ColumnKind::kObjectId:
      return ExactIf(value.is<ObjectId>());
    case ColumnKind::kUuid:
      return ExactIf(value.is<Uuid>());
    case ColumnKind::kBinary:
      return ExactIf(HeldBytes(column, value).has_value());
    default:
      break;
  }
  Value back = ReadBack(column, value);
  if (back.is<Null>()) return Fit::kNo;
  return back == value ? Fit::kExact : Fit::kHeld;
}

Fit Weaker(Fit a, Fit b) { return a < b ? a : b; }

Fit ObjectFit(const Column& column, const Object& object) {
  Fit fit = Fit::kExact;
  // Positions of the fields in the column's order: descending anywhere loses the order.
  size_t next = 0;
  for (const auto& field : object.fields) {
    size_t position = next;
    while (position < column.children.size() &&
           column.children[position].name != field.name) {
      ++position;
    }
    const Column* child = position < column.children.size()
                              ? &column.children[position]
                              : column.FindChild(field.name);
    if (child == nullptr) return Fit::kNo;
    if (position == column.children.size()) fit = Fit::kHeld;
    for (size_t skipped = next; skipped < position && fit == Fit::kExact; ++skipped) {
      if (!column.children[skipped].null_is_missing) fit = Fit::kHeld;
    }
    if (position < column.children.size()) next = position + 1;
    fit = Weaker(fit, FitOf(*child, field.value));
    if (fit == Fit::kNo) return fit;
  }
  for (size_t i = next; i < column.children.size() && fit == Fit::kExact; ++i) {
    if (!column.children[i].null_is_missing) fit = Fit::kHeld;
  }
  return fit;
}

Fit ArrayFit(const Column& column, const Array& array) {
  Fit fit = Fit::kExact;
  for (const Value& element : array.values) {
    if (element.is<Null>()) continue;
    fit = Weaker(fit, FitOf(column.element(), element));
    if (fit == Fit::kNo) break;
  }
  return fit;
}

Value ReadBackObject(const Column& column, const Object& object) {
  Object result;
  for (const Column& child : column.children) {
    const Value* value = object.Find(child.name);
    Value back = value == nullptr ? Value(Null{}) : ReadBack(child, *value);
    if (back.is<Null>() && child.null_is_missing) continue;
    result.Append(child.name, std::move(back));
  }
  return result;
}

Value ReadBackArray(const Column& column, const Array& array) {
  Array result;
  result.values.reserve(array.size());
  for (const Value& element : array.values) {
    result.values.push_back(ReadBack(column.element(), element));
  }
  return result;
}

}  // namespace

std::optional<int64_t> HeldInt(const Value& value, ColumnKind kind) {
  std::optional<int64_t> number;
  if (const auto* small = value.get_if<int32_t>()) number = *small;
  if (const auto* large = value.get_if<int64_t>()) number = *large;
  if (const auto* real = value.get_if<double>()) number = IntegralOf(*real);
  if (number && kind == ColumnKind::kInt && !FitsInt32(*number)) return {};
  return number;
}

std::optional<double> HeldDouble(const Value& value) {
  if (const auto* real = value.get_if<double>()) return *real;
  if (const auto* small = value.get_if<int32_t>()) return *small;
  const auto* large = value.get_if<int64_t>();
  if (large == nullptr) return {};
  double real = static_cast<double>(*large);
  if (IntegralOf(real) != *large) return {};
  return real;
}

std::optional<Int128> HeldDecimal(const Column& column, const Value& value) {
  std::optional<Int128> unscaled;
  if (const auto* decimal = value.get_if<Decimal128>()) {
    DecimalParts parts = delta_utils::PartsOf(*decimal);
    if (parts.form != DecimalParts::Form::kFinite) return {};
    auto coefficient = static_cast<Int128>(parts.coefficient);
    if (parts.negative) coefficient = -coefficient;
    unscaled = Rescale(coefficient, parts.exponent + column.scale);
  } else if (const auto* small = value.get_if<int32_t>()) {
    unscaled = Rescale(*small, column.scale);
  } else if (const auto* large = value.get_if<int64_t>()) {
    unscaled = Rescale(*large, column.scale);
  }
  if (unscaled && !FitsPrecision(*unscaled, column.precision)) return {};
  return unscaled;
}

std::optional<int64_t> HeldMicros(const Value& value) {
  const auto* date = value.get_if<Date>();
  int64_t micros;
  if (date == nullptr || __builtin_mul_overflow(date->millis, int64_t{1000}, &micros)) {
    return {};
  }
  return micros;
}

std::optional<std::string> HeldText(ColumnKind kind, const Value& value) {
  if (kind == ColumnKind::kObjectId) {
    const auto* id = value.get_if<ObjectId>();
    return id == nullptr ? std::nullopt : std::optional(delta_utils::ToString(*id));
  }
  if (kind == ColumnKind::kUuid) {
    const auto* uuid = value.get_if<Uuid>();
    return uuid == nullptr ? std::nullopt : std::optional(delta_utils::ToString(*uuid));
  }
  const auto* text = value.get_if<std::string>();
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::string_view> HeldBytes(const Column& column, const Value& value) {
  const auto* binary = value.get_if<Binary>();
  if (binary == nullptr || binary->subtype != column.subtype) return {};
  return binary->bytes;
}

Fit FitOf(const Column& column, const Value& value) {
  if (value.is<Null>()) return column.null_is_missing ? Fit::kHeld : Fit::kExact;
  switch (column.kind) {
    case ColumnKind::kObject: {
      const auto* object = value.get_if<Object>();
      return object == nullptr ? Fit::kNo : ObjectFit(column, *object);
    }
    case ColumnKind::kArray: {
      const auto* array = value.get_if<Array>();
      return array == nullptr ? Fit::kNo : ArrayFit(column, *array);
    }
    default:
      return ScalarFit(column, value);
  }
}

Value ReadBack(const Column& column, const Value& value) {
  switch (column.kind) {
    case ColumnKind::kInt:
    case ColumnKind::kLong:
    case ColumnKind::kWhole:
      if (auto held = HeldInt(value, column.kind)) return ValueOfInt(column.kind, *held);
      break;
    case ColumnKind::kDouble:
    case ColumnKind::kNumber:
      if (auto held = HeldDouble(value)) return ValueOfDouble(column.kind, *held);
      break;
    case ColumnKind::kDecimal:
      if (auto held = HeldDecimal(column, value)) return ValueOfDecimal(column, *held);
      break;
    case ColumnKind::kDate:
      if (auto held = HeldMicros(value)) return ValueOfMicros(*held, true);
      break;
    case ColumnKind::kString:
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
      if (auto held = HeldText(column.kind, value))
        return ValueOfText(column.kind, *held);
      break;
    case ColumnKind::kBool:
      if (value.is<bool>()) return value;
      break;
    case ColumnKind::kBinary:
      if (HeldBytes(column, value)) return value;
      break;
    case ColumnKind::kObject:
      if (FitOf(column, value) != Fit::kNo && value.is<Object>()) {
        return ReadBackObject(column, value.get<Object>());
      }
      break;
    case ColumnKind::kArray:
      if (FitOf(column, value) != Fit::kNo && value.is<Array>()) {
        return ReadBackArray(column, value.get<Array>());
      }
      break;
    default:
      break;
  }
  return Null{};
}

}  // namespace parquedb
