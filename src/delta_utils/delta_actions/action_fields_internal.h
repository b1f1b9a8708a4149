// The JSON names of every action's fields, once for reading and for writing.
//
// VisitFields(action, visit) calls visit(name, member, kRequired or kOptional) for each
// known field, in the order Delta's own writers use. `action` may be const. Fields whose
// C++ type is std::optional are left out of the JSON when they are absent. Source:
// PROTOCOL.md, "Actions".
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include "delta_utils/delta_actions/actions.h"

namespace delta_utils::internal {

enum class Presence { kRequired, kOptional };
inline constexpr Presence kRequired = Presence::kRequired;
inline constexpr Presence kOptional = Presence::kOptional;

template <typename T, typename U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

/// metaData's "configuration" with its null entries, which lie beside it in Metadata.
template <typename M>
struct PropertiesOf {
  M* metadata;
};

/// metaData's "format".
template <Is<Format> T, typename Visit>
void VisitFields(T& format, Visit&& visit) {
  visit("provider", format.provider, kOptional);
  visit("options", format.options, kOptional);
}

template <Is<DeletionVectorDescriptor> T, typename Visit>
void VisitFields(T& dv, Visit&& visit) {
  visit("storageType", dv.storage_type, kRequired);
  visit("pathOrInlineDv", dv.path_or_inline_dv, kRequired);
  visit("offset", dv.offset, kOptional);
  visit("sizeInBytes", dv.size_bytes, kRequired);
  visit("cardinality", dv.cardinality, kRequired);
}

template <Is<Add> T, typename Visit>
void VisitFields(T& add, Visit&& visit) {
  visit("path", add.path, kRequired);
  visit("partitionValues", add.partition_values, kRequired);
  visit("size", add.size_bytes, kRequired);
  visit("modificationTime", add.modification_time_ms, kRequired);
  visit("dataChange", add.data_change, kRequired);
  visit("stats", add.stats, kOptional);
  visit("tags", add.tags, kOptional);
  visit("deletionVector", add.deletion_vector, kOptional);
  visit("baseRowId", add.base_row_id, kOptional);
  visit("defaultRowCommitVersion", add.default_row_commit_version, kOptional);
  visit("clusteringProvider", add.clustering_provider, kOptional);
}

template <Is<Remove> T, typename Visit>
void VisitFields(T& remove, Visit&& visit) {
  visit("path", remove.path, kRequired);
  visit("deletionTimestamp", remove.deletion_timestamp_ms, kOptional);
  visit("dataChange", remove.data_change, kRequired);
  visit("extendedFileMetadata", remove.extended_file_metadata, kOptional);
  visit("partitionValues", remove.partition_values, kOptional);
  visit("size", remove.size_bytes, kOptional);
  visit("stats", remove.stats, kOptional);
  visit("tags", remove.tags, kOptional);
  visit("deletionVector", remove.deletion_vector, kOptional);
  visit("baseRowId", remove.base_row_id, kOptional);
  visit("defaultRowCommitVersion", remove.default_row_commit_version, kOptional);
}

template <Is<AddCdcFile> T, typename Visit>
void VisitFields(T& cdc, Visit&& visit) {
  visit("path", cdc.path, kRequired);
  visit("partitionValues", cdc.partition_values, kRequired);
  visit("size", cdc.size_bytes, kRequired);
  visit("dataChange", cdc.data_change, kRequired);
  visit("tags", cdc.tags, kOptional);
}

template <Is<Metadata> T, typename Visit>
void VisitFields(T& metadata, Visit&& visit) {
  visit("id", metadata.id, kRequired);
  visit("name", metadata.name, kOptional);
  visit("description", metadata.description, kOptional);
  visit("format", metadata.format, kRequired);
  visit("schemaString", metadata.schema_string, kRequired);
  visit("partitionColumns", metadata.partition_columns, kRequired);
  PropertiesOf<T> properties{&metadata};
  visit("configuration", properties, kRequired);
  visit("createdTime", metadata.created_time_ms, kOptional);
}

template <Is<Protocol> T, typename Visit>
void VisitFields(T& protocol, Visit&& visit) {
  visit("minReaderVersion", protocol.min_reader_version, kRequired);
  visit("minWriterVersion", protocol.min_writer_version, kRequired);
  visit("readerFeatures", protocol.reader_features, kOptional);
  visit("writerFeatures", protocol.writer_features, kOptional);
}

template <Is<Txn> T, typename Visit>
void VisitFields(T& txn, Visit&& visit) {
  visit("appId", txn.app_id, kRequired);
  visit("version", txn.version, kRequired);
  visit("lastUpdated", txn.last_updated_ms, kOptional);
}

template <Is<DomainMetadata> T, typename Visit>
void VisitFields(T& domain, Visit&& visit) {
  visit("domain", domain.domain, kRequired);
  visit("configuration", domain.configuration, kRequired);
  visit("removed", domain.removed, kRequired);
}

template <Is<CheckpointMetadata> T, typename Visit>
void VisitFields(T& checkpoint, Visit&& visit) {
  visit("version", checkpoint.version, kRequired);
  visit("tags", checkpoint.tags, kOptional);
}

template <Is<Sidecar> T, typename Visit>
void VisitFields(T& sidecar, Visit&& visit) {
  visit("path", sidecar.path, kRequired);
  visit("sizeInBytes", sidecar.size_bytes, kRequired);
  visit("modificationTime", sidecar.modification_time_ms, kRequired);
  visit("tags", sidecar.tags, kOptional);
}

}  // namespace delta_utils::internal
