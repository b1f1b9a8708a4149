// What of a collection, or of any table, a filter does not have to read.
//
//   ARROW_ASSIGN_OR_RAISE(auto pruning, PruningOf(*snapshot, filter));
//   ARROW_ASSIGN_OR_RAISE(auto report, delta_lake::ExplainScan(snapshot, pruning));
//
// A column speaks for its field only in files whose `_rest` does not concern that field:
// the tag "parquedb.rest" says so, or that the file has no `_rest` at all. Threads: pure
// functions.
#pragma once

#include "delta_lake/snapshot.h"
#include "delta_lake/table_pruning.h"
#include "delta_utils/filter/filter.h"

namespace parquedb {

/// Errors: as OverlayOf.
delta_utils::Result<delta_lake::ScanPruning> PruningOf(
    const delta_lake::Snapshot& snapshot, const delta_utils::Filter& filter);

}  // namespace parquedb
