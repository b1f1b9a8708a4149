#include <algorithm>

#include "command.h"
#include "delta_lake/table_pruning.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"
#include "delta_utils/columnar/typed_columns_of.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/sql_filter.h"
#include "parquedb/filter_pruning.h"

namespace parquedb::cli {
namespace {

using delta_lake::FileVerdict;
using delta_lake::PruneLevel;
using delta_lake::ScanReport;
using delta_utils::BlockCount;
using delta_utils::Null;

constexpr size_t kListedFiles = 20;
constexpr size_t kJsonFiles = 1000;
constexpr size_t kPictureWidth = 60;
constexpr size_t kPictureBlocks = 5 * kPictureWidth;

struct Explained {
  std::string target;
  int64_t version = 0;
  ScanReport report;

  size_t kept() const {
    return static_cast<size_t>(
        std::ranges::count_if(report.files, &FileVerdict::is_kept));
  }
};

std::string PadLeft(std::string text, size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

std::string LevelLine(std::string_view name, const BlockCount& count) {
  std::string line = PadRight(std::string(name), 10);
  for (const int64_t number : {count.total, count.total - count.skipped, count.skipped}) {
    line += PadLeft(std::to_string(number), 9);
  }
  return line + "\n";
}

/// A character a file: # kept, . skipped. Of very many files several share one, which is
/// # if any of them is kept.
std::string Picture(const std::vector<FileVerdict>& files) {
  const size_t share = (files.size() + kPictureBlocks - 1) / kPictureBlocks;
  std::string text;
  size_t column = 0;
  for (size_t i = 0; i < files.size(); i += share) {
    const auto begin = files.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end =
        files.begin() + static_cast<std::ptrdiff_t>(std::min(i + share, files.size()));
    text += std::any_of(begin, end, [](const auto& file) { return file.is_kept; }) ? '#'
                                                                                   : '.';
    if (++column == kPictureWidth) {
      text += '\n';
      column = 0;
    }
  }
  if (column > 0) text += '\n';
  if (share > 1) text += "one # or . for " + std::to_string(share) + " files\n";
  return text;
}

std::string FileLine(const FileVerdict& file) {
  std::string line = file.is_kept ? "read  " : "skip  ";
  line += file.path;
  if (!file.is_kept) line += "  " + std::string(PruneLevelName(file.level));
  if (!file.reason.empty()) line += (file.is_kept ? "  not " : ": ") + file.reason;
  return delta_utils::EscapeControls(line) + "\n";
}

std::string TextOf(const Explained& explained) {
  const ScanReport& report = explained.report;
  std::string text =
      explained.target + ", version " + std::to_string(explained.version) + "\n";
  text += PadRight("level", 10) + PadLeft("total", 9) + PadLeft("kept", 9) +
          PadLeft("skipped", 9) + "\n";
  for (int i = 0; i < delta_lake::kPruneLevels; ++i) {
    text += LevelLine(PruneLevelName(static_cast<PruneLevel>(i)),
                      report.levels[static_cast<size_t>(i)]);
  }
  const size_t kept = explained.kept();
  text += "files read: " + std::to_string(kept) + " of " +
          std::to_string(report.files.size()) + "\n";
  text += Picture(report.files);
  const size_t listed = std::min(kListedFiles, report.files.size());
  for (size_t i = 0; i < listed; ++i) text += FileLine(report.files[i]);
  if (listed < report.files.size()) {
    text += "and " + std::to_string(report.files.size() - listed) + " files more\n";
  }
  return text;
}

Value FileJson(const FileVerdict& file) {
  Object object;
  object.Append("path", file.path);
  object.Append("verdict", file.is_kept ? "kept" : "skipped");
  object.Append("level",
                file.is_kept ? Value(Null{}) : Value(PruneLevelName(file.level)));
  object.Append("reason", file.reason.empty() ? Value(Null{}) : Value(file.reason));
  return object;
}

std::string JsonOf(const Explained& explained) {
  const ScanReport& report = explained.report;
  Object object;
  object.Append("target", explained.target);
  object.Append("version", explained.version);
  Array levels;
  for (int i = 0; i < delta_lake::kPruneLevels; ++i) {
    const BlockCount& count = report.levels[static_cast<size_t>(i)];
    Object level;
    level.Append("name", PruneLevelName(static_cast<PruneLevel>(i)));
    level.Append("total", count.total);
    level.Append("kept", count.total - count.skipped);
    level.Append("skipped", count.skipped);
    levels.values.emplace_back(std::move(level));
  }
  object.Append("levels", std::move(levels));
  object.Append("files_total", static_cast<int64_t>(report.files.size()));
  object.Append("files_kept", static_cast<int64_t>(explained.kept()));
  Array files;
  for (size_t i = 0; i < std::min(kJsonFiles, report.files.size()); ++i) {
    files.values.push_back(FileJson(report.files[i]));
  }
  object.Append("files", std::move(files));
  return delta_utils::ToExtJson(object, delta_utils::ExtJsonMode::kRelaxed) + "\n";
}

/// The condition, behind a comment that says whether it is all of the filter.
Result<std::string> SqlOf(const delta_utils::Filter& filter,
                          const delta_lake::Snapshot& snapshot,
                          std::string_view dialect) {
  auto columns = delta_utils::TypedColumnsOf(snapshot.schema());
  if (!columns.ok())
    return delta_utils::WithPath(snapshot.table().Uri(), columns.status());
  ARROW_ASSIGN_OR_RAISE(
      const delta_utils::SqlFilter sql,
      delta_utils::FilterToSql(filter, *columns,
                               dialect == "spark" ? delta_utils::SqlDialect::kSpark
                                                  : delta_utils::SqlDialect::kDuckDb));
  const bool is_exact = sql.exactness == delta_utils::Exactness::kExact;
  return std::string(is_exact ? "-- exact\n" : "-- superset\n") + sql.text + "\n";
}

}  // namespace

Status RunExplain(Session& session, const ExplainArguments& arguments) {
  ARROW_ASSIGN_OR_RAISE(const auto filter, ParseFilterArgument(arguments.filter));
  ARROW_ASSIGN_OR_RAISE(const auto collection, session.OpenCollection(arguments.target));
  ARROW_ASSIGN_OR_RAISE(const auto snapshot, collection->Snapshot(arguments.version));
  Output output;
  if (!arguments.sql.empty()) {
    ARROW_ASSIGN_OR_RAISE(const std::string text,
                          SqlOf(filter, *snapshot, arguments.sql));
    ARROW_RETURN_NOT_OK(output.Write(text));
    return output.Finish();
  }
  ARROW_ASSIGN_OR_RAISE(auto pruning, PruningOf(*snapshot, filter));
  Explained explained{snapshot->table().Uri(), snapshot->version(), {}};
  ARROW_ASSIGN_OR_RAISE(explained.report,
                        delta_lake::ExplainScan(snapshot, std::move(pruning)));
  ARROW_RETURN_NOT_OK(
      output.Write(arguments.json ? JsonOf(explained) : TextOf(explained)));
  return output.Finish();
}

}  // namespace parquedb::cli
