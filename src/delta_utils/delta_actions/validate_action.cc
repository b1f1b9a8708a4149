#include "delta_utils/delta_actions/validate_action.h"

#include <optional>
#include <string_view>

#include "delta_utils/delta_actions/deletion_vector.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {
namespace {

constexpr int32_t kListsReaderFeatures = 3;
constexpr int32_t kListsWriterFeatures = 7;

/// Dots between the names; a name with a dot is not told apart.
std::string Dotted(const ColumnPath& path) {
  std::string text;
  for (const std::string& name : path) text += "." + name;
  return text;
}

class Validator {
 public:
  Validator(const std::set<std::string>* partition_names, ActionValidity* out)
      : partition_names_(partition_names), out_(out) {}

  void operator()(const Add& add) {
    action_ = "add";
    CheckFile(add.path, add.size_bytes);
    CheckPartitions(add.partition_values);
    CheckNotNegative("modificationTime", add.modification_time_ms);
    CheckNotNegative("baseRowId", add.base_row_id);
    CheckNotNegative("defaultRowCommitVersion", add.default_row_commit_version);
    const std::optional<int64_t> rows = CheckStats(add.stats);
    if (!add.deletion_vector) return;
    CheckVector(*add.deletion_vector, rows);
    if (!rows) Report("stats", "lacks numRecords, which a deletion vector needs");
  }

  void operator()(const Remove& remove) {
    action_ = "remove";
    CheckFile(remove.path, remove.size_bytes);
    CheckNotNegative("deletionTimestamp", remove.deletion_timestamp_ms);
    CheckNotNegative("baseRowId", remove.base_row_id);
    CheckNotNegative("defaultRowCommitVersion", remove.default_row_commit_version);
    if (remove.extended_file_metadata.value_or(false)) {
      if (!remove.partition_values) {
        Report("partitionValues", "is missing, which extended metadata have");
      }
      if (!remove.size_bytes) Report("size", "is missing, which extended metadata have");
    }
    const std::optional<int64_t> rows = CheckStats(remove.stats);
    if (remove.deletion_vector) CheckVector(*remove.deletion_vector, rows);
  }

  void operator()(const AddCdcFile& cdc) {
    action_ = "cdc";
    CheckFile(cdc.path, cdc.size_bytes);
    if (cdc.data_change) Report("dataChange", "is true, and a cdc file adds no data");
  }

  void operator()(const Metadata& metadata) {
    action_ = "metaData";
    CheckNotEmpty("id", metadata.id);
    if (metadata.format.provider) {
      CheckNotEmpty("format.provider", *metadata.format.provider);
    }
    CheckNotNegative("createdTime", metadata.created_time_ms);
    const auto names = PartitionNamesOf(metadata);
    if (!names.ok()) {
      // What only this library does not know may be right.
      const bool is_wrong = KindOf(names.status()) != ErrorKind::kUnsupported;
      if (is_wrong) ReportStatus("", names.status());
    } else if (names->size() != metadata.partition_columns.size()) {
      Report("partitionColumns", "has a column twice");
    }
  }

  void operator()(const Protocol& protocol) {
    action_ = "protocol";
    if (protocol.min_reader_version < 1) Report("minReaderVersion", "is below 1");
    if (protocol.min_writer_version < 1) Report("minWriterVersion", "is below 1");
    CheckFeatures("readerFeatures", protocol.reader_features,
                  protocol.min_reader_version == kListsReaderFeatures,
                  "minReaderVersion 3");
    CheckFeatures("writerFeatures", protocol.writer_features,
                  protocol.min_writer_version == kListsWriterFeatures,
                  "minWriterVersion 7");
    if (protocol.min_reader_version == kListsReaderFeatures &&
        protocol.min_writer_version < kListsWriterFeatures) {
      Report("minWriterVersion", "is below 7, which minReaderVersion 3 needs");
    }
    if (!protocol.reader_features || !protocol.writer_features) return;
    const std::set<std::string_view> for_writers(protocol.writer_features->begin(),
                                                 protocol.writer_features->end());
    for (const std::string& feature : *protocol.reader_features) {
      if (!for_writers.contains(feature)) {
        Report("readerFeatures", "has '" + feature + "', which writerFeatures lacks");
      }
    }
  }

  void operator()(const Txn& txn) {
    action_ = "txn";
    CheckNotEmpty("appId", txn.app_id);
    CheckNotNegative("lastUpdated", txn.last_updated_ms);
  }
  void operator()(const DomainMetadata& domain) {
    action_ = "domainMetadata";
    CheckNotEmpty("domain", domain.domain);
  }
  void operator()(const CommitInfo& info) {
    action_ = "commitInfo";
    CheckNotNegative("timestamp", info.timestamp_ms);
    CheckNotNegative("inCommitTimestamp", info.in_commit_timestamp_ms);
    if (info.operation) CheckNotEmpty("operation", *info.operation);
  }
  void operator()(const CheckpointMetadata& checkpoint) {
    action_ = "checkpointMetadata";
    CheckNotNegative("version", checkpoint.version);
  }
  void operator()(const Sidecar& sidecar) {
    action_ = "sidecar";
    CheckPath(sidecar.path);
    CheckNotNegative("sizeInBytes", sidecar.size_bytes);
    CheckNotNegative("modificationTime", sidecar.modification_time_ms);
  }
  void operator()(const UnknownAction&) {}

 private:
  void Report(std::string_view field, std::string message) {
    out_->problems.push_back(
        {std::string(action_) + "." + std::string(field), std::move(message)});
  }
  /// The path of `status` is a field of the object that `prefix` names.
  void ReportStatus(std::string_view prefix, const Status& status) {
    const std::string& field = DetailOf(status)->path();
    Report(std::string(prefix) + field, status.message().substr(field.size() + 2));
  }
  void CheckNotNegative(std::string_view field, std::optional<int64_t> number) {
    if (number.value_or(0) < 0) Report(field, "is negative");
  }
  void CheckNotEmpty(std::string_view field, std::string_view text) {
    if (text.empty()) Report(field, "is empty");
  }

  void CheckPath(std::string_view path) {
    const Status status = CheckDataPath(path);
    if (!status.ok()) Report("path", status.message());
    if (IsAbsolutePath(path)) out_->has_absolute_path = true;
  }

  void CheckFile(std::string_view path, std::optional<int64_t> size_bytes) {
    CheckPath(path);
    CheckNotNegative("size", size_bytes);
  }

  void CheckPartitions(const PartitionValues& values) {
    if (partition_names_ == nullptr) return;
    for (const auto& [name, value] : values) {
      if (!partition_names_->contains(name)) {
        Report("partitionValues." + name, "is of no partition column");
      }
    }
    for (const std::string& name : *partition_names_) {
      if (!values.contains(name)) Report("partitionValues." + name, "is missing");
    }
  }

  /// The number of records, if it is known.
  std::optional<int64_t> CheckStats(const std::optional<std::string>& text) {
    if (!text) return {};
    const Result<FileStats> stats = ParseStats(*text, "");
    if (!stats.ok()) {
      Report("stats", "does not parse: " + stats.status().message());
      return {};
    }
    CheckNotNegative("stats.numRecords", stats->num_records);
    for (const auto& [path, column] : stats->columns) {
      const std::string field = "stats.nullCount" + Dotted(path);
      CheckNotNegative(field, column.null_count);
      if (column.null_count && stats->num_records &&
          *column.null_count > *stats->num_records) {
        Report(field, "is above numRecords");
      }
    }
    return stats->num_records;
  }

  void CheckVector(const DeletionVectorDescriptor& vector, std::optional<int64_t> rows) {
    const auto place = LocateDeletionVector(vector);
    if (!place.ok()) {
      ReportStatus("deletionVector.", place.status());
      return;
    }
    const auto* stored = std::get_if<StoredDeletionVector>(&*place);
    if (stored != nullptr && stored->is_absolute) out_->has_absolute_path = true;
    if (rows && vector.cardinality > *rows) {
      Report("deletionVector.cardinality", "is above numRecords");
    }
  }

  void CheckFeatures(std::string_view field,
                     const std::optional<std::vector<std::string>>& features,
                     bool is_listed, const std::string& version) {
    if (is_listed && !features) Report(field, "is missing, which " + version + " needs");
    if (!is_listed && features) Report(field, "is there without " + version);
    if (!features) return;
    std::set<std::string_view> seen;
    for (const std::string& feature : *features) {
      if (!seen.insert(feature).second) Report(field, "has '" + feature + "' twice");
    }
  }

  const std::set<std::string>* partition_names_;
  ActionValidity* out_;
  std::string_view action_;
};

}  // namespace

Status ActionValidity::ToStatus() const {
  if (problems.empty()) return Status::OK();
  return InvalidArgument(problems.front().field, problems.front().message);
}

Result<std::set<std::string>> PartitionNamesOf(const Metadata& metadata) {
  const auto schema = ParseSchema(metadata.schema_string, "schemaString");
  if (!schema.ok()) return schema.status();
  const auto mode = ColumnMappingModeOf(metadata.configuration);
  if (!mode.ok()) return WithPath("configuration", mode.status());
  std::set<std::string> names;
  for (const std::string& column : metadata.partition_columns) {
    const StructField* field = schema->Find(column);
    if (field == nullptr) {
      return Corrupt("partitionColumns", "has '" + column + "', which the schema lacks");
    }
    names.insert(PhysicalName(*field, *mode));
  }
  return names;
}

ActionValidity ValidateAction(const Action& action,
                              const std::set<std::string>* partition_names) {
  ActionValidity validity;
  std::visit(Validator(partition_names, &validity), action);
  return validity;
}

}  // namespace delta_utils
