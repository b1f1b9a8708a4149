// TablePruner: which files, row groups, pages of a table a filter may match, level by
// level, and a report of it.
//
//   ScanPruning pruning{.zones = std::make_shared<ZoneFilter>(filter)};
//   auto pruner = std::make_shared<const TablePruner>(snapshot, pruning);
//   ScanReport report;
//   ARROW_ASSIGN_OR_RAISE(bool may, pruner->MayMatch(file, &stats, &report));   // by
//   the log alone
//
// The levels: partition values, statistics in the log, then in each file left row groups,
// pages, bloom filters (parquet_io/parquet_pruning.h). Safe direction: what is kept may
// match nothing; what is left out holds no match of the rows' documents.
//
// Threads: const is safe; a report is one thread's.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "delta_lake/snapshot.h"
#include "delta_utils/delta_log/stats_reader.h"
#include "delta_utils/filter/zone_map.h"
#include "delta_utils/parquet_io/parquet_pruning.h"

namespace delta_lake {

struct ScanPruning {
  std::shared_ptr<const delta_utils::ZoneFilter> zones;
  /// A column that is laid over others, as a collection's `_rest`, by its logical name;
  /// it is no field of documents itself. Empty: none.
  std::string overlay;
  /// Whether the overlay is known to say nothing of a top-level field in any row of the
  /// file. Null: nothing is known.
  std::function<bool(const delta_utils::Add&, std::string_view field)> is_plain;
};

enum class PruneLevel : uint8_t { kPartition, kFile, kRowGroup, kPage, kBloom };
inline constexpr int kPruneLevels = 5;
/// "partition", "file", "row group", "page", "bloom".
std::string_view PruneLevelName(PruneLevel level);

struct FileVerdict {
  std::string path;  // as in the log
  bool is_kept = true;
  /// What left it out; of a kept file of no account.
  PruneLevel level = PruneLevel::kPartition;
  /// Of a kept file, why the first block of it was left out; empty if none was.
  std::string reason;
};

/// Blocks are counted by the level that looked at them.
struct ScanReport {
  std::array<delta_utils::BlockCount, kPruneLevels> levels;
  std::vector<FileVerdict> files;  // in the order they were looked at

  delta_utils::BlockCount& at(PruneLevel level) {
    return levels[static_cast<size_t>(level)];
  }
};

class TablePruner {
 public:
  TablePruner(std::shared_ptr<const Snapshot> snapshot, ScanPruning pruning);

  /// By partition values and, if these leave it in, by statistics. A file left out goes
  /// into the report, which may be null. Ask files in their order: see StatsReader.
  Result<bool> MayMatch(const delta_utils::LiveFile& file,
                        delta_utils::StatsReader* stats, ScanReport* report) const;

  /// For reading a file that may match.
  delta_utils::ParquetPruning InFile(const delta_utils::Add& file) const;
  /// Puts into the report what was found there.
  static void Report(const delta_utils::Add& file,
                     const delta_utils::ParquetSelection& selection, ScanReport* report);

 private:
  delta_utils::PathSource SourceOf(size_t path, const delta_utils::Add& file) const;
  std::vector<delta_utils::PathSource> SourcesOf(const delta_utils::Add& file) const;
  /// What statistics say, of those that can be read.
  Result<delta_utils::FileStats> ReadStats(const delta_utils::LiveFile& file,
                                           delta_utils::StatsReader* stats) const;

  std::shared_ptr<const Snapshot> snapshot_;
  ScanPruning pruning_;
  delta_utils::StructType schema_;                     // of documents
  const delta_utils::StructField* overlay_ = nullptr;  // of the snapshot's schema
  struct Path {
    std::optional<delta_utils::ZoneColumn> column;
    std::string field;  // the top-level name
    bool is_partition = false;
  };
  std::vector<Path> paths_;            // of zones->paths()
  delta_utils::StatsColumns columns_;  // physical, that statistics are asked of
};

/// What a scan would leave out of the table's live files, looked at to the last level:
/// reads the footers of files that the log does not leave out.
Result<ScanReport> ExplainScan(const std::shared_ptr<const Snapshot>& snapshot,
                               ScanPruning pruning);

}  // namespace delta_lake
