#include "delta_utils/parquet_io/parquet_pruning.h"

#include <utility>

#include "arrow/memory_pool.h"
#include "delta_utils/columnar/zone_reason.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/parquet_io/row_group_batches_internal.h"
#include "parquet/arrow/reader.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/properties.h"

namespace delta_utils {
namespace {

using Probes = ParquetZoneMaps::Probes;

/// The maps of one block, one for each path, as ZoneFilter takes them.
struct BlockMaps {
  std::vector<std::optional<ZoneMap>> maps;
  std::vector<const ZoneMap*> pointers;

  Verdict Test(const ZoneFilter& zones) {
    pointers.assign(maps.size(), nullptr);
    for (size_t i = 0; i < maps.size(); ++i) {
      if (maps[i]) pointers[i] = &*maps[i];
    }
    return zones.Test(pointers);
  }
};

class Selector {
 public:
  Selector(parquet::arrow::FileReader& file, const ParquetPruning& pruning)
      : pruning_(pruning), zones_(*pruning.zones), maps_(file, pruning.mode) {
    const bool has_overlay =
        pruning.overlay != nullptr && maps_.HasColumn(*pruning.overlay);
    for (const PathSource& source : pruning.sources) {
      const bool is_asked =
          source.column && !source.constant && !(source.is_overlaid && has_overlay);
      numbers_.push_back(is_asked ? maps_.Add(*source.column) : -1);
    }
  }

  void Visit(int row_group);
  ParquetSelection Finish() { return std::move(selection_); }

 private:
  BlockMaps MapsOf(int row_group, Probes probes) const;
  std::vector<RowRange> PagesLeft(int row_group, const BlockMaps& group);
  bool IsExcludedByBloom(int row_group);
  bool IsExcluded(BlockMaps* block, std::string_view by);

  const ParquetPruning& pruning_;
  const ZoneFilter& zones_;
  ParquetZoneMaps maps_;
  std::vector<int> numbers_;  // of each path in maps_, or -1
  ParquetSelection selection_;
};

BlockMaps Selector::MapsOf(int row_group, Probes probes) const {
  BlockMaps block;
  for (size_t i = 0; i < numbers_.size(); ++i) {
    block.maps.push_back(pruning_.sources[i].constant);
    if (numbers_[i] >= 0) {
      block.maps.back() = maps_.OfRowGroup(row_group, numbers_[i], probes);
    }
  }
  return block;
}

bool Selector::IsExcluded(BlockMaps* block, std::string_view by) {
  if (block->Test(zones_) != Verdict::kNever) return false;
  if (selection_.reason.empty()) {
    selection_.reason = ExplainNever(zones_, block->pointers) + std::string(by);
  }
  return true;
}

std::vector<RowRange> Selector::PagesLeft(int row_group, const BlockMaps& group) {
  std::vector<RowRange> left;
  for (const RowRange& block : maps_.OpenPages(row_group)) {
    BlockMaps page = group;
    for (size_t i = 0; i < numbers_.size(); ++i) {
      if (numbers_[i] < 0) continue;
      page.maps[i] = maps_.OfPages(block.begin, numbers_[i], *group.maps[i]);
    }
    ++selection_.by_page.total;
    if (IsExcluded(&page, "")) {
      ++selection_.by_page.skipped;
    } else if (!left.empty() && left.back().end == block.begin) {
      left.back().end = block.end;
    } else {
      left.push_back(block);
    }
  }
  return left;
}

bool Selector::IsExcludedByBloom(int row_group) {
  if (!maps_.HasBloomFilter(row_group)) return false;
  ++selection_.by_bloom.total;
  BlockMaps block = MapsOf(row_group, Probes::kWith);
  if (!IsExcluded(&block, " (bloom filter)")) return false;
  ++selection_.by_bloom.skipped;
  return true;
}

void Selector::Visit(int row_group) {
  ++selection_.by_row_group.total;
  BlockMaps block = MapsOf(row_group, Probes::kWithout);
  if (IsExcluded(&block, "")) {
    ++selection_.by_row_group.skipped;
    return;
  }
  const int64_t pages_before = selection_.by_page.total;
  std::vector<RowRange> left = PagesLeft(row_group, block);
  const bool has_pages = selection_.by_page.total > pages_before;
  if (has_pages && left.empty()) return;
  if (IsExcludedByBloom(row_group)) return;
  selection_.row_groups.push_back({row_group, std::move(left)});
}

}  // namespace

ParquetSelection SelectRows(parquet::arrow::FileReader& file,
                            const ParquetPruning& pruning) {
  Selector selector(file, pruning);
  const auto metadata = file.parquet_reader()->metadata();
  for (int i = 0; i < metadata->num_row_groups(); ++i) selector.Visit(i);
  return selector.Finish();
}

Result<ParquetSelection> PruneParquet(ObjectStore& store, const ObjectPath& path,
                                      std::optional<int64_t> size_bytes,
                                      const ParquetPruning& pruning) {
  ARROW_ASSIGN_OR_RAISE(auto opened, OpenParquetFile(store, path, size_bytes));
  return CatchParquet(store.Uri(path), [&]() -> Result<ParquetSelection> {
    ARROW_ASSIGN_OR_RAISE(
        const auto file,
        parquet::arrow::FileReader::Make(arrow::default_memory_pool(), std::move(opened),
                                         RowGroupReaderProperties()));
    return SelectRows(*file, pruning);
  });
}

}  // namespace delta_utils
