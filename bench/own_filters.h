// This library's sides of filter_bench.
#pragma once

#include <memory>
#include <string>

#include "arrow/type_fwd.h"
#include "bench_side.h"
#include "delta_utils/base/status.h"

namespace delta_utils::bench {

/// Filters of documents, as their users write them, and how their times are called.
struct NamedFilter {
  const char* name;
  const char* title;
  const char* filter;
  /// For peers that know no MongoDB filters.
  const char* sql;
};

/// Facts: the matches of each filter, by its name.
Result<std::unique_ptr<Side>> MakeVariantFilters(const std::string& documents,
                                                 const std::vector<NamedFilter>& filters);

/// The same documents flattened: a table of the columns type, active, country, email,
/// cpu, price (of the first item) and tag (the first), and the lists prices and tags.
Result<std::shared_ptr<arrow::RecordBatch>> FlattenDocuments(
    const std::string& documents);

Result<std::unique_ptr<Side>> MakeColumnFilters(std::shared_ptr<arrow::RecordBatch> batch,
                                                const std::vector<NamedFilter>& filters);

/// Seconds of CPU time that one filter's test of `count` files' zone maps takes, the best
/// of a few; and how many files may match.
struct ZoneMapTime {
  double seconds = 0;
  int64_t kept = 0;
};
Result<ZoneMapTime> TimeZoneMaps(int64_t count, int rounds);

}  // namespace delta_utils::bench
