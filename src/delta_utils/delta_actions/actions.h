// Delta's actions as plain structs, and one commit's text.
//
//   ARROW_ASSIGN_OR_RAISE(std::vector<Action> actions, ParseCommit(text, "00..1.json"));
//   for (const Action& a : actions)
//     if (const Add* add = std::get_if<Add>(&a)) use(add->path);
//   std::string text = SerializeCommit(actions);        // a line an action, newline at
//   the end
//
// What is read is written back with the same JSON values, in the same order of actions:
// unknown actions are kept as text, unknown fields in `extra`, other members of an
// action's line in `line_extra`, an explicit null of an optional field as a bit. Numbers
// that this library does not know stay text, of any size. Only spelling is lost: white
// space, escapes, the order of members. An explicit null means what absence means.
//
// A key that appears twice, in an action or in a map of strings, is Corrupt, and so is a
// line with two actions: readers differ in which they take. In what is kept as text, and
// in commitInfo, nothing is judged but that it is JSON. `path` fields hold the text of
// the log: still URI-encoded (see log_path.h to decode). Source: delta-io/delta
// PROTOCOL.md, "Actions"; RFC 8259.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils {

/// Fields this library does not know: name and raw JSON text, in the order they came.
using ExtraFields = std::vector<std::pair<std::string, std::string>>;

/// Which optional fields stood as an explicit null, so that they are written as such
/// while they have no value. A spelling, not a meaning: all are equal.
class ExplicitNulls {
 public:
  /// `field` counts the known fields in the order in which they are written, below 32.
  void Add(int field) { bits_ |= 1u << field; }
  bool Has(int field) const { return (bits_ >> field & 1u) != 0; }
  bool operator==(const ExplicitNulls&) const { return true; }

 private:
  uint32_t bits_ = 0;
};

/// Column name (physical under column mapping) to serialised value; nullopt = null.
using PartitionValues = std::map<std::string, std::optional<std::string>>;
using StringMap = std::map<std::string, std::string>;
/// Values may be JSON null.
using TagMap = std::map<std::string, std::optional<std::string>>;

struct DeletionVectorDescriptor {
  std::string storage_type;  // "u", "p" or "i"
  std::string path_or_inline_dv;
  std::optional<int32_t> offset;  // absent and 0 are different keys
  int32_t size_bytes = 0;
  int64_t cardinality = 0;
  ExtraFields extra;
  ExplicitNulls explicit_nulls;
  /// PROTOCOL.md, "Derived Fields": the part of a file's key that the vector gives.
  std::string UniqueId() const;
  bool operator==(const DeletionVectorDescriptor&) const = default;
};

struct Add {
  std::string path;
  PartitionValues partition_values;
  int64_t size_bytes = 0;
  int64_t modification_time_ms = 0;
  bool data_change = true;
  std::optional<std::string> stats;  // JSON text, parsed only when asked (see stats.h)
  std::optional<TagMap> tags;
  std::optional<DeletionVectorDescriptor> deletion_vector;
  std::optional<int64_t> base_row_id;
  std::optional<int64_t> default_row_commit_version;
  std::optional<std::string> clustering_provider;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Add&) const = default;
};

struct Remove {
  std::string path;
  std::optional<int64_t> deletion_timestamp_ms;
  bool data_change = true;
  std::optional<bool> extended_file_metadata;
  std::optional<PartitionValues> partition_values;
  std::optional<int64_t> size_bytes;
  std::optional<std::string> stats;
  std::optional<TagMap> tags;
  std::optional<DeletionVectorDescriptor> deletion_vector;
  std::optional<int64_t> base_row_id;
  std::optional<int64_t> default_row_commit_version;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Remove&) const = default;
};

/// "cdc" in the log.
struct AddCdcFile {
  std::string path;
  PartitionValues partition_values;
  int64_t size_bytes = 0;
  bool data_change = false;
  std::optional<TagMap> tags;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const AddCdcFile&) const = default;
};

/// metaData's "format". Both fields may be missing, as other readers allow.
struct Format {
  std::optional<std::string> provider = "parquet";
  std::optional<TagMap> options = TagMap();
  ExtraFields extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Format&) const = default;
};

struct Metadata {
  std::string id;
  std::optional<std::string> name;
  std::optional<std::string> description;
  Format format;
  std::string schema_string;
  std::vector<std::string> partition_columns;
  StringMap configuration;
  /// Keys of the configuration whose value is null: not set, but written back.
  std::vector<std::string> null_properties;
  std::optional<int64_t> created_time_ms;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Metadata&) const = default;
};

struct Protocol {
  int32_t min_reader_version = 1;
  int32_t min_writer_version = 2;
  std::optional<std::vector<std::string>> reader_features;
  std::optional<std::vector<std::string>> writer_features;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Protocol&) const = default;
};

struct Txn {
  std::string app_id;
  int64_t version = 0;
  std::optional<int64_t> last_updated_ms;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Txn&) const = default;
};

struct DomainMetadata {
  std::string domain;
  std::string configuration;
  bool removed = false;
  ExtraFields extra;
  ExtraFields line_extra;
  bool operator==(const DomainMetadata&) const = default;
};

/// Free-form by protocol: the fields we read by name; in `extra` the rest, and fields of
/// these names that are null, of another type, or there for the second time.
struct CommitInfo {
  std::optional<int64_t> timestamp_ms;
  std::optional<std::string> operation;
  std::optional<std::string> engine_info;
  std::optional<std::string> txn_id;
  std::optional<int64_t> in_commit_timestamp_ms;
  std::optional<bool> is_blind_append;
  std::optional<int64_t> read_version;
  /// Raw JSON objects.
  std::optional<std::string> operation_parameters;
  std::optional<std::string> operation_metrics;
  ExtraFields extra;
  ExtraFields line_extra;
  /// When the commit was made; nullopt: only the time of its file tells.
  std::optional<int64_t> TimeMs() const {
    return in_commit_timestamp_ms ? in_commit_timestamp_ms : timestamp_ms;
  }
  bool operator==(const CommitInfo&) const = default;
};

struct CheckpointMetadata {
  int64_t version = 0;
  std::optional<TagMap> tags;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const CheckpointMetadata&) const = default;
};

struct Sidecar {
  std::string path;
  int64_t size_bytes = 0;
  int64_t modification_time_ms = 0;
  std::optional<TagMap> tags;
  ExtraFields extra;
  ExtraFields line_extra;
  ExplicitNulls explicit_nulls;
  bool operator==(const Sidecar&) const = default;
};

/// A line whose key this library does not know: must be ignored, is kept as it came.
struct UnknownAction {
  std::string json;  // the whole line
  bool operator==(const UnknownAction&) const = default;
};

using Action =
    std::variant<Add, Remove, AddCdcFile, Metadata, Protocol, Txn, DomainMetadata,
                 CommitInfo, CheckpointMetadata, Sidecar, UnknownAction>;

/// Parses one commit: UTF-8, a JSON object a line; blank lines, CRLF and a byte order
/// mark before the first line are allowed. Kind Corrupt, with `file` and the line. At
/// most 100 levels deep.
Result<std::vector<Action>> ParseCommit(std::string_view text, std::string_view file);
inline Result<std::vector<Action>> ParseCommit(std::span<const std::byte> bytes,
                                               std::string_view file) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  return ParseCommit(std::string_view(text, bytes.size()), file);
}
inline Result<std::vector<Action>> ParseCommit(std::span<const uint8_t> bytes,
                                               std::string_view file) {
  return ParseCommit(std::as_bytes(bytes), file);
}

Result<Action> ParseAction(std::string_view json);

/// One JSON object, no newline.
std::string SerializeAction(const Action& action);
/// A line an action, each ending with a newline.
std::string SerializeCommit(const std::vector<Action>& actions);

}  // namespace delta_utils
