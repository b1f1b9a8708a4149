#include <charconv>
#include <chrono>
#include <string_view>

#include "arrow/buffer.h"
#include "arrow/scalar.h"
#include "arrow/type.h"
#include "arrow/util/decimal.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/columnar/partition_value.h"

namespace delta_utils {
namespace {

using ScalarPtr = std::shared_ptr<arrow::Scalar>;
using TypePtr = std::shared_ptr<arrow::DataType>;

constexpr int64_t kMicrosPerSecond = 1000000;
constexpr int64_t kMicrosPerDay = int64_t{86400} * kMicrosPerSecond;

template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  T value{};
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

/// Takes exactly `count` digits from the front.
std::optional<int> TakeDigits(std::string_view* text, size_t count) {
  if (text->size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text->substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text->remove_prefix(count);
  return value;
}

bool TakeCharacter(std::string_view* text, char c) {
  if (!text->starts_with(c)) return false;
  text->remove_prefix(1);
  return true;
}

/// Takes "[+-]yyyy...-mm-dd" from the front; days since 1970-01-01.
std::optional<int32_t> TakeDate(std::string_view* text) {
  constexpr size_t kMaxYearDigits = 5;  // std::chrono::year ends at 32767
  const bool negative = TakeCharacter(text, '-');
  if (!negative) TakeCharacter(text, '+');
  const size_t digits = text->find('-');
  if (digits == std::string_view::npos || digits < 4 || digits > kMaxYearDigits) {
    return std::nullopt;
  }
  const auto year = TakeDigits(text, digits);
  if (!year || *year > static_cast<int>(std::chrono::year::max())) return std::nullopt;
  if (!TakeCharacter(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2);
  if (!month || !TakeCharacter(text, '-')) return std::nullopt;
  const auto day = TakeDigits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year{negative ? -*year : *year},
      std::chrono::month{static_cast<unsigned>(*month)},
      std::chrono::day{static_cast<unsigned>(*day)});
  if (!date.ok()) return std::nullopt;
  return static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// Takes "hh:mm:ss[.f...]"; microseconds. Digits behind the sixth are dropped.
std::optional<int64_t> TakeTime(std::string_view* text) {
  const auto hour = TakeDigits(text, 2);
  if (!hour || *hour > 23 || !TakeCharacter(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2);
  if (!minute || *minute > 59 || !TakeCharacter(text, ':')) return std::nullopt;
  const auto second = TakeDigits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  int64_t micros = (int64_t{*hour} * 3600 + *minute * 60 + *second) * kMicrosPerSecond;
  if (!TakeCharacter(text, '.')) return micros;
  int64_t unit = kMicrosPerSecond;
  bool any = false;
  while (const auto digit = TakeDigits(text, 1)) {
    unit /= 10;
    micros += unit * *digit;
    any = true;
  }
  if (!any) return std::nullopt;
  return micros;
}

/// Takes "", "Z", "+hh:mm", "+hhmm" or "+hh"; microseconds east of UTC.
std::optional<int64_t> TakeOffset(std::string_view* text) {
  if (text->empty() || TakeCharacter(text, 'Z')) return 0;
  const bool west = text->starts_with('-');
  if (!west && !text->starts_with('+')) return std::nullopt;
  text->remove_prefix(1);
  const auto hours = TakeDigits(text, 2);
  if (!hours || *hours > 18) return std::nullopt;
  TakeCharacter(text, ':');
  int minutes = 0;
  if (!text->empty()) {
    const auto taken = TakeDigits(text, 2);
    if (!taken || *taken > 59) return std::nullopt;
    minutes = *taken;
  }
  const int64_t offset = (int64_t{*hours} * 60 + minutes) * 60 * kMicrosPerSecond;
  return west ? -offset : offset;
}

std::optional<int64_t> ParseTimestamp(std::string_view text, bool utc) {
  const auto days = TakeDate(&text);
  if (!days) return std::nullopt;
  if (text.empty()) return *days * kMicrosPerDay;
  if (!TakeCharacter(&text, 'T') && !TakeCharacter(&text, ' ')) return std::nullopt;
  const auto time = TakeTime(&text);
  const auto offset = TakeOffset(&text);
  if (!time || !offset || !text.empty()) return std::nullopt;
  // A local timestamp is the digits themselves, whatever zone is written behind them.
  return *days * kMicrosPerDay + *time - (utc ? *offset : 0);
}

Result<ScalarPtr> NoValue(const std::string& text, const arrow::DataType& type) {
  return Corrupt("", "partition value '" + text + "' is no " + type.ToString());
}

template <typename ScalarType, typename T>
Result<ScalarPtr> MakeValue(const std::optional<T>& value, const std::string& text,
                            const TypePtr& type) {
  if (!value) return NoValue(text, *type);
  return std::make_shared<ScalarType>(*value, type);
}

template <typename ScalarType>
Result<ScalarPtr> MakeNumber(const std::string& text, const TypePtr& type) {
  return MakeValue<ScalarType>(ParseNumber<typename ScalarType::ValueType>(text), text,
                               type);
}

Result<ScalarPtr> MakeBoolean(const std::string& text, const TypePtr& type) {
  if (text == "true" || text == "True" || text == "TRUE") {
    return std::make_shared<arrow::BooleanScalar>(true);
  }
  if (text == "false" || text == "False" || text == "FALSE") {
    return std::make_shared<arrow::BooleanScalar>(false);
  }
  return NoValue(text, *type);
}

Result<ScalarPtr> MakeDecimal(const std::string& text, const TypePtr& type) {
  const auto& decimal = static_cast<const arrow::Decimal128Type&>(*type);
  arrow::Decimal128 value;
  int32_t scale = 0;
  if (!arrow::Decimal128::FromString(text, &value, nullptr, &scale).ok()) {
    return NoValue(text, *type);
  }
  const auto rescaled = value.Rescale(scale, decimal.scale());
  if (!rescaled.ok() || !rescaled->FitsInPrecision(decimal.precision())) {
    return NoValue(text, *type);
  }
  return std::make_shared<arrow::Decimal128Scalar>(*rescaled, type);
}

Result<ScalarPtr> MakeDate(const std::string& text, const TypePtr& type) {
  std::string_view rest = text;
  auto days = TakeDate(&rest);
  if (!rest.empty()) days.reset();
  return MakeValue<arrow::Date32Scalar>(days, text, type);
}

Result<ScalarPtr> MakeTyped(const std::string& text, const TypePtr& type) {
  switch (type->id()) {
    case arrow::Type::STRING:
      return std::make_shared<arrow::StringScalar>(text);
    case arrow::Type::BINARY:
      return std::make_shared<arrow::BinaryScalar>(arrow::Buffer::FromString(text));
    case arrow::Type::BOOL:
      return MakeBoolean(text, type);
    case arrow::Type::INT8:
      return MakeNumber<arrow::Int8Scalar>(text, type);
    case arrow::Type::INT16:
      return MakeNumber<arrow::Int16Scalar>(text, type);
    case arrow::Type::INT32:
      return MakeNumber<arrow::Int32Scalar>(text, type);
    case arrow::Type::INT64:
      return MakeNumber<arrow::Int64Scalar>(text, type);
    case arrow::Type::FLOAT:
      return MakeNumber<arrow::FloatScalar>(text, type);
    case arrow::Type::DOUBLE:
      return MakeNumber<arrow::DoubleScalar>(text, type);
    case arrow::Type::DECIMAL128:
      return MakeDecimal(text, type);
    case arrow::Type::DATE32:
      return MakeDate(text, type);
    case arrow::Type::TIMESTAMP: {
      const bool utc =
          !static_cast<const arrow::TimestampType&>(*type).timezone().empty();
      return MakeValue<arrow::TimestampScalar>(ParseTimestamp(text, utc), text, type);
    }
    default:
      return Unsupported("", "a partition column of " + type->ToString());
  }
}

}  // namespace

Result<ScalarPtr> ParsePartitionValue(const std::optional<std::string>& text,
                                      const DataType& type) {
  ARROW_ASSIGN_OR_RAISE(const TypePtr arrow_type,
                        ToArrowType(type, ColumnNames::kLogical));
  const bool is_null =
      !text || (text->empty() && arrow_type->id() != arrow::Type::STRING);
  if (is_null) return arrow::MakeNullScalar(arrow_type);
  return MakeTyped(*text, arrow_type);
}

}  // namespace delta_utils
