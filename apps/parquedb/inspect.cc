#include <algorithm>

#include "command.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/delta_log/log_reader.h"
#include "delta_utils/delta_log/protocol.h"

namespace parquedb::cli {
namespace {

using delta_lake::Snapshot;
using delta_utils::CommitSummary;
using delta_utils::ExtJsonMode;
using delta_utils::StructField;

std::string RowsText(const CommitSummary& commit) {
  std::string text;
  auto add = [&](char sign, int64_t files, const std::optional<int64_t>& rows) {
    if (files == 0) return;
    if (!text.empty()) text += ' ';
    text += sign + (rows ? std::to_string(*rows) : std::string("?"));
  };
  add('+', commit.files_added, commit.rows_added);
  add('-', commit.files_removed, commit.rows_removed);
  return text.empty() ? "0" : text;
}

Value OptionalValue(const std::optional<int64_t>& number) {
  return number ? Value(*number) : Value(delta_utils::Null{});
}

std::string HistoryJson(const CommitSummary& commit, const std::string& operation) {
  Object line;
  line.Append("version", commit.version);
  line.Append("time", TimeText(commit.timestamp_ms));
  line.Append("operation", operation);
  line.Append("files_added", commit.files_added);
  line.Append("files_removed", commit.files_removed);
  line.Append("rows_added", OptionalValue(commit.rows_added));
  line.Append("rows_removed", OptionalValue(commit.rows_removed));
  return delta_utils::ToExtJson(line, ExtJsonMode::kRelaxed);
}

std::string HistoryLine(const CommitSummary& commit, const std::string& operation) {
  return PadRight(std::to_string(commit.version), 9) +
         PadRight(TimeText(commit.timestamp_ms), 26) + PadRight(operation, 24) +
         RowsText(commit);
}

int64_t TotalBytes(const Snapshot& snapshot) {
  int64_t bytes = 0;
  for (const delta_utils::LiveFile& file : snapshot.state().files) {
    bytes += file.size_bytes;
  }
  return bytes;
}

std::string TypeText(const delta_utils::DataType& type);

std::string StructText(const delta_utils::StructType& type) {
  std::string text = "struct<";
  for (const StructField& field : type.fields) {
    if (&field != &type.fields.front()) text += ", ";
    text += field.name + ": " + TypeText(field.type);
  }
  return text + ">";
}

std::string TypeText(const delta_utils::DataType& type) {
  if (const auto* object = std::get_if<delta_utils::StructType>(&type.type)) {
    return StructText(*object);
  }
  if (const auto* array = std::get_if<delta_utils::ArrayType>(&type.type)) {
    return "array<" + TypeText(*array->element) + ">";
  }
  if (const auto* map = std::get_if<delta_utils::MapType>(&type.type)) {
    return "map<" + TypeText(*map->key) + ", " + TypeText(*map->value) + ">";
  }
  return std::get<delta_utils::PrimitiveType>(type.type).name;
}

Array TextArray(const std::vector<std::string>& texts) {
  Array array;
  for (const std::string& text : texts) array.values.emplace_back(text);
  return array;
}

std::string InfoJson(const Snapshot& snapshot, int64_t rows) {
  Object info;
  info.Append("target", snapshot.table().Uri());
  info.Append("version", snapshot.version());
  info.Append("id", snapshot.metadata().id);
  info.Append("num_files", static_cast<int64_t>(snapshot.state().files.size()));
  info.Append("num_rows", rows);
  info.Append("size_bytes", TotalBytes(snapshot));
  info.Append("partition_columns", TextArray(snapshot.metadata().partition_columns));
  info.Append("min_reader_version", snapshot.protocol().min_reader_version);
  info.Append("min_writer_version", snapshot.protocol().min_writer_version);
  info.Append("features", TextArray(delta_utils::FeaturesOf(snapshot.protocol())));
  Object properties;
  for (const auto& [key, value] : snapshot.metadata().configuration) {
    properties.Append(key, value);
  }
  info.Append("properties", std::move(properties));
  std::string text = delta_utils::ToExtJson(info, ExtJsonMode::kRelaxed);
  text.pop_back();  // the schema is JSON already
  return text + ",\"schema\":" + delta_utils::SerializeSchema(snapshot.schema()) + "}";
}

std::string InfoText(const Snapshot& snapshot, int64_t rows) {
  std::string text = snapshot.table().Uri() + "\n";
  auto line = [&](const std::string& name, const std::string& value) {
    text += PadRight(name, 12) + delta_utils::EscapeControls(value) + "\n";
  };
  line("version", std::to_string(snapshot.version()));
  line("rows", std::to_string(rows));
  line("files", std::to_string(snapshot.state().files.size()) + " (" +
                    std::to_string(TotalBytes(snapshot)) + " bytes)");
  std::string features;
  for (const std::string& feature : delta_utils::FeaturesOf(snapshot.protocol())) {
    features += (features.empty() ? "" : ", ") + feature;
  }
  line("protocol", "reader " + std::to_string(snapshot.protocol().min_reader_version) +
                       ", writer " +
                       std::to_string(snapshot.protocol().min_writer_version));
  line("features", features.empty() ? "none" : features);
  text += "schema\n";
  size_t width = 0;
  for (const StructField& field : snapshot.schema().fields) {
    width = std::max(width, field.name.size());
  }
  for (const StructField& field : snapshot.schema().fields) {
    std::string kind = field.StringMetadata("parquedb.bson").value_or("");
    std::string type = TypeText(field.type);
    std::string shown = "  " + PadRight(field.name, width + 2) + type;
    if (!kind.empty() && kind != type) shown += "  (" + kind + ")";
    text += delta_utils::EscapeControls(shown) + "\n";
  }
  return text;
}

}  // namespace

Status RunHistory(Session& session, const InspectOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto table, session.Locate(options.target));
  Output output;
  bool is_first = true;
  auto visit = [&](const CommitSummary& commit) -> Status {
    std::string operation = commit.info && commit.info->operation
                                ? *commit.info->operation
                                : std::string("unknown");
    if (options.json) return output.Write(HistoryJson(commit, operation) + "\n");
    if (is_first) {
      ARROW_RETURN_NOT_OK(output.Write(PadRight("version", 9) + PadRight("time", 26) +
                                       PadRight("operation", 24) + "rows\n"));
    }
    is_first = false;
    return output.Write(HistoryLine(commit, operation) + "\n");
  };
  ARROW_RETURN_NOT_OK(delta_utils::VisitHistory(*table.store, table.root, visit));
  return output.Finish();
}

Status RunInfo(Session& session, const InspectOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto collection, session.OpenCollection(options.target));
  ARROW_ASSIGN_OR_RAISE(auto snapshot, collection->Snapshot(options.version));
  ARROW_ASSIGN_OR_RAISE(int64_t rows, collection->Count({}, snapshot->version()));
  std::string text =
      options.json ? InfoJson(*snapshot, rows) + "\n" : InfoText(*snapshot, rows);
  Output output;
  ARROW_RETURN_NOT_OK(output.Write(text));
  return output.Finish();
}

}  // namespace parquedb::cli
