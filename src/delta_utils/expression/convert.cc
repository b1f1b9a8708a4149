#include "delta_utils/expression/convert_internal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "delta_utils/base/hex.h"
#include "delta_utils/expression/dates_internal.h"
#include "delta_utils/expression/number_internal.h"
#include "delta_utils/expression/text_internal.h"

namespace delta_utils::internal {
namespace {

constexpr std::string_view kNoOnError = " in $convert with no onError value";

Status NoConversion(const Value& value, ValueType target) {
  return InvalidArgument("", "Unsupported conversion from " +
                                 std::string(NameOfType(value)) + " to " +
                                 std::string(TypeName(target)) + std::string(kNoOnError));
}

Status NotParsed(std::string_view what, const std::string& text, std::string_view why) {
  return InvalidArgument("", "Failed to parse " + std::string(what) + " '" +
                                 text.substr(0, 100) + "'" + std::string(kNoOnError) +
                                 ": " + std::string(why));
}

Result<int64_t> IntegerOfText(const std::string& text) {
  std::string_view digits = text;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    return InvalidArgument("", "Illegal hexadecimal input" + std::string(kNoOnError) +
                                   ": " + text.substr(0, 100));
  }
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  int64_t integer = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), integer);
  if (error == std::errc::result_out_of_range) {
    return NotParsed("number", text, "Overflow");
  }
  if (digits.empty() || error != std::errc()) {
    return NotParsed("number", text,
                     text.empty() ? "Empty string" : "Did not consume whole string.");
  }
  if (end != digits.data() + digits.size()) {
    return NotParsed("number", text, "Did not consume whole string.");
  }
  return integer;
}

/// A double, truncated decimal or integer in the range of `target`.
Result<int64_t> IntegerOfNumber(const Value& value, ValueType target) {
  const double number = DoubleOf(value);
  if (std::isnan(number)) {
    return InvalidArgument(
        "", "Attempt to convert NaN value to integer type" + std::string(kNoOnError));
  }
  if (std::isinf(number) && !(IsDecimal(value) && PartsOf(value.get<Decimal128>()).form ==
                                                      DecimalParts::Form::kFinite)) {
    return InvalidArgument("", "Attempt to convert infinity value to integer type" +
                                   std::string(kNoOnError));
  }
  const std::optional<int64_t> integer = TruncatedInteger(value);
  const bool fits = integer && (target == ValueType::kInt64 ||
                                *integer == static_cast<int32_t>(*integer));
  if (fits) return *integer;
  return InvalidArgument("", "Conversion would overflow target type" +
                                 std::string(kNoOnError) + ": " + Shown(value));
}

Result<Value> ToInteger(const Value& value, ValueType target) {
  int64_t integer = 0;
  if (value.is_number()) {
    ARROW_ASSIGN_OR_RAISE(integer, IntegerOfNumber(value, target));
  } else if (const bool* truth = value.get_if<bool>()) {
    integer = *truth ? 1 : 0;
  } else if (const auto* text = value.get_if<std::string>()) {
    ARROW_ASSIGN_OR_RAISE(integer, IntegerOfText(*text));
    if (target == ValueType::kInt32 && integer != static_cast<int32_t>(integer)) {
      return NotParsed("number", *text, "Overflow");
    }
  } else if (value.is<Date>() && target == ValueType::kInt64) {
    integer = value.get<Date>().millis;
  } else {
    return NoConversion(value, target);
  }
  if (target == ValueType::kInt64) return Value(integer);
  return Value(static_cast<int32_t>(integer));
}

Result<Value> DoubleOfText(const std::string& text) {
  constexpr std::string_view kAllowed = "0123456789+-.eEinftyINFTYaA";
  const bool is_plain =
      !text.empty() && text.find_first_not_of(kAllowed) == std::string::npos;
  if (!is_plain) {
    return NotParsed("number", text,
                     text.empty() ? "Empty string" : "Did not consume whole string.");
  }
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) {
    return NotParsed("number", text, "Did not consume whole string.");
  }
  const bool says_infinite = text.find_first_of("iI") != std::string::npos;
  if (std::isinf(number) && !says_infinite) {
    return NotParsed("number", text, "Out of range");
  }
  return Value(number);
}

Result<Value> ToDouble(const Value& value) {
  if (const auto* text = value.get_if<std::string>()) return DoubleOfText(*text);
  if (const bool* truth = value.get_if<bool>()) return Value(*truth ? 1.0 : 0.0);
  if (const Date* date = value.get_if<Date>()) {
    return Value(static_cast<double>(date->millis));
  }
  if (!value.is_number()) return NoConversion(value, ValueType::kDouble);
  const double number = DoubleOf(value);
  const bool is_finite = !IsDecimal(value) || PartsOf(value.get<Decimal128>()).form ==
                                                  DecimalParts::Form::kFinite;
  if (std::isinf(number) && is_finite && !value.is<double>()) {
    return InvalidArgument("", "Conversion would overflow target type" +
                                   std::string(kNoOnError) + ": " + Shown(value));
  }
  return Value(number);
}

Result<Value> ToDecimal(const Value& value) {
  if (const auto* text = value.get_if<std::string>()) {
    const Result<Decimal128> decimal = ParseDecimal128(*text);
    if (!decimal.ok()) return NotParsed("number", *text, decimal.status().message());
    return Value(*decimal);
  }
  if (const bool* truth = value.get_if<bool>()) {
    return Value(DecimalOfInteger(*truth ? 1 : 0));
  }
  if (const Date* date = value.get_if<Date>()) {
    return Value(DecimalOfInteger(date->millis));
  }
  if (!value.is_number()) return NoConversion(value, ValueType::kDecimal128);
  return Value(DecimalOf(value));
}

Result<Value> ToText(const Value& value) {
  Result<std::optional<std::string>> text = TextOf(value);
  ARROW_RETURN_NOT_OK(text.status());
  if (!*text || value.is<Symbol>()) return NoConversion(value, ValueType::kString);
  return Value(**std::move(text));
}

Result<Value> ToDate(const Value& value) {
  if (const auto* text = value.get_if<std::string>()) {
    const Result<Date> date = ParseDateText(*text, std::nullopt);
    if (!date.ok()) return date.status();
    return Value(*date);
  }
  if (value.is_number() && !value.is<int32_t>()) {
    ARROW_ASSIGN_OR_RAISE(const int64_t millis,
                          IntegerOfNumber(value, ValueType::kInt64));
    return Value(Date{millis});
  }
  const Result<int64_t> millis = MillisOfOperand(value);
  if (!millis.ok()) return NoConversion(value, ValueType::kDate);
  return Value(Date{*millis});
}

Result<Value> ToObjectId(const Value& value) {
  const std::string* text = value.get_if<std::string>();
  if (text == nullptr) return NoConversion(value, ValueType::kObjectId);
  ObjectId id;
  if (text->size() != 2 * id.bytes.size()) {
    return NotParsed("objectId", *text,
                     "Invalid string length for parsing to OID, expected 24 but found " +
                         std::to_string(text->size()));
  }
  const std::optional<std::string> bytes = FromHex(*text);
  if (!bytes) {
    return NotParsed("objectId", *text, "Invalid character found in hex string");
  }
  std::copy(bytes->begin(), bytes->end(), id.bytes.begin());
  return Value(id);
}

}  // namespace

Result<Value> ConvertTo(const Value& value, ValueType target) {
  if (value.type() == target) return value;
  switch (target) {
    case ValueType::kDouble:
      return ToDouble(value);
    case ValueType::kString:
      return ToText(value);
    case ValueType::kObjectId:
      return ToObjectId(value);
    case ValueType::kBool:
      return Value(IsTruthy(value));
    case ValueType::kDate:
      return ToDate(value);
    case ValueType::kDecimal128:
      return ToDecimal(value);
    default:
      return ToInteger(value, target);
  }
}

}  // namespace delta_utils::internal
