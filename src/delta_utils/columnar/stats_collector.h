// StatsCollector: Delta file statistics from Arrow batches.
//
//   StatsCollector collector(schema, ColumnMappingMode::kNone, StatsOptions{});
//   ARROW_RETURN_NOT_OK(collector.Update(*batch));
//   add.stats = SerializeStats(collector.Finish());
//
// Bounds are safe for skipping in Spark and delta-rs: strings are cut to 32 characters (a
// cut maximum is rounded up, or left out), timestamps down to milliseconds, a NaN makes
// the maximum the string "NaN", 0.0 and -0.0 widen to both. No bounds for boolean,
// binary, variant, arrays and maps (they have a null count), none for a column without
// values. Leaves are counted in schema order, depth first; those past `indexed_leaves`
// have no statistics (table property delta.dataSkippingNumIndexedCols; -1 = all). Source:
// PROTOCOL.md, "Per-file Statistics".
#pragma once

#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {

struct StatsOptions {
  int indexed_leaves = 32;
};

class StatsCollector {
 public:
  /// Keys of the result are physical names under `mode`.
  StatsCollector(const StructType& schema, ColumnMappingMode mode, StatsOptions options);
  ~StatsCollector();
  StatsCollector(StatsCollector&&) noexcept;
  StatsCollector& operator=(StatsCollector&&) noexcept;

  /// `batch` has logical names; a column of the schema that it lacks counts as all null.
  Status Update(const arrow::RecordBatch& batch);
  FileStats Finish() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace delta_utils
