#include "delta_utils/expression/text_internal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/hex.h"
#include "delta_utils/expression/calendar_internal.h"
#include "delta_utils/expression/node_internal.h"
#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

std::string TextOfDouble(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  // The fewest digits that read back as the same number: d.ddde+xx.
  char text[40];
  const char* const end = std::to_chars(text, text + sizeof text, std::fabs(number),
                                        std::chars_format::scientific)
                              .ptr;
  const std::string_view shown(text, static_cast<size_t>(end - text));
  const size_t e = shown.find('e');
  const int exponent = std::atoi(std::string(shown.substr(e + 1)).c_str());
  const std::string sign = std::signbit(number) ? "-" : "";
  if (exponent < -4 || exponent > 15) return sign + std::string(shown);
  std::string digits(shown.substr(0, 1));
  if (e > 2) digits += shown.substr(2, e - 2);
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  }
  const size_t point = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= point) {
    return sign + digits + std::string(point - digits.size(), '0');
  }
  return sign + digits.substr(0, point) + "." + digits.substr(point);
}

}  // namespace

size_t FirstCharacterSize(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && IsContinuation(text[size])) ++size;
  return size;
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

size_t OffsetOfCharacter(std::string_view text, size_t number) {
  size_t offset = 0;
  for (; offset < text.size(); ++offset) {
    if (!IsContinuation(text[offset]) && number-- == 0) break;
  }
  return offset;
}

Result<std::string> IsoTextOf(const Date& date) {
  const CivilTime time = CivilOf(date.millis);
  if (time.year < 0 || time.year > 9999) {
    return InvalidArgument("",
                           "Could not convert date to string: date component was "
                           "outside the supported range of 0-9999: " +
                               std::to_string(time.year));
  }
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                static_cast<int>(time.year), static_cast<int>(time.month),
                static_cast<int>(time.day), static_cast<int>(time.hour),
                static_cast<int>(time.minute), static_cast<int>(time.second),
                static_cast<int>(time.millisecond));
  return std::string(text);
}

Result<std::optional<std::string>> TextOf(const Value& value) {
  using Text = std::optional<std::string>;
  switch (value.type()) {
    case ValueType::kString:
      return Text(value.get<std::string>());
    case ValueType::kSymbol:
      return Text(value.get<Symbol>().text);
    case ValueType::kBool:
      return Text(value.get<bool>() ? "true" : "false");
    case ValueType::kInt32:
      return Text(std::to_string(value.get<int32_t>()));
    case ValueType::kInt64:
      return Text(std::to_string(value.get<int64_t>()));
    case ValueType::kDouble:
      return Text(TextOfDouble(value.get<double>()));
    case ValueType::kDecimal128:
      return Text(ToString(value.get<Decimal128>()));
    case ValueType::kObjectId: {
      const auto& bytes = value.get<ObjectId>().bytes;
      return Text(ToHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    }
    case ValueType::kDate: {
      ARROW_ASSIGN_OR_RAISE(std::string text, IsoTextOf(value.get<Date>()));
      return Text(std::move(text));
    }
    default:
      return Text();
  }
}

Result<std::string> CoercedText(const Value& value) {
  if (IsNullish(value)) return std::string();
  if (const auto* script = value.get_if<JavaScript>()) return script->code;
  Result<std::optional<std::string>> text = std::optional<std::string>();
  if (!value.is<bool>() && !value.is<ObjectId>()) text = TextOf(value);
  ARROW_RETURN_NOT_OK(text.status());
  if (*text) return **std::move(text);
  return InvalidArgument("", "can't convert from BSON type " +
                                 std::string(NameOfType(value)) + " to String");
}

}  // namespace delta_utils::internal
