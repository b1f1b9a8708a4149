#include "delta_utils/filter/sql_literal_internal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/hex.h"
#include "delta_utils/base/iso_date.h"

namespace delta_utils::filter_internal {
namespace {

std::string Doubled(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted + quote;
}

std::string SqlBytes(std::string_view bytes, SqlDialect dialect) {
  const std::string hex = ToHex(bytes);
  return dialect == SqlDialect::kSpark ? "X'" + hex + "'" : "from_hex('" + hex + "')";
}

template <typename Float>
std::string FloatText(Float value) {
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

std::string Cast(std::string_view text, std::string_view type) {
  return "CAST('" + std::string(text) + "' AS " + std::string(type) + ")";
}

/// Digits and sign with the point `scale` digits from the end.
std::string DecimalText(const Decimal128& decimal, int scale) {
  const DecimalParts parts = PartsOf(decimal);
  std::string text;
  for (Uint128 rest = parts.coefficient; rest > 0; rest /= 10) {
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  while (text.size() <= static_cast<size_t>(scale)) text += '0';
  if (scale > 0) text.insert(static_cast<size_t>(scale), 1, '.');
  if (parts.negative) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

/// 2024-02-29 12:30:00 with what follows of a fraction.
std::string ClockText(const Date& date) {
  std::string text;
  AppendIsoDate(date, &text);
  text.pop_back();  // Z
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

std::string SqlTime(const Date& date, ColumnType type, SqlDialect dialect) {
  const std::string clock = ClockText(date);
  if (type == ColumnType::kDate) return "DATE '" + clock.substr(0, 10) + "'";
  const bool is_spark = dialect == SqlDialect::kSpark;
  if (type == ColumnType::kTimestamp) {
    // With an offset it is the same instant in every time zone of a session.
    return (is_spark ? "TIMESTAMP_LTZ '" : "TIMESTAMPTZ '") + clock + "+00:00'";
  }
  return (is_spark ? "TIMESTAMP_NTZ '" : "TIMESTAMP '") + clock + "'";
}

}  // namespace

Result<std::string> SqlName(std::string_view name, SqlDialect dialect) {
  if (name.find('\0') != std::string_view::npos) {
    return InvalidArgument(name, "a column's name has a NUL");
  }
  if (name.empty()) return Unsupported("", "SQL has no columns without a name");
  if (dialect == SqlDialect::kDuckDb) return Doubled(name, '"');
  if (name.find("${") != std::string_view::npos) {
    return Unsupported(name, "Spark substitutes variables in names with ${");
  }
  return Doubled(name, '`');
}

std::string SqlText(std::string_view text, SqlDialect dialect) {
  if (dialect == SqlDialect::kDuckDb) return Doubled(text, '\'');
  // Whether Spark reads backslashes as escapes, and two quotes as one or none, depends on
  // version and settings; before it parses, it substitutes ${...}.
  const bool is_plain = std::none_of(text.begin(), text.end(), [](char c) {
    return c == '\'' || c == '\\' || c == '$' || (c >= 0 && c < ' ') || c == '\x7f';
  });
  if (is_plain) return Doubled(text, '\'');
  return "CAST(" + SqlBytes(text, dialect) + " AS STRING)";
}

std::string SqlInteger(int64_t value) {
  // The sign is an operator, and the digits alone would be too many.
  if (value == std::numeric_limits<int64_t>::min()) return "(-9223372036854775807 - 1)";
  return std::to_string(value);
}

std::string SqlLiteral(const Value& value, const TypedColumn& column,
                       SqlDialect dialect) {
  switch (column.type) {
    case ColumnType::kBoolean:
      return value.get<bool>() ? "TRUE" : "FALSE";
    case ColumnType::kFloat:
      return Cast(FloatText(static_cast<float>(value.get<double>())), "FLOAT");
    case ColumnType::kDouble:
      return Cast(FloatText(value.get<double>()), "DOUBLE");
    case ColumnType::kDecimal:
      return Cast(DecimalText(value.get<Decimal128>(), column.scale),
                  "DECIMAL(" + std::to_string(column.precision) + "," +
                      std::to_string(column.scale) + ")");
    case ColumnType::kString:
      return SqlText(value.get<std::string>(), dialect);
    case ColumnType::kBinary:
      return SqlBytes(value.get<Binary>().bytes, dialect);
    case ColumnType::kDate:
    case ColumnType::kTimestamp:
    case ColumnType::kTimestampNtz:
      return SqlTime(value.get<Date>(), column.type, dialect);
    default:
      return SqlInteger(value.get<int64_t>());
  }
}

}  // namespace delta_utils::filter_internal
