#include "delta_utils/columnar/stats_zone_maps.h"

#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "arrow/array/util.h"
#include "arrow/scalar.h"
#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/partition_value.h"

namespace delta_utils {
namespace {

using ScalarPtr = std::shared_ptr<arrow::Scalar>;

/// What a double holds of decimal digits for sure.
constexpr int kDoubleDigits = std::numeric_limits<double>::digits10;
constexpr Uint128 kDoubleLimit = 1'000'000'000'000'000;  // 10^kDoubleDigits

/// The scalar as documents have it.
std::optional<Value> Read(const ZoneColumn& column, const ScalarPtr& scalar) {
  const auto array = arrow::MakeArrayFromScalar(*scalar, 1);
  if (!array.ok()) return std::nullopt;
  Result<Value> value = DecodeValue(column.column, **array, 0);
  return value.ok() ? std::optional(*std::move(value)) : std::nullopt;
}

/// A JSON scalar's text as partition values have it: strings without their quotes.
std::optional<std::string> TextOf(const std::string& json, bool is_quoted) {
  if (json.starts_with('"') != is_quoted) return std::nullopt;
  if (!is_quoted) return json;
  const auto parsed = ParseExtJson(json);
  const bool is_text = parsed.ok() && parsed->is<std::string>();
  return is_text ? std::optional(parsed->get<std::string>()) : std::nullopt;
}

bool IsQuoted(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kString:
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
    case ColumnKind::kDate:
    case ColumnKind::kTimestampNtz:
    case ColumnKind::kDay:
      return true;
    default:
      return false;
  }
}

/// Outwards by as much as a double may have lost of the number.
Value Widened(const Decimal128& decimal, BoundSide side) {
  DecimalParts parts = PartsOf(decimal);
  if (parts.form != DecimalParts::Form::kFinite || parts.coefficient == 0) return decimal;
  while (parts.coefficient < kDoubleLimit) {
    parts.coefficient *= 10;
    --parts.exponent;
  }
  const Uint128 slack = parts.coefficient / kDoubleLimit + 1;
  const bool grows = parts.negative == (side == BoundSide::kMin);
  parts.coefficient = grows ? parts.coefficient + slack : parts.coefficient - slack;
  const auto widened = MakeDecimal128(parts);
  return widened ? Value(*widened) : Value(Null{});
}

/// Writers cut timestamps to milliseconds, or do not.
Value OuterMillis(int64_t micros, BoundSide side) {
  int64_t millis = micros / 1000;
  if (micros % 1000 < 0) --millis;
  return Date{side == BoundSide::kMax ? millis + 1 : millis};
}

/// Old Spark marks a cut maximum by U+FFFD, which in the order of bytes is below the
/// characters of four bytes that may have been cut off.
std::string OuterText(std::string text, BoundSide side) {
  constexpr std::string_view kOldMark = "\xEF\xBF\xBD";
  constexpr std::string_view kLastCharacter = "\xF4\x8F\xBF\xBF";
  if (side == BoundSide::kMax && text.ends_with(kOldMark)) {
    text.replace(text.size() - kOldMark.size(), kOldMark.size(), kLastCharacter);
  }
  return text;
}

/// Whether the text of a timestamp names its zone.
bool HasOffset(std::string_view text) {
  const size_t time = text.find_first_of("T ");
  return time != std::string_view::npos &&
         text.find_first_of("Z+-", time) != std::string_view::npos;
}

/// A number of a column that was once of type float, then double: its statistics may be
/// of either, and "0.1" is not the same number in both.
bool WasFloat(const StructField& field) {
  const auto changes = field.RawMetadata("delta.typeChanges");
  return changes && changes->find("float") != std::string_view::npos;
}

std::optional<Value> ReadBound(const ZoneColumn& column, const std::string& text,
                               const DataType& type, BoundSide side) {
  const auto scalar = ParsePartitionValue(text, type);
  if (!scalar.ok() || !(*scalar)->is_valid) return std::nullopt;
  const ColumnKind kind = column.column.kind;
  if (kind == ColumnKind::kDate || kind == ColumnKind::kTimestampNtz) {
    return OuterMillis(static_cast<const arrow::TimestampScalar&>(**scalar).value, side);
  }
  std::optional<Value> value = Read(column, *scalar);
  if (value && kind == ColumnKind::kDecimal && column.column.precision > kDoubleDigits) {
    const auto* decimal = value->get_if<Decimal128>();
    if (decimal == nullptr) return std::nullopt;
    return Widened(*decimal, side);
  }
  return value;
}

ZoneBound BoundOf(const ZoneColumn& column, const std::optional<std::string>& json,
                  BoundSide side) {
  if (!json) return {};
  const StructField& field = *column.steps.back().field;
  const ColumnKind kind = column.column.kind;
  const auto text = TextOf(*json, IsQuoted(kind));
  if (!text) return {};
  if (kind == ColumnKind::kString || kind == ColumnKind::kObjectId ||
      kind == ColumnKind::kUuid) {
    return BoundOfStored(column.column, Value(OuterText(*text, side)), side);
  }
  if (kind == ColumnKind::kDate && !HasOffset(*text)) return {};
  std::optional<Value> value = ReadBound(column, *text, field.type, side);
  if (!value) return {};
  const bool is_double = kind == ColumnKind::kDouble || kind == ColumnKind::kNumber;
  if (is_double && WasFloat(field)) {
    ZoneColumn narrow = column;
    narrow.column.kind = ColumnKind::kFloat;
    const auto other = ReadBound(narrow, *text, {PrimitiveType{"float"}}, side);
    if (!other) return {};
    const bool is_outer = (Compare(*other, *value) < 0) == (side == BoundSide::kMin);
    if (is_outer) value = other;
  }
  return BoundOfStored(column.column, *value, side);
}

ZoneCount NullsOf(const ColumnStats& stats, const ZoneCount& rows, bool is_tight) {
  if (!stats.null_count || *stats.null_count < 0) return {};
  const int64_t count = *stats.null_count;
  if (rows.knowledge == Knowledge::kExact && count > rows.count) return {};
  const bool is_all = rows.knowledge == Knowledge::kExact && count == rows.count;
  if (!is_tight && count != 0 && !is_all) return {};
  return {count, Knowledge::kExact};
}

}  // namespace

ZoneCount RowsOf(const FileStats& stats) {
  if (!stats.num_records || *stats.num_records < 0) return {};
  return {*stats.num_records, Knowledge::kExact};
}

ZoneMap ZoneOfPartitionValue(const ZoneColumn& column,
                             const std::optional<std::string>& text, ZoneCount rows) {
  if (column.shape != ZoneColumn::Shape::kLeaf || column.steps.size() != 1) {
    return ZoneOfSchema(column);
  }
  const auto scalar = ParsePartitionValue(text, column.steps.front().field->type);
  const auto value = scalar.ok() ? Read(column, *scalar) : std::nullopt;
  return value ? ZoneOfConstant(column, *value, rows) : ZoneOfSchema(column);
}

ZoneMap ZoneOfStats(const ZoneColumn& column, const FileStats& stats, bool is_tight,
                    ColumnMappingMode mode) {
  const ZoneCount rows = RowsOf(stats);
  if (column.shape == ZoneColumn::Shape::kAbsent) return ZoneOfNulls(column, rows);
  ZoneMap map = ZoneOfSchema(column);
  if (column.shape != ZoneColumn::Shape::kLeaf || column.is_list()) return map;
  map.rows = rows;
  ColumnPath path;
  for (const auto& step : column.steps) path.push_back(PhysicalName(*step.field, mode));
  const auto found = stats.columns.find(path);
  if (found == stats.columns.end()) return map;
  map.nulls = NullsOf(found->second, rows, is_tight);
  const bool is_all_null = map.nulls.knowledge == Knowledge::kExact &&
                           rows.knowledge == Knowledge::kExact &&
                           map.nulls.count == rows.count;
  if (is_all_null) return ZoneOfNulls(column, rows);
  map.min = BoundOf(column, found->second.min, BoundSide::kMin);
  map.max = BoundOf(column, found->second.max, BoundSide::kMax);
  const bool are_bounds = map.min.knowledge != Knowledge::kUnknown &&
                          map.max.knowledge != Knowledge::kUnknown;
  if (are_bounds && Compare(map.min.value, map.max.value) > 0) {
    map.min = {};
    map.max = {};
  }
  return map;
}

}  // namespace delta_utils
