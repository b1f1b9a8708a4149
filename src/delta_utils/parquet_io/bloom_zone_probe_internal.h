// BloomZoneProbe: a Parquet bloom filter as zone maps ask it.
//
//   map.probe = MakeBloomZoneProbe(file, row_group, leaf, column);   // nullptr: no
//   filter
//
// The filter is read when it is first asked. A number is asked as the leaf's type has it:
// what does not convert exactly cannot be there (1.5 in integers), and zero is asked as
// both zeros. Whatever is not clear may be there: NaN, decimals, other classes, a filter
// that cannot be read.
//
// Source: parquet-format BloomFilter.md. Threads: one at a time.
#pragma once

#include <memory>

#include "delta_utils/columnar/document_column.h"
#include "delta_utils/filter/zone_map.h"

namespace parquet {
class ParquetFileReader;
}

namespace delta_utils {

/// Borrows the file. `column` says what the leaf's values read as.
std::shared_ptr<const ValueProbe> MakeBloomZoneProbe(parquet::ParquetFileReader& file,
                                                     int row_group, int leaf,
                                                     const Column& column);

}  // namespace delta_utils
