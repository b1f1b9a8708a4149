#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/int128.h"
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

/// Absent, or malformed, which is no reason to fail: the row group is read then.
Statistics StatisticsOf(const parquet::ColumnChunkMetaData& chunk) {
  auto statistics = CatchParquet("", [&]() -> Result<Statistics> {
    return chunk.is_stats_set() ? chunk.statistics() : nullptr;
  });
  return statistics.ok() ? *statistics : nullptr;
}

template <typename T>
std::optional<Int128> LittleEndian(std::string_view bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  T number;
  __builtin_memcpy(&number, bytes.data(), sizeof(T));
  return number;
}

/// A decimal in bytes: two's complement, the sign first.
std::optional<Int128> BigEndian(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > sizeof(Int128)) return std::nullopt;
  Uint128 number = static_cast<signed char>(bytes.front()) < 0 ? ~Uint128{0} : 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<Int128>(number);
}

std::optional<Int128> Integer(std::string_view bytes, parquet::Type::type type) {
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
std::optional<Value> Number(Int128 unscaled, int scale) {
  DecimalParts parts;
  parts.negative = unscaled < 0;
  parts.coefficient =
      parts.negative ? -static_cast<Uint128>(unscaled) : static_cast<Uint128>(unscaled);
  parts.exponent = -scale;
  const auto decimal = MakeDecimal128(parts);
  if (!decimal) return std::nullopt;
  return Value(*decimal);
}

/// So many nanoseconds, in milliseconds, rounded outwards.
Value Moment(Int128 nanos, BoundSide side) {
  constexpr Int128 kNanosPerMilli = 1000000;
  Int128 millis = nanos / kNanosPerMilli;
  const Int128 left = nanos % kNanosPerMilli;
  if (side == BoundSide::kMin && left < 0) --millis;
  if (side == BoundSide::kMax && left > 0) ++millis;
  return Date{static_cast<int64_t>(millis)};
}

Int128 NanosOf(LogicalType::TimeUnit::unit unit) {
  if (unit == LogicalType::TimeUnit::NANOS) return 1;
  if (unit == LogicalType::TimeUnit::MICROS) return 1000;
  return unit == LogicalType::TimeUnit::MILLIS ? 1000000 : 0;
}

std::optional<Value> ReadInteger(const parquet::ColumnDescriptor& leaf,
                                 std::string_view bytes, BoundSide side) {
  constexpr Int128 kNanosPerDay = Int128{86400} * 1000 * 1000 * 1000;
  const auto number = Integer(bytes, leaf.physical_type());
  if (!number) return std::nullopt;
  const LogicalType& type = *leaf.logical_type();
  if (type.is_decimal()) {
    return Number(*number, static_cast<const parquet::DecimalLogicalType&>(type).scale());
  }
  const bool is_integer = leaf.physical_type() == parquet::Type::INT32 ||
                          leaf.physical_type() == parquet::Type::INT64;
  if (!is_integer) return std::nullopt;
  const bool is_signed =
      type.is_int() && static_cast<const parquet::IntLogicalType&>(type).is_signed();
  if (type.is_none() || is_signed) return Value(static_cast<int64_t>(*number));
  if (type.is_date()) return Moment(*number * kNanosPerDay, side);
  if (!type.is_timestamp()) return std::nullopt;
  const Int128 nanos =
      NanosOf(static_cast<const parquet::TimestampLogicalType&>(type).time_unit());
  if (nanos == 0) return std::nullopt;
  return Moment(*number * nanos, side);
}

/// NaN bounds nothing.
template <typename T>
std::optional<Value> ReadFloat(std::string_view bytes) {
  T number;
  if (bytes.size() != sizeof(T)) return std::nullopt;
  __builtin_memcpy(&number, bytes.data(), sizeof(T));
  if (std::isnan(number)) return std::nullopt;
  return Value(static_cast<double>(number));
}

bool IsFloat(const parquet::ColumnDescriptor& leaf) {
  return leaf.physical_type() == parquet::Type::FLOAT ||
         leaf.physical_type() == parquet::Type::DOUBLE;
}

std::optional<Value> ReadLeafBound(const parquet::ColumnDescriptor& leaf,
                                   std::string_view bytes, BoundSide side) {
  switch (leaf.physical_type()) {
    case parquet::Type::BOOLEAN:
      if (bytes.size() != 1) return std::nullopt;
      return Value(bytes[0] != 0);
    case parquet::Type::FLOAT:
      return leaf.logical_type()->is_none() ? ReadFloat<float>(bytes) : std::nullopt;
    case parquet::Type::DOUBLE:
      return leaf.logical_type()->is_none() ? ReadFloat<double>(bytes) : std::nullopt;
    default:
      break;
  }
  // Cut off or not, they bound: the format says so.
  if (leaf.logical_type()->is_string()) return Value(bytes);
  return ReadInteger(leaf, bytes, side);
}

}  // namespace

std::optional<int64_t> NullCountOf(const parquet::ColumnChunkMetaData& chunk) {
  const Statistics statistics = StatisticsOf(chunk);
  if (statistics == nullptr || !statistics->HasNullCount()) return std::nullopt;
  const int64_t count = statistics->null_count();
  const bool is_plausible = count >= 0 && count <= chunk.num_values();
  return is_plausible ? std::optional(count) : std::nullopt;
}

bool IsAllNull(const parquet::ColumnChunkMetaData& chunk) {
  return NullCountOf(chunk) == chunk.num_values();
}

LeafBounds BoundsOfChunk(const parquet::ColumnChunkMetaData& chunk,
                         const parquet::ColumnDescriptor& leaf) {
  const Statistics statistics = StatisticsOf(chunk);
  if (statistics == nullptr || !statistics->HasMinMax()) return {};
  return BoundsOf(leaf, statistics->EncodeMin(), statistics->EncodeMax());
}

LeafBounds BoundsOf(const parquet::ColumnDescriptor& leaf, std::string_view min,
                    std::string_view max) {
  LeafBounds bounds{ReadLeafBound(leaf, min, BoundSide::kMin),
                    ReadLeafBound(leaf, max, BoundSide::kMax)};
  // One that is no number may hide that the other was made in no order.
  if (IsFloat(leaf) && (!bounds.min || !bounds.max)) return {};
  return bounds;
}

bool BoundsExclude(const parquet::ColumnChunkMetaData& chunk,
                   const parquet::ColumnDescriptor& leaf, VariantComparison comparison,
                   const Value& literal) {
  if (IsFloat(leaf) || IsNaN(literal)) return false;
  const LeafBounds bounds = BoundsOfChunk(chunk, leaf);
  if (!bounds.min || !bounds.max) return false;
  const bool is_same_class = ClassOf(*bounds.min) == ClassOf(literal);
  if (!is_same_class) return false;
  const int least = Compare(*bounds.min, literal);
  const int greatest = Compare(*bounds.max, literal);
  switch (comparison) {
    case VariantComparison::kEqual:
      return least > 0 || greatest < 0;
    case VariantComparison::kLess:
      return least >= 0;
    case VariantComparison::kLessEqual:
      return least > 0;
    case VariantComparison::kGreater:
      return greatest <= 0;
    case VariantComparison::kGreaterEqual:
      return greatest < 0;
  }
  return false;
}

}  // namespace delta_utils
