// LiveFile: one data file of a table, seen where a log's replay keeps it.
//
//   for (const LiveFile& file : state.files) {
//     total += file.size_bytes;
//     if (file.partition_values.Find("day") == today) Add add = file.ToAdd();
//   }
//
// The views are valid as long as the state they come from, unchanged. A file's statistics
// are its largest part by far: they are kept as text if they are few, else only the place
// in the log is, and delta_log/stats_reader.h reads them.
//
// Threads: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "delta_utils/base/status.h"
#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/text_map.h"

namespace delta_utils {

/// (path as URI-decoded text, DeletionVectorDescriptor::UniqueId or ""). "file:/x",
/// "file:///x" and "/x" are one path.
using FileKey = std::pair<std::string, std::string>;

/// The key of an add or remove with this path, as the log has it. Corrupt for a path that
/// does not decode.
Result<FileKey> FileKeyOf(std::string_view path,
                          const std::optional<DeletionVectorDescriptor>& deletion_vector);

/// A JSON string as it stands in a commit, quotes and escapes included.
struct StatsPlace {
  int64_t version = 0;
  int64_t offset = 0;  // in bytes, from the commit's beginning
  int64_t length = 0;
  bool operator==(const StatsPlace&) const = default;
};

/// What few files have.
struct RareFields {
  std::optional<DeletionVectorDescriptor> deletion_vector;
  std::optional<std::string> clustering_provider;
  ExtraFields extra;
  bool operator==(const RareFields&) const = default;
};

struct LiveFile {
  std::string_view path;  // as in the log, URI-encoded
  int64_t size_bytes = 0;
  int64_t modification_time_ms = 0;
  bool data_change = true;
  TextMapView partition_values;
  std::optional<TextMapView> tags;
  std::optional<std::string_view> stats;   // JSON text
  std::optional<StatsPlace> stats_in_log;  // of statistics that are not kept as text
  std::optional<int64_t> base_row_id;
  std::optional<int64_t> default_row_commit_version;
  const RareFields* rare = nullptr;  // null: it has none of them

  bool has_deletion_vector() const {
    return rare != nullptr && rare->deletion_vector.has_value();
  }
  /// DeletionVectorDescriptor::UniqueId, or "".
  std::string VectorId() const;
  /// Without statistics if these are in the log.
  Add ToAdd() const;
  FileKey Key() const;
};

}  // namespace delta_utils
