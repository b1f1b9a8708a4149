#include <algorithm>
#include <set>

#include "arrow/buffer.h"
#include "command.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/delta_actions/log_file.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/table_state.h"
#include "delta_utils/delta_actions/validate_action.h"

namespace parquedb::cli {
namespace {

using delta_utils::Action;
using delta_utils::LogFile;
using delta_utils::LogFileKind;
using delta_utils::ObjectInfo;

/// What is known of one file of the log.
struct FileReport {
  std::string name;  // below the log folder
  LogFile file;
  std::optional<int64_t> num_actions;  // of files of actions that parse
  int64_t absolute_paths = 0;
  std::vector<std::string> problems;
};

/// Looks into the files of a log one by one, in the order of their names.
class LogExaminer {
 public:
  explicit LogExaminer(const delta_lake::TableLocation& table)
      : table_(table), log_(table.root / delta_utils::kLogFolder) {}

  Result<std::vector<std::string>> Names() const {
    std::vector<std::string> names;
    const size_t skipped = log_.ToString().size() + 1;
    ARROW_RETURN_NOT_OK(
        table_.store->List(log_, std::nullopt, [&](const ObjectInfo& info) {
          names.push_back(info.path.ToString().substr(skipped));
          return true;
        }));
    return names;
  }

  Result<FileReport> Examine(const std::string& name) {
    FileReport report{name, delta_utils::ClassifyLogFile(name)};
    if (!report.file.is_actions_json) return report;
    ARROW_ASSIGN_OR_RAISE(const auto path, log_.Join(name));
    ARROW_ASSIGN_OR_RAISE(const auto bytes, table_.store->Get(path));
    const auto actions = delta_utils::ParseCommit(std::string_view(*bytes), name);
    if (!actions.ok()) {
      report.problems.push_back(WithoutName(name, actions.status()));
      return report;
    }
    report.num_actions = static_cast<int64_t>(actions->size());
    ExamineActions(*actions, &report);
    if (report.file.kind == LogFileKind::kCommit) ExamineCommit(*actions, &report);
    return report;
  }

 private:
  static std::string WithoutName(const std::string& name, const Status& status) {
    return status.message().substr(name.size() + 2);
  }

  void ExamineActions(const std::vector<Action>& actions, FileReport* report) {
    // Partition columns change with the metadata, which only commits have in order.
    std::optional<std::set<std::string>> names;
    if (report->file.kind == LogFileKind::kCommit) names = partition_names_;
    for (const Action& action : actions) {
      const auto* metadata = std::get_if<delta_utils::Metadata>(&action);
      if (metadata == nullptr) continue;
      auto found = delta_utils::PartitionNamesOf(*metadata);
      names.reset();
      if (found.ok()) names = *std::move(found);
    }
    if (report->file.kind == LogFileKind::kCommit) partition_names_ = names;
    for (size_t i = 0; i < actions.size(); ++i) {
      const auto validity =
          delta_utils::ValidateAction(actions[i], names ? &*names : nullptr);
      if (validity.has_absolute_path) ++report->absolute_paths;
      for (const auto& [field, message] : validity.problems) {
        report->problems.push_back("action " + std::to_string(i + 1) + ": " + field +
                                   " " + message);
      }
    }
  }

  void ExamineCommit(const std::vector<Action>& actions, FileReport* report) {
    const Status status =
        ApplyCommit(&state_, report->file.version, actions, report->name);
    if (!status.ok()) report->problems.push_back(WithoutName(report->name, status));
  }

  const delta_lake::TableLocation& table_;
  delta_utils::ObjectPath log_;
  delta_utils::TableState state_;
  std::optional<std::set<std::string>> partition_names_;
};

std::string JsonLine(const FileReport& report) {
  Object line;
  line.Append("file", report.name);
  line.Append("kind", std::string(LogFileKindName(report.file.kind)));
  if (report.file.version >= 0) line.Append("version", report.file.version);
  if (report.file.last_version >= 0) line.Append("to_version", report.file.last_version);
  if (report.num_actions) line.Append("num_actions", *report.num_actions);
  if (report.absolute_paths > 0) line.Append("absolute_paths", report.absolute_paths);
  Array problems;
  for (const std::string& problem : report.problems)
    problems.values.emplace_back(problem);
  line.Append("problems", std::move(problems));
  return delta_utils::ToExtJson(line, delta_utils::ExtJsonMode::kRelaxed) + "\n";
}

std::string TextLines(const FileReport& report) {
  std::string text = PadRight(std::string(LogFileKindName(report.file.kind)), 23) +
                     PadRight(report.num_actions ? std::to_string(*report.num_actions)
                                                 : std::string("-"),
                              9) +
                     delta_utils::EscapeControls(report.name) + "\n";
  if (report.absolute_paths > 0) {
    text += "    files with URIs of their own: " + std::to_string(report.absolute_paths) +
            "\n";
  }
  for (const std::string& problem : report.problems) {
    text += "    " + delta_utils::EscapeControls(problem) + "\n";
  }
  return text;
}

}  // namespace

Status RunLog(Session& session, const StoreCommandOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto table, session.Locate(options.target));
  LogExaminer examiner(table);
  ARROW_ASSIGN_OR_RAISE(const auto names, examiner.Names());
  if (names.empty()) return delta_utils::NotFound(table.Uri(), "no Delta table is here");
  Output output;
  int64_t bad_files = 0;
  if (!options.json) {
    ARROW_RETURN_NOT_OK(
        output.Write(PadRight("kind", 23) + PadRight("actions", 9) + "file\n"));
  }
  for (const std::string& name : names) {
    const auto report = examiner.Examine(name);
    if (!report.ok()) {
      ARROW_RETURN_NOT_OK(output.Finish());
      return report.status();
    }
    if (!report->problems.empty()) ++bad_files;
    ARROW_RETURN_NOT_OK(
        output.Write(options.json ? JsonLine(*report) : TextLines(*report)));
  }
  ARROW_RETURN_NOT_OK(output.Finish());
  if (bad_files == 0) return Status::OK();
  return delta_utils::Corrupt(table.Uri(), std::to_string(bad_files) + " of " +
                                               std::to_string(names.size()) +
                                               " files of the log have problems");
}

}  // namespace parquedb::cli
