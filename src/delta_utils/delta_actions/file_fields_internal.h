// FileFields: an add or remove in the form that nearly all of them have, read without
// copying its texts.
//
//   FileFieldsReader reader(ReplayParser::Stats::kInLog);
//   FileFields fields;
//   if (reader.Read(object, FileAction::kAdd, &fields)) use(fields.ToFile());
//
// Safe direction: false of an action in another form, be it right or wrong; what is read
// is as ParseAction reads it. Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/delta_actions/json_reader_internal.h"
#include "delta_utils/delta_actions/live_file.h"
#include "delta_utils/delta_actions/replay_parser.h"

namespace delta_utils::internal {

enum class FileAction { kAdd, kRemove };

/// The views are valid until the reader reads on, or the parser of the object does.
struct FileFields {
  uint32_t seen = 0;  // a bit for each name
  std::string_view path;
  std::optional<TextMapView> partition_values;
  std::optional<int64_t> size_bytes;
  std::optional<int64_t> modification_time_ms;
  bool data_change = true;
  std::optional<std::string_view> stats;
  std::string_view stats_token;  // if they stay in the log; empty: there are none
  std::optional<TextMapView> tags;
  std::optional<int64_t> base_row_id;
  std::optional<int64_t> default_row_commit_version;

  /// Of an add; without the place of its statistics.
  LiveFile ToFile() const;
};

/// Encodings of the maps read last, by their JSON: files beside each other have equal
/// partition values and tags.
class TextMapCache {
 public:
  /// Reads an object of texts and nulls. The view is valid until the next call.
  Result<TextMapView> Read(JsonObject object);

 private:
  struct Entry {
    std::string json;
    std::string bytes;
  };
  std::array<Entry, 512> entries_;
  Entry large_;
};

class FileFieldsReader {
 public:
  explicit FileFieldsReader(ReplayParser::Stats stats) : stats_(stats) {}

  /// `fields` is new.
  bool Read(JsonObject object, FileAction action, FileFields* fields);

 private:
  bool ReadField(size_t name, JsonValue value, FileFields* fields);
  bool ReadStats(JsonValue value, FileFields* fields);

  const ReplayParser::Stats stats_;
  TextMapCache partition_values_;
  TextMapCache tags_;
};

}  // namespace delta_utils::internal
