#include <algorithm>

#include "delta_utils/base/hash_internal.h"
#include "delta_utils/delta_actions/file_columns.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kInText = -1;
constexpr int64_t kNoStats = -2;

template <typename T>
void SetAt(size_t row, const std::optional<T>& value,
           std::vector<std::optional<T>>* column) {
  if (!value) return;
  column->resize(row);
  column->push_back(value);
}

template <typename T>
std::optional<T> GetAt(size_t row, const std::vector<std::optional<T>>& column) {
  return row < column.size() ? column[row] : std::nullopt;
}

}  // namespace

FileColumns::Range FileColumns::AppendText(std::string_view text) {
  DU_CHECK(text.size() < kAbsent - text_.size());
  const Range range{static_cast<uint32_t>(text_.size()),
                    static_cast<uint32_t>(text.size())};
  text_ += text;
  return range;
}

FileColumns::Range FileColumns::AppendShared(std::string_view text) {
  Range& recent = recent_[HashBytes(0, text) % recent_.size()];
  if (TextAt(recent) != text) recent = AppendText(text);
  return recent;
}

void FileColumns::AppendStats(const LiveFile& file) {
  if (file.stats) {
    const Range range = AppendText(*file.stats);
    stats_.push_back({kInText, range.offset, range.length});
  } else {
    stats_.push_back(file.stats_in_log.value_or(StatsPlace{kNoStats, 0, 0}));
  }
}

void FileColumns::AppendRare(const LiveFile& file) {
  const size_t row = hashes_.size();
  SetAt(row, file.base_row_id, &base_row_ids_);
  SetAt(row, file.default_row_commit_version, &default_row_commit_versions_);
  if (file.rare != nullptr) rare_.emplace_back(row, *file.rare);
}

void FileColumns::Append(const LiveFile& file, uint64_t hash) {
  DU_CHECK(!is_full());
  AppendRare(file);
  paths_.push_back(AppendText(file.path));
  sizes_bytes_.push_back(file.size_bytes);
  modification_times_ms_.push_back(file.modification_time_ms);
  data_changes_.push_back(file.data_change);
  partition_values_.push_back(AppendShared(file.partition_values.bytes()));
  tags_.push_back(file.tags ? AppendShared(file.tags->bytes()) : Range{0, kAbsent});
  AppendStats(file);
  hashes_.push_back(hash);
  if (is_full()) text_.shrink_to_fit();
}

void FileColumns::ReadStats(size_t row, LiveFile* file) const {
  const StatsPlace& place = stats_[row];
  if (place.version == kInText) {
    file->stats = std::string_view(text_).substr(static_cast<size_t>(place.offset),
                                                 static_cast<size_t>(place.length));
  } else if (place.version != kNoStats) {
    file->stats_in_log = place;
  }
}

int64_t FileColumns::stats_bytes(size_t row) const {
  return stats_[row].version == kInText ? stats_[row].length : 0;
}

LiveFile FileColumns::Row(size_t row) const {
  LiveFile file;
  file.path = path(row);
  file.size_bytes = sizes_bytes_[row];
  file.modification_time_ms = modification_times_ms_[row];
  file.data_change = data_changes_[row];
  file.partition_values = TextMapView(TextAt(partition_values_[row]));
  if (tags_[row].length != kAbsent) file.tags = TextMapView(TextAt(tags_[row]));
  ReadStats(row, &file);
  file.base_row_id = GetAt(row, base_row_ids_);
  file.default_row_commit_version = GetAt(row, default_row_commit_versions_);
  const auto rare =
      std::ranges::lower_bound(rare_, row, {}, &std::pair<size_t, RareFields>::first);
  if (rare != rare_.end() && rare->first == row) file.rare = &rare->second;
  return file;
}

}  // namespace delta_utils::internal
