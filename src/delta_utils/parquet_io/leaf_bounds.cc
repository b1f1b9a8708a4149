#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/parquet_io/leaf_bounds_internal.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"
#include "parquet/statistics.h"
#include "parquet/types.h"

namespace delta_utils {
namespace {

using parquet::LogicalType;
using Statistics = std::shared_ptr<parquet::Statistics>;
__extension__ typedef __int128 Wide;

/// How a value at a bound compares to the literal: negative, zero or positive.
struct Against {
  int least;
  int greatest;
};

bool Excludes(Against bounds, VariantComparison comparison) {
  switch (comparison) {
    case VariantComparison::kEqual:
      return bounds.least > 0 || bounds.greatest < 0;
    case VariantComparison::kLess:
      return bounds.least >= 0;
    case VariantComparison::kLessEqual:
      return bounds.least > 0;
    case VariantComparison::kGreater:
      return bounds.greatest <= 0;
    case VariantComparison::kGreaterEqual:
      return bounds.greatest < 0;
  }
  return false;
}

/// Absent, or malformed, which is no reason to fail: the row group is read then.
Statistics StatisticsOf(const parquet::ColumnChunkMetaData& chunk) {
  auto statistics = CatchParquet("", [&]() -> Result<Statistics> {
    return chunk.is_stats_set() ? chunk.statistics() : nullptr;
  });
  return statistics.ok() ? *statistics : nullptr;
}

/// Both bounds as they are stored, in the type's own encoding.
struct Encoded {
  std::string least;
  std::string greatest;
};

std::optional<Encoded> EncodedBounds(const parquet::ColumnChunkMetaData& chunk) {
  const Statistics statistics = StatisticsOf(chunk);
  if (statistics == nullptr || !statistics->HasMinMax()) return std::nullopt;
  return Encoded{statistics->EncodeMin(), statistics->EncodeMax()};
}

template <typename T>
std::optional<Wide> LittleEndian(std::string_view bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  T number;
  __builtin_memcpy(&number, bytes.data(), sizeof(T));
  return number;
}

/// A decimal in bytes: two's complement, the sign first.
std::optional<Wide> BigEndian(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > sizeof(Wide)) return std::nullopt;
  Uint128 number = static_cast<signed char>(bytes.front()) < 0 ? ~Uint128{0} : 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<Wide>(number);
}

std::optional<Wide> Integer(std::string_view bytes, parquet::Type::type type) {
  switch (type) {
    case parquet::Type::INT32:
      return LittleEndian<int32_t>(bytes);
    case parquet::Type::INT64:
      return LittleEndian<int64_t>(bytes);
    case parquet::Type::BYTE_ARRAY:
    case parquet::Type::FIXED_LEN_BYTE_ARRAY:
      return BigEndian(bytes);
    default:
      return std::nullopt;
  }
}

/// unscaled / 10^scale; nullopt if a decimal128 does not hold it exactly.
std::optional<Value> Number(Wide unscaled, int scale) {
  DecimalParts parts;
  parts.negative = unscaled < 0;
  parts.coefficient =
      parts.negative ? -static_cast<Uint128>(unscaled) : static_cast<Uint128>(unscaled);
  parts.exponent = -scale;
  const auto decimal = MakeDecimal128(parts);
  if (!decimal) return std::nullopt;
  return Value(*decimal);
}

std::optional<Against> CompareNumbers(Wide least, Wide greatest, int scale,
                                      const Value& literal) {
  // NaN is in no order that the format's bounds know.
  if (!literal.is_number() || IsNaN(literal)) return std::nullopt;
  const auto low = Number(least, scale);
  const auto high = Number(greatest, scale);
  if (!low || !high) return std::nullopt;
  return Against{Compare(*low, literal), Compare(*high, literal)};
}

int Sign(Wide a, Wide b) { return a < b ? -1 : (a > b ? 1 : 0); }

/// Moments, as so many nanoseconds for each unit of the column.
std::optional<Against> CompareMoments(Wide least, Wide greatest, Wide unit_nanos,
                                      const Value& literal) {
  constexpr Wide kNanosPerMilli = 1000000;
  const auto* date = literal.get_if<Date>();
  if (date == nullptr) return std::nullopt;
  const Wide moment = Wide{date->millis} * kNanosPerMilli;
  return Against{Sign(least * unit_nanos, moment), Sign(greatest * unit_nanos, moment)};
}

/// 0 for milliseconds, which no VARIANT has.
Wide NanosOf(LogicalType::TimeUnit::unit unit) {
  if (unit == LogicalType::TimeUnit::NANOS) return 1;
  return unit == LogicalType::TimeUnit::MICROS ? 1000 : 0;
}

std::optional<Against> CompareIntegers(const Encoded& bounds,
                                       const parquet::ColumnDescriptor& leaf,
                                       const Value& literal) {
  constexpr Wide kNanosPerDay = Wide{86400} * 1000 * 1000 * 1000;
  const auto least = Integer(bounds.least, leaf.physical_type());
  const auto greatest = Integer(bounds.greatest, leaf.physical_type());
  if (!least || !greatest) return std::nullopt;
  const LogicalType& type = *leaf.logical_type();
  if (type.is_none()) {
    const bool is_integer = leaf.physical_type() == parquet::Type::INT32 ||
                            leaf.physical_type() == parquet::Type::INT64;
    if (!is_integer) return std::nullopt;
    return CompareNumbers(*least, *greatest, 0, literal);
  }
  if (type.is_int()) {
    if (!static_cast<const parquet::IntLogicalType&>(type).is_signed()) {
      return std::nullopt;
    }
    return CompareNumbers(*least, *greatest, 0, literal);
  }
  if (type.is_decimal()) {
    const int scale = static_cast<const parquet::DecimalLogicalType&>(type).scale();
    return CompareNumbers(*least, *greatest, scale, literal);
  }
  if (type.is_date()) return CompareMoments(*least, *greatest, kNanosPerDay, literal);
  if (type.is_timestamp()) {
    const Wide nanos =
        NanosOf(static_cast<const parquet::TimestampLogicalType&>(type).time_unit());
    if (nanos == 0) return std::nullopt;
    return CompareMoments(*least, *greatest, nanos, literal);
  }
  return std::nullopt;
}

std::optional<Against> CompareBounds(const Encoded& bounds,
                                     const parquet::ColumnDescriptor& leaf,
                                     const Value& literal) {
  if (leaf.physical_type() == parquet::Type::BOOLEAN) {
    if (!literal.is<bool>()) return std::nullopt;
    const auto bound = [](const std::string& bytes) {
      return Value(!bytes.empty() && bytes[0] != 0);
    };
    return Against{Compare(bound(bounds.least), literal),
                   Compare(bound(bounds.greatest), literal)};
  }
  if (!leaf.logical_type()->is_string()) {
    return CompareIntegers(bounds, leaf, literal);
  }
  const auto* text = literal.get_if<std::string>();
  if (text == nullptr) return std::nullopt;
  // Cut off or not, they bound: the format says so.
  return Against{bounds.least.compare(*text), bounds.greatest.compare(*text)};
}

}  // namespace

bool IsAllNull(const parquet::ColumnChunkMetaData& chunk) {
  const Statistics statistics = StatisticsOf(chunk);
  return statistics != nullptr && statistics->HasNullCount() &&
         statistics->null_count() == chunk.num_values();
}

bool BoundsExclude(const parquet::ColumnChunkMetaData& chunk,
                   const parquet::ColumnDescriptor& leaf, VariantComparison comparison,
                   const Value& literal) {
  const auto bounds = EncodedBounds(chunk);
  if (!bounds) return false;
  const auto against = CompareBounds(*bounds, leaf, literal);
  return against && Excludes(*against, comparison);
}

}  // namespace delta_utils
