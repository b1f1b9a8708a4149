// Statistics of one data file: the JSON text in an add action's `stats`.
//
//   ARROW_ASSIGN_OR_RAISE(FileStats stats, ParseStats(*add.stats, uri));
//   auto it = stats.columns.find({"_id"});           // path of physical names
//
// Bounds are kept as raw JSON scalars, so decimals and 64-bit integers stay exact. They
// bound the file's values from outside (safe for skipping), and need not be values of the
// file: strings are cut, timestamps are rounded down to milliseconds. Source:
// PROTOCOL.md, "Per-file Statistics".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils {

struct ColumnStats {
  std::optional<std::string> min;  // raw JSON
  std::optional<std::string> max;
  std::optional<int64_t> null_count;
  bool operator==(const ColumnStats&) const = default;
};

/// Physical names from the top level down to a leaf.
using ColumnPath = std::vector<std::string>;

struct FileStats {
  std::optional<int64_t> num_records;
  bool tight_bounds = true;
  std::map<ColumnPath, ColumnStats> columns;
  bool operator==(const FileStats&) const = default;
};

/// Top-level physical names.
using StatsColumns = std::set<std::string, std::less<>>;

/// Kind Corrupt with `source`, also where a column's bound or count appears twice. At
/// most 100 levels. With `columns` only the statistics of these, and of what is below
/// them, are read; what is wrong in others is not seen.
Result<FileStats> ParseStats(std::string_view json, std::string_view source,
                             const StatsColumns* columns = nullptr);
std::string SerializeStats(const FileStats& stats);

/// Decodes statistics as they stand in a commit (StatsPlace in live_file.h). Threads:
/// one.
class StatsDecoder {
 public:
  StatsDecoder();
  ~StatsDecoder();
  /// Valid until the next call. Corrupt for what is no JSON string.
  Result<std::string_view> Decode(std::string_view json_string);

 private:
  struct Parser;
  const std::unique_ptr<Parser> parser_;
};

}  // namespace delta_utils
