// Commits that other engines wrote: all of them read, and read again as what was written.
// The tables lie outside the repository; DELTA_CORPUS_DIR names their folder.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "delta_utils/delta_actions/actions.h"
#include "delta_utils/delta_actions/json_value_testing.h"
#include "delta_utils/delta_actions/log_file.h"
#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/replay_testing.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_actions/validate_action.h"

namespace delta_utils {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// The name of a file of a log, below the log's folder; empty for any other file.
std::string NameInLog(const std::filesystem::path& path) {
  const std::string text = path.generic_string();
  const std::string folder = "/" + std::string(kLogFolder) + "/";
  const size_t found = text.rfind(folder);
  return found == std::string::npos ? "" : text.substr(found + folder.size());
}

std::vector<std::filesystem::path> LogFiles(const char* root) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file() && !NameInLog(entry.path()).empty()) {
      files.push_back(entry.path());
    }
  }
  return files;
}

/// The one table of the corpus whose log is cut off on purpose.
bool IsMeantToFail(const std::filesystem::path& path) {
  return path.generic_string().find("/error_truncated_commit/") != std::string::npos;
}

void CheckParts(const Action& action, const std::string& where) {
  for (const FieldProblem& problem : ValidateAction(action).problems) {
    ADD_FAILURE() << where << ": " << problem.field << " " << problem.message;
  }
  if (const auto* metadata = std::get_if<Metadata>(&action)) {
    const auto schema = ParseSchema(metadata->schema_string, where);
    if (!schema.ok()) {  // geometry and the like, which no reader here knows
      EXPECT_EQ(KindOf(schema.status()), ErrorKind::kUnsupported) << where;
      return;
    }
    EXPECT_EQ(ParseSchema(SerializeSchema(*schema), where).ValueOrDie(), *schema);
  }
  const auto* add = std::get_if<Add>(&action);
  if (add == nullptr) return;
  EXPECT_TRUE(DecodeDataPath(add->path).ok()) << where << add->path;
  if (!add->stats) return;
  const FileStats stats = ParseStats(*add->stats, where).ValueOrDie();
  EXPECT_EQ(ParseStats(SerializeStats(stats), where).ValueOrDie(), stats) << where;
}

/// Every line of `text`, written again, has the same JSON value.
void CheckLines(const std::string& text, const std::vector<Action>& actions,
                const std::string& file) {
  std::istringstream lines(text);
  size_t index = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \r") == std::string::npos) continue;
    const std::string where = file + ":" + std::to_string(index + 1);
    ASSERT_LT(index, actions.size()) << where;
    EXPECT_EQ(JsonValueOf(SerializeAction(actions[index])), JsonValueOf(line)) << where;
    CheckParts(actions[index], where);
    ++index;
  }
  EXPECT_EQ(index, actions.size()) << file;
}

TEST(CorpusTest, ForeignCommitsSurviveReadingAndWriting) {
  const char* root = std::getenv("DELTA_CORPUS_DIR");
  if (root == nullptr) {
    GTEST_SKIP() << "DELTA_CORPUS_DIR is not set: foreign commits are NOT checked";
  }
  int64_t read = 0;
  int64_t refused = 0;
  for (const auto& path : LogFiles(root)) {
    if (!ClassifyLogFile(NameInLog(path)).is_actions_json) continue;
    const std::string text = ReadFile(path);
    const auto actions = ParseCommit(text, path.string());
    if (!actions.ok()) {
      EXPECT_TRUE(IsMeantToFail(path)) << actions.status().ToString();
      ++refused;
      continue;
    }
    ++read;
    EXPECT_EQ(ParseCommit(SerializeCommit(*actions), "again").ValueOrDie(), *actions);
    CheckLines(text, *actions, path.string());
  }
  EXPECT_GT(read, 1000);
  EXPECT_EQ(refused, 1);
  GTEST_LOG_(INFO) << read << " files of actions";
}

TEST(CorpusTest, EveryNameInForeignLogsIsKnown) {
  const char* root = std::getenv("DELTA_CORPUS_DIR");
  if (root == nullptr) {
    GTEST_SKIP() << "DELTA_CORPUS_DIR is not set: foreign logs are NOT checked";
  }
  std::set<std::string> other;
  std::map<LogFileKind, int64_t> kinds;
  for (const auto& path : LogFiles(root)) {
    const LogFile file = ClassifyLogFile(NameInLog(path));
    ++kinds[file.kind];
    if (file.kind == LogFileKind::kOther) other.insert(NameInLog(path));
  }
  EXPECT_EQ(other, (std::set<std::string>{"__tmp.json", "_last_vacuum_info"}));
  for (const auto kind : {LogFileKind::kCommit, LogFileKind::kClassicCheckpoint,
                          LogFileKind::kMultiPartCheckpoint, LogFileKind::kUuidCheckpoint,
                          LogFileKind::kSidecar, LogFileKind::kCompaction,
                          LogFileKind::kChecksum, LogFileKind::kStagedCommit,
                          LogFileKind::kLastCheckpoint, LogFileKind::kTemporary}) {
    EXPECT_GT(kinds[kind], 0) << LogFileKindName(kind);
  }
}

TEST(CorpusTest, ForeignCommitsReplayAsTheirActionsDo) {
  const char* root = std::getenv("DELTA_CORPUS_DIR");
  if (root == nullptr) {
    GTEST_SKIP() << "DELTA_CORPUS_DIR is not set: foreign commits are NOT replayed";
  }
  for (const auto& path : LogFiles(root)) {
    if (!ClassifyLogFile(NameInLog(path)).is_actions_json) continue;
    SCOPED_TRACE(path.string());
    const std::string text = ReadFile(path);
    const auto wanted = StateByActions(text);
    for (const auto stats : {ReplayParser::Stats::kAsText, ReplayParser::Stats::kInLog}) {
      const auto got = StateByReplay(text, stats, 5000);
      ASSERT_EQ(got.ok(), wanted.ok()) << got.status().ToString();
      if (!got.ok()) continue;
      EXPECT_TRUE(SameActions(*got, *wanted));
      EXPECT_EQ(CompleteFilesOf(*got, text).ValueOrDie(), FilesOf(wanted->files));
    }
  }
}

}  // namespace
}  // namespace delta_utils
