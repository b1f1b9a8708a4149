#include "delta_utils/delta_actions/live_file.h"

#include "delta_utils/delta_actions/add_view_internal.h"
#include "delta_utils/delta_actions/key_path_internal.h"

namespace delta_utils {

Result<FileKey> FileKeyOf(
    std::string_view path,
    const std::optional<DeletionVectorDescriptor>& deletion_vector) {
  internal::KeyPath key;
  ARROW_RETURN_NOT_OK(key.Decode(path));
  return FileKey(key.text(), deletion_vector ? deletion_vector->UniqueId() : "");
}

std::string LiveFile::VectorId() const {
  return has_deletion_vector() ? rare->deletion_vector->UniqueId() : "";
}

Add LiveFile::ToAdd() const {
  Add add;
  add.path = path;
  add.size_bytes = size_bytes;
  add.modification_time_ms = modification_time_ms;
  add.data_change = data_change;
  add.partition_values = partition_values.ToMap();
  if (tags) add.tags = tags->ToMap();
  if (stats) add.stats.emplace(*stats);
  add.base_row_id = base_row_id;
  add.default_row_commit_version = default_row_commit_version;
  if (rare != nullptr) {
    add.deletion_vector = rare->deletion_vector;
    add.clustering_provider = rare->clustering_provider;
    add.extra = rare->extra;
  }
  return add;
}

FileKey LiveFile::Key() const {
  internal::KeyPath key;
  DU_CHECK(key.Decode(path).ok());
  return FileKey(key.text(), VectorId());
}

namespace internal {

AddView::AddView(const Add& add)
    : partition_values_(EncodeTextMap(add.partition_values)),
      rare_{add.deletion_vector, add.clustering_provider, add.extra} {
  file_.path = add.path;
  file_.size_bytes = add.size_bytes;
  file_.modification_time_ms = add.modification_time_ms;
  file_.data_change = add.data_change;
  file_.partition_values = TextMapView(partition_values_);
  if (add.tags) {
    AppendTextMap(*add.tags, &tags_);
    file_.tags = TextMapView(tags_);
  }
  file_.stats = add.stats;
  file_.base_row_id = add.base_row_id;
  file_.default_row_commit_version = add.default_row_commit_version;
  if (rare_ != RareFields()) file_.rare = &rare_;
}

}  // namespace internal
}  // namespace delta_utils
