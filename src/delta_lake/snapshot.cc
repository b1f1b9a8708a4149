#include "delta_lake/snapshot.h"

#include <utility>

#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_log/log_reader.h"
#include "delta_utils/delta_log/protocol.h"
#include "delta_utils/delta_log/stats_reader.h"

namespace delta_lake {
namespace {

using delta_utils::Add;
using delta_utils::Corrupt;
using delta_utils::LiveFile;
using delta_utils::ObjectPath;
using delta_utils::Unsupported;

/// "file:/a", "file:///a" and "/a" are one place.
std::string_view WithoutFileScheme(std::string_view uri) {
  constexpr std::string_view kScheme = "file:";
  if (!uri.starts_with(kScheme)) return uri;
  uri.remove_prefix(kScheme.size());
  if (uri.starts_with("///")) uri.remove_prefix(2);
  return uri;
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> Snapshot::Open(
    const TableLocation& table, std::optional<int64_t> version,
    std::shared_ptr<const Snapshot> base) {
  const delta_utils::TableState* base_state = base ? &base->state_ : nullptr;
  ARROW_ASSIGN_OR_RAISE(delta_utils::TableState state,
                        delta_utils::ReadTableState(*table.store, table.root, version,
                                                    base_state, table.pool.get()));
  return Make(table, std::move(state));
}

Result<std::shared_ptr<const Snapshot>> Snapshot::Make(const TableLocation& table,
                                                       delta_utils::TableState state) {
  const std::string uri = table.Uri();
  const std::shared_ptr<Snapshot> snapshot(new Snapshot());
  snapshot->table_ = table;
  snapshot->state_ = std::move(state);
  if (!snapshot->state_.metadata) return Corrupt(uri, "the log has no metaData");
  if (!snapshot->state_.protocol) return Corrupt(uri, "the log has no protocol");
  ARROW_RETURN_NOT_OK(delta_utils::CheckReadable(snapshot->state_, uri));
  const delta_utils::Metadata& metadata = snapshot->metadata();
  ARROW_ASSIGN_OR_RAISE(snapshot->schema_,
                        delta_utils::ParseSchema(metadata.schema_string, uri));
  auto mode = delta_utils::ColumnMappingModeOf(metadata.configuration);
  if (!mode.ok()) return delta_utils::WithPath(uri, mode.status());
  snapshot->mapping_mode_ = *mode;
  return snapshot;
}

Result<ObjectPath> Snapshot::PathOf(const Add& file) const {
  const std::string uri = table_.Uri();
  auto decoded = delta_utils::DecodeDataPath(file.path);
  if (!decoded.ok()) return delta_utils::WithPath(uri, decoded.status());
  std::string_view relative = *decoded;
  if (delta_utils::IsAbsolutePath(file.path)) {
    relative = WithoutFileScheme(relative);
    const std::string folder = std::string(WithoutFileScheme(uri)) + "/";
    if (!relative.starts_with(folder)) {
      return Unsupported(uri, "data file '" + file.path + "' lies outside the table");
    }
    relative.remove_prefix(folder.size());
  }
  // Another engine may have written "./a:b" to keep a colon from looking like a scheme.
  while (relative.starts_with("./")) relative.remove_prefix(2);
  auto path = table_.root.Join(relative);
  if (!path.ok()) return Corrupt(uri, "data file '" + file.path + "': bad path");
  return path;
}

Result<std::optional<int64_t>> Snapshot::NumRows() const {
  const delta_utils::StatsColumns no_columns;
  delta_utils::StatsReader reader(*table_.store, table_.root);
  int64_t rows = 0;
  for (const LiveFile& file : state_.files) {
    ARROW_ASSIGN_OR_RAISE(const auto json, reader.Read(file));
    if (!json) return std::nullopt;
    const auto stats = delta_utils::ParseStats(*json, file.path, &no_columns);
    if (!stats.ok() || !stats->num_records) return std::nullopt;
    rows += *stats->num_records;
    if (file.has_deletion_vector()) rows -= file.rare->deletion_vector->cardinality;
  }
  return rows;
}

}  // namespace delta_lake
