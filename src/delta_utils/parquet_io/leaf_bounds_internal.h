// The bounds that a row group's statistics give for a shredded leaf, and what of a
// literal they exclude.
//
// Whatever is unclear (no statistics, malformed ones, a type whose bounds do not bound)
// excludes nothing. Pure functions.
#pragma once

#include "delta_utils/base/value.h"
#include "delta_utils/parquet_io/variant_pruning.h"
#include "parquet/type_fwd.h"

namespace parquet {
class ColumnChunkMetaData;
class ColumnDescriptor;
}  // namespace parquet

namespace delta_utils {

/// Every value of the chunk is known to be null.
bool IsAllNull(const parquet::ColumnChunkMetaData& chunk);

/// No value of the chunk compares so to the literal, or is of another class.
bool BoundsExclude(const parquet::ColumnChunkMetaData& chunk,
                   const parquet::ColumnDescriptor& leaf, VariantComparison comparison,
                   const Value& literal);

}  // namespace delta_utils
