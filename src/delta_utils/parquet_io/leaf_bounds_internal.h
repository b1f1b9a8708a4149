// The bounds that a Parquet leaf's statistics give, as document values.
//
// Whatever is unclear (no statistics, malformed ones, a type whose bounds do not bound:
// INT96, unsigned integers, times, plain bytes) is nullopt and excludes nothing. Moments
// are rounded outwards to milliseconds, integers come as int64. A bound that is NaN makes
// both unknown; where they are numbers, NaN may still be among the values. Statistics
// whose order is not known (old writers' signed bytes) are dropped by the Parquet
// library.
//
// Source: parquet.thrift, Statistics and ColumnOrder. Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "delta_utils/base/value.h"
#include "delta_utils/columnar/zone_column.h"
#include "delta_utils/parquet_io/variant_pruning.h"
#include "parquet/type_fwd.h"

namespace parquet {
class ColumnChunkMetaData;
class ColumnDescriptor;
}  // namespace parquet

namespace delta_utils {

struct LeafBounds {
  std::optional<Value> min;
  std::optional<Value> max;
};

/// Of a row group.
LeafBounds BoundsOfChunk(const parquet::ColumnChunkMetaData& chunk,
                         const parquet::ColumnDescriptor& leaf);
/// Of bounds as they are stored, in the type's plain encoding.
LeafBounds BoundsOf(const parquet::ColumnDescriptor& leaf, std::string_view min,
                    std::string_view max);

/// Absent is unknown, and so is a count that cannot be.
std::optional<int64_t> NullCountOf(const parquet::ColumnChunkMetaData& chunk);
/// Every value of the chunk is known to be null.
bool IsAllNull(const parquet::ColumnChunkMetaData& chunk);

/// No value of the chunk compares so to the literal, or is of another class.
bool BoundsExclude(const parquet::ColumnChunkMetaData& chunk,
                   const parquet::ColumnDescriptor& leaf, VariantComparison comparison,
                   const Value& literal);

}  // namespace delta_utils
