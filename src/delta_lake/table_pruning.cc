#include "delta_lake/table_pruning.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "delta_utils/columnar/stats_zone_maps.h"
#include "delta_utils/columnar/zone_reason.h"
#include "delta_utils/filter/field_path.h"

namespace delta_lake {
namespace {

using delta_utils::Add;
using delta_utils::FileStats;
using delta_utils::LiveFile;
using delta_utils::ParquetSelection;
using delta_utils::PathSource;
using delta_utils::Verdict;
using delta_utils::ZoneMap;

/// Why nothing matches; nullopt if something may.
std::optional<std::string> WhyNever(const delta_utils::ZoneFilter& zones,
                                    const std::vector<std::optional<ZoneMap>>& maps) {
  std::vector<const ZoneMap*> pointers;
  for (const auto& map : maps) pointers.push_back(map ? &*map : nullptr);
  if (zones.Test(pointers) != Verdict::kNever) return std::nullopt;
  return delta_utils::ExplainNever(zones, pointers);
}

PruneLevel LastLevelOf(const ParquetSelection& selection) {
  if (selection.by_bloom.skipped > 0) return PruneLevel::kBloom;
  const bool by_row_groups =
      selection.by_row_group.skipped == selection.by_row_group.total;
  return by_row_groups ? PruneLevel::kRowGroup : PruneLevel::kPage;
}

void AddTo(const delta_utils::BlockCount& more, delta_utils::BlockCount* count) {
  count->total += more.total;
  count->skipped += more.skipped;
}

}  // namespace

std::string_view PruneLevelName(PruneLevel level) {
  constexpr std::array<std::string_view, kPruneLevels> kNames = {
      "partition", "file", "row group", "page", "bloom"};
  return kNames[static_cast<size_t>(level)];
}

TablePruner::TablePruner(std::shared_ptr<const Snapshot> snapshot, ScanPruning pruning)
    : snapshot_(std::move(snapshot)),
      pruning_(std::move(pruning)),
      schema_(snapshot_->schema()) {
  if (!pruning_.overlay.empty()) overlay_ = snapshot_->schema().Find(pruning_.overlay);
  if (overlay_ != nullptr) {
    std::erase_if(schema_.fields, [&](const delta_utils::StructField& field) {
      return field.name == pruning_.overlay;
    });
  }
  const auto& partitions = snapshot_->metadata().partition_columns;
  for (const std::string& text : pruning_.zones->paths()) {
    Path path;
    path.column = delta_utils::FindZoneColumn(schema_, text);
    path.field = delta_utils::FieldPath(text).parts().front().name;
    path.is_partition = std::ranges::find(partitions, path.field) != partitions.end();
    if (const auto* field = schema_.Find(path.field)) {
      columns_.emplace(delta_utils::PhysicalName(*field, snapshot_->mapping_mode()));
    }
    paths_.push_back(std::move(path));
  }
}

PathSource TablePruner::SourceOf(size_t path, const Add& file) const {
  const Path& at = paths_[path];
  PathSource source;
  source.column = at.column;
  source.is_overlaid =
      overlay_ != nullptr && !(pruning_.is_plain && pruning_.is_plain(file, at.field));
  if (!at.is_partition || !at.column) return source;
  // A partition column is in no file.
  const std::string name =
      delta_utils::PhysicalName(*schema_.Find(at.field), snapshot_->mapping_mode());
  const auto value = file.partition_values.find(name);
  if (source.is_overlaid || value == file.partition_values.end() ||
      at.column->shape == delta_utils::ZoneColumn::Shape::kAbsent) {
    source.column.reset();
    return source;
  }
  source.constant = ZoneOfPartitionValue(*at.column, value->second, {});
  return source;
}

std::vector<PathSource> TablePruner::SourcesOf(const Add& file) const {
  std::vector<PathSource> sources;
  for (size_t i = 0; i < paths_.size(); ++i) sources.push_back(SourceOf(i, file));
  return sources;
}

Result<FileStats> TablePruner::ReadStats(const LiveFile& file,
                                         delta_utils::StatsReader* stats) const {
  ARROW_ASSIGN_OR_RAISE(const auto json, stats->Read(file));
  if (!json) return FileStats();
  auto parsed = delta_utils::ParseStats(*json, file.path, &columns_);
  return parsed.ok() ? *std::move(parsed) : FileStats();
}

Result<bool> TablePruner::MayMatch(const LiveFile& file, delta_utils::StatsReader* stats,
                                   ScanReport* report) const {
  ScanReport ignored;
  ScanReport& told = report == nullptr ? ignored : *report;
  const std::vector<PathSource> sources = SourcesOf(file.ToAdd());
  std::vector<std::optional<ZoneMap>> maps;
  for (const PathSource& source : sources) maps.push_back(source.constant);
  const auto is_left_out = [&](PruneLevel level) {
    ++told.at(level).total;
    auto reason = WhyNever(*pruning_.zones, maps);
    if (!reason) return false;
    ++told.at(level).skipped;
    told.files.push_back({std::string(file.path), false, level, *std::move(reason)});
    return true;
  };
  if (!snapshot_->metadata().partition_columns.empty() &&
      is_left_out(PruneLevel::kPartition)) {
    return false;
  }
  ARROW_ASSIGN_OR_RAISE(const FileStats read, ReadStats(file, stats));
  const bool is_tight = read.tight_bounds && !file.has_deletion_vector();
  for (size_t i = 0; i < paths_.size(); ++i) {
    const PathSource& source = sources[i];
    if (source.constant || !source.column || source.is_overlaid) continue;
    maps[i] = ZoneOfStats(*source.column, read, is_tight, snapshot_->mapping_mode());
  }
  return !is_left_out(PruneLevel::kFile);
}

delta_utils::ParquetPruning TablePruner::InFile(const Add& file) const {
  delta_utils::ParquetPruning pruning;
  pruning.zones = pruning_.zones;
  pruning.overlay = overlay_;
  pruning.mode = snapshot_->mapping_mode();
  pruning.sources = SourcesOf(file);
  return pruning;
}

void TablePruner::Report(const Add& file, const ParquetSelection& selection,
                         ScanReport* report) {
  AddTo(selection.by_row_group, &report->at(PruneLevel::kRowGroup));
  AddTo(selection.by_page, &report->at(PruneLevel::kPage));
  AddTo(selection.by_bloom, &report->at(PruneLevel::kBloom));
  const bool is_kept = !selection.row_groups.empty();
  report->files.push_back({file.path, is_kept,
                           is_kept ? PruneLevel::kPartition : LastLevelOf(selection),
                           selection.reason});
}

Result<ScanReport> ExplainScan(const std::shared_ptr<const Snapshot>& snapshot,
                               ScanPruning pruning) {
  const TablePruner pruner(snapshot, std::move(pruning));
  const TableLocation& table = snapshot->table();
  delta_utils::StatsReader stats(*table.store, table.root);
  ScanReport report;
  for (const LiveFile& live : snapshot->state().files) {
    ARROW_ASSIGN_OR_RAISE(const bool may_match, pruner.MayMatch(live, &stats, &report));
    if (!may_match) continue;
    const Add file = live.ToAdd();
    ARROW_ASSIGN_OR_RAISE(const auto path, snapshot->PathOf(file));
    ARROW_ASSIGN_OR_RAISE(const ParquetSelection selection,
                          delta_utils::PruneParquet(*table.store, path, file.size_bytes,
                                                    pruner.InFile(file)));
    TablePruner::Report(file, selection, &report);
  }
  return report;
}

}  // namespace delta_lake
