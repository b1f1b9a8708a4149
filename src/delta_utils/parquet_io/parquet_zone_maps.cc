#include "delta_utils/parquet_io/parquet_zone_maps.h"

#include <algorithm>
#include <string>
#include <utility>

#include "arrow/type.h"
#include "delta_utils/base/compare.h"
#include "delta_utils/parquet_io/bloom_zone_probe_internal.h"
#include "delta_utils/parquet_io/conform_internal.h"
#include "delta_utils/parquet_io/leaf_bounds_internal.h"
#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/zone_source_internal.h"
#include "parquet/arrow/reader.h"
#include "parquet/arrow/schema.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/page_index.h"
#include "parquet/schema.h"

namespace delta_utils {

/// One column's pages.
struct ParquetZoneMaps::Pages {
  std::shared_ptr<parquet::ColumnIndex> columns;
  std::shared_ptr<parquet::OffsetIndex> offsets;
  int64_t rows = 0;  // of the row group
};

namespace {

bool IsTypeOrdered(const parquet::ColumnDescriptor& leaf) {
  return leaf.column_order().get_order() == parquet::ColumnOrder::TYPE_DEFINED_ORDER &&
         leaf.sort_order() != parquet::SortOrder::UNKNOWN;
}

/// One page after the other, and a bound and a count for each.
bool ArePlausible(const parquet::ColumnIndex& columns,
                  const parquet::OffsetIndex& offsets, int64_t rows) {
  const auto& pages = offsets.page_locations();
  const size_t count = pages.size();
  const bool has_all =
      count > 0 && columns.null_pages().size() == count &&
      columns.encoded_min_values().size() == count &&
      columns.encoded_max_values().size() == count &&
      (!columns.has_null_counts() || columns.null_counts().size() == count);
  if (!has_all || pages.front().first_row_index != 0) return false;
  for (size_t i = 1; i < count; ++i) {
    if (pages[i].first_row_index <= pages[i - 1].first_row_index) return false;
  }
  return pages.back().first_row_index < rows;
}

size_t PageOf(const parquet::OffsetIndex& offsets, int64_t row) {
  const auto& pages = offsets.page_locations();
  const auto next = std::upper_bound(
      pages.begin(), pages.end(), row,
      [](int64_t at, const auto& page) { return at < page.first_row_index; });
  return static_cast<size_t>(next - pages.begin()) - 1;
}

/// Puts the bounds of the leaf's values into the map; none if they contradict each other.
void SetBounds(const LeafBounds& bounds, const Column& column, ZoneMap* map) {
  if (bounds.min) map->min = BoundOfStored(column, *bounds.min, BoundSide::kMin);
  if (bounds.max) map->max = BoundOfStored(column, *bounds.max, BoundSide::kMax);
  const bool are_both = map->min.knowledge != Knowledge::kUnknown &&
                        map->max.knowledge != Knowledge::kUnknown;
  if (are_both && Compare(map->min.value, map->max.value) > 0) {
    map->min = {};
    map->max = {};
  }
}

}  // namespace

ParquetZoneMaps::ParquetZoneMaps(parquet::arrow::FileReader& file, ColumnMappingMode mode)
    : file_(file), mode_(mode) {}
ParquetZoneMaps::~ParquetZoneMaps() = default;

bool ParquetZoneMaps::HasColumn(const StructField& field) const {
  const auto& fields = file_.manifest().schema_fields;
  return std::ranges::any_of(
      fields, [&](const auto& own) { return IsSameField(*own.field, field, mode_); });
}

int ParquetZoneMaps::Add(const ZoneColumn& column) {
  sources_.push_back(ResolveZone(file_.manifest(), column, mode_));
  return static_cast<int>(sources_.size()) - 1;
}

ZoneMap ParquetZoneMaps::OfRowGroup(int row_group, int path, Probes probes) const {
  const ZoneSource& source = sources_[static_cast<size_t>(path)];
  auto& reader = *file_.parquet_reader();
  auto made = CatchParquet("", [&]() -> Result<ZoneMap> {
    const auto metadata = reader.metadata()->RowGroup(row_group);
    const ZoneCount rows{metadata->num_rows(), Knowledge::kExact};
    if (source.is_lacking) {
      return ZoneOfNulls(source.column, source.map.is_list ? ZoneCount{} : rows);
    }
    if (!source.leaf) return source.map;
    const Residuals residuals = ResidualsOf(source, *metadata);
    if (residuals == Residuals::kUnknown) return source.unknown;
    const auto chunk = metadata->ColumnChunk(*source.leaf);
    const auto& leaf = *reader.metadata()->schema()->Column(*source.leaf);
    ZoneMap map = source.map;
    if (residuals == Residuals::kNulls) {
      map.others.Add(ValueType::kNull);
      map.null_means = NullMeaning::kEither;
    }
    map.rows = {chunk->num_values(), Knowledge::kExact};
    if (leaf.max_definition_level() == 0) map.nulls = {0, Knowledge::kExact};
    if (const auto nulls = NullCountOf(*chunk)) map.nulls = {*nulls, Knowledge::kExact};
    SetBounds(BoundsOfChunk(*chunk, leaf), source.column.column, &map);
    if (probes == Probes::kWith) {
      map.probe =
          MakeBloomZoneProbe(reader, row_group, *source.leaf, source.column.column);
    }
    return map;
  });
  return made.ok() ? *std::move(made) : source.unknown;
}

bool ParquetZoneMaps::HasBloomFilter(int row_group) const {
  const auto has = CatchParquet("", [&]() -> Result<bool> {
    const auto metadata = file_.parquet_reader()->metadata()->RowGroup(row_group);
    return std::ranges::any_of(sources_, [&](const ZoneSource& source) {
      return source.leaf && metadata->ColumnChunk(*source.leaf)->bloom_filter_offset();
    });
  });
  return has.ok() && *has;
}

std::vector<RowRange> ParquetZoneMaps::OpenPages(int row_group) {
  pages_.assign(sources_.size(), Pages());
  std::vector<int64_t> starts;
  auto& reader = *file_.parquet_reader();
  const int64_t rows = reader.metadata()->RowGroup(row_group)->num_rows();
  const Status opened = CatchParquet("", [&]() -> Status {
    const auto indexes = reader.GetPageIndexReader();
    const auto group = indexes == nullptr ? nullptr : indexes->RowGroup(row_group);
    if (group == nullptr) return Status::OK();
    for (size_t i = 0; i < sources_.size(); ++i) {
      // Residuals of a Variant have pages of their own, which need not be looked at: what
      // is asked of a row group's is stricter.
      if (!sources_[i].leaf) continue;
      const auto& leaf = *reader.metadata()->schema()->Column(*sources_[i].leaf);
      if (!IsTypeOrdered(leaf)) continue;
      Pages pages{group->GetColumnIndex(*sources_[i].leaf),
                  group->GetOffsetIndex(*sources_[i].leaf), rows};
      if (pages.columns == nullptr || pages.offsets == nullptr) continue;
      if (!ArePlausible(*pages.columns, *pages.offsets, rows)) continue;
      for (const auto& page : pages.offsets->page_locations()) {
        starts.push_back(page.first_row_index);
      }
      pages_[i] = std::move(pages);
    }
    return Status::OK();
  });
  if (!opened.ok()) return {};
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  std::vector<RowRange> blocks;
  for (size_t i = 0; i < starts.size(); ++i) {
    blocks.push_back({starts[i], i + 1 < starts.size() ? starts[i + 1] : rows});
  }
  return blocks;
}

ZoneMap ParquetZoneMaps::OfPages(int64_t row, int path, const ZoneMap& row_group) const {
  const ZoneSource& source = sources_[static_cast<size_t>(path)];
  const Pages& pages = pages_[static_cast<size_t>(path)];
  // Of a row group that is not wholly typed nothing more is known by page.
  if (pages.columns == nullptr || row_group.rows.knowledge != Knowledge::kExact) {
    return row_group;
  }
  const auto& locations = pages.offsets->page_locations();
  const size_t page = PageOf(*pages.offsets, row);
  const int64_t end =
      page + 1 < locations.size() ? locations[page + 1].first_row_index : pages.rows;
  ZoneMap map = row_group;
  map.min = {};
  map.max = {};
  map.nulls = {};
  map.rows = {};
  // Of a list the entries of a page are not counted.
  if (!map.is_list) {
    map.rows = {end - locations[page].first_row_index, Knowledge::kExact};
  }
  if (pages.columns->null_pages()[page]) {
    // Some writers (parquet-rs) compare a list's NULLs with rows: as many of both, and a
    // page counts as one of NULLs although it has values.
    if (map.is_list) return row_group;
    map.types = {};
    map.may_have_nan = false;
    map.nulls = map.rows;
    return map;
  }
  if (pages.columns->has_null_counts()) {
    const int64_t nulls = pages.columns->null_counts()[page];
    const bool is_plausible = nulls >= 0 && (map.is_list || nulls <= map.rows.count);
    if (is_plausible) map.nulls = {nulls, Knowledge::kExact};
  }
  const auto& leaf = *file_.parquet_reader()->metadata()->schema()->Column(*source.leaf);
  SetBounds(BoundsOf(leaf, pages.columns->encoded_min_values()[page],
                     pages.columns->encoded_max_values()[page]),
            source.column.column, &map);
  return map;
}

}  // namespace delta_utils
