#include "delta_utils/delta_actions/make_action.h"

#include <utility>

#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/validate_action.h"

namespace delta_utils {

Result<Add> MakeAddAction(std::string_view path, int64_t size_bytes,
                          int64_t modification_time_ms, PartitionValues partition_values,
                          const std::optional<FileStats>& stats) {
  Add add;
  add.path = EncodeDataPath(path);
  add.partition_values = std::move(partition_values);
  add.size_bytes = size_bytes;
  add.modification_time_ms = modification_time_ms;
  if (stats) add.stats = SerializeStats(*stats);
  const ActionValidity validity = ValidateAction(add);
  ARROW_RETURN_NOT_OK(validity.ToStatus());
  if (validity.has_absolute_path) return InvalidArgument("add.path", "is absolute");
  return add;
}

Remove MakeRemoveAction(const Add& file, int64_t deletion_timestamp_ms,
                        bool data_change) {
  Remove remove;
  remove.path = file.path;
  remove.deletion_timestamp_ms = deletion_timestamp_ms;
  remove.data_change = data_change;
  remove.extended_file_metadata = true;
  remove.partition_values = file.partition_values;
  remove.size_bytes = file.size_bytes;
  remove.tags = file.tags;
  remove.deletion_vector = file.deletion_vector;
  remove.base_row_id = file.base_row_id;
  remove.default_row_commit_version = file.default_row_commit_version;
  return remove;
}

}  // namespace delta_utils
